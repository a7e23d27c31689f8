"""What every step shares: progress on the terminal, foreseen failures, commands with a log."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


class Failure(Exception):
	"""A foreseen failure: what went wrong and what to do about it, for the person at the terminal."""

	def __init__(self, what: str, todo: str = ""):
		super().__init__(what)
		self.what = what
		self.todo = todo


def say(text: str) -> None:
	print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
	"""Shows `text` while the block runs and the seconds it took, or that it failed."""
	start = time.monotonic()
	print(f"  … {text}", flush=True)
	try:
		yield
	except BaseException:
		print(f"  ✗ {text}", flush=True)
		raise
	print(f"  ✓ {text} ({time.monotonic() - start:.1f} s)", flush=True)


def run(
	command: Sequence[str | Path],
	what: str,
	todo: str = "",
	cwd: Path | None = None,
	env: Mapping[str, str] | None = None,
	stdin: bytes | None = None,
) -> str:
	"""Runs a command quietly and returns its output; raises `Failure` with the output's end if it fails."""
	try:
		done = subprocess.run(
			[str(part) for part in command],
			cwd=cwd,
			env={**os.environ, **(env or {})},
			input=stdin if stdin is not None else b"",
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
		)
	except FileNotFoundError as error:
		raise Failure(f"{what}: there is no {error.filename}.", todo) from error
	text = done.stdout.decode(errors="replace")
	if done.returncode:
		tail = "\n".join("      " + line for line in text.strip().splitlines()[-25:])
		raise Failure(f"{what} (exit code {done.returncode}):\n{tail}", _advice(text) or todo)
	return text


def _advice(text: str) -> str:
	"""What to do about the failures that any step may meet, told by the command's own words."""
	low = text.lower()
	if "no space left" in low:
		return "Free some space on the disk, then run the same command again."
	if "do not match the hashes" in low or "hash mismatch" in low or "eintegrity" in low:
		return (
			"A package is not the pinned one: do not use it. Look at what serves the packages to this machine "
			"(mirror, proxy), then try again."
		)
	return ""


def report(failure: Failure) -> int:
	"""Prints a failure as a person reads it and returns the exit code."""
	print(f"\nStopped: {failure.what}", file=sys.stderr)
	if failure.todo:
		print(f"What to do: {failure.todo}", file=sys.stderr)
	return 1
