"""The priority that a severity and an urgency propose: whatever the admin's table says, and nothing else."""

import json
import unittest
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.study.proposal import MEANINGS, Row, propose

SEEDS = Path(__file__).parents[2] / "setup" / "seeds"
severity = st.sampled_from(["minor", "grave"])
urgency = st.sampled_from(["later", "now"])
tables = st.dictionaries(st.tuples(severity, urgency), st.sampled_from(["low", "high"])).map(
	lambda pairs: [Row(*pair, priority) for pair, priority in pairs.items()]
)


def seeds(name: str) -> list[dict]:
	return json.loads((SEEDS / f"{name}.json").read_text(encoding="utf-8"))


class TestProposal(unittest.TestCase):
	@given(tables, severity, urgency)
	def test_it_is_the_row_of_the_pair_in_whatever_order(self, table, one, other):
		wanted = [row.priority for row in table if (row.severity, row.urgency) == (one, other)]
		self.assertEqual(propose(table, one, other), wanted[0] if wanted else None)
		self.assertEqual(propose(table[::-1], one, other), propose(table, one, other))

	@given(tables, severity)
	def test_half_an_assessment_proposes_nothing(self, table, one):
		self.assertIsNone(propose(table, one, None))
		self.assertIsNone(propose(table, "", "now"))

	def test_the_seeded_table_has_each_pair_once(self):
		levels = seeds("assessment_level")
		scale = {row["level_name"]: row["scale"] for row in levels}
		pairs = [(row["severity"], row["urgency"]) for row in seeds("priority_proposal")]
		wanted = {
			(one, other)
			for one in scale
			for other in scale
			if (scale[one], scale[other]) == ("Severity", "Urgency")
		}
		self.assertEqual((len(pairs), set(pairs)), (len(wanted), wanted))
		self.assertLessEqual(
			{row["priority"] for row in seeds("priority_proposal")},
			{row["priority_name"] for row in seeds("case_priority")},
		)

	def test_the_seeded_table_never_proposes_less_for_more(self):
		rank = {row["level_name"]: row["rank"] for row in seeds("assessment_level")}
		place = {row["priority_name"]: row["rank"] for row in seeds("case_priority")}
		rows = seeds("priority_proposal")
		for one in rows:
			for other in rows:
				if all(rank[one[field]] <= rank[other[field]] for field in ("severity", "urgency")):
					self.assertGreaterEqual(place[one["priority"]], place[other["priority"]])

	def test_the_seeded_levels_mean_what_their_scale_can_mean(self):
		for row in seeds("assessment_level"):
			self.assertIn(row["meaning"], MEANINGS[row["scale"]], row["level_name"])
