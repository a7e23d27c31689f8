"""The usual reports by e-mail: one Auto Email Report of the framework for each department, kept in step with its head.

The framework runs such a report with nobody's rights; ours runs as its user (`exporting.NeutralAutoEmailReport`), who is the
department's head, and asks for the department by name besides. What an administrator changes in one (how often, as what
file, whether at all) stays; its user follows the department's head.
"""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.outbox.notices import speaking

MAIL, DEPARTMENT = "Auto Email Report", "citizen_service_department"
"""Our field on it says whose it is."""
SETTINGS, SWITCH = "Citizen Service Settings", "mail_department_reports"


@dataclass(frozen=True)
class Usual:
	"""A report that each department gets, and what its record holds."""

	report: str
	values: dict[str, object]


USUAL = (
	Usual(
		"Department Performance",
		{
			"frequency": "Monthly",
			"dynamic_date_period": "Monthly",
			"from_date_field": "from_date",
			"to_date_field": "to_date",
			"format": "XLSX",
		},
	),
	Usual("Open Work by Age", {"frequency": "Weekly", "day_of_week": "Sunday", "format": "HTML"}),
)


def follow_settings(doc: Document, method: str | None = None) -> None:
	"""Citizen Service Settings, on_update: switched on or off, all departments at once."""
	before = doc.get_doc_before_save()
	if before and bool(before.get(SWITCH)) == bool(doc.get(SWITCH)):
		return
	for name in frappe.get_all("Department", pluck="name", order_by="lft asc"):
		_sync(frappe.get_doc("Department", name), make=True)


def follow_department(department: Document, method: str | None = None) -> None:
	"""Department, on_update: a new head gets the mails, and the one before no more. Records that an administrator
	deleted come back with another head only."""
	before = department.get_doc_before_save()
	_sync(department, make=not before or before.department_head != department.department_head)


def follow_renaming(department: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Department, after_rename: the records' links follow by themselves, what they ask for does not."""
	for mail in _mails(new).values():
		_save(mail, filters=_filters(new))


def drop(department: Document, method: str | None = None) -> None:
	"""Department, on_trash: its mails go with it."""
	for mail in _mails(department.name).values():
		frappe.delete_doc(MAIL, mail.name, ignore_permissions=True)


def _sync(department: Document, make: bool) -> None:
	"""
	:param make: whether records that are not there are made, and those that are off switched on
	"""
	wanted = department.enabled and department.department_head and _switched_on()
	mails = _mails(department.name)
	for usual in USUAL:
		mail = mails.get(usual.report)
		if not wanted:
			if mail and mail.enabled:
				_save(mail, enabled=0)
		elif mail and (make or mail.user != department.department_head):
			_save(mail, enabled=1, **_to(department.department_head))
		elif make and not mail:
			_make(department, usual)


def _make(department: Document, usual: Usual) -> None:
	mail = frappe.new_doc(MAIL)
	mail.update(
		{
			"report": usual.report,
			"report_type": "Script Report",
			"filters": _filters(department.name),
			"send_if_data": 1,
			DEPARTMENT: department.name,
			**usual.values,
			**_to(department.department_head),
		}
	)
	with speaking(frappe.db.get_single_value(SETTINGS, "notice_language")):
		title = f"{_(usual.report)}: {department.name}"[:120]
	if frappe.db.exists(MAIL, title):
		title = f"{title} ({frappe.generate_hash(length=6)})"
	_unchecked(mail).insert(ignore_permissions=True, set_name=title)


def _to(head: str) -> dict[str, str]:
	return {"user": head, "email_to": frappe.db.get_value("User", head, "email")}


def _filters(department: str) -> str:
	return frappe.as_json({"department": department})


def _mails(department: str) -> dict[str, Document]:
	"""The department's records by their report, the oldest of each."""
	names = frappe.get_all(MAIL, {DEPARTMENT: department}, pluck="name", order_by="creation desc")
	mails = [frappe.get_doc(MAIL, name) for name in names]
	return {mail.report: mail for mail in mails}


def _save(mail: Document, **values: object) -> None:
	_unchecked(mail.update(values)).save(ignore_permissions=True)


def _unchecked(mail: Document) -> Document:
	"""The framework allows a user twenty such reports: the head of many departments must not be refused a new one."""
	mail.flags.ignore_validate = True
	return mail


def _switched_on() -> bool:
	return bool(frappe.db.get_single_value(SETTINGS, SWITCH))
