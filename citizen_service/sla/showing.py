"""The due date where people see it: on the case or the referral, and on the assignments that are open for it."""

from collections.abc import Mapping
from datetime import datetime

import frappe
from pypika.functions import Date

from citizen_service import bulk


def show_due(doctype: str, dates: Mapping[str, datetime | None]) -> None:
	"""Write the due dates (the site's time; None: nothing is owed) of documents of one DocType, by name, and have the
	date of their open ToDos follow: two statements for every 5,000.
	"""
	if dates:
		bulk.update(doctype, ["due_on"], [{"name": name, "due_on": due} for name, due in dates.items()])
		date_assignments(doctype, list(dates))


def date_assignments(doctype: str, names: list[str]) -> None:
	"""Give the open ToDos of documents their due date.

	Not left to the rules' own “due date based on”: the framework asks for the ToDos of each rule, and a
	site has a rule for every department; nor would it see a date that the clocks write.
	"""
	todo, document = frappe.qb.DocType("ToDo"), frappe.qb.DocType(doctype)
	(
		frappe.qb.update(todo)
		.join(document)
		.on(document.name == todo.reference_name)
		.set(todo.date, Date(document.due_on))
		.where((todo.reference_type == doctype) & todo.reference_name.isin(names) & (todo.status == "Open"))
	).run()
