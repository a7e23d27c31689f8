"""“Start this request”: a procedure that the public sees, and what of a form follows from it."""

from dataclasses import dataclass

import frappe

from citizen_service.errors import ProcedureNotOpen
from citizen_service.portal.fields import clean
from citizen_service.portal.procedures import read, title_of


@dataclass(frozen=True)
class Started:
	"""A procedure as the form shows it; `category` and `case_type` are empty where none is offered to the public."""

	name: str
	title: str
	category: str
	case_type: str


def started(name: object) -> Started | None:
	"""The procedure of that name, if it is published and in force today."""
	try:
		procedure = read(clean(name[:140]) if isinstance(name, str) else "")
	except ProcedureNotOpen:
		return None
	offered = {"name": procedure.category, "public": 1, "enabled": 1, "is_group": 0}
	category = frappe.db.get_value("Case Category", offered) if procedure.category else None
	return Started(procedure.name, title_of(procedure), category or "", _case_type())


def _case_type() -> str:
	marked = {"starts_procedures": 1, "public": 1, "enabled": 1}
	names = frappe.get_all("Case Type", marked, pluck="name", order_by="`rank` asc, name asc", limit=1)
	return names[0] if names else ""
