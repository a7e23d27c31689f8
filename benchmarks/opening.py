"""What it costs to open the clocks of a case and of a referral: statements and milliseconds, for `clocks.py`.

A case is inserted as the desk does it, each time as a new request would (nothing remembered in the process's request,
everything in the cache); then with the app's calls that plan and write the clocks, then without. Nothing is committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
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
	for what, module, plan, begin, make in (
		("case", cases, "plan_case_clocks", "write", case_document),
		("referral", referrals, "plan_referral_clocks", "begin_with", lambda: referral_document(department)),
	):
		start = (plan, begin)
		found = []
		without = []
		for _ in range(WARMING + TIMES):
			found.append(cost(make, module, start))
			with patch.object(module, plan, lambda *_: []), patch.object(module, begin, lambda *_: None):
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


def new_request(user: str = "Administrator") -> None:
	"""What the process remembers of a request is gone, and the connection is made."""
	site, sites = frappe.local.site, frappe.local.sites_path
	frappe.destroy()
	frappe.init(site=site, sites_path=sites)
	frappe.connect()
	frappe.set_user(user)
	frappe.db.get_value("User", "Administrator", "name")


def cost(
	make: Callable[[], Document],
	module: object = None,
	start: tuple[str, ...] = (),
	cold: bool = False,
	user: str = "Administrator",
) -> Cost:
	"""Insert one document in a request of its own and take it back."""
	new_request(user)
	document = make()
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
def counted(module: object, names: tuple[str, ...], sent: list[str]):
	"""Statements and seconds of those functions of the module together, while they are called."""
	found = [0, 0.0]

	def timed(call: Callable) -> Callable:
		def run(*arguments: object) -> object:
			before, started = len(sent), time.perf_counter()
			answer = call(*arguments)
			found[1] += time.perf_counter() - started
			found[0] += len(sent) - before
			return answer

		return run

	with ExitStack() as patched:
		for name in names:
			patched.enter_context(patch.object(module, name, timed(getattr(module, name))))
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
