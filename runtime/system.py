"""What must be there before anything is built: Python, Node, Debian's packages, space on the disk."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.layout import bench_dir, cache_dir
from runtime.steps import Failure, run, step

PYTHONS = ((3, 11), (3, 13))
NODE = 20
GIGABYTE = 1024**3

# A program, a library or a file that shows that the package is there: package, what to look for.
PACKAGES = [
	("mariadb-server-core", "mariadbd"),
	("mariadb-client", "mariadb-dump"),
	("redis-server", "redis-server"),
	("redis-tools", "redis-cli"),
	("libpango-1.0-0", "lib:pango-1.0"),
	("libpangoft2-1.0-0", "lib:pangoft2-1.0"),
	("libharfbuzz-subset0", "lib:harfbuzz-subset"),
	("libcairo2", "lib:cairo"),
	("fonts-noto-core", "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf"),
]
BROWSER = [("chromium", "chromium")]


def check(browser: bool = False) -> None:
	"""Raises `Failure` for what a person must mend; installs missing Debian packages when it may."""
	check_python(sys.version_info[:2])
	check_node()
	cold = not any(cache_dir().glob("framework-*"))
	check_disk(cache_dir(), 3 * GIGABYTE if cold else GIGABYTE)
	check_disk(bench_dir(), 2 * GIGABYTE if not (bench_dir() / "data").exists() else GIGABYTE)
	install_packages(missing_packages(PACKAGES + (BROWSER if browser else [])))


def check_python(version: tuple[int, int]) -> None:
	if not PYTHONS[0] <= version <= PYTHONS[1]:
		raise Failure(
			f"Python {version[0]}.{version[1]} is not supported, only 3.11, 3.12 and 3.13 are.",
			"Name another interpreter: make demo PYTHON=python3.11",
		)


def check_node() -> None:
	todo = f"Install Node {NODE} or newer with npm (its bin folder must be on PATH), then try again."
	if not shutil.which("node") or not shutil.which("npm"):
		raise Failure("Node with npm is not installed.", todo)
	found = run(["node", "--version"], "node does not run", todo).strip()
	number = re.match(r"v(\d+)", found)
	if not number or int(number.group(1)) < NODE:
		raise Failure(f"Node {found} is too old, {NODE} is the least.", todo)


def check_disk(folder: Path, needed: int) -> None:
	"""Raises `Failure` if the disk that holds (or will hold) `folder` has fewer than `needed` bytes free."""
	place = folder
	while not place.exists():
		place = place.parent
	free = shutil.disk_usage(place).free
	if free < needed:
		raise Failure(
			f"Only {free / GIGABYTE:.1f} GB are free where {folder} is; {needed / GIGABYTE:.1f} GB are needed.",
			"Free some space, or choose other places with BENCH_DIR and XDG_CACHE_HOME.",
		)


def missing_packages(packages: Sequence[tuple[str, str]]) -> list[str]:
	missing = [package for package, sign in packages if not _is_there(sign)]
	if importlib.util.find_spec("ensurepip") is None:
		missing.append("python3-venv")
	return missing


def install_packages(packages: list[str]) -> None:
	"""Installs Debian packages as root, else raises `Failure` with the line to type."""
	if not packages:
		return
	line = "apt-get install -y --no-install-recommends " + " ".join(packages)
	if os.geteuid() != 0 or not shutil.which("apt-get"):
		raise Failure(f"System packages are missing: {', '.join(packages)}.", f"Type: sudo {line}")
	with step(f"system packages: {' '.join(packages)}"):
		quiet = {"DEBIAN_FRONTEND": "noninteractive"}
		todo = f"Install them by hand, then try again: apt-get update && {line}"
		run(["apt-get", "update"], "apt-get update failed", todo, env=quiet)
		run(line.split(), "apt-get install failed", todo, env=quiet)


def _is_there(sign: str) -> bool:
	if sign.startswith("lib:"):
		return ctypes.util.find_library(sign[4:]) is not None or _in_linker_cache(sign[4:])
	if sign.startswith("/"):
		return os.path.exists(sign)
	return shutil.which(sign, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


def _in_linker_cache(name: str) -> bool:
	listing = subprocess.run(["/sbin/ldconfig", "-p"], stdout=subprocess.PIPE).stdout.decode()
	return f"lib{name}.so" in listing
