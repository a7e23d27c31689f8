"""Some of the app's test modules by the framework's own runner, in one process: SITE RESULT.xml MODULE…

Run with a bench's Python in its folder `sites`. The framework's command takes all modules of an app or one.
"""

import sys
from importlib import import_module

import frappe
from frappe import test_runner


def main(site: str, xml: str, *modules: str) -> int:
	"""Returns the exit code: 0 if every test passed."""
	frappe.init(site=site)

	def run_these(app: str, verbose: bool, profile: bool, **how: object) -> object:
		frappe.db.commit()  # the runner begins a transaction of its own
		return test_runner._run_unittest([import_module(name) for name in modules], verbose=verbose, **how)

	test_runner.run_all_tests = run_these
	result = test_runner.main(app="citizen_service", junit_xml_output=xml)
	return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:]))
