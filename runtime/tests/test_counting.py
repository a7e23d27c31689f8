import tempfile
import unittest
from pathlib import Path

from runtime import testing

RESULTS = """<?xml version="1.0"?>
<testsuites>
	<testsuite name="one">
		<testcase classname="m.A" name="test_good"/>
		<testcase classname="m.A" name="test_also_good"/>
		<testcase classname="m.A" name="test_left_out"><skipped message="no file"/></testcase>
	</testsuite>
	<testsuite name="two">
		<testcase classname="m.B" name="test_wrong"><failure message="1 != 2">Traceback: 1 != 2</failure></testcase>
		<testcase classname="m.B" name="test_broken"><error message="x">Traceback: KeyError</error></testcase>
	</testsuite>
</testsuites>
"""


class TestCounting(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.xml = Path(folder.name) / "x.xml"
		self.total = testing.Count()

	def add(self, text: str, code: int) -> None:
		self.xml.write_text(text)
		testing.add(self.total, "suite", self.xml, code)

	def test_what_ran(self):
		self.add(RESULTS, 1)
		self.assertEqual(self.total.line(), "2 passed, 2 failed, 1 skipped")
		self.assertEqual(self.total.failures[0], ("m.B.test_wrong", "Traceback: 1 != 2"))
		self.assertFalse(self.total.ok())

	def test_two_suites_add_up(self):
		good = '<testsuite><testcase classname="a" name="b"/></testsuite>'
		self.add(good, 0)
		self.add(good, 0)
		self.assertEqual(self.total.line(), "2 passed, 0 failed")
		self.assertTrue(self.total.ok())

	def test_a_runner_that_died_counts_as_failed(self):
		self.add('<testsuite><testcase classname="a" name="b"/></testsuite>', 137)
		self.assertEqual(self.total.line(), "1 passed, 1 failed")
		self.xml.unlink()
		testing.add(self.total, "suite", self.xml, 1)
		self.assertEqual(self.total.line(), "1 passed, 2 failed")

	def test_nothing_ran_is_a_failure(self):
		self.add("<testsuites/>", 0)
		self.assertFalse(self.total.ok())
		self.assertEqual(self.total.line(), "0 passed, 1 failed")
		self.assertFalse(testing.Count().ok())


class TestHalves(unittest.TestCase):
	def test_every_module_is_in_one_half(self):
		with tempfile.TemporaryDirectory() as folder:
			tests = Path(folder)
			for name, number in (
				("unit/test_a", 9),
				("browser/test_b", 2),
				("integration/test_c", 12),
				("acceptance/test_d", 1),
			):
				file = tests / f"{name}.py"
				file.parent.mkdir(exist_ok=True)
				file.write_text("\tdef test_x(self): ...\n" * number)
			one, two = testing.halves(testing.modules_in(tests))
			self.assertEqual(len(one + two), 4)
			self.assertEqual(len({*one, *two}), 4)
			self.assertIn("citizen_service.tests.browser.test_b", one)
			self.assertIn("citizen_service.tests.integration.test_c", two)
			self.assertEqual(testing.halves(testing.modules_in(tests)), [one, two])
