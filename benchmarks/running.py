"""100,000 running clocks for `clocks.py`: 40,000 cases and 60,000 referrals of theirs, in 20 groups of 5,000.

The clocks of one group are due within the same minute, on one of the next five working days; they began twenty and
ten working days before, so that steps of the ladder have been taken already. What a clock's record and ledger hold
is what the app's own `plan` says; a plan serves all clocks that began in the same second.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import frappe
from frappe.utils import get_system_timezone

from benchmarks.loading import load_file, write
from citizen_service.outbox.post import ENTRY
from citizen_service.sla import zones
from citizen_service.sla.instants import present, to_local
from citizen_service.sla.policy import Facts
from citizen_service.sla.reading import calendar_named
from citizen_service.sla.records import ANSWER, FULL_REPLY, LEDGER, RECORD
from citizen_service.sla.starting import Planned, plan
from citizen_service.states.meaning import states_in

POLICY = "Clocks of the benchmark"
ANSWER_DAYS, REPLY_DAYS = 20, 10
CASES, REFERRALS = 2000, 3000
"""Of a group; each has one clock."""
SLOTS = ((9, 10), (10, 40), (11, 40), (14, 10))
"""Times of the site at which both seeded calendars are open, and none at which a shift begins."""
DAYS = 5
EVERY_EMERGENCY = 50
"""One case in so many is an emergency."""


@dataclass
class Group:
	"""Clocks that are due within the same minute, by name."""

	answers: list[str] = field(default_factory=list)
	replies: list[str] = field(default_factory=list)

	@property
	def names(self) -> list[str]:
		return self.answers + self.replies


class Running:
	"""Draws the rows into files and loads them; seeded, but for the day on which it is done."""

	def __init__(self, officers: dict[str, str], follow_up: list[str], folder: Path, prefix: str) -> None:
		"""`officers`: departments with an officer each; `prefix`: how the names of the rows begin."""
		self.officers = list(officers.items())
		self.follow_up = follow_up
		self.folder = folder
		self.prefix = prefix
		self.groups: list[Group] = []
		self.stamp = str(datetime.now().replace(microsecond=0))
		self.case_type = frappe.get_all("Case Type", order_by="name asc", limit=1, pluck="name")[0]
		self.channel = frappe.get_all("Intake Channel", order_by="name asc", limit=1, pluck="name")[0]
		self.priority = frappe.db.get_value("Case Priority", {"is_default": 1})
		self.state = states_in("Case", "Referred")[0]
		self._chance = random.Random(3)
		self._plans: dict[tuple, Planned] = {}
		self._rows: dict[str, list[dict]] = {}
		self._files: dict[str, tuple[tuple[str, ...], Path]] = {}
		make_policy()

	def draw(self, groups: int) -> None:
		"""Draw so many groups, at most 20: the first ones to be due."""
		self._rows = {doctype: [] for doctype in ("Case", "Case Referral", "ToDo", RECORD, LEDGER)}
		for opened, referred in list(self._times())[:groups]:
			self._group(opened, referred)
		for doctype, rows in self._rows.items():
			file = self.folder / f"{self.prefix}-{doctype}.tsv"
			self._files[doctype] = write(rows, file), file
		self._rows = {}

	def load(self, *doctypes: str) -> None:
		"""Put what was drawn into the tables (default: all)."""
		for doctype in doctypes or self._files:
			columns, file = self._files[doctype]
			load_file(doctype, columns, file, dict(frappe.conf))
			frappe.db.sql(f"ANALYZE TABLE `tab{doctype}`")
		frappe.db.commit()

	def remove(self) -> None:
		"""Take away what was loaded, and the outbox of what came of it."""
		mine, record = f"{self.prefix}-%", frappe.qb.DocType(RECORD)
		event, todo, entry = (frappe.qb.DocType(doctype) for doctype in (LEDGER, "ToDo", ENTRY))
		clocks = frappe.qb.from_(record).where(record.case.like(mine)).select(record.name)
		frappe.qb.from_(event).delete().where(event.parent.isin(clocks)).run()
		frappe.qb.from_(record).delete().where(record.case.like(mine)).run()
		frappe.qb.from_(todo).delete().where(todo.reference_name.like(mine)).run()
		for doctype in ("Case", "Case Referral"):
			table = frappe.qb.DocType(doctype)
			frappe.qb.from_(table).delete().where(table.name.like(mine)).run()
		frappe.qb.from_(entry).delete().where(entry.creation >= self.stamp).run()
		frappe.delete_doc("Service Level Policy", POLICY)
		frappe.db.commit()

	def _times(self) -> Iterator[tuple[int, int]]:
		"""When the cases of each group were opened and referred, oldest first."""
		calendar = calendar_named(None)
		days: list[date] = []
		day = to_local(present()).date()
		while len(days) < ANSWER_DAYS - 1:
			day -= timedelta(days=1)
			if calendar.intervals_on(day):
				days.append(day)
		for back in range(ANSWER_DAYS - 2, ANSWER_DAYS - 2 - DAYS, -1):
			for hour, minute in SLOTS:
				yield _instant(days[back], hour, minute), _instant(days[back - REPLY_DAYS], hour, minute)

	def _group(self, opened: int, referred: int) -> None:
		group = Group()
		self.groups.append(group)
		cases = []
		for number in range(CASES):
			emergency = number % EVERY_EMERGENCY == 0
			cases.append((self._case(group, opened + self._chance.randrange(60), emergency), emergency))
		for number in range(REFERRALS):
			case, emergency = cases[number % CASES]
			self._referral(group, case, referred + self._chance.randrange(60), emergency)

	def _case(self, group: Group, opened: int, emergency: bool) -> str:
		name = f"{self.prefix}-CS-{len(self._rows['Case']):06d}"
		references = {"case": name, "referral": None, "department": None}
		planned = self._clock(group.answers, ANSWER, opened, emergency, references)
		self._rows["Case"].append(
			{
				**self._head(name),
				"workflow_state": self.state,
				"subject": f"Request {name}",
				"case_type": self.case_type,
				"channel": self.channel,
				"priority": self.priority,
				"is_emergency": int(emergency),
				"opened_on": to_local(opened),
				"due_on": planned.due_local,
				"description": f"Request {name} of the benchmark, one line long.",
				"citizen_name": f"Citizen of {name}",
				"email": f"{name.lower()}@benchmark.citizen-service.invalid",
				"language": "ar",
			}
		)
		self._todo("Case", name, self._chance.choice(self.follow_up))
		return name

	def _referral(self, group: Group, case: str, referred: int, emergency: bool) -> None:
		name = f"{self.prefix}-REF-{len(self._rows['Case Referral']):06d}"
		department, officer = self._chance.choice(self.officers)
		references = {"case": case, "referral": name, "department": department}
		planned = self._clock(group.replies, FULL_REPLY, referred, emergency, references)
		self._rows["Case Referral"].append(
			{
				**self._head(name),
				"case": case,
				"department": department,
				"status": "Open",
				"is_emergency": int(emergency),
				"due_on": planned.due_local,
				"referred_by": "Administrator",
				"referred_on": to_local(referred),
				"instruction": "Please look into it and reply in full.",
				"subject": f"Request {case}",
				"language": "ar",
			}
		)
		self._todo("Case Referral", name, officer)

	def _todo(self, doctype: str, name: str, user: str) -> None:
		self._rows["ToDo"].append(
			{
				**self._head(self._hash()),
				"status": "Open",
				"reference_type": doctype,
				"reference_name": name,
				"allocated_to": user,
				"assigned_by": "Administrator",
				"description": f"Please look after {name}.",
			}
		)

	def _clock(
		self, names: list[str], clock: str, started: int, emergency: bool, references: dict
	) -> Planned:
		"""Rows of a clock like all that began in that second; returns what they have in common."""
		key = (clock, started, emergency)
		if key not in self._plans:
			facts = Facts(on=to_local(started).date(), case_type=self.case_type, emergency=emergency)
			(self._plans[key],) = plan(facts, [clock], started, {}, quiet=True)
		planned = self._plans[key]
		name = self._hash()
		names.append(name)
		self._rows[RECORD].append({**planned.record, **references, "name": name})
		for event in planned.events:
			self._rows[LEDGER].append({**event, "name": self._hash(), "parent": name})
		return planned

	def _head(self, name: str) -> dict:
		who = {"owner": "Administrator", "modified_by": "Administrator"}
		return {"name": name, "creation": self.stamp, "modified": self.stamp, **who}

	def _hash(self) -> str:
		return f"{self._chance.getrandbits(64):016x}"


def _instant(day: date, hour: int, minute: int) -> int:
	return zones.from_local(get_system_timezone(), datetime(day.year, day.month, day.day, hour, minute))


def make_policy() -> None:
	"""The policy of these clocks: it comes before every other, and promises a new date once the answer is late."""
	if frappe.db.exists("Service Level Policy", POLICY):
		return
	targets = [
		{"clock": ANSWER, "amount": ANSWER_DAYS, "unit": "Working Days"},
		{"clock": FULL_REPLY, "amount": REPLY_DAYS, "unit": "Working Days"},
	]
	document = {"doctype": "Service Level Policy", "policy_name": POLICY, "rank": 1, "targets": targets}
	frappe.get_doc({**document, "enabled": 1, "grace_amount": 5, "grace_unit": "Working Days"}).insert()
	frappe.db.commit()
