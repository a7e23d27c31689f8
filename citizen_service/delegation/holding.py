"""Which delegations hold now, and what follows: who registers cases, and to whom new work goes."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, getdate, today

from citizen_service.delegation.rules import Standing, in_order
from citizen_service.errors import NoDelegation

DELEGATION = "Delegation"
MANAGER = "Citizen Service Manager"
MODULE = "Citizen Service"
ROLES = (
	"Reception Officer",
	"Follow-up Officer",
	"Department Officer",
	"Department Manager",
	"Citizen Service Manager",
)
"""In which somebody can be stood in for."""


def standings(**filters: object) -> list[Standing]:
	"""The delegations that hold today and answer to the filters; the one that has held longest first."""
	day = today()
	return in_order(_read({"from_date": ("<=", day), "to_date": (">=", day), "withdrawn": 0, **filters}))


def all_from(day: str) -> list[Standing]:
	"""The delegations that hold on that day or later."""
	return _read({"to_date": (">=", day), "withdrawn": 0})


def _read(filters: dict) -> list[Standing]:
	rows = frappe.get_all(
		DELEGATION,
		filters=filters,
		fields=["name", "absent_user", "stand_in", "role", "from_date", "to_date"],
		order_by="from_date asc, name asc",
	)
	return [
		Standing(
			row.name, row.absent_user, row.stand_in, row.role, getdate(row.from_date), getdate(row.to_date)
		)
		for row in rows
	]


# Registering


def register_under_delegation(case: Document) -> None:
	"""Case, before it is inserted: a manager registers only in place of an absent clerk, which is kept on the case.

	:raises NoDelegation: with the way out
	"""
	case.delegation = case.registered_for = None
	if not needs_delegation():
		return
	registering = _registering_roles()
	held = standings(stand_in=frappe.session.user, role=("in", sorted(registering - {MANAGER})))
	if not held:
		frappe.throw(
			_(
				"A manager registers cases only in place of an absent clerk. Record a delegation for today in which you stand in for the clerk, or let the clerk register the case."
			),
			NoDelegation,
			title=_("No Delegation Holds"),
		)
	case.delegation, case.registered_for = held[0].name, held[0].absent


def needs_delegation(user: str | None = None) -> bool:
	"""Whether nothing but the manager's role lets the user register cases."""
	own = _registering_roles().intersection(frappe.get_roles(user))
	return own == {MANAGER}


def _registering_roles() -> set[str]:
	"""Roles that may create cases, as the Role Permission Manager has it."""
	return {row.role for row in frappe.get_meta("Case").permissions if row.create and not row.permlevel}


# Work


def hand_over(doc: Document, method: str | None = None) -> None:
	"""ToDo, before it is inserted: what falls to an absent person goes to the stand-in, if their role opens it.

	Whoever has the work already does not get it twice.
	"""
	if not doc.reference_type or not doc.allocated_to or doc.status != "Open":
		return
	if frappe.get_meta(doc.reference_type).module != MODULE:
		return
	for one in standings(absent_user=doc.allocated_to):
		if not _can_take(one.stand_in, doc):
			continue
		doc.description = "{} ({})".format(
			doc.description or "", _("in place of {0}").format(get_fullname(one.absent))
		)
		doc.allocated_to = one.stand_in
		return


def _can_take(user: str, todo: Document) -> bool:
	reference = {"reference_type": todo.reference_type, "reference_name": todo.reference_name}
	if not frappe.db.get_value("User", user, "enabled"):
		return False
	if frappe.db.exists("ToDo", {**reference, "allocated_to": user, "status": "Open"}):
		return False
	document = frappe.get_doc(todo.reference_type, todo.reference_name)
	return bool(frappe.permissions.get_doc_permissions(document, user=user).get("read"))


def stand_ins() -> dict[str, str]:
	"""Absent user → who stands in for them today; one statement."""
	found: dict[str, str] = {}
	for one in standings():
		found.setdefault(one.absent, one.stand_in)
	return found


@frappe.whitelist(methods=["GET"])
def mine() -> dict[str, object]:
	"""Whether the user needs a delegation to register cases, and the one that holds.

	:return: `needed`; `delegation`, `absent` (a name) and `until` (a date) of the one that holds, else None
	"""
	held = standings(stand_in=frappe.session.user, role=("in", sorted(_registering_roles() - {MANAGER})))
	return {
		"needed": needs_delegation(),
		"delegation": held[0].name if held else None,
		"absent": get_fullname(held[0].absent) if held else None,
		"until": held[0].last if held else None,
	}
