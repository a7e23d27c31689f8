"""Who gets a case when, as rules: by example, and as laws of any order (hypothesis)."""

import unittest
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.referral.legal import STEPS, By, open_steps, statuses
from citizen_service.referral.order import (
	ANSWERED,
	OPEN,
	UNSETTLED,
	WAITING,
	Turn,
	Wanted,
	doubled,
	inherit,
	places,
	turn_after,
	wanted,
)

SETTLED = ("Answered", "Returned", "Withdrawn", "Transferred")


@dataclass
class Office:
	"""An order of referrals, moved by the rules alone, as `turns.py` moves the documents."""

	required: dict[str, bool] = field(default_factory=dict)
	status: dict[str, str] = field(default_factory=dict)
	waits: dict[str, str] = field(default_factory=dict)
	told: set[str] = field(default_factory=set)

	def refer(self, required: list[bool]) -> None:
		for place, awaited in enumerate(places(required)):
			name = f"r{place}"
			self.required[name] = required[place]
			self.status[name] = "Open" if awaited is None else WAITING
			if awaited is not None:
				self.waits[name] = f"r{awaited}"

	def waiting(self) -> dict[str, str]:
		return {name: self.waits[name] for name, status in self.status.items() if status == WAITING}

	def settle(self, name: str, status: str) -> None:
		before, self.status[name] = self.status[name], status
		if before == WAITING:
			self.waits.update(inherit(self.waiting(), name, self.waits[name]))
		elif turn_after(status) is Turn.OPEN:
			for next_one, awaited in self.waiting().items():
				if awaited == name:
					self.status[next_one] = "Open"

	def transfer(self, name: str) -> None:
		self.settle(name, "Transferred")
		heir = f"{name}'"
		self.required[heir], self.status[heir] = self.required[name], "Open"
		self.waits.update(inherit(self.waiting(), name, heir))

	def open_now(self, name: str) -> None:
		self.status[name] = "Open"
		self.told.add(name)


class PlacesTest(unittest.TestCase):
	def test_one_after_the_other(self):
		self.assertEqual(places([True, True, True]), [None, 0, 1])

	def test_for_information_holds_nobody_up(self):
		self.assertEqual(places([False, True, False, True]), [None, None, 1, 1])

	@given(st.lists(st.booleans(), max_size=8))
	def test_each_waits_for_the_nearest_required_one_before_it(self, required):
		for place, awaited in enumerate(places(required)):
			before = [i for i in range(place) if required[i]]
			self.assertEqual(awaited, before[-1] if before else None)

	def test_what_becomes_of_those_who_wait(self):
		self.assertEqual(turn_after(ANSWERED), Turn.OPEN)
		self.assertEqual({turn_after(status) for status in UNSETTLED}, {Turn.WAIT})
		self.assertEqual({turn_after(s) for s in SETTLED if s != ANSWERED}, {Turn.DECIDE})


EVENTS = st.lists(
	st.tuples(st.sampled_from(["answer", "return", "withdraw", "transfer", "open"]), st.integers(0, 20)),
	max_size=25,
)


class OrderTest(unittest.TestCase):
	def play(self, required: list[bool], events: list[tuple[str, int]]) -> Office:
		office = Office()
		office.refer(required)
		for event, number in events:
			legal = [n for n, s in office.status.items() if s in self.when(event)]
			if legal:
				self.take(office, event, legal[number % len(legal)])
			self.check(office)
		return office

	def when(self, event: str) -> tuple[str, ...]:
		return {"answer": OPEN, "return": OPEN, "transfer": OPEN, "open": (WAITING,), "withdraw": UNSETTLED}[
			event
		]

	def take(self, office: Office, event: str, name: str) -> None:
		before = dict(office.status)
		if event == "transfer":
			office.transfer(name)
		elif event == "open":
			office.open_now(name)
		else:
			office.settle(name, {"answer": "Answered", "return": "Returned", "withdraw": "Withdrawn"}[event])
		opened = {n for n, s in office.status.items() if before.get(n) == WAITING and s == "Open"}
		if event != "open":
			self.assertTrue(event == "answer" or not opened, f"{event} opens nothing by itself")
			self.assertTrue(all(office.waits[n] == name for n in opened), "only who waited for it")

	def check(self, office: Office) -> None:
		for name, awaited in office.waiting().items():
			self.assertIn(awaited, office.status, "who waits, waits for a referral that is there")
			self.assertNotEqual(office.status[awaited], ANSWERED, "nobody waits for what was answered")
			self.assertTrue(office.required[awaited], "nobody waits for what is for information only")
			seen = {name}
			while awaited and office.status[awaited] == WAITING:
				self.assertNotIn(awaited, seen, "no circle")
				seen.add(awaited)
				awaited = office.waits[awaited]
		together = [
			n
			for n, s in office.status.items()
			if s in OPEN and office.required[n] and n not in office.told and not n.endswith("'")
		]
		if not office.told and not any(n.endswith("'") for n in office.status):
			self.assertLessEqual(len(together), 1, "one required department at a time, unless told otherwise")

	@given(st.lists(st.booleans(), min_size=1, max_size=6), EVENTS)
	def test_laws(self, required, events):
		self.play(required, events)

	@given(st.lists(st.booleans(), min_size=1, max_size=6))
	def test_if_all_answer_all_get_it(self, required):
		office = Office()
		office.refer(required)
		while still := [n for n, s in office.status.items() if s in OPEN]:
			office.settle(still[0], ANSWERED)
		self.assertEqual(set(office.status.values()), {ANSWERED})

	def test_who_replaces_a_referral_takes_its_place(self):
		office = Office()
		office.refer([True, True])
		office.transfer("r0")
		self.assertEqual(office.waiting(), {"r1": "r0'"})
		office.settle("r0'", ANSWERED)
		self.assertEqual(office.status["r1"], "Open")

	def test_a_waiting_one_that_is_taken_back_is_left_out(self):
		office = Office()
		office.refer([True, True, True])
		office.settle("r1", "Withdrawn")
		self.assertEqual(office.waiting(), {"r2": "r0"})


class WantedTest(unittest.TestCase):
	def test_names_and_what_differs(self):
		self.assertEqual(
			wanted(["أ", {"department": " ب ", "required": 0, "instruction": " انظر ", "files": ["f"]}]),
			[Wanted("أ"), Wanted("ب", False, "انظر", files=("f",))],
		)

	def test_what_the_call_says_holds_where_nothing_differs(self):
		self.assertEqual(wanted(["أ"], required=False, files=["f"]), [Wanted("أ", False, files=("f",))])

	def test_neither_name_nor_mapping(self):
		for entry in (7, None, {"name": "أ"}, {"department": 3}, {"department": "أ", "files": "f"}):
			self.assertIsNone(wanted([entry]), entry)

	def test_doubled(self):
		self.assertEqual(doubled(["أ", "ب", "أ", "ج", "ب", "أ"]), ["أ", "ب"])


class LegalTest(unittest.TestCase):
	@given(
		st.sampled_from([*UNSETTLED, *SETTLED]),
		st.frozensets(st.sampled_from(By)),
		st.booleans(),
		st.booleans(),
	)
	def test_only_ones_own_steps_in_their_status(self, status, who, referable, settled):
		for step in open_steps(status, who, referable, settled):
			self.assertIn(STEPS[step][0], who)
			self.assertIn(status, statuses(step))

	def test_nothing_is_left_to_do_with_what_is_settled(self):
		for status in SETTLED:
			self.assertEqual(open_steps(status, frozenset(By), True, True), [])
		for status in ("Answered", "Withdrawn", "Transferred"):
			self.assertEqual(open_steps(status, frozenset(By), True, False), [])

	def test_a_department_cannot_touch_what_waits(self):
		self.assertEqual(open_steps(WAITING, frozenset({By.DEPARTMENT, By.HEAD}), True, False), [])

	def test_a_case_that_cannot_be_referred_opens_for_nobody(self):
		self.assertEqual(open_steps(WAITING, frozenset({By.OFFICE}), False, False), ["withdraw"])
		self.assertNotIn("transfer", open_steps("Open", frozenset({By.OFFICE}), False, False))
