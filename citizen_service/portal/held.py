"""Files of forms that are being filled in: on the server, outside the File DocType. Plain Python, no frappe import.

A private File of a guest's is every guest's to read. So a form's files wait in a folder of its own, named by the mark of
its token, which nobody can choose or guess; only what was let in by `attachments.check` is ever put there.
"""

import hashlib
import re
import secrets
import shutil
import time
from contextlib import suppress
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
		found = [_held(path) for path in self._of(mark).glob("*.name")]
		return [file for _came, file in sorted(found, key=lambda one: one[0]) if file]

	def put(self, mark: str, attachment: Attachment) -> None:
		"""Let a file wait that was checked. The same one, sent again, waits once: also if both come at once."""
		folder = self._of(mark)
		folder.mkdir(parents=True, exist_ok=True)
		path, name = folder / identifier_of(attachment), f"{time.time_ns():020d} {attachment.name}"
		with suppress(FileNotFoundError):  # the form was sent meanwhile, and its folder dropped
			for suffix, content in ((".file", attachment.content), (".name", name.encode())):
				part = path.with_suffix(f".{secrets.token_hex(4)}")
				part.write_bytes(content)
				part.rename(path.with_suffix(suffix))

	def remove(self, mark: str, identifier: str) -> None:
		"""Forget one file; nothing happens if it does not wait."""
		if IDENTIFIER.fullmatch(identifier):
			for suffix in (".name", ".file"):
				(self._of(mark) / f"{identifier}{suffix}").unlink(missing_ok=True)

	def contents(self, mark: str) -> list[Attachment]:
		"""What waits for the form, with its bytes."""
		found = [(file, _bytes(self._of(mark) / f"{file.identifier}.file")) for file in self.files(mark)]
		return [Attachment(file.name, content) for file, content in found if content is not None]

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


def identifier_of(attachment: Attachment) -> str:
	"""The same for the same name and bytes."""
	return hashlib.sha256(f"{attachment.name}\0".encode() + attachment.content).hexdigest()[:24]


# A form may be sent or swept while another request looks at its files: then they wait no more.


def _held(path: Path) -> tuple[bytes, HeldFile | None]:
	"""When it came, and what it is."""
	size, named = _size(path.with_suffix(".file")), _bytes(path) or b""
	came, _space, name = named.partition(b" ")
	return came, HeldFile(path.stem, name.decode(), size) if size and name else None


def _bytes(path: Path) -> bytes | None:
	try:
		return path.read_bytes()
	except FileNotFoundError:
		return None


def _size(path: Path) -> int:
	try:
		return path.stat().st_size
	except FileNotFoundError:
		return 0


def _age(path: Path) -> float:
	try:
		return time.time() - path.stat().st_mtime
	except FileNotFoundError:
		return 0
