"""The framework's Email Account, whose mail becomes cases by our rules where it is appended to Case."""

from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.email.receive import InboundMail
from frappe.model.document import Document

from citizen_service.email_intake.case_mail import CaseMail
from citizen_service.email_intake.mail import is_automatic


class OfficeEmailAccount(EmailAccount):
	"""As the framework's; only the mails that it fetches for cases are read by `CaseMail`."""

	def get_inbound_mails(self) -> list[InboundMail]:
		return [self._as_case_mail(mail) for mail in super().get_inbound_mails()]

	def _as_case_mail(self, mail: InboundMail) -> InboundMail:
		append_to = mail.append_to if self.use_imap else self.append_to
		if append_to != "Case":
			return mail
		return CaseMail(mail.raw_message, self, mail.uid, mail.seen_status, mail.append_to)

	def send_auto_reply(self, communication: Document, email: InboundMail) -> None:
		"""Never to a program: two of them would answer each other for ever (RFC 3834)."""
		if not is_automatic(email.mail):
			super().send_auto_reply(communication, email)
