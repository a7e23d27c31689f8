"""Cases whose clocks run out: with terms of their own, and time that is brought by setting the records back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import frappe
from frappe.query_builder import Interval
from frappe.utils import add_days, add_to_date, now_datetime, nowdate

from citizen_service.outbox import worker
from citizen_service.sla import sweep
from citizen_service.sla.reading import WEEKDAYS, clear_cache
from citizen_service.sla.records import ANSWER, FULL_REPLY, LEDGER, RECORD
from citizen_service.sla.telling import SLOT
from citizen_service.tests import factories as make
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.server import forget_left_work

ENTRY = "Outbox Entry"
HOURS = 10
"""What the terms of these tests give for the full reply and for the answer."""
MOMENTS = ("at_utc", "due_utc", "previous_due_utc", "started_utc", "promised_utc", "paused_utc", "next_utc")


class ClockTestCase(CommittedTestCase):
	"""An office with a mail server, and nothing left that is due when a test begins."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)

	def setUp(self) -> None:
		sweep.sweep()  # the clocks of other tests
		forget_left_work()
		self.smtp.messages.clear()

	def referred(self, terms: str, *departments: str, **values) -> tuple[str, list[str]]:
		"""A case by these terms that is with departments (default: roads), and its referrals. Committed."""
		values.setdefault("email", f"{frappe.generate_hash(length=8)}@{make.DOMAIN}")
		case, referrals = make.make_referred_case(self.office, *departments, category=terms, **values)
		frappe.db.commit()
		self.begin()
		return case.name, referrals

	def begin(self) -> None:
		"""The worker does what a new case causes: its first notices and assignments."""
		worker.drain()


def terms(
	*steps: dict, closed: bool = False, grace: int = 0, clocks: tuple[str, ...] = (ANSWER, FULL_REPLY)
) -> str:
	"""A category whose cases have these clocks of ten hours round the clock, and this ladder. Committed.

	:param closed: the office has holidays, from yesterday until the day after tomorrow
	:param grace: hours
	"""
	name = f"Test {frappe.generate_hash(length=10)}"
	holidays = [
		{"holiday_name": "x", "from_date": add_days(nowdate(), -1), "to_date": add_days(nowdate(), 2)}
	]
	records = [
		{
			"doctype": "Working Calendar",
			"calendar_name": name,
			"shifts": [
				{"weekday": day, "start_time": "00:00:00", "end_time": "24:00:00"} for day in WEEKDAYS
			],
			"holidays": holidays if closed else [],
		},
		{"doctype": "Case Category", "category_name": name, "public": 0},
		{
			"doctype": "Service Level Policy",
			"policy_name": name,
			"rank": 1,
			"enabled": 1,
			"category": name,
			"working_calendar": name,
			"targets": [{"clock": clock, "amount": HOURS, "unit": "Working Hours"} for clock in clocks],
			"grace_amount": grace,
			"grace_unit": "Working Hours",
		},
	]
	if steps:
		records.insert(0, {"doctype": "Escalation Ladder", "ladder_name": name, "steps": list(steps)})
		records[-1]["escalation_ladder"] = name
	for record in records:
		frappe.get_doc(record).insert(ignore_permissions=True)
	frappe.db.commit()
	clear_cache()
	return name


def step(trigger: str, amount: float, action: str = "Notify", **values) -> dict:
	"""A step of a ladder: "percent" or "hours" (after due)."""
	triggers = {"percent": "Percent of Time", "hours": "Hours After Due"}
	return {
		"trigger": triggers[trigger],
		"amount": amount,
		"action": action,
		"working_hours_only": 1,
		**values,
	}


def clock_of(case: str, clock: str = FULL_REPLY):
	"""The Service Level Record of a case."""
	return frappe.get_doc(RECORD, {"case": case, "clock": clock})


def let_pass(case: str, hours: float) -> None:
	"""So much time goes by for the clocks of a case. Commits."""
	record, event = frappe.qb.DocType(RECORD), frappe.qb.DocType(LEDGER)
	names = frappe.get_all(RECORD, {"case": case}, pluck="name", order_by="name")
	for table, mine in ((record, record.name.isin(names)), (event, event.parent.isin(names))):
		query = frappe.qb.update(table).where(mine)
		for field in MOMENTS:
			if frappe.db.has_column(table._table_name.removeprefix("tab"), field):
				query = query.set(table[field], table[field] - Interval(seconds=round(hours * 3600)))
		query.run()
	frappe.db.commit()


def deliver() -> None:
	"""The worker does what is due within the time that digests are gathered in."""
	for name in frappe.get_all(
		ENTRY,
		{"status": "Pending", "available_at": ("<", now_datetime() + timedelta(seconds=SLOT + 1))},
		pluck="name",
		order_by="name",
	):
		frappe.db.set_value(ENTRY, name, "available_at", add_to_date(now_datetime(), seconds=-1))
	frappe.db.commit()
	worker.drain()


@contextmanager
def counted() -> Iterator[list[str]]:
	"""The SQL statements that this process sends meanwhile."""
	statements: list[str] = []
	send = frappe.db._cursor.execute

	def note(query, *arguments, **named):
		statements.append(str(query))
		return send(query, *arguments, **named)

	frappe.db._cursor.execute = note
	try:
		yield statements
	finally:
		frappe.db._cursor.execute = send
