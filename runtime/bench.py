"""Lays the bench's folder out of the cached products, and runs its commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from runtime import products
from runtime.layout import APP, CHECKOUT, HERE, bench_dir, cache_dir, key_of, locked, python_key
from runtime.steps import run, step


def build(bench: Path | None = None) -> Path:
	"""Builds what is missing or stale and returns the bench's folder (default: the one that is set). Sites and
	databases are kept."""
	bench = bench or bench_dir()
	with locked(cache_dir() / "build.lock"):
		python = products.tools()
		modules = products.node_modules()
		framework = products.framework(python, modules)
	bench.mkdir(parents=True, exist_ok=True)
	with locked(bench / ".lock"):
		for name in ("apps", "sites/assets", "config/pids", "logs"):
			(bench / name).mkdir(parents=True, exist_ok=True)
		place_environment(bench, python)
		place_framework(bench, framework, modules)
		place_app(bench)
		write_command(bench, python)
	return bench


def place_environment(bench: Path, python: Path) -> None:
	target = bench / "env"
	key = key_of(HERE / "requirements.lock", repr(products.STAND_INS), python_key())
	if _built_from(target, key):
		return
	with step("Python packages of the framework, the app and the tests"):
		part = _fresh(bench / "env.part")
		products.install_environment(python, part)
		_replace(part, target, key)


def place_framework(bench: Path, framework: Path, modules: Path) -> None:
	target = bench / "apps" / "frappe"
	if not _built_from(target, framework.name):
		with step("a copy of the framework"):
			part = _fresh(bench / "frappe.part")
			part.rmdir()
			shutil.copytree(framework / "apps" / "frappe", part)
			for place in (part, part / "frappe" / "public"):
				(place / "node_modules").symlink_to(modules)
			_replace(part, target, framework.name)
			for name in ("assets.json", "assets-rtl.json"):
				shutil.copy(framework / "manifest" / name, bench / "sites" / "assets" / name)
	_link(bench / "sites" / "assets" / "frappe", target / "frappe" / "public")


def place_app(bench: Path) -> None:
	_link(bench / "apps" / APP, CHECKOUT)
	_link(bench / "sites" / "assets" / APP, CHECKOUT / APP / "public")
	packages = next((bench / "env" / "lib").glob("python3*")) / "site-packages"
	(packages / "bench-apps.pth").write_text(f"{bench}/apps/frappe\n{bench}/apps/{APP}\n")
	(bench / "sites" / "apps.txt").write_text(f"frappe\n{APP}\n")


def write_command(bench: Path, python: Path) -> None:
	"""`<bench>/bench`: frappe-bench's command with the bench as its folder, from wherever it is called."""
	command = bench / "bench"
	command.write_text(
		f'#!/bin/sh\ncd "{bench}" && exec "{python}" -c "from bench.cli import cli; cli()" "$@"\n'
	)
	command.chmod(0o755)


def bundle_app(bench: Path) -> None:
	"""Bundles the app's own client code if it changed (a second or so)."""
	assets = bench / "sites" / "assets"
	out = assets / "dist" / APP
	public = CHECKOUT / APP / "public"
	sources = sorted(file for file in public.rglob("*") if file.is_file())
	framework = (bench / "apps" / "frappe" / ".built-from").read_text()
	key = key_of(framework, HERE / "bundle.mjs", *map(str, sources), *sources)
	if not sources or _built_from(out, key):
		return
	modules = (bench / "apps" / "frappe" / "node_modules").resolve()
	with step("the app's bundles"):
		shutil.rmtree(out, ignore_errors=True)
		products.bundle(APP, public, out, assets, bench / "apps", modules)
		(out / ".built-from").write_text(key)


def common_config(bench: Path) -> dict[str, Any]:
	file = bench / "sites" / "common_site_config.json"
	return json.loads(file.read_text()) if file.exists() else {}


def write_common_config(bench: Path, config: dict[str, Any]) -> None:
	file = bench / "sites" / "common_site_config.json"
	new = file.with_suffix(".new")
	new.write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
	new.chmod(0o600)
	new.replace(file)


def command(bench: Path, *arguments: str | Path, what: str = "", todo: str = "") -> str:
	"""Runs `bench <arguments>` quietly and returns its output."""
	words = [str(argument) for argument in arguments]
	return run([bench / "bench", *words], what or f"`bench {' '.join(words)}` failed", todo, cwd=bench)


def show(bench: Path, *arguments: str | Path) -> int:
	"""Runs `bench <arguments>` with its output on the terminal and returns its exit code."""
	return subprocess.run(
		[bench / "bench", *map(str, arguments)], cwd=bench, env=os.environ.copy()
	).returncode


def _fresh(folder: Path) -> Path:
	shutil.rmtree(folder, ignore_errors=True)
	folder.mkdir()
	return folder


def _built_from(folder: Path, key: str) -> bool:
	mark = folder / ".built-from"
	return mark.exists() and mark.read_text() == key


def _replace(part: Path, target: Path, key: str) -> None:
	(part / ".built-from").write_text(key)
	shutil.rmtree(target, ignore_errors=True)
	part.rename(target)


def _link(link: Path, target: Path) -> None:
	if link.is_symlink() and os.readlink(link) == str(target):
		return
	if link.is_symlink():
		link.unlink()
	link.symlink_to(target)
