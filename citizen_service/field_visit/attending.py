"""Who attends a field visit: each must be able to see it, and is warned of when they are elsewhere at that time."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.field_visit.access import VISIT, may_see
from citizen_service.field_visit.refusal import refuse
from citizen_service.listing import listed


def name_attending(visit: Document) -> None:
	"""Names and addresses as they are now; whoever may not see the visit cannot be asked to it.

	:raises VisitRefused: a disabled department or person, or somebody of another department
	"""
	departments = [row.department for row in visit.departments]
	for row in visit.departments:
		found = frappe.db.get_value("Department", row.department, ["enabled", "email"])
		if not found:
			continue  # the framework refuses a row that names none
		enabled, row.email = found
		if not enabled:
			refuse(_("{0} is disabled and attends no visits.").format(frappe.bold(row.department)))
	for row in visit.people:
		person = frappe.db.get_value("User", row.user, ["enabled", "full_name", "email"], as_dict=True)
		if not person:
			continue
		row.full_name, row.email = person.full_name, person.email
		if not person.enabled:
			refuse(_("{0} has no enabled login any more.").format(frappe.bold(row.full_name)))
		if not (frappe.has_permission(VISIT, "read", user=row.user) and may_see(row.user, departments, [])):
			refuse(
				_(
					"{0} belongs neither to the office nor to a department that attends: add their department first."
				).format(frappe.bold(row.full_name))
			)


def addresses(visit: Document) -> dict[str, str]:
	"""Address → name of everybody who is told of the visit."""
	found = {row.email: row.department for row in visit.departments if row.email}
	found.update({row.email: row.full_name for row in visit.people if row.email})
	return found


def warn_of_double_booking(visit: Document) -> None:
	"""Tell whoever plans that somebody has another visit at that time; it is theirs to decide."""
	busy = _busy(visit)
	if busy:
		frappe.msgprint(
			_("At that time these have another visit: {0}.").format(
				listed(f"{frappe.bold(row.full_name)} ({row.name})" for row in busy)
			),
			title=_("Double Booking"),
			indicator="orange",
		)


def _busy(visit: Document) -> list[dict]:
	people = [row.user for row in visit.people]
	if not people:
		return []
	other, person = frappe.qb.DocType(VISIT), frappe.qb.DocType("Field Visit Person")
	return (
		frappe.qb.from_(person)
		.join(other)
		.on((other.name == person.parent) & (person.parenttype == VISIT))
		.where((other.status == "Planned") & (other.name != (visit.name or "")) & person.user.isin(people))
		.where((other.planned_start < visit.planned_end) & (other.planned_end > visit.planned_start))
		.select(person.full_name, other.name)
		.orderby(other.planned_start)
		.orderby(person.full_name)
	).run(as_dict=True)
