"""The definitions of the figures: complete, in the docs as in the code, and each with a test that is there."""

import re
import unittest

from citizen_service.statistics import handbook
from citizen_service.statistics.indicators import INDICATORS, LeftOut, share
from citizen_service.tests.support.words import APP

DOCS = APP.parent / "docs" / "indicators.md"


class TestIndicators(unittest.TestCase):
	def test_the_page_in_docs_is_current(self):
		self.assertEqual(
			DOCS.read_text(encoding="utf-8"),
			handbook.handbook(),
			"run python -m citizen_service.statistics.handbook docs/indicators.md",
		)

	def test_each_has_a_test_and_each_test_is_there(self):
		self.assertEqual(set(handbook.tests()), set(INDICATORS))
		files = (APP / "tests" / "integration").glob(f"{handbook.TRUTH}*.py")
		texts = "".join(file.read_text(encoding="utf-8") for file in files)
		there = set(re.findall(r"def (test_\w+)", texts))
		named = {name for names in handbook.tests().values() for name in names.split(", ")}
		self.assertEqual(named - there, set())

	def test_a_share_says_of_what(self):
		for key, indicator in INDICATORS.items():
			if indicator.over:
				self.assertIn(indicator.over, INDICATORS, key)

	def test_what_came_from_a_former_register_is_never_answered(self):
		self.assertIs(INDICATORS["received"].left_out, LeftOut.FORMER)
		self.assertIs(INDICATORS["closed"].left_out, LeftOut.FORMER)

	def test_a_share_of_nothing_is_nothing(self):
		self.assertEqual((share(0, 0), share(1, 3), share(3, 3)), (0.0, 33.3, 100.0))


if __name__ == "__main__":
	unittest.main()
