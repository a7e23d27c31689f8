"""Where everything is: the checkout, the bench, the cache of build products; and the keys of that cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.steps import Failure, step

APP = "citizen_service"
HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent


def bench_dir() -> Path:
	"""The bench's folder: $BENCH_DIR, else `.bench` in the checkout."""
	return Path(os.environ.get("BENCH_DIR") or CHECKOUT / ".bench").absolute()


def cache_dir() -> Path:
	"""Where build products shared by all benches of this user are kept."""
	base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
	return Path(base).absolute() / "citizen-service-runtime"


def key_of(*parts: str | Path) -> str:
	"""A short hash over texts and the contents of files: the same key means the same product."""
	digest = hashlib.sha256()
	for part in parts:
		data = part.read_bytes() if isinstance(part, Path) else part.encode()
		digest.update(len(data).to_bytes(8, "big") + data)
	return digest.hexdigest()[:16]


def python_key() -> str:
	"""Names the interpreter that runs this: a product for another one is another product."""
	return f"{sys.version} {os.path.realpath(sys.executable)}"


@contextmanager
def locked(path: Path) -> Iterator[None]:
	"""Holds an exclusive lock on `path`, so that two builds at a time wait for each other."""
	path.parent.mkdir(parents=True, exist_ok=True)
	with open(path, "w") as handle:
		fcntl.flock(handle, fcntl.LOCK_EX)
		yield


@contextmanager
def in_use(bench: Path) -> Iterator[None]:
	"""One demo or one test run at a time in a bench: both own its services and its job queue."""
	bench.mkdir(parents=True, exist_ok=True)
	with open(bench / ".in-use.lock", "w") as handle:
		try:
			fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			raise Failure(
				f"A demo or a test run is using {bench}.",
				"End it (Ctrl-C in its terminal), or give this one a bench of its own: BENCH_DIR=/path make …",
			) from None
		yield


def cached(name: str, key: str, text: str, build: Callable[[Path], None]) -> Path:
	"""The folder `name-key` of the cache; `build` fills it once, in a folder beside it that is then renamed.

	A build that fails or is interrupted leaves nothing behind that a later run would take for finished.
	"""
	target = cache_dir() / f"{name}-{key}"
	with locked(cache_dir() / f"{name}.lock"):
		for left in cache_dir().glob(f"{name}-*.part"):
			shutil.rmtree(left)
		if not target.exists():
			part = cache_dir() / f"{name}-{key}.part"
			part.mkdir()
			try:
				with step(text):
					build(part)
			except BaseException:
				shutil.rmtree(part, ignore_errors=True)
				raise
			part.rename(target)
	return target
