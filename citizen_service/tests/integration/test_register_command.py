"""The command `import-cases` as a process: what it says, and killed in the middle."""

import os
import signal
import subprocess
import sys
import time

import frappe

from citizen_service.errors import RegisterRefused
from citizen_service.register_import.run import import_register
from citizen_service.tests.integration.test_register_import import MADE, ImportTestCase
from citizen_service.tests.support import register


class Command:
	"""The command as a person types it, as a process of its own."""

	def __init__(self, *arguments: object) -> None:
		sites = os.path.abspath(frappe.local.sites_path)
		self.process = subprocess.Popen(
			[
				sys.executable,
				"-m",
				"frappe.utils.bench_helper",
				"frappe",
				"--site",
				frappe.local.site,
				"import-cases",
			]
			+ [str(argument) for argument in arguments],
			cwd=sites,
			env={**os.environ, "PWD": sites},
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
			text=True,
		)

	def end(self) -> tuple[int, str]:
		"""Exit code and what it said, when it has ended by itself."""
		said, _ = self.process.communicate(timeout=300)
		return self.process.returncode, said


class TestCommand(ImportTestCase):
	def test_imports_and_says_what_became_of_the_rows(self):
		code, said = Command(register.MADE_UP, "--rejects", self.rejects).end()
		self.assertEqual(code, 0, said)
		self.assertIn("34", said)
		self.assertEqual(len(self.rejected()), MADE[2])
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case", {"legacy_key": ("is", "set")}), MADE[0])

	def test_a_refusal_is_one_clear_line_and_a_failure(self):
		file = register.write_csv(self.folder / "x.csv", [["1"]], ("nothing",))
		code, said = Command(file).end()
		self.assertEqual(code, 1, said)
		self.assertIn("nothing", said)
		self.assertNotIn("Traceback", said)

	def test_killed_and_run_again_it_adds_the_rest_once(self):
		rows = [
			register.row(f"MADE09{i:05}", closedate="" if i % 50 == 0 else "2017-05-09") for i in range(4000)
		]
		file = register.write_csv(self.folder / "x.csv", rows)
		killed = Command(file, "--rejects", self.rejects)
		self.addCleanup(killed.process.kill)
		deadline = time.monotonic() + 120
		while not self.imported() and killed.process.poll() is None:
			self.assertLess(time.monotonic(), deadline, "nothing was imported")
		with self.assertRaisesRegex(RegisterRefused, "Another import"):
			import_register(file, rejects_file=self.folder / "other.csv")
		killed.process.send_signal(signal.SIGKILL)
		killed.process.communicate()
		survived = self.imported()
		self.assertTrue(0 < survived < len(rows), survived)
		self.wait_for_the_lock()
		self.assert_account(self.run_import(file), len(rows) - survived, survived, 0)
		self.assertEqual(self.imported(), len(rows))
		numbers = frappe.get_all(
			"Case", filters={"legacy_key": ("is", "set")}, order_by="name asc", pluck="legacy_number"
		)
		self.assertEqual(len(set(numbers)), len(rows))
		self.assertEqual(
			frappe.db.count(
				"Service Level Record", {"status": "Running", "started_utc": ("like", "2017-05-%")}
			),
			80,
		)

	def imported(self) -> int:
		frappe.db.rollback()
		return frappe.db.count("Case", {"legacy_key": ("is", "set")})

	def wait_for_the_lock(self) -> None:
		"""Until the database has noticed that the killed process is gone."""
		deadline = time.monotonic() + 60
		while True:
			try:
				import_register(self.folder / "not there.csv", rejects_file=self.rejects)
			except RegisterRefused as refusal:
				if "Another import" not in str(refusal):
					return
			self.assertLess(time.monotonic(), deadline, "the lock was not given back")
