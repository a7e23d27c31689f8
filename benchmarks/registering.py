"""What registering a case costs, and its first steps: `python -m benchmarks.registering --sites BENCH/sites --site SITE`.

Run at the repository's root with the bench's Python, on a fresh site. Policy, clocks, assignment rules and
notifications are active; who registers is a clerk. Beside it, in turn within the same run, the framework's own insert of a
bare document of 25 fields, and its own workflow step of a bare document. Nothing that is measured is committed, but for
what the worker does.
"""

from __future__ import annotations

import argparse
import statistics
import time
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.automation.doctype.assignment_rule import assignment_rule
from frappe.email.doctype.notification.notification import Notification
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_to_date, now_datetime

from benchmarks.measuring import Statements, conditions, connect, load, seconds, spread
from benchmarks.opening import BARE, bare_document, case_document, cost, counts, make_bare, new_request
from benchmarks.staff import DOMAIN, make_staff, make_user
from citizen_service.outbox.worker import drain

TIMES, WARMING = 60, 10
STEPPED = "Bare Document with a Workflow"
STATES = ("First", "Second", "Third")
SIXTY_DAYS = -60


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	arguments = parser.parse_args()
	connect(arguments.sites.resolve(), arguments.site)
	print(conditions())
	make_bare()
	make_stepped()
	_departments, (officer, *_others) = make_staff()
	clerk = make_user("clerk", "Reception Officer")
	make_mail_account()
	frappe.db.commit()
	measure_registering(clerk)
	measure_background(clerk)
	measure_steps(clerk, officer)


# Registering -----------------------------------------------------------------------------------------


def measure_registering(clerk: str) -> None:
	"""The request that registers, beside the bare insert."""
	bare, case = [], []
	for _ in range(WARMING + TIMES):
		bare.append(cost(bare_document))
		case.append(cost(case_document, user=clerk))
	bare, case = bare[WARMING:], case[WARMING:]
	print(f"registering; {load()}")
	for what, found in (("bare document of 25 fields", bare), ("case, by a clerk", case)):
		print(
			f"  {what}: {spread([c.seconds * 1000 for c in found], 'ms')}; statements {counts(found, 'statements')}"
		)
	tell_ratio("a case beside a bare insert", [c.seconds for c in case], [c.seconds for c in bare])


def tell_ratio(what: str, found: list[float], beside: list[float]) -> None:
	"""The ratio of the medians, and the spread of the ratios of runs that followed each other."""
	ratio = statistics.median(found) / statistics.median(beside)
	pairs = [one / other for one, other in zip(found, beside, strict=True)]
	print(f"  {what}: {ratio:.2f} times; run by run {spread(pairs, 'times')}")


# What it causes ----------------------------------------------------------------------------------------


def measure_background(clerk: str) -> None:
	"""What the worker does for one new case and for its way to Follow-up: the framework's part of it, and ours."""
	rules, letters, ours, bare = [], [], [], []
	for _ in range(WARMING + TIMES):
		bare.append(cost(bare_document).seconds)
		new_request(clerk)
		case = case_document().insert()
		apply_workflow(case, "Pass to Follow-up")
		frappe.db.commit()
		new_request()
		with timed(assignment_rule, "apply") as rule, timed(Notification, "send") as letter:
			total = seconds(drain)
		rules.append(rule[0])
		letters.append(letter[0])
		ours.append(total - rule[0] - letter[0])
	print(f"in the background, for a case and its way to Follow-up; {load()}")
	for what, found in (
		("the framework's Assignment Rules", rules),
		("the framework's e-mail Notifications", letters),
		("ours", ours),
	):
		found = found[WARMING:]
		print(f"  {what}: {spread([value * 1000 for value in found], 'ms')}")
		tell_ratio(what, found, bare[WARMING:])


@contextmanager
def timed(place: object, name: str):
	"""Seconds spent in that function while this is entered."""
	found, call = [0.0], getattr(place, name)

	def run(*arguments: object, **named: object) -> object:
		started = time.perf_counter()
		try:
			return call(*arguments, **named)
		finally:
			found[0] += time.perf_counter() - started

	with patch.object(place, name, run):
		yield found


def make_mail_account() -> None:
	"""Letters are queued, as they are where an office has an account; nothing is sent from here."""
	if frappe.db.exists("Email Account", "Benchmark"):
		return
	account = {
		"doctype": "Email Account",
		"email_account_name": "Benchmark",
		"email_id": f"office@{DOMAIN}",
		"enable_outgoing": 1,
		"default_outgoing": 1,
		"smtp_server": "127.0.0.1",
		"no_smtp_authentication": 1,
	}
	frappe.flags.in_install = True  # the framework would try the server
	frappe.get_doc(account).insert()
	frappe.flags.in_install = False


# Steps of a workflow -----------------------------------------------------------------------------------


def measure_steps(clerk: str, officer: str) -> None:
	"""Two steps of a case that is new, of one that is sixty days old, and of a bare document."""
	found = {"bare document": [], "new case": [], "case of sixty days": []}
	statements = {what: set() for what in found}
	opened = {
		"new case": now_datetime,
		"case of sixty days": lambda: add_to_date(now_datetime(), days=SIXTY_DAYS),
	}
	for _ in range(WARMING + TIMES):
		document = frappe.get_doc({"doctype": STEPPED, "field_1": "a line of text"}).insert()
		steps = [step(document, "Forward", "Administrator") for _number in range(2)]
		note("bare document", steps, found, statements)
		for what, when in opened.items():
			case = case_document(opened_on=when()).insert()
			steps = [step(case, "Pass to Follow-up", clerk), step(case, "Start Study", officer)]
			note(what, steps, found, statements)
	print(f"a step of a workflow; {load()}")
	for what, times in found.items():
		print(
			f"  {what}: {spread([t * 1000 for t in times[WARMING:]], 'ms')}; statements {sorted(statements[what])}"
		)
	for what in opened:
		tell_ratio(
			f"{what} beside the bare document", found[what][WARMING:], found["bare document"][WARMING:]
		)


def step(document: Document, action: str, user: str) -> tuple[float, int]:
	"""Seconds and statements of a step, as a request of its own."""
	frappe.db.commit()
	new_request(user)
	with Statements() as sent:
		elapsed = seconds(
			lambda: apply_workflow({"doctype": document.doctype, "name": document.name}, action)
		)
	count = len(sent)
	frappe.db.commit()
	frappe.set_user("Administrator")
	return elapsed, count


def note(what: str, steps: list[tuple[float, int]], found: dict, statements: dict) -> None:
	found[what].append(statistics.mean(elapsed for elapsed, _count in steps))
	statements[what].add(round(statistics.mean(count for _elapsed, count in steps)))


def make_stepped() -> None:
	"""A DocType of plain fields with a workflow of three states, as the framework makes them by default."""
	if frappe.db.exists("DocType", STEPPED):
		return
	bare = frappe.get_doc("DocType", BARE)
	fields = [{"fieldname": f.fieldname, "fieldtype": f.fieldtype, "label": f.label} for f in bare.fields]
	state = {
		"fieldname": "workflow_state",
		"fieldtype": "Link",
		"options": "Workflow State",
		"label": "State",
	}
	frappe.get_doc(
		{
			"doctype": "DocType",
			"name": STEPPED,
			"module": "Custom",
			"custom": 1,
			"autoname": "hash",
			"track_changes": 1,
			"fields": [*fields, state],
			"permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}],
		}
	).insert()
	for name in STATES:
		if not frappe.db.exists("Workflow State", name):
			frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": name}).insert()
	if not frappe.db.exists("Workflow Action Master", "Forward"):
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": "Forward"}).insert()
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": STEPPED,
			"document_type": STEPPED,
			"is_active": 1,
			"workflow_state_field": "workflow_state",
			"send_email_alert": 0,
			"states": [{"state": name, "doc_status": "0", "allow_edit": "System Manager"} for name in STATES],
			"transitions": [
				{"state": one, "action": "Forward", "next_state": other, "allowed": "System Manager"}
				for one, other in pairwise(STATES)
			],
		}
	).insert()


if __name__ == "__main__":
	main()
