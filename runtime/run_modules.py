"""Some of the app's test modules by the framework's own runner, in one process: SITE RESULT.xml MODULE…

Run with a bench's Python in its folder `sites`. The framework's command takes all modules of an app or one.
Beside RESULT.xml comes RESULT.json: the seconds that each module took, with what its classes prepare.
"""

import json
import sys
import time
import unittest
from importlib import import_module
from pathlib import Path
from types import ModuleType

import frappe
from frappe import test_runner

from citizen_service.tests.support.thrift import spare


class Timed(unittest.TestSuite):
	"""The tests of a module, which write down how long they took."""

	def __init__(self, tests: unittest.TestSuite, name: str, seconds: dict[str, float]):
		super().__init__(tests)
		self.name, self.seconds = name, seconds

	def run(self, result: unittest.TestResult, debug: bool = False) -> unittest.TestResult:
		begun = time.monotonic()
		try:
			return super().run(result, debug)
		finally:
			self.seconds[self.name] = round(time.monotonic() - begun, 1)


def timed(name: str, seconds: dict[str, float]) -> ModuleType:
	"""A test module that writes its seconds down when it runs."""
	module = import_module(name)
	module.load_tests = lambda _loader, tests, _pattern: Timed(tests, name, seconds)
	return module


def main(site: str, xml: str, *names: str) -> int:
	"""Returns the exit code: 0 if every test passed."""
	frappe.init(site=site)
	seconds: dict[str, float] = {}

	def run_these(app: str, verbose: bool, profile: bool, **how: object) -> object:
		frappe.db.commit()  # the runner begins a transaction of its own
		modules = [timed(name, seconds) for name in names]
		spare()
		return test_runner._run_unittest(modules, verbose=verbose, **how)

	test_runner.run_all_tests = run_these
	result = test_runner.main(app="citizen_service", junit_xml_output=xml)
	Path(xml).with_suffix(".json").write_text(json.dumps(seconds))
	return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:]))
