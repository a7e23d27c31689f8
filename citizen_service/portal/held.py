"""Files of forms that are being filled in: on the server, outside the File DocType. Plain Python, no frappe import.

A private File of a guest's is every guest's to read. So a form's files wait in a folder of its own, named by the mark of
its token, which nobody can choose or guess; only what was let in by `attachments.check` is ever put there.
"""

import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from citizen_service.portal.attachments import Attachment

MARK = re.compile(r"[0-9a-f]{64}")
IDENTIFIER = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class HeldFile:
	"""One file that waits; `identifier` is what its “Remove” button names, `size` in bytes."""

	identifier: str
	name: str
	size: int


class Room:
	"""The folder of all waiting files, with one folder for each form."""

	def __init__(self, folder: Path):
		self.folder = folder

	def files(self, mark: str) -> list[HeldFile]:
		"""What waits for the form, in the order in which it came."""
		paths = self._of(mark).glob("*.name") if self._of(mark).is_dir() else ()
		return [
			HeldFile(path.stem, path.read_text("utf-8"), path.with_suffix(".file").stat().st_size)
			for path in sorted(paths)
			if path.with_suffix(".file").exists()
		]

	def put(self, mark: str, attachment: Attachment) -> None:
		"""Let a file wait that was checked."""
		folder = self._of(mark)
		folder.mkdir(parents=True, exist_ok=True)
		path = folder / f"{time.time_ns():016x}{secrets.token_hex(4)}"
		path.with_suffix(".file").write_bytes(attachment.content)
		path.with_suffix(".name").write_text(attachment.name, "utf-8")

	def remove(self, mark: str, identifier: str) -> None:
		"""Forget one file; nothing happens if it does not wait."""
		if IDENTIFIER.fullmatch(identifier):
			for suffix in (".name", ".file"):
				(self._of(mark) / f"{identifier}{suffix}").unlink(missing_ok=True)

	def contents(self, mark: str) -> list[Attachment]:
		"""What waits for the form, with its bytes."""
		return [
			Attachment(file.name, (self._of(mark) / f"{file.identifier}.file").read_bytes())
			for file in self.files(mark)
		]

	def drop(self, mark: str) -> None:
		"""Forget all files of the form."""
		shutil.rmtree(self._of(mark), ignore_errors=True)

	def size(self) -> int:
		"""Bytes that all waiting files have together."""
		return sum(_size(path) for path in self.folder.glob("*/*.file"))

	def sweep(self, age: int) -> int:
		"""Forget the forms that got no file for `age` seconds; returns how many."""
		old = [folder for folder in self.folder.glob("*") if _age(folder) > age]
		for folder in old:
			shutil.rmtree(folder, ignore_errors=True)
		return len(old)

	def _of(self, mark: str) -> Path:
		if not MARK.fullmatch(mark):
			raise ValueError("not the mark of a token")
		return self.folder / mark


def _size(path: Path) -> int:
	try:
		return path.stat().st_size
	except FileNotFoundError:  # sent or swept meanwhile
		return 0


def _age(path: Path) -> float:
	try:
		return time.time() - path.stat().st_mtime
	except FileNotFoundError:
		return 0
