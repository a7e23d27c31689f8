"""`make test`: the runtime's own tests and the app's, these in two halves at once, each on a fresh site of a bench of its
own, counted from their JUnit files. `make walks`, `make faults`, `make matrix`: those that take minutes, each by itself."""

from __future__ import annotations

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from runtime import bench as benches
from runtime import services, sites, system
from runtime.layout import APP, CHECKOUT, HERE, bench_dir, in_use
from runtime.steps import say

SITE = "test.localhost"
HALVES = 2
APART = ("faults", "permissions", "walks")
"""Folders of tests that have a command of their own."""
SECONDS = HERE / "test-seconds.json"
"""What each module took when it was last recorded, by its name: `test-results/seconds.json` of such a run."""
UNRECORDED = 0.7
"""Seconds of a test of which nothing is recorded yet."""


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
	"""Runs everything but what stands apart and prints the closing line; returns the exit code."""
	paths = [path for path in modules_in(CHECKOUT / APP / "tests") if path.parent.name not in APART]
	return run(halves(paths, json.loads(SECONDS.read_text())), own=True)


def test_apart(folder: str) -> int:
	"""Runs the tests of one folder of those and prints the closing line; returns the exit code."""
	return run([[dotted(path) for path in modules_in(CHECKOUT / APP / "tests" / folder)]], own=False)


def run(parts: list[list[str]], own: bool) -> int:
	"""Runs parts of the app's test modules, each in a bench of its own, beside the runtime's `own` tests."""
	system.check(browser=True)
	total = Count()
	with in_use(bench_dir()):
		bench = benches.build()
		results = bench / "test-results"
		results.mkdir(exist_ok=True)
		folders = [bench, *(bench / f"half-{number}" for number in range(2, len(parts) + 1))]
		with ExitStack() as ending:
			for folder in folders:
				prepare(folder, ending)
			files = [results / f"app-{number}.xml" for number in range(1, len(parts) + 1)]
			with ThreadPoolExecutor(len(parts) + 1) as pool:
				runtimes = pool.submit(run_own, bench, results / "runtime.xml") if own else None
				codes = list(pool.map(run_app, folders, parts, files))
		if runtimes:
			add(total, "runtime", results / "runtime.xml", runtimes.result())
		for file, code in zip(files, codes, strict=True):
			add(total, file.stem, file, code)
	if own:
		write_down([file.with_suffix(".json") for file in files], results / "seconds.json")
	for name, trace in total.failures:
		say(f"\nFAILED {name}\n{trace.strip()}")
	say(f"\n{total.line()}")
	return 0 if total.ok() else 1


def run_own(bench: Path, xml: Path) -> int:
	"""The runtime's tests, in the bench's environment; they use benches of their own. Returns the exit code."""
	xml.unlink(missing_ok=True)
	command = [bench / "env" / "bin" / "python", "-m", "xmlrunner", "discover", "-s", HERE / "tests"]
	command += ["-t", CHECKOUT, "--output-file", xml]
	say("  Tests of the runtime")
	return subprocess.run(command, cwd=CHECKOUT).returncode


def modules_in(folder: Path) -> list[Path]:
	"""The files of the test modules in a folder and those below it."""
	return sorted(folder.rglob("test_*.py"))


def dotted(path: Path) -> str:
	"""The name by which a test module of the app is imported."""
	return ".".join([APP, "tests", path.parent.name, path.stem])


def halves(paths: list[Path], seconds: dict[str, float], number: int = HALVES) -> list[list[str]]:
	"""Test modules by name, shared out so that each part takes about as long by `seconds`; the same every time."""
	weights = {
		dotted(path): seconds.get(
			dotted(path), path.read_text(encoding="utf-8").count("\tdef test_") * UNRECORDED
		)
		for path in paths
	}
	parts: list[list[str]] = [[] for _ in range(number)]
	loads = [0.0] * number
	for name in sorted(weights, key=lambda name: (-weights[name], name)):
		lightest = loads.index(min(loads))
		loads[lightest] += weights[name]
		parts[lightest].append(name)
	return [sorted(part) for part in parts]


def write_down(files: list[Path], to: Path) -> None:
	"""Gathers what the parts noted of their modules' seconds; a part that ended badly noted nothing."""
	found = [json.loads(file.read_text()) for file in files if file.exists()]
	seconds = {name: taken for part in found for name, taken in part.items()}
	to.write_text(json.dumps(seconds, indent=1, sort_keys=True) + "\n")


def prepare(bench: Path, ending: ExitStack) -> None:
	"""A bench with its services running until `ending`, and a fresh framework site on it."""
	benches.build(bench)
	benches.bundle_app(bench)
	if services.start(bench):
		ending.callback(services.stop, bench)
	# Without "allow_tests", which the runner does not ask for and which makes every SQL statement ask the cache.
	sites.create(bench, SITE)


def run_app(bench: Path, modules: list[str], xml: Path) -> int:
	"""Tests of the app by the framework's own runner, on the bench's fresh site. Returns the exit code."""
	sites.install_app(bench, SITE)
	# Tests make more users in an hour than the framework allows.
	sites.set_config(bench, SITE, {"throttle_user_limit": 10_000})
	for result in (xml, xml.with_suffix(".json")):
		result.unlink(missing_ok=True)
	say(f"  Tests of the app: {len(modules)} modules in {bench}")
	command = [bench / "env" / "bin" / "python", HERE / "run_modules.py", SITE, xml, *modules]
	return subprocess.run(
		command, cwd=bench / "sites", env={**os.environ, "BENCH_DIR": str(bench)}
	).returncode


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
