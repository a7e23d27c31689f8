"""A made-up office's ten years, drawn from the counts of a real register: rows for `grow.py`. No frappe import.

Drawn by a seeded generator in a fixed order, so that the same seed gives the same rows byte for byte. What the
register knows is taken from it (categories, areas, days of opening, days until closing); what it does not know
(types, referrals, departments, time limits) is made up by the weights below.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

FIRST_DAY, DAYS = datetime(2016, 1, 1), 3653
END = FIRST_DAY + timedelta(days=DAYS)
"""Ten years; what was not closed by their end is open."""

REFERRALS_PER_CASE = ((0, 10), (1, 46), (2, 30), (3, 12), (4, 2))
TYPES = (70, 20, 8, 2)
CHANNELS = (35, 25, 20, 10, 10)
OPEN_STAGES = (("Registered", 20), ("Study", 25), ("Referred", 35), ("Answering", 10), ("Waiting", 10))
NEVER_CLOSED = 0.01
ANSWER_WITHIN, REPLY_WITHIN = timedelta(days=16), timedelta(days=9)
"""Twelve and seven working days, as calendar days."""

OPEN_HOURS = 40 / 168
"""The part of the time that counts as working time."""

NULL = "\\N"


@dataclass(frozen=True)
class Office:
	"""The names that rows point to, as the site has them. Stages map to state names."""

	types: list[str]
	channels: list[str]
	departments: list[str]
	categories: list[tuple[str, int]]
	areas: list[tuple[str, int]]
	states: dict[str, str]
	priority: str
	policy: str
	calendar: str


@dataclass(frozen=True)
class Size:
	"""How many rows; `events` are entries in the ledgers of the clocks."""

	cases: int
	referrals: int
	events: int


@dataclass
class Chunk:
	"""Rows by table, as lines of LOAD DATA."""

	lines: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in COLUMNS})


HEAD = ("name", "creation", "modified", "owner", "modified_by")
COLUMNS = {
	"Case": (
		*HEAD,
		*("naming_series", "workflow_state", "subject", "case_type", "category", "channel", "priority"),
		*("is_emergency", "opened_on", "due_on", "closed_on", "description", "citizen_name", "mobile"),
		*("language", "area"),
	),
	"Case Referral": (
		*HEAD,
		*("case", "department", "status", "due_on", "referred_by", "referred_on", "instruction"),
		*("subject", "extract", "area", "acknowledged_on", "settled_on", "language", "is_emergency"),
	),
	"Service Level Record": (
		*HEAD,
		*("clock", "status", "case", "referral", "department", "policy", "working_calendar", "amount"),
		*("unit", "started_utc", "due_utc", "ended_utc", "breached"),
		*("is_emergency", "paused_utc", "next_utc", "worked_seconds"),
	),
	"Service Level Event": (
		*HEAD,
		*("parent", "parenttype", "parentfield", "idx", "event", "at_utc", "due_utc", "by_user", "step"),
	),
}
USER = "Administrator"
HASH_STEP, HASH_SPACE = 0x9E3779B97F, 1 << 40
"""Names of clocks are spread over their space as the framework's random ones are, without a draw."""


class Population:
	"""Walks the ten years day by day.

	:param summary: the content of distribution.json
	"""

	def __init__(self, office: Office, summary: dict, size: Size, seed: int) -> None:
		self.office = office
		self.size = size
		self._chance = random.Random(seed)
		self._days_to_close = summary["days_to_close_quantiles"]
		self._per_day = self._openings(summary)
		self._referral_counts = self._spread_referrals()
		self._cases = self._referrals = self._records = self._events = 0
		self.numbers: dict[int, int] = {}
		self.referral_numbers: dict[int, int] = {}
		self._last_open = "", 0

	def _openings(self, summary: dict) -> list[int]:
		"""Cases a day: the register's weekdays and months, the total exact."""
		weights = []
		for number in range(DAYS):
			day = FIRST_DAY + timedelta(days=number)
			weights.append(
				summary["opened_by_weekday"][day.weekday()] * summary["opened_by_month"][day.month - 1]
			)
		total = sum(weights)
		bounds = [0, *(self.size.cases * part // total for part in accumulate(weights))]
		return [high - low for low, high in pairwise(bounds)]

	def _spread_referrals(self) -> bytearray:
		"""Referrals of each case, the total exact."""
		numbers, weights = zip(*REFERRALS_PER_CASE, strict=True)
		counts = bytearray(self._chance.choices(numbers, weights, k=self.size.cases))
		difference = self.size.referrals - sum(counts)
		step = 1 if difference > 0 else -1
		while difference:
			at = self._chance.randrange(self.size.cases)
			if 0 <= counts[at] + step <= numbers[-1] + 1:
				counts[at] += step
				difference -= step
		return counts

	def chunks(self, cases: int) -> Iterator[Chunk]:
		"""The rows, about so many cases at a time."""
		chunk, held = Chunk(), 0
		for number, count in enumerate(self._per_day):
			self._day(FIRST_DAY + timedelta(days=number), count, chunk.lines)
			held += count
			if held >= cases:
				yield chunk
				chunk, held = Chunk(), 0
		self._top_up(chunk.lines)
		yield chunk

	def _day(self, day: datetime, count: int, lines: dict[str, list[str]]) -> None:
		"""The cases opened on one day, in the order of their hours."""
		office, chance = self.office, self._chance
		categories = chance.choices(*_weighted(office.categories), k=count)
		areas = chance.choices(*_weighted(office.areas), k=count)
		types = chance.choices(office.types[: len(TYPES)], TYPES[: len(office.types)], k=count)
		channels = chance.choices(office.channels[: len(CHANNELS)], CHANNELS[: len(office.channels)], k=count)
		seconds = sorted(int(8 * 3600 + chance.random() * 7 * 3600) for _ in range(count))
		for i in range(count):
			self._case(
				day + timedelta(seconds=seconds[i]), categories[i], areas[i], types[i], channels[i], lines
			)

	def _case(
		self,
		opened: datetime,
		category: str,
		area: str,
		case_type: str,
		channel: str,
		lines: dict[str, list[str]],
	) -> None:
		chance, office = self._chance, self.office
		number = self.numbers[opened.year] = self.numbers.get(opened.year, 0) + 1
		name = f"CS-{opened.year}-{number:06d}"
		closed = self._closing(opened)
		stage = "Closed" if closed else chance.choices(*_weighted(OPEN_STAGES))[0]
		due = opened + ANSWER_WITHIN
		emergency = "1" if chance.random() < 0.02 else "0"
		# Waiting for the citizen since a day of the first thirty: the answer's clock stands still.
		waits = opened + timedelta(days=self._cases % 30)
		paused = min(waits, END) if stage == "Waiting" else None
		shown = NULL if paused and paused <= due else str(due)
		subject = category.rpartition(": ")[2] or "Request"
		citizen = int(chance.random() * 400_000)
		at = str(opened)
		lines["Case"].append(
			"\t".join(
				(
					*(name, at, str(closed or opened), USER, USER, "CS-.YYYY.-.######"),
					*(office.states[stage], subject, case_type, category or NULL, channel, office.priority),
					*(emergency, at, shown, str(closed) if closed else NULL),
					f"{subject}, number {self._cases} of the made-up register, opened on {at}: seen near house {citizen % 997}.",
					*(f"Citizen {citizen}", f"059{citizen:07d}", "ar", area or NULL),
				)
			)
		)
		referral_count = self._referral_counts[self._cases]
		self._cases += 1
		of = (name, NULL, NULL)
		self._clock("Answer to Citizen", 12, of, emergency, (opened, due, closed, paused), lines)
		departments = chance.sample(office.departments, referral_count)
		for department in departments:
			self._referral(name, department, subject, area, emergency, opened, closed, stage, lines)

	def _closing(self, opened: datetime) -> datetime | None:
		if self._chance.random() < NEVER_CLOSED:
			return None
		days = self._days_to_close[int(self._chance.random() * len(self._days_to_close))]
		closed = opened + timedelta(days=days, seconds=int(600 + self._chance.random() * 7200))
		return closed if closed < END else None

	def _referral(
		self,
		case: str,
		department: str,
		subject: str,
		area: str,
		emergency: str,
		opened: datetime,
		closed: datetime | None,
		stage: str,
		lines: dict[str, list[str]],
	) -> None:
		chance = self._chance
		until = closed or opened + timedelta(days=30)
		referred = opened + (until - opened) * (chance.random() / 4)
		referred = referred.replace(microsecond=0)
		number = self.referral_numbers[opened.year] = self.referral_numbers.get(opened.year, 0) + 1
		name = f"REF-{opened.year}-{number:07d}"
		settled = referred + (until - referred) * (chance.random() / 1.5)
		open_still = closed is None and stage in ("Referred", "Study")
		drawn = chance.random()
		status = (
			("Open" if drawn < 0.4 else "Acknowledged")
			if open_still
			else ("Answered" if drawn < 0.92 else "Returned" if drawn < 0.96 else "Withdrawn")
		)
		end = None if open_still else settled.replace(microsecond=0)
		due = referred + REPLY_WITHIN
		acknowledged = NULL if status == "Open" else str(referred + timedelta(hours=2))
		lines["Case Referral"].append(
			"\t".join(
				(
					*(
						name,
						str(referred),
						str(end or referred),
						USER,
						USER,
						case,
						department,
						status,
						str(due),
					),
					*(USER, str(referred), "Please look into it and reply in full.", subject),
					f"{subject}, of the made-up register, referred on {referred}.",
					*(area or NULL, acknowledged, str(end) if end else NULL, "ar", emergency),
				)
			)
		)
		self._referrals += 1
		# The ledgers of the referrals' clocks fill up what is left of the events.
		left = self.size.events - self._events - 3 * (self.size.cases - self._cases)
		if left >= 3:
			of = (case, name, department)
			self._clock("Full Reply of Department", 7, of, emergency, (referred, due, end, None), lines)

	def _clock(
		self,
		clock: str,
		amount: int,
		of: tuple[str, str, str],
		emergency: str,
		times: tuple[datetime, datetime, datetime | None, datetime | None],
		lines: dict[str, list[str]],
	) -> None:
		"""A record and its ledger. `of`: case, referral, department; `times`: start, due date, end, pause.

		Without a ladder nothing follows a breach, so only a running clock that is in time has a next look.
		"""
		started, due, ended, paused = times
		name = f"{self._records * HASH_STEP % HASH_SPACE:010x}"
		self._records += 1
		late = (ended or paused or END) > due
		status = "Met" if ended else "Paused" if paused else "Running"
		worked = int((ended - started).total_seconds() * OPEN_HOURS) if ended else 0
		looked_at = NULL if ended or paused or late else str(due + timedelta(seconds=1))
		lines["Service Level Record"].append(
			"\t".join(
				(
					*(name, str(started), str(ended or started), USER, USER, clock, status, *of),
					*(self.office.policy, self.office.calendar, str(amount), "Working Days"),
					*(str(started), str(due), str(ended) if ended else NULL, "1" if late else "0"),
					*(emergency, str(paused) if paused else NULL, looked_at, str(worked)),
				)
			)
		)
		events = [("Started", started)]
		if late:
			events.append(("Breached", due))
		if paused:
			events.append(("Paused", paused))
		if ended:
			events.append(("Met", ended))
		else:
			self._last_open = name, len(events)
		for position, (event, at) in enumerate(events, 1):
			self._event(name, position, event, at, due, lines)

	def _event(
		self, parent: str, position: int, event: str, at: datetime, due: datetime, lines: dict[str, list[str]]
	) -> None:
		name = f"{self._events * HASH_STEP % HASH_SPACE:010x}"
		self._events += 1
		lines["Service Level Event"].append(
			"\t".join(
				(
					*(name, str(at), str(at), USER, USER, parent, "Service Level Record", "events"),
					*(str(position), event, str(at), str(due) if event == "Started" else NULL, USER),
					"a step of the ladder" if event == "Warned" else NULL,
				)
			)
		)

	def _top_up(self, lines: dict[str, list[str]]) -> None:
		"""Warnings in the ledger of the last clock that is open, until the number of events is exact."""
		parent, position = self._last_open
		while self._events < self.size.events:
			position += 1
			self._event(parent, position, "Warned", END, END, lines)


_Choices = tuple[list[str], list[int]]
_remembered: dict[int, _Choices] = {}


def _weighted(pairs: list[tuple[str, int]] | tuple[tuple[str, int], ...]) -> _Choices:
	"""Values and weights, as `choices` wants them."""
	if id(pairs) not in _remembered:
		_remembered[id(pairs)] = ([value for value, _weight in pairs], [weight for _value, weight in pairs])
	return _remembered[id(pairs)]
