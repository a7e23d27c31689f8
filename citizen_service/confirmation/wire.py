"""Sends on the wire and keeps no copy: no Email Queue, no Communication, no SMS Log, and nothing of it in an error.

For what must stand in no record: one-time codes, and receipts with the secret code. Whatever the mail server or the
gateway said is reported without the address and without the message, because errors are written down.
"""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

import frappe
import requests
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount

from citizen_service.answer import gateway
from citizen_service.answer.plain import plain_text
from citizen_service.errors import MailAccountMissing, MessageNotSent, MessageRefused
from citizen_service.portal.fields import EMAIL, PHONE

PASSING = frozenset((408, 425, 429))
"""Refusals of an SMS gateway that may pass, among those that blame the request."""


def possible() -> frozenset[str]:
	"""By which of EMAIL and PHONE the site can send at all."""
	kinds = ((EMAIL, bool(_account())), (PHONE, gateway.has_gateway()))
	return frozenset(kind for kind, can in kinds if can)


def send_email(to: str, subject: str, html: str, message_id: str | None = None) -> None:
	"""Hand one message to the site's outgoing mail server, at once.

	:param message_id: without angle brackets; default a new one
	:raises MailAccountMissing: no outgoing e-mail account, or e-mail is muted on this site
	:raises MessageRefused: the mail server does not take it for this address, whenever it is tried
	:raises MessageNotSent: it cannot be reached, or takes nothing at present
	"""
	account = _account()
	if not account:
		frappe.throw(_("No outgoing e-mail account is set."), MailAccountMissing, title=_("E-mail Not Sent"))
	message = _message(account, to, subject, html)
	message["Message-ID"] = f"<{message_id}>" if message_id else make_msgid(domain=frappe.local.site)
	refusal = _hand_over(account, message.as_bytes(), to)
	if refusal:
		_refuse(*refusal)


def send_sms(number: str, text: str) -> None:
	"""Hand one message to the gateway of SMS Settings, at once.

	:raises DeliveryRefused: there is none
	:raises MessageRefused: it does not take it, whenever it is tried
	:raises MessageNotSent: it cannot be reached, or takes nothing at present
	"""
	status = None
	try:
		gateway.send(number, text)
		return
	except requests.HTTPError as error:
		status = error.response.status_code
	except requests.RequestException:
		pass
	# Outside the block: the gateway's own error may hold the number and the text in its address.
	final = status is not None and 400 <= status < 500 and status not in PASSING
	_refuse(_("The SMS gateway did not take the message ({0}).").format(status or _("not reached")), final)


def _account() -> EmailAccount | None:
	return None if frappe.are_emails_muted() else EmailAccount.find_default_outgoing()


def _message(account: EmailAccount, to: str, subject: str, html: str) -> EmailMessage:
	message = EmailMessage(policy=SMTP)
	message["From"] = account.default_sender
	message["To"] = to
	message["Subject"] = " ".join(subject.split())
	message["Date"] = formatdate(localtime=True)
	message["Auto-Submitted"] = "auto-generated"
	message.set_content(plain_text(html), cte="base64")
	message.add_alternative(html, subtype="html", cte="base64")
	return message


def _hand_over(account: EmailAccount, message: bytes, to: str) -> tuple[str, bool] | None:
	"""Why it was not taken, and whether that is final; None if it was taken."""
	said = len(frappe.local.message_log)
	try:
		server = account.get_smtp_server()
		server.session.sendmail(account.email_id, [to], message)
		server.quit()
		return None
	except smtplib.SMTPRecipientsRefused as error:
		code, _words = next(iter(error.recipients.values()))
		reason, final = _("The mail server did not take the message ({0}).").format(code), code >= 500
	except (smtplib.SMTPException, OSError, frappe.ValidationError, frappe.OutgoingEmailError):
		reason, final = _("The mail server cannot be reached, or refuses this site."), False
	del frappe.local.message_log[said:]  # the framework's own words are for an administrator
	return reason, final


def _refuse(reason: str, final: bool) -> None:
	frappe.throw(reason, MessageRefused if final else MessageNotSent, title=_("Message Not Sent"))
