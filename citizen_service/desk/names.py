"""People by their names: staff of a department may not read User, and see e-mail addresses otherwise."""

from collections.abc import Iterable

import frappe


def names_of(users: Iterable[str]) -> dict[str, str]:
	"""User → full name, in one statement."""
	users = set(users)
	if not users:
		return {}
	rows = frappe.get_all(
		"User", filters={"name": ["in", sorted(users)]}, fields=["name", "full_name"], order_by="name asc"
	)
	return {row.name: row.full_name or row.name for row in rows}
