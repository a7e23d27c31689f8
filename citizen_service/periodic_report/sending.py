"""An approved report's way to its readers: the whole to the direct supervisor, to each department its own part."""

from dataclasses import asdict, dataclass
from hashlib import sha256

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from markupsafe import Markup

from citizen_service.citizen_service.doctype.periodic_report.periodic_report import PeriodicReport
from citizen_service.outbox.post import Entry, post_many
from citizen_service.periodic_report.content import LANGUAGES
from citizen_service.periodic_report.keeping import kept
from citizen_service.periodic_report.paper import pdf
from citizen_service.portal.language import DIRECTION, FIRST

SUPERVISOR = "Citizen Service Supervisor"
ACTION = "send_report"


@dataclass(frozen=True)
class Reader:
	"""Who gets a report; `department` is empty for the whole of it."""

	email: str
	language: str
	department: str = ""


def readers(document: PeriodicReport) -> tuple[list[Reader], list[str]]:
	"""Who gets the report, and the departments that nobody can be reached of: a department is reached by its head, or at
	its own address."""
	found, without = list(_supervisors()), []
	parts = [part.department for part in kept(document).parts]
	rows = frappe.get_all(
		"Department",
		{"name": ("in", parts or [""])},
		["name", "department_head", "email"],
		order_by="lft asc, name asc",
	)
	for row in rows:
		head = _reader(row.department_head, row.name) if row.department_head else None
		if not head and row.email:
			head = Reader(row.email, _spoken(None), row.name)
		if head:
			found.append(head)
		else:
			without.append(row.name)
	return found, without


def _supervisors() -> list[Reader]:
	chosen = frappe.db.get_single_value("Citizen Service Settings", "report_supervisor")
	users = [chosen] if chosen else _holders(SUPERVISOR)
	return [reader for user in users if (reader := _reader(user))]


def _holders(role: str) -> list[str]:
	return frappe.get_all(
		"Has Role",
		{"role": role, "parenttype": "User", "parent": ("!=", "Administrator")},
		pluck="parent",
		order_by="parent asc",
		distinct=True,
	)


def _reader(user: str, department: str = "") -> Reader | None:
	"""None: the account is switched off or has no address."""
	row = frappe.db.get_value("User", {"name": user, "enabled": 1}, ["email", "language"], as_dict=True)
	return Reader(row.email, _spoken(row.language), department) if row and row.email else None


def _spoken(language: str | None) -> str:
	wanted = language or frappe.db.get_single_value("System Settings", "language")
	return wanted if wanted in LANGUAGES else FIRST


def post_all(document: PeriodicReport, whom: list[Reader]) -> None:
	"""An entry of the outbox for each, once."""
	post_many(
		Entry(
			ACTION,
			document.doctype,
			document.name,
			f"{ACTION}:{document.name}:{sha256(f'{one.department}:{one.email}'.encode()).hexdigest()}",
			asdict(one),
		)
		for one in whom
	)


def send_report(doc: Document, payload: dict) -> None:
	"""Action "send_report": e-mail the report, or a department's part, with its PDF; not if it was cancelled meanwhile."""
	reader = Reader(**payload)
	if doc.docstatus != 1:
		return
	content = kept(doc)
	name = content.period.name[reader.language]
	paper = pdf(doc, reader.language, reader.department or None)
	with print_language(reader.language):
		subject = _("Periodic Report: {0}").format(name)
		if reader.department:
			part = content.part(reader.department).label[reader.language]
			text = _("Attached is the part of {0} in the periodic report of the office for {1}.").format(
				part, name
			)
		else:
			text = _("Attached is the periodic report of the office for {0}.").format(name)
		office = frappe.db.get_single_value("Citizen Service Settings", "office_name") or ""
	frappe.sendmail(
		recipients=[reader.email],
		subject=subject,
		message=str(
			Markup('<div dir="{}" lang="{}"><p>{}</p><p>{}</p></div>').format(
				DIRECTION[reader.language], reader.language, text, office
			)
		),
		attachments=[{"fname": f"{doc.name}-{reader.language}.pdf", "fcontent": paper}],
		reference_doctype=doc.doctype,
		reference_name=doc.name,
		add_unsubscribe_link=0,
	)
