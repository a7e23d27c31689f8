"""One mail to the office: a new case, a letter on what it answers, or, written by a program, neither."""

import frappe
from frappe import _
from frappe.core.doctype.file import MaxFileSizeReachedError
from frappe.email.receive import InboundMail
from frappe.model.document import Document
from frappe.utils import validate_email_address

from citizen_service.email_intake import mail as reading
from citizen_service.identity.sealing import SEALED
from citizen_service.outbox.post import post
from citizen_service.portal.attachments import MEGABYTE, check_one
from citizen_service.portal.files import attach
from citizen_service.portal.messages import Problem

NO_CASE = ""
"""What the framework takes for: about no document."""
LETTERS = {"Case": "case_letter", "Case Referral": "referral_letter"}
"""Who is told of a letter on a document, by the method of its Notifications."""


class CaseMail(InboundMail):
	"""A mail that was fetched for cases.

	The framework matches it to the mail that it answers, by Message-ID alone: what it would do by subject and by a
	number in the subject opens any case to whoever knows its number. It keeps each mail as a Communication.
	"""

	def set_subject(self) -> None:
		"""The framework reads the first piece of a subject that is encoded in several."""
		self.own_subject = reading.decoded(self.mail.get("Subject"))
		self.subject = self.own_subject[: reading.LONGEST_SUBJECT] or _("Message without a subject")

	@property
	def in_reply_to(self) -> str:
		"""The Message-ID that it answers; of a bounce, that of the letter which did not arrive."""
		return super().in_reply_to or reading.reported_message_id(self.mail)

	def reference_document(self) -> Document | str:
		if self._reference_document is None:
			answered = self._answered()
			if answered and answered.doctype in LETTERS:
				self._tell_of_letter(answered)
			self._reference_document = answered or self._new_case() or NO_CASE
		return self._reference_document

	def _create_reference_document(self, doctype: str) -> None:
		"""The framework asks for a document where `reference_document` found none: there is to be none."""

	def _answered(self) -> Document | None:
		parent = self.parent_email_queue() or self.parent_communication()
		if not parent or not parent.reference_doctype or not parent.reference_name:
			return None
		doctype = "Case" if parent.reference_doctype == SEALED else parent.reference_doctype
		found = self.get_doc(doctype, parent.reference_name, ignore_error=True)
		if found and found.doctype == "Response":  # of the office to the citizen, who writes about the case
			return self.get_doc("Case", found.case)
		return found

	def _new_case(self) -> Document | None:
		if reading.is_automatic(self.mail):
			return None
		channel, case_type = _channel(), _case_type()
		if not channel or not case_type:
			frappe.log_error(
				title="E-mail Intake",
				message=f"{self.from_email}: {self.subject}\nNo Intake Channel is marked as e-mail, or no Case Type is enabled.",
			)
			return None
		text = reading.text_of(self.text_content, self.html_content)
		description, cut = reading.shortened(text)
		case = frappe.new_doc("Case")
		case.update(
			{
				"channel": channel,
				"case_type": case_type,
				"language": reading.language_of(f"{self.own_subject}\n{text}") or _usual_language(),
				"subject": reading.subject_of(self.own_subject, text) or self.subject,
				"description": self._description(description, cut),
				"citizen_name": reading.name_of(self.mail.get("From"))[:140] or None,
				"email": validate_email_address(self.from_email or "") or None,
			}
		)
		case.flags.ignore_mandatory = True  # what an admin made mandatory beyond that, Reception fills in
		return case.insert(ignore_permissions=True)

	def _description(self, text: str, cut: bool) -> str:
		if cut:
			return f"{text}\n\n{_('The whole letter is below, among the e-mails of the case.')}"
		return text or _("The message has no text. See its attachments.")

	def _tell_of_letter(self, document: Document) -> None:
		notice = LETTERS[document.doctype]
		key = f"{notice}:{document.name}:{frappe.generate_hash(length=20)}"  # each mail is processed once
		post("notify", document, {"notice": notice}, key=key)

	def save_attachments_in_doc(self, doc: Document) -> list[Document]:
		"""Attachments lie with the case; those that the settings do not let in are named there."""
		case = (
			self._reference_document if getattr(self._reference_document, "doctype", "") == "Case" else None
		)
		settings = frappe.get_cached_doc("Citizen Service Settings")
		saved, refused = [], []
		for sent in self.attachments:
			if len(saved) >= settings.max_attachments:
				refused.append(
					_("“{0}”: more than {1} files came.").format(sent["fname"], settings.max_attachments)
				)
				continue
			kept = self._keep(sent, case or doc, settings.max_attachment_mb * MEGABYTE)
			if isinstance(kept, str):
				refused.append(kept)
			else:
				saved.append(kept)
		if refused and case:
			said = "".join(f"<li>{frappe.utils.escape_html(line)}</li>" for line in refused)
			case.add_comment("Info", _("Attachments of an e-mail that were not taken:") + f"<ul>{said}</ul>")
		return saved

	def _keep(self, sent: dict, doc: Document, largest: int) -> Document | str:
		"""The File, or why there is none."""
		found = check_one(sent["fname"], sent["fcontent"], largest)
		if isinstance(found, Problem):
			return _(found.text).format(*found.values)
		try:
			file = attach(found, doc)
		except MaxFileSizeReachedError:
			return _("“{0}” is larger than the site takes.").format(found.name)
		if sent["fname"] in self.cid_map:
			self.cid_map[file.name] = self.cid_map[sent["fname"]]
		return file


def _channel() -> str | None:
	return frappe.db.get_value("Intake Channel", {"is_email": 1, "enabled": 1})


def _case_type() -> str | None:
	"""What the settings say, else the type that stands first."""
	chosen = frappe.get_cached_doc("Citizen Service Settings").email_case_type
	if chosen and frappe.db.get_value("Case Type", chosen, "enabled"):
		return chosen
	first = frappe.get_all(
		"Case Type", filters={"enabled": 1}, pluck="name", order_by="`rank` asc, name asc", limit=1
	)
	return first[0] if first else None


def _usual_language() -> str:
	return frappe.get_cached_doc("Citizen Service Settings").email_language or "ar"
