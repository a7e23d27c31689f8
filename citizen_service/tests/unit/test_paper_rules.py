"""Which cases need a signed form, and what a scan is: plain rules."""

import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen_service.paper.rules import needs_form
from citizen_service.paper.scan import ALTERED, INTACT, KINDS, MISSING, Scan, inspect, state_of
from citizen_service.portal.messages import Problem

names = st.sampled_from(["شكوى", "استفسار", "Counter", "Portal"])
either = st.none() | st.just("") | names
rules = st.lists(st.tuples(either, either, st.booleans()), max_size=5)

settled = settings(
	max_examples=100, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


class TestNeedsForm(unittest.TestCase):
	@settled
	@given(names, names)
	def test_without_a_rule_nothing_is_held_up(self, case_type, channel):
		self.assertFalse(needs_form([], case_type, channel))

	@settled
	@given(rules, names, names)
	def test_a_rule_for_all_holds_for_all(self, some, case_type, channel):
		self.assertTrue(needs_form([*some, (None, None, False)], case_type, channel))

	@settled
	@given(rules, names, names)
	def test_it_is_needed_if_one_row_says_so(self, some, case_type, channel):
		said = [row for row in some if row[0] in (None, "", case_type) and row[1] in (None, "", channel)]
		self.assertEqual(needs_form(some, case_type, channel), bool(said))

	@settled
	@given(rules, rules, names, names)
	def test_a_row_more_never_frees_a_case(self, some, more, case_type, channel):
		if needs_form(some, case_type, channel):
			self.assertTrue(needs_form(some + more, case_type, channel))

	@settled
	@given(rules, names, names)
	def test_an_emergency_waits_only_for_rows_that_speak_of_emergencies(self, some, case_type, channel):
		urgent = [row for row in some if row[2]]
		self.assertEqual(
			needs_form(some, case_type, channel, is_emergency=True), needs_form(urgent, case_type, channel)
		)


class TestScan(unittest.TestCase):
	@settled
	@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=200))
	def test_the_bytes_decide(self, start, rest):
		scan = inspect(start + rest, 1000)
		self.assertIsInstance(scan, Scan)
		self.assertEqual((scan.extension, scan.content_type), KINDS[start])
		self.assertEqual(scan.size, len(start + rest))

	@settled
	@given(st.binary(max_size=200))
	def test_everything_else_is_a_problem(self, content):
		if not content.startswith(tuple(KINDS)):
			self.assertIsInstance(inspect(content, 1000), Problem)

	def test_the_limit_is_the_last_byte_taken(self):
		self.assertIsInstance(inspect(b"%PDF-" + b"x" * 95, 100), Scan)
		refused = inspect(b"%PDF-" + b"x" * 96, 100)
		self.assertIn("too large", refused.text)

	def test_any_change_on_disk_shows(self):
		content = b"%PDF-1.7 signed"
		sha256 = inspect(content, 100).sha256
		with TemporaryDirectory() as folder:
			path = Path(folder, "form.pdf")
			self.assertEqual(state_of(path, sha256), MISSING)
			path.write_bytes(content)
			self.assertEqual(state_of(path, sha256), INTACT)
			path.write_bytes(content + b" ")
			self.assertEqual(state_of(path, sha256), ALTERED)
