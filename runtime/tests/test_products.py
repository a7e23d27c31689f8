import hashlib
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from runtime import layout, products, services, system
from runtime.layout import CHECKOUT, HERE
from runtime.steps import Failure, run


class InFolder(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		places = {"XDG_CACHE_HOME": str(self.folder / "cache"), "BENCH_DIR": str(self.folder / "bench")}
		environment = patch.dict(os.environ, places)
		environment.start()
		self.addCleanup(environment.stop)

	def kept(self) -> list[str]:
		"""Names of the products in the cache, finished or not."""
		folders = (path for path in layout.cache_dir().glob("*-*") if path.is_dir())
		return sorted(path.name for path in folders)


class TestWheelHash(InFolder):
	def test_another_file_is_refused(self):
		wheel = self.folder / "criscostack-1.0.0-py3-none-any.whl"
		wheel.write_bytes(b"not the wheel")
		with self.assertRaises(Failure) as refused:
			products.verify(wheel, products.pinned_hash())
		self.assertIn(hashlib.sha256(b"not the wheel").hexdigest(), refused.exception.what)
		self.assertIn(products.pinned_hash(), refused.exception.what)
		self.assertIn("Do not use it", refused.exception.todo)

	def test_the_pinned_file_is_taken(self):
		wheel = self.folder / "x.whl"
		wheel.write_bytes(b"data")
		products.verify(wheel, hashlib.sha256(b"data").hexdigest())


class TestInstaller(unittest.TestCase):
	def test_a_package_with_another_hash_is_refused(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		(Path(folder.name) / "criscostack-1.0.0-py3-none-any.whl").write_bytes(b"PK")
		pip = [
			products.tools(),
			"-m",
			"pip",
			"download",
			"--no-deps",
			"--no-index",
			"--find-links",
			folder.name,
		]
		with self.assertRaises(Failure) as refused:
			run([*pip, "--require-hashes", "-d", f"{folder.name}/out", "-r", HERE / "framework.lock"], "no")
		self.assertIn("not the pinned one", refused.exception.todo)


class TestCache(InFolder):
	def test_a_build_is_made_once_per_key(self):
		made = []

		def build(folder):
			made.append(folder)
			(folder / "x").write_text("done")

		first = layout.cached("thing", "k1", "thing", build)
		self.assertEqual(layout.cached("thing", "k1", "thing", build), first)
		self.assertEqual(len(made), 1)
		self.assertNotEqual(layout.cached("thing", "k2", "thing", build), first)
		self.assertEqual(len(made), 2)
		self.assertEqual((first / "x").read_text(), "done")

	def test_a_failed_or_killed_build_is_not_trusted(self):
		def fail(folder):
			(folder / "half").write_text("")
			raise Failure("broken")

		with self.assertRaises(Failure):
			layout.cached("thing", "k", "thing", fail)
		self.assertEqual(self.kept(), [])
		(layout.cache_dir() / "thing-k.part").mkdir()
		target = layout.cached("thing", "k", "thing", lambda folder: (folder / "whole").touch())
		self.assertEqual(self.kept(), ["thing-k"])
		self.assertTrue((target / "whole").exists())

	def test_the_key_follows_the_files(self):
		lock = self.folder / "lock"
		lock.write_text("a==1")
		before = layout.key_of(lock, "3.11")
		self.assertEqual(layout.key_of(lock, "3.11"), before)
		self.assertNotEqual(layout.key_of(lock, "3.12"), before)
		lock.write_text("a==2")
		self.assertNotEqual(layout.key_of(lock, "3.11"), before)
		self.assertNotEqual(layout.key_of("ab", "c"), layout.key_of("a", "bc"))


class TestNoNetwork(InFolder):
	def test_the_build_stops_with_a_clear_message_and_keeps_nothing(self):
		closed = services.free_port(20000)
		environment = {
			name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))
		}
		environment.update(PIP_INDEX_URL=f"http://127.0.0.1:{closed}/simple", PIP_CONFIG_FILE=os.devnull)
		environment.update(PIP_NO_CACHE_DIR="1", PYTHONPATH=str(CHECKOUT))
		script = "import sys; from runtime import products, steps\ntry: products.tools()\n"
		script += "except steps.Failure as failure: sys.exit(steps.report(failure))"
		done = subprocess.run(
			[sys.executable, "-c", script],
			env=environment,
			capture_output=True,
			text=True,
		)
		self.assertEqual(done.returncode, 1)
		self.assertIn("uv and bench could not be installed", done.stderr)
		self.assertIn("Check that the package registry can be reached", done.stderr)
		self.assertNotIn("Traceback", done.stderr)
		self.assertEqual(self.kept(), [])


class TestSystem(InFolder):
	def test_disk(self):
		system.check_disk(self.folder / "not" / "there", 1)
		with self.assertRaises(Failure) as low:
			system.check_disk(self.folder / "not" / "there", 10**18)
		self.assertRegex(low.exception.what, r"Only [\d.]+ GB are free")
		self.assertIn("Free some space", low.exception.todo)

	def test_python(self):
		for version in ((3, 11), (3, 12), (3, 13)):
			system.check_python(version)
		for version in ((3, 10), (3, 14)):
			with self.assertRaises(Failure) as wrong:
				system.check_python(version)
			self.assertIn(f"Python {version[0]}.{version[1]} is not supported", wrong.exception.what)

	def test_node_missing_or_too_old(self):
		bin_folder = self.folder / "bin"
		bin_folder.mkdir()
		with patch.dict(os.environ, {"PATH": str(bin_folder)}):
			with self.assertRaises(Failure) as missing:
				system.check_node()
			for name in ("node", "npm"):
				(bin_folder / name).write_text("#!/bin/sh\necho v18.19.0\n")
				(bin_folder / name).chmod(0o755)
			with self.assertRaises(Failure) as old:
				system.check_node()
		self.assertIn("not installed", missing.exception.what)
		self.assertIn("v18.19.0 is too old", old.exception.what)

	def test_missing_packages_are_named(self):
		signs = [
			("never-heard-of", "no-such-program"),
			("no-font", "/no/such/font.ttf"),
			("no-lib", "lib:nosuch"),
			("sh", "sh"),
		]
		found = [name for name in system.missing_packages(signs) if name != "python3-venv"]
		self.assertEqual(found, ["never-heard-of", "no-font", "no-lib"])

	def test_who_is_not_root_gets_the_line_to_type(self):
		with patch("os.geteuid", lambda: 1000), self.assertRaises(Failure) as refused:
			system.install_packages(["redis-server", "chromium"])
		line = "Type: sudo apt-get install -y --no-install-recommends redis-server chromium"
		self.assertEqual(refused.exception.todo, line)


class TestLockFiles(unittest.TestCase):
	FILES = (
		"framework.lock",
		"tools.lock",
		"requirements.lock",
		"package-lock.json",
		"requirements.in",
		"tools.in",
	)

	def test_no_host_is_named(self):
		for name in self.FILES:
			text = (HERE / name).read_text()
			self.assertNotRegex(text, r"(?i)https?:|git\+|--(extra-)?index-url|\"resolved\"|file:/", name)

	def test_every_python_package_has_a_version_and_a_hash(self):
		for name in ("framework.lock", "tools.lock", "requirements.lock"):
			entries = re.split(r"\n(?=\S)", (HERE / name).read_text().strip())
			for entry in entries:
				self.assertRegex(entry, r"^[\w.-]+==\S+", name)
				self.assertRegex(entry, r"--hash=sha256:[0-9a-f]{64}", name)

	def test_every_npm_package_has_a_hash(self):
		import json

		lock = json.loads((HERE / "package-lock.json").read_text())
		for place, package in lock["packages"].items():
			if place:
				self.assertRegex(package.get("integrity", ""), r"^sha512-", place)

	def test_what_the_app_declares_is_locked(self):
		import tomllib

		project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
		wanted = project.get("dependencies", []) + project.get("optional-dependencies", {}).get("test", [])
		locked = re.findall(r"^([\w.-]+)==", (HERE / "requirements.lock").read_text(), re.M)
		names = {re.match(r"[\w.-]+", line).group().lower().replace("_", "-") for line in wanted}
		self.assertEqual(names - set(locked), set())
