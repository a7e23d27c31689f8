"""Emergencies of earlier versions enter the register, as marked when they were registered."""

import frappe

from citizen_service.emergency.record import EVENT, MARKED, record


def execute() -> None:
	case, event = frappe.qb.DocType("Case"), frappe.qb.DocType(EVENT)
	rows = (
		frappe.qb.from_(case)
		.left_join(event)
		.on(event.case == case.name)
		.where((case.is_emergency == 1) & event.name.isnull())
		.select(case.name, case.creation, case.owner)
		.orderby(case.name)
	).run(as_dict=True)
	record(
		{"case": row.name, "event": MARKED, "user": row.owner, "happened_on": row.creation} for row in rows
	)
	(
		frappe.qb.update(case)
		.set(case.emergency_since, case.creation)
		.where((case.is_emergency == 1) & case.emergency_since.isnull())
	).run()
