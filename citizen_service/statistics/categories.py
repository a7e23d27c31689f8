"""Categories by the top of their tree."""

import frappe


def top_categories() -> dict[str, str]:
	"""Every category → the one at the top of its branch, in the tree's order."""
	rows = frappe.get_all(
		"Case Category", fields=["name", "parent_case_category"], order_by="lft asc", limit_page_length=0
	)
	top: dict[str, str] = {}
	for row in rows:  # parents come before their children
		top[row.name] = top.get(row.parent_case_category, row.name)
	return top
