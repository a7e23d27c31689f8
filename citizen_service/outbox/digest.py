"""One message to one person about all their time limits that something happened to.

Its words are the framework's Notifications for User with the method "time_limits": one for each language, by e-mail
and on the desk. They find `doc.digest` (see `Digest`). It is composed with the reader's own rights: what they may
not read is not in it. Nothing of a citizen's identity is.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

import frappe
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.model.document import Document
from frappe.utils import get_datetime, get_url_to_form, get_url_to_list

from citizen_service.acting import acting_as
from citizen_service.desk.time_left import clocks as clocks_of
from citizen_service.desk.time_left import in_words
from citizen_service.outbox.notices import Notice, matching, speaking
from citizen_service.outbox.people import RECORD, document_of
from citizen_service.outbox.post import ENTRY
from citizen_service.sla.records import OPEN

NOTICE = "time_limits"
MOST = 50
"""Time limits in one message, the oldest first; of the others it says how many there are."""


@dataclass(frozen=True)
class Line:
	"""A time limit as its reader sees it. `time` says what is left, or by how much it is overdue."""

	doctype: str
	name: str
	url: str
	subject: str
	limit: str
	department: str
	due: datetime
	overdue: bool
	emergency: bool
	time: str


@dataclass(frozen=True)
class Digest:
	"""What a Notification finds in `doc.digest`: the lines, how many more there are, and where all of them are listed."""

	overdue: list[Line] = field(default_factory=list)
	due_soon: list[Line] = field(default_factory=list)
	more: int = 0
	url: str = ""

	@property
	def lines(self) -> list[Line]:
		return [*self.overdue, *self.due_soon]

	@property
	def total(self) -> int:
		return len(self.lines) + self.more


def digest(doc: Document, payload: dict) -> None:
	"""Action "digest": tell the user (`doc`) of the clocks named in the payload that are open and that they may read."""
	doc.language = doc.language or frappe.local.lang
	with speaking(doc.language):
		doc.digest = compose(doc.name, payload["clocks"]) if doc.enabled else Digest()
		if doc.digest.lines:
			for notice in matching(doc, NOTICE, DigestNotice):
				notice.send(doc)
	# More may be added to this entry later: what has been told of is set aside.
	told = {"clocks": [], "told": [*payload.get("told", []), *payload["clocks"]]}
	frappe.db.set_value(ENTRY, doc.flags.outbox_entry, "payload", json.dumps(told), update_modified=False)


def compose(user: str, clocks: list[str]) -> Digest:
	"""The digest for a user, in the present language."""
	with acting_as(user):
		readable = _readable(
			RECORD, {"name": ("in", clocks), "status": ("in", OPEN)}, "due_utc asc, name asc"
		)
		record = frappe.qb.DocType(RECORD)
		rows = clocks_of(record.name.isin([row.name for row in readable[:MOST]])) if readable else []
		subjects = _subjects(rows)
	said = in_words(rows)
	lines = [_line(row, said[row.name], subjects) for row in rows if document_of(row) in subjects]
	return Digest(
		overdue=[line for line in lines if line.overdue],
		due_soon=[line for line in lines if not line.overdue],
		more=len(readable) - len(rows),
		url=get_url_to_list(RECORD),
	)


def _readable(doctype: str, filters: dict, order_by: str = "name asc", *fields: str) -> list[dict]:
	if not frappe.has_permission(doctype, "read"):
		return []
	return frappe.get_list(
		doctype, filters=filters, fields=["name", *fields], order_by=order_by, limit_page_length=0
	)


def _subjects(rows: list[dict]) -> dict[tuple[str, str], str]:
	"""Document → its subject, for those that the present user may read."""
	names: dict[str, set[str]] = {"Case": set(), "Case Referral": set()}
	for row in rows:
		doctype, name = document_of(row)
		names[doctype].add(name)
	return {
		(doctype, row.name): row.subject or ""
		for doctype, wanted in names.items()
		if wanted
		for row in _readable(doctype, {"name": ("in", sorted(wanted))}, "name asc", "subject")
	}


def _line(row: dict, said: dict, subjects: dict[tuple[str, str], str]) -> Line:
	doctype, name = document_of(row)
	return Line(
		doctype=doctype,
		name=name,
		url=get_url_to_form(doctype, name),
		subject=subjects[doctype, name],
		limit=said["clock"],
		department=row.department or "",
		due=get_datetime(said["due"]),
		overdue=bool(row.breached),
		emergency=bool(row.is_emergency),
		time=said["text"],
	)


class DigestNotice(Notice):
	"""A Notification that goes to nobody but the user whose digest it is, whatever its table of recipients says."""

	def get_list_of_recipients(self, doc: Document, context: dict) -> tuple[list, list, list]:
		return [doc.email], [], []

	def send_an_email(self, doc: Document, context: dict) -> None:
		"""As the framework does, but without a copy on the user's timeline, where administrators would read it."""
		frappe.sendmail(
			recipients=[doc.email],
			subject=frappe.render_template(self.subject, context),
			message=frappe.render_template(self.message, context),
		)

	def create_system_notification(self, doc: Document, context: dict) -> None:
		"""On the desk it leads to the oldest of the time limits, and on versions that have links there to the list."""
		first = doc.digest.lines[0]
		log = frappe._dict(
			type="Alert",
			document_type=first.doctype,
			document_name=first.name,
			link=doc.digest.url,
			subject=frappe.render_template(self.subject, context),
			from_user=frappe.session.user,
			email_content=frappe.render_template(self.message, context),
		)
		make_notification_logs(log, [doc.email])
