"""Departments' Assignment Rules of sites from before the clocks dated the ToDos themselves: the framework asked for the
ToDos of each of these rules whenever a referral was saved.
"""

import frappe


def execute() -> None:
	rules = frappe.get_all(
		"Department",
		filters={"assignment_rule": ("is", "set")},
		pluck="assignment_rule",
		order_by="name asc",
	)
	if rules:
		frappe.db.set_value("Assignment Rule", {"name": ("in", rules)}, "due_date_based_on", None)
		frappe.clear_cache(doctype="Assignment Rule")
