"""The departments that a report is asked for."""

import frappe

from citizen_service.permissions.scope import figures_scope


def departments(chosen: str | None) -> frozenset[str] | None:
	"""The departments to count: the chosen one with those below it, within what the user may see; None: all."""
	scope = figures_scope(frappe.session.user)
	if not chosen:
		return scope
	span = frappe.db.get_value("Department", chosen, ["lft", "rgt"], as_dict=True) or frappe._dict(
		lft=0, rgt=-1
	)
	below = frozenset(
		frappe.get_all(
			"Department",
			filters={"lft": [">=", span.lft], "rgt": ["<=", span.rgt]},
			pluck="name",
			order_by="lft asc",
		)
	)
	return below if scope is None else below & scope
