"""The framework's Notifications, sent by the worker: editable by the admin, one record per language."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import frappe
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.email.doctype.notification.notification import Notification, get_context
from frappe.model.document import Document
from frappe.utils.jinja import get_jenv
from jinja2 import meta

from citizen_service.answer.files import attached
from citizen_service.answer.gateway import has_gateway, require_gateway
from citizen_service.confirmation import wire
from citizen_service.desk.reading import rows_of
from citizen_service.identity import mail
from citizen_service.identity.sealing import reachable
from citizen_service.outbox.post import post

OUTSIDE = ("SMS", "Slack")
"""Channels that are gone once sent: each has an entry of its own, so that nothing else's failure repeats it. So has an
e-mail that tells the secret code."""

CODE, LINK = "secret_code", "secret_link"
"""What a Notification for cases may have in its text: the code, and an address that opens the case with it."""


def notify(doc: Document, payload: dict) -> None:
	"""Action "notify": send every enabled Notification of the event "Method" whose method is `payload["notice"]`.

	SMS are passed over on a site that cannot send any.
	"""
	with speaking(doc.get("language")):
		for notice in matching(doc, payload["notice"]):
			if notice.channel == "SMS" and not has_gateway():
				continue
			if notice.tells_code():
				has_email, has_mobile = reachable(doc)
				if has_email if notice.channel == "Email" else has_mobile:
					_post_apart("send_receipt", doc, notice)
			elif notice.channel in OUTSIDE:
				_post_apart("notify_outside", doc, notice)
			else:
				notice.send(doc)


def _post_apart(action: str, doc: Document, notice: "Notice") -> None:
	key = f"{action}:{frappe.generate_hash(length=20)}"
	post(action, doc, {"notification": notice.name}, key=key)


def notify_outside(doc: Document, payload: dict) -> None:
	"""Action "notify_outside": send one Notification by a channel that cannot be taken back."""
	with speaking(doc.get("language")):
		Notice("Notification", payload["notification"]).send(doc)


def matching(doc: Document, notice: str, kind: type["Notice"] | None = None) -> list["Notice"]:
	"""The enabled Notifications for this notice whose condition holds; as a Notice, or that class of it.

	:raises Exception: what the condition raises
	"""
	kind = kind or Notice
	wanted = {"event": "Method", "method": notice, "document_type": doc.doctype}
	rows = rows_of("Notification", ["name", "condition"], ["name"], **wanted, enabled=1)
	context = get_context(doc) if rows else {}
	# Asked before any is loaded: of the notices in several languages and for several contacts, most are not meant.
	return [
		kind("Notification", row.name)
		for row in rows
		if not row.condition or frappe.safe_eval(row.condition, None, context)
	]


@lru_cache
def _asks_code(text: str) -> bool:
	"""Whether a template uses the code or the link; the same few templates are asked about for every case."""
	return not meta.find_undeclared_variables(get_jenv().parse(text)).isdisjoint((CODE, LINK))


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
	"""What is rendered within is in `language`, where the document has one."""
	before = frappe.local.lang
	frappe.local.lang = language or before
	try:
		yield
	finally:
		frappe.local.lang = before


class Notice(Notification):
	"""The framework's Notification as a worker needs it: errors surface, and what it makes is in the transaction."""

	def tells_code(self) -> bool:
		"""Whether its text asks for the secret code, which `receipts.send_receipt` alone fills in."""
		if self.document_type != "Case" or self.channel not in ("Email", "SMS"):
			return False
		return _asks_code(f"{self.subject or ''}\n{self.message or ''}")

	def send(self, doc: Document) -> None:
		"""As the framework does. The bell beside another channel is rung here: Frappe 16 leaves it out."""
		rings = self.send_system_notification and self.channel != "System Notification"
		self.send_system_notification = 0
		super().send(doc)
		if rings:
			comments = frappe.parse_json(doc.get("_comments") or "null")
			self.create_system_notification(doc, {"doc": doc, "alert": self, "comments": comments})

	def send_an_email(self, doc: Document, context: dict) -> None:
		"""To a citizen whose identity is withheld without a copy on the timeline, which would show the address."""
		if mail.withheld_case(doc):
			mail.send_privately(self, doc, context)
		else:
			super().send_an_email(doc, context)

	def get_attachment(self, doc: Document) -> list[dict] | None:
		"""As the framework does; with an answer to the citizen goes what its writer chose."""
		prints = super().get_attachment(doc) or []
		is_answer = doc.doctype == "Response" and doc.audience == "Citizen"
		return [*prints, *(attached(doc) if is_answer else [])] or None

	def get_list_of_recipients(self, doc: Document, context: dict) -> tuple[list, list, list]:
		return super().get_list_of_recipients(mail.addressed(doc), context)

	def get_receiver_list(self, doc: Document, context: dict, *how: object) -> list:
		return super().get_receiver_list(mail.addressed(doc), context, *how)

	def log_error(self, title: str | None = None, message: str | None = None) -> None:
		"""The framework calls this where it would swallow an exception. Let it go on instead."""
		raise

	def create_system_notification(self, doc: Document, context: dict) -> None:
		"""As the framework does, but written here rather than by a job that can vanish or come twice."""
		recipients, cc, bcc = self.get_list_of_recipients(doc, context)
		log = frappe._dict(
			type="Alert",
			document_type=doc.doctype,
			document_name=doc.name,
			subject=frappe.render_template(self.subject or "", context),
			from_user=doc.modified_by or doc.owner,
			email_content=frappe.render_template(self.message or "", context),
		)
		make_notification_logs(log, sorted({*recipients, *cc, *bcc}))

	def send_sms(self, doc: Document, context: dict) -> None:
		"""As the framework does; nobody to send to is no error, a missing gateway is.

		To a citizen whose identity is withheld without the framework's log, which would show the number.
		"""
		numbers = [number for number in self.get_receiver_list(doc, context) if number]
		if not numbers:
			return
		require_gateway()
		if not mail.withheld_case(doc):
			super().send_sms(doc, context)
			return
		for number in numbers:
			wire.send_sms(number, frappe.render_template(self.message, context))
