"""What it costs to look at work: `python -m benchmarks.looking --sites BENCH/sites --site SITE`.

Run at the repository's root with the bench's Python, on the site that `grow.py` made. Each call is the one that the desk
makes, by its user, in a request of its own: the list of a department's officer (20 rows of their scope, by due date), the
office's list of cases, the board of departments, and opening a case with 10 referrals and 30 responses, which is made here
and taken away again. Times are at the server, without network and the browser.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import frappe
from frappe.desk import reportview
from frappe.desk.form import load as forms

from benchmarks.measuring import Statements, conditions, connect, load, seconds, spread
from benchmarks.opening import case_document, new_request
from benchmarks.staff import make_staff
from citizen_service.desk import board, overview, story
from citizen_service.states.meaning import states_in

RUNS, WARMING = 30, 3
REFERRALS, RESPONSES = 10, 30
PAGE = 20


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	arguments = parser.parse_args()
	connect(arguments.sites.resolve(), arguments.site)
	print(conditions())
	for doctype in ("Case", "Case Referral", "Response", "Service Level Record", "Service Level Event"):
		print(f"{frappe.db.count(doctype):12,}  {doctype}")
	departments, (follow_up, *_others) = make_staff()
	busiest = busiest_of(departments)
	print(f"list of referrals of {busiest}; {load()}")
	measure("a department officer's list, by due date", departments[busiest], lambda: listed("Case Referral"))
	measure("the same, those that are open", departments[busiest], lambda: listed("Case Referral", OPEN_ONES))
	measure("the office's list of cases, by due date", follow_up, lambda: listed("Case"))
	measure("the board of all departments", "Administrator", board.departments)
	measure_opening_a_case(list(departments), follow_up)


OPEN_ONES = [["Case Referral", "status", "in", ["Open", "Acknowledged"]]]


def busiest_of(departments: dict[str, str]) -> str:
	"""The department with the most referrals."""
	return max(departments, key=lambda name: (frappe.db.count("Case Referral", {"department": name}), name))


def listed(doctype: str, filters: list | None = None) -> None:
	"""A page of the list as the desk asks for it, with the columns of its view."""
	meta = frappe.get_meta(doctype)
	shown = [
		f.fieldname for f in meta.fields if f.in_list_view or f.fieldname in ("workflow_state", "status")
	]
	names = dict.fromkeys(["name", "modified", "_assign", "_seen", *shown, "due_on"])
	frappe.local.form_dict = frappe._dict(
		doctype=doctype,
		fields=json.dumps([f"`tab{doctype}`.`{name}`" for name in names]),
		filters=json.dumps(filters or []),
		order_by=f"`tab{doctype}`.`due_on` asc",
		start=0,
		page_length=PAGE,
		view="List",
		with_comment_count=0,
	)
	reportview.get()


def measure(what: str, user: str, call: Callable[[], object]) -> None:
	"""Print the time at the server of a call by a user, each in a request of its own, and its statements."""
	found, statements = [], set()
	for _ in range(WARMING + RUNS):
		new_request(user)
		with Statements() as sent:
			found.append(seconds(call))
		statements.add(len(sent))
	print(f"  {what}: {spread([t * 1000 for t in found[WARMING:]], 'ms')}; statements {sorted(statements)}")


def measure_opening_a_case(departments: list[str], user: str) -> None:
	"""The form with what the framework loads for it, our panel above it, and its story."""
	new_request()
	case = full_case(departments)
	frappe.db.commit()
	try:
		print(f"opening a case with {REFERRALS} referrals and {RESPONSES} responses; {load()}")
		parts = {
			"the framework's form": lambda: forms.getdoc("Case", case),
			"the panel above it": lambda: overview.case_overview(case),
			"its story": lambda: story.of_case(case),
		}
		for what, call in parts.items():
			measure(what, user, call)
		measure("all of it", user, lambda: [call() for call in parts.values()])
	finally:
		new_request()
		remove(case)


def full_case(departments: list[str]) -> str:
	"""A case with referrals to ten departments, three responses to each, and what all of that leaves behind."""
	case = case_document(subject="A case for the benchmark").insert()
	case.db_set("workflow_state", states_in("Case", "Study")[0])
	for department in departments[:REFERRALS]:
		referral = {"doctype": "Case Referral", "case": case.name, "department": department}
		name = (
			frappe.get_doc({**referral, "instruction": "Please look into it and reply in full."})
			.insert()
			.name
		)
		for number in range(RESPONSES // REFERRALS):
			frappe.get_doc(
				{
					"doctype": "Response",
					"case": case.name,
					"referral": name,
					"kind": "Stage Update",
					"body": f"<p>Step {number}: the place was looked at.</p>",
				}
			).insert()
	return case.name


def remove(case: str) -> None:
	"""Take the case away again, as if it had never been."""
	names = {
		doctype: frappe.get_all(doctype, filters={"case": case}, pluck="name", order_by="name asc")
		for doctype in ("Case Referral", "Response", "Service Level Record")
	}
	frappe.db.delete("Service Level Event", {"parent": ("in", names["Service Level Record"])})
	for doctype, found in names.items():
		frappe.db.delete("Outbox Entry", {"reference_name": ("in", found)})
		frappe.db.delete(doctype, {"name": ("in", found)})
	frappe.db.delete("Outbox Entry", {"reference_name": case})
	frappe.db.delete("Case", {"name": case})
	frappe.db.commit()


if __name__ == "__main__":
	main()
