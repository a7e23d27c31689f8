"""Which policy sets the time, and that the choice depends on nothing but the rows and the facts."""

import unittest
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.sla.policy import Choice, Facts, Policy, choose, problems
from citizen_service.sla.targets import Target, Unit

DAY = date(2025, 6, 10)
FACTS = Facts(
	DAY,
	case_type="complaint",
	category=("potholes", "roads", "works"),
	department=("paving", "engineering"),
	priority="high",
	channel="counter",
)


def codes(choice: Choice) -> dict[str, tuple[str, ...]]:
	return {reason.policy: reason.codes for reason in choice.reasons}


class ChooseTest(unittest.TestCase):
	def test_each_criterion(self) -> None:
		rows = {
			"case_type": ("complaint", "inquiry"),
			"category": ("roads", "water"),
			"department": ("engineering", "health"),
			"priority": ("high", "low"),
			"emergency": (False, True),
			"channel": ("counter", "portal"),
		}
		for criterion, (right, wrong) in rows.items():
			with self.subTest(criterion):
				good, bad = Policy("good", **{criterion: right}), Policy("bad", **{criterion: wrong})
				choice = choose([bad, good], FACTS)
				self.assertIs(choice.policy, good)
				self.assertEqual(codes(choice), {"good": ("chosen",), "bad": (f"other_{criterion}",)})

	def test_nothing_known_matches_only_what_asks_nothing(self) -> None:
		rows = [
			Policy("general"),
			Policy("roads", category="roads"),
			Policy("complaint", case_type="complaint"),
		]
		self.assertEqual(choose(rows, Facts(DAY)).policy, rows[0])

	def test_none_matches(self) -> None:
		choice = choose([Policy("off", enabled=False, channel="portal")], FACTS)
		self.assertIsNone(choice.policy)
		self.assertEqual(codes(choice), {"off": ("disabled", "other_channel")})

	def test_pitfall_09_the_last_day_counts_in_full(self) -> None:
		row = Policy("june", valid_from=date(2025, 6, 1), valid_to=date(2025, 6, 30))
		for on, code in (
			(date(2025, 5, 31), "not_yet_valid"),
			(date(2025, 6, 1), "chosen"),
			(date(2025, 6, 30), "chosen"),
			(date(2025, 7, 1), "expired"),
		):
			self.assertEqual(codes(choose([row], Facts(on))), {"june": (code,)})

	def test_stated_order(self) -> None:
		ordered = [
			(Policy("z ranked", rank=-1), "chosen"),
			(Policy("two", case_type="complaint", channel="counter"), "higher_rank"),
			(Policy("own category", category="potholes"), "higher_rank"),
			(Policy("its parent", category="roads"), "higher_rank"),
			(Policy("department", department="paving"), "higher_rank"),
			(Policy("its sector", department="engineering"), "higher_rank"),
			(Policy("a channel", channel="counter"), "higher_rank"),
			(Policy("priority", priority="high"), "higher_rank"),
			(Policy("general"), "higher_rank"),
		]
		rows = [row for row, _ in ordered]
		while rows:
			choice = choose(reversed(rows), FACTS)
			self.assertIs(choice.policy, rows[0])
			self.assertEqual([reason.policy for reason in choice.reasons], [row.name for row in rows])
			rows = rows[1:]
		first = choose([row for row, _ in ordered], FACTS)
		self.assertEqual(codes(first), {row.name: (code,) for row, code in ordered})

	def test_why_not(self) -> None:
		pairs = {
			"fewer_criteria": (Policy("a", priority="high", channel="counter"), Policy("b", priority="high")),
			"farther_category": (Policy("a", category="roads"), Policy("b", category="works")),
			"farther_department": (Policy("a", department="paving"), Policy("b", department="engineering")),
			"later_name": (Policy("a", priority="high"), Policy("b", channel="counter")),
		}
		for code, (first, second) in pairs.items():
			self.assertEqual(codes(choose([second, first], FACTS)), {"a": ("chosen",), "b": (code,)})

	@settings(max_examples=100, deadline=None, database=None)
	@given(st.data())
	def test_pitfall_09_the_choice_is_stable(self, data: st.DataObject) -> None:
		"""Whatever the order of the rows, and whatever rows that do not match or come later are removed."""

		def some(*values: object) -> st.SearchStrategy:
			return st.sampled_from((None, None, *values))

		count = data.draw(st.integers(1, 8))
		rows = [
			Policy(
				f"policy {number}",
				rank=data.draw(st.integers(0, 1)),
				enabled=data.draw(st.sampled_from((True, True, False))),
				case_type=data.draw(some("complaint", "inquiry")),
				category=data.draw(some("potholes", "works", "water")),
				department=data.draw(some("paving", "engineering")),
				emergency=data.draw(some(True, False)),
				valid_to=data.draw(some(DAY, date(2025, 6, 9))),
			)
			for number in range(count)
		]
		choice = choose(rows, FACTS)
		shuffled = data.draw(st.permutations(rows))
		self.assertEqual(choose(shuffled, FACTS), choice)
		self.assertEqual(len(choice.reasons), count)
		chosen = [reason.policy for reason in choice.reasons if reason.codes == ("chosen",)]
		self.assertEqual(chosen, [choice.policy.name] if choice.policy else [])
		others = [row for row in rows if row != choice.policy]
		dropped = data.draw(st.sampled_from(others)) if others else None
		self.assertEqual(choose([row for row in rows if row != dropped], FACTS).policy, choice.policy)


class ProblemsTest(unittest.TestCase):
	def found(self, *args: object, **kwargs: object) -> list[str]:
		return [problem.code for problem in problems(*args, **kwargs)]

	def test_dates_and_targets(self) -> None:
		backwards = Policy("p", valid_from=date(2025, 2, 1), valid_to=date(2025, 1, 1))
		self.assertEqual(self.found(backwards), ["validity_ends_before_start"])
		targets = {"acknowledge": Target(1, Unit.DAYS), "first_reply": Target(0, Unit.HOURS)}
		(problem,) = problems(Policy("p", targets=targets))
		self.assertEqual((problem.code, problem.row), ("target_not_positive", 1))

	def test_pitfall_13_a_missing_target_is_no_target(self) -> None:
		row = Policy("p", targets={"first_reply": Target(2, Unit.DAYS)})
		self.assertEqual(problems(row), [])
		self.assertIsNone(row.targets.get("full_reply"))

	def test_never_chosen(self) -> None:
		potholes = Policy("potholes", rank=5, case_type="complaint", category="potholes")
		trees = {"categories": {"potholes": ("potholes", "roads"), "roads": ("roads",)}}
		hiding = (
			Policy("general", rank=1),
			Policy("roads", rank=1, category="roads"),
			Policy("all complaints", rank=4, case_type="complaint"),
			Policy("a twin", rank=5, case_type="complaint", category="potholes"),
		)
		for other in hiding:
			(problem,) = problems(potholes, [potholes, other], **trees)
			self.assertEqual((problem.code, problem.params), ("never_chosen", {"because_of": other.name}))
		harmless = (
			Policy("general", rank=5),
			Policy("z twin", rank=5, case_type="complaint", category="potholes"),
			Policy("general", rank=1, enabled=False),
			Policy("general", rank=1, valid_to=date(2030, 1, 1)),
			Policy("general", rank=1, valid_from=date(2020, 1, 1)),
			Policy("narrower", rank=1, category="potholes", channel="counter"),
			Policy("water", rank=1, category="water"),
		)
		for other in harmless:
			self.assertEqual(self.found(potholes, [other], **trees), [])
		self.assertEqual(self.found(Policy("off", rank=9, enabled=False), [hiding[0]]), [])
