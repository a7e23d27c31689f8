"""Referrals that came back to Follow-up and wait there: nobody sent them on, and their case is not closed."""

import frappe

from citizen_service.permissions.scope import department_scope

REFERRAL = "Case Referral"


def names_waiting_after_return() -> list[str]:
	"""Their names, as far as the user may see them."""
	return [name for names in waiting_after_return(department_scope()).values() for name in names]


def waiting_after_return(scope: frozenset[str] | None) -> dict[str, list[str]]:
	"""Department → the names of its referrals that wait, within `scope` (None: of all departments). One statement."""
	referral, next_one = frappe.qb.DocType(REFERRAL), frappe.qb.DocType(REFERRAL).as_("next_one")
	case = frappe.qb.DocType("Case")
	query = (
		frappe.qb.from_(referral)
		.join(case)
		.on(case.name == referral.case)
		.left_join(next_one)
		.on(next_one.follows == referral.name)
		.where((referral.status == "Returned") & case.closed_on.isnull() & next_one.name.isnull())
		.select(referral.department, referral.name)
		.orderby(referral.department)
		.orderby(referral.name)
	)
	if scope is not None:
		query = query.where(referral.department.isin(sorted(scope) or [""]))
	by_department: dict[str, list[str]] = {}
	for department, name in query.run():
		by_department.setdefault(department, []).append(name)
	return by_department
