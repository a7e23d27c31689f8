"""`make test`: the runtime's own tests, then the app's on a fresh site, counted from their JUnit files."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from runtime import bench as benches
from runtime import services, sites, system
from runtime.layout import APP, CHECKOUT, HERE, bench_dir, in_use
from runtime.steps import say

SITE = "test.localhost"


@dataclass
class Count:
	"""What ran. `failures` holds a test's name and its traceback."""

	passed: int = 0
	skipped: int = 0
	failures: list[tuple[str, str]] = field(default_factory=list)

	def line(self) -> str:
		text = f"{self.passed} passed, {len(self.failures)} failed"
		return f"{text}, {self.skipped} skipped" if self.skipped else text

	def ok(self) -> bool:
		return self.passed > 0 and not self.failures


def test() -> int:
	"""Runs everything and prints the closing line; returns the exit code."""
	system.check(browser=True)
	total = Count()
	with in_use(bench_dir()):
		bench = benches.build()
		benches.bundle_app(bench)
		results = bench / "test-results"
		results.mkdir(exist_ok=True)
		run_own(bench, results / "runtime.xml", total)
		started = services.start(bench)
		try:
			run_app(bench, results / "app.xml", total)
		finally:
			if started:
				services.stop(bench)
	for name, trace in total.failures:
		say(f"\nFAILED {name}\n{trace.strip()}")
	say(f"\n{total.line()}")
	return 0 if total.ok() else 1


def run_own(bench: Path, xml: Path, total: Count) -> None:
	"""The runtime's tests, in the bench's environment."""
	xml.unlink(missing_ok=True)
	command = [bench / "env" / "bin" / "python", "-m", "xmlrunner", "discover", "-s", HERE / "tests"]
	command += ["-t", CHECKOUT, "--output-file", xml]
	say("  Tests of the runtime")
	add(total, "runtime", xml, subprocess.run(command, cwd=CHECKOUT).returncode)


def run_app(bench: Path, xml: Path, total: Count) -> None:
	"""The app's tests by the framework's own command, on a site made anew."""
	sites.create(bench, SITE)
	sites.set_config(bench, SITE, {"allow_tests": True})
	sites.install_app(bench, SITE)
	xml.unlink(missing_ok=True)
	say("  Tests of the app")
	code = benches.show(bench, "--site", SITE, "run-tests", "--app", APP, "--junit-xml-output", xml)
	add(total, APP, xml, code)


def add(total: Count, suite: str, xml: Path, code: int) -> None:
	"""Adds what a runner wrote to `xml`. A runner that ended badly without naming a failed test counts as one."""
	before = len(total.failures)
	try:
		cases = list(ElementTree.parse(xml).iter("testcase"))
	except (FileNotFoundError, ElementTree.ParseError) as error:
		total.failures.append((suite, f"the test runner left no readable result (exit code {code}): {error}"))
		return
	for case in cases:
		bad = [part for part in case if part.tag in ("failure", "error")]
		if bad:
			trace = "\n".join(part.text or part.get("message") or "" for part in bad)
			total.failures.append((f"{case.get('classname')}.{case.get('name')}", trace))
		elif case.find("skipped") is not None:
			total.skipped += 1
		else:
			total.passed += 1
	if code and len(total.failures) == before:
		total.failures.append((suite, f"the test runner ended with exit code {code}"))
	if not cases:
		total.failures.append((suite, "no test ran"))
