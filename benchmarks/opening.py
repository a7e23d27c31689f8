"""What it costs to open the clocks of a case and of a referral: statements and milliseconds, for `clocks.py`.

A case is inserted as the desk does it, each time as a new request would (nothing remembered in the process's request,
everything in the cache); then with the app's call that starts the clocks, then without it. Nothing is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import frappe
from frappe.model.document import Document

from benchmarks.measuring import Statements, load, seconds, spread
from benchmarks.staff import make_staff
from citizen_service.citizen_service.doctype.case import case as cases
from citizen_service.citizen_service.doctype.case_referral import case_referral as referrals
from citizen_service.sla import reading
from citizen_service.states.meaning import states_in

BARE = "Bare Document of the Benchmark"
TYPES = (
	("Data",) * 14 + ("Int",) * 3 + ("Date",) * 2 + ("Datetime",) * 2 + ("Check",) * 2 + ("Small Text",) * 2
)
TIMES = 60
WARMING = 10
"""Rounds before the first that counts."""
COLD = 5


@dataclass(frozen=True)
class Cost:
	"""Of one insert, and of the part of it that started the clocks."""

	statements: int
	seconds: float
	clock_statements: int
	clock_seconds: float


def measure_opening() -> None:
	"""Print what clocks add to an insert, warm and cold."""
	make_bare()
	departments, _follow_up = make_staff()
	department = next(iter(departments))
	bare = [cost(bare_document) for _ in range(WARMING + TIMES)][WARMING:]
	print(f"opening; {load()}")
	tell("bare document of 25 fields", bare)
	for what, module, start, make in (
		("case", cases, "start_case_clocks", case_document),
		("referral", referrals, "start_referral_clocks", lambda: referral_document(department)),
	):
		found = []
		without = []
		for _ in range(WARMING + TIMES):
			found.append(cost(make, module, start))
			with patch.object(module, start, lambda *_documents: None):
				without.append(cost(make))
		tell(f"{what} with its clocks", found[WARMING:])
		tell(f"{what} without clocks", without[WARMING:])
		cold = [cost(make, module, start, cold=True) for _ in range(COLD)]
		tell(f"{what} with its clocks, caches empty", cold)


def tell(what: str, costs: list[Cost]) -> None:
	"""Print them."""
	print(
		f"  {what}: {spread([c.seconds * 1000 for c in costs], 'ms')}; statements {counts(costs, 'statements')}"
	)
	if costs[0].clock_statements:
		times = spread([c.clock_seconds * 1000 for c in costs], "ms")
		print(f"    of it the clocks: {times}; statements {counts(costs, 'clock_statements')}")


def counts(costs: list[Cost], field: str) -> list[int]:
	"""The different numbers that occurred."""
	return sorted({getattr(cost, field) for cost in costs})


def cost(make: Callable[[], Document], module: object = None, start: str = "", cold: bool = False) -> Cost:
	"""Insert one document in a request of its own and take it back."""
	site, sites = frappe.local.site, frappe.local.sites_path
	frappe.destroy()
	frappe.init(site=site, sites_path=sites)
	frappe.connect()
	document = make()
	frappe.db.get_value("User", "Administrator", "name")  # the connection is made
	if cold:
		frappe.clear_cache()
		reading._compiled.clear()
		reading._ladders.clear()
	with Statements() as sent, counted(module, start, sent) as of_clocks:
		elapsed = seconds(document.insert)
	statements = len(sent)
	frappe.db.rollback()
	return Cost(statements, elapsed, *of_clocks)


@contextmanager
def counted(module: object, name: str, sent: list[str]):
	"""Statements and seconds of that function of the module, while it is called."""
	found = [0, 0.0]
	if module is None:
		yield found
		return
	call = getattr(module, name)

	def timed(*arguments: object) -> None:
		before = len(sent)
		found[1] = seconds(lambda: call(*arguments))
		found[0] = len(sent) - before

	with patch.object(module, name, timed):
		yield found


def make_bare() -> None:
	"""The DocType of plain fields that is compared with."""
	if frappe.db.exists("DocType", BARE):
		return
	fields = [
		{"fieldname": f"field_{number}", "fieldtype": fieldtype, "label": f"Field {number}"}
		for number, fieldtype in enumerate(TYPES, start=1)
	]
	frappe.get_doc(
		{
			"doctype": "DocType",
			"name": BARE,
			"module": "Custom",
			"custom": 1,
			"autoname": "hash",
			"fields": fields,
			"permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}],
		}
	).insert()


VALUES = {
	"Data": "a line of text",
	"Int": 7,
	"Date": "2026-03-01",
	"Datetime": "2026-03-01 10:00:00",
	"Check": 1,
	"Small Text": "two lines\nof text",
}


def bare_document() -> Document:
	fields = {f"field_{number}": VALUES[fieldtype] for number, fieldtype in enumerate(TYPES, start=1)}
	return frappe.get_doc({"doctype": BARE, **fields})


def case_document(**values: object) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Case",
			"subject": "A hole in the main street",
			"description": "It grows with every rain; yesterday a car lost its wheel in it.",
			"case_type": "Complaint",
			"category": frappe.get_all("Case Category", order_by="name asc", limit=1, pluck="name")[0],
			"channel": frappe.get_all("Intake Channel", order_by="name asc", limit=1, pluck="name")[0],
			"citizen_name": "Samira Najjar",
			"email": "samira@benchmark.citizen-service.invalid",
			"mobile": "0591234567",
			"language": "ar",
			**values,
		}
	)


def referral_document(department: str) -> Document:
	"""Of a new case that stands where it may be referred; that case is inserted outside the count."""
	case = case_document().insert()
	frappe.db.set_value("Case", case.name, "workflow_state", states_in("Case", "Study")[0])
	return frappe.get_doc(
		{
			"doctype": "Case Referral",
			"case": case.name,
			"department": department,
			"instruction": "Please look into it and reply in full.",
		}
	)
