import json
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
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		for name, number in (("unit/test_a", 9), ("browser/test_b", 2), ("integration/test_c", 12)):
			file = Path(folder.name) / f"{name}.py"
			file.parent.mkdir()
			file.write_text("\tdef test_x(self): ...\n" * number)
		self.paths = testing.modules_in(Path(folder.name))
		self.names = [testing.dotted(path) for path in self.paths]

	def test_every_module_is_in_one_half_by_what_it_took(self):
		b, c, a = self.names
		self.assertEqual(testing.halves(self.paths, {a: 1, b: 30, c: 20}), [[b], [c, a]])
		self.assertEqual(testing.halves(self.paths, {a: 8, b: 1, c: 8}), [[b, c], [a]])

	def test_one_that_was_not_recorded_counts_by_its_tests(self):
		b, c, a = self.names
		self.assertEqual(testing.halves(self.paths, {b: 5}), [[c], [b, a]])

	def test_what_is_recorded_is_there_and_means_modules(self):
		recorded = json.loads(testing.SECONDS.read_text())
		names = {
			testing.dotted(path) for path in testing.modules_in(testing.CHECKOUT / testing.APP / "tests")
		}
		self.assertGreater(len(names & recorded.keys()), len(names) / 2)

	def test_what_the_parts_noted_is_gathered(self):
		folder = self.paths[0].parents[1]
		one, two, none = (folder / f"app-{number}.json" for number in (1, 2, 3))
		one.write_text('{"z": 2.5}')
		two.write_text('{"a": 1}')
		testing.write_down([one, two, none], folder / "seconds.json")
		self.assertEqual(json.loads((folder / "seconds.json").read_text()), {"a": 1, "z": 2.5})
