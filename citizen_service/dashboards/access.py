"""Who is offered which of the dashboards' cards, and the refusal of a figure that is not one's role's."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import NotYours

DIRECTION = ("Citizen Service Supervisor", "Citizen Service Manager")
DEPARTMENTS = (*DIRECTION, "Follow-up Officer", "Department Manager")
OF_CARDS = {
	**{
		f"citizen_service.dashboards.standing.{name}": DIRECTION
		for name in (
			"open_now",
			"overdue_now",
			"emergencies_now",
			"received_this_month",
			"closed_this_month",
			"answers_in_time",
		)
	},
	"citizen_service.dashboards.standing.replies_in_time": DEPARTMENTS,
}
"""The roles of a card, by its method: the framework's cards have none."""


def has_card_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""A card of a dashboard is offered to those alone to whom its method answers."""
	roles = OF_CARDS.get(doc.method or "")
	return roles is None or _has_one(roles, user)


def require_roles(roles: list[str] | tuple[str, ...], what: str) -> None:
	"""The first line of a method that has no document to ask.

	:param what: how what is refused is called
	:raises NotYours: the user has none of the roles
	"""
	if not _has_one(roles):
		frappe.throw(
			_("{0} is not open to your role.").format(frappe.bold(what)), NotYours, title=_("Not Permitted")
		)


def _has_one(roles: list[str] | tuple[str, ...], user: str | None = None) -> bool:
	return bool(set(roles).intersection(frappe.get_roles(user or frappe.session.user)))
