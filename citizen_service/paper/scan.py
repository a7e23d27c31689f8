"""What a scan is: decided by its bytes, not by its name. Plain Python, no frappe import."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from citizen_service.portal.messages import Problem
from citizen_service.portal.messages import mark as _

KINDS = {
	b"%PDF-": ("pdf", "application/pdf"),
	b"\xff\xd8\xff": ("jpg", "image/jpeg"),
	b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
	b"II*\x00": ("tif", "image/tiff"),
	b"MM\x00*": ("tif", "image/tiff"),
}
"""First bytes → extension and content type."""

MEGABYTE = 1024 * 1024
INTACT, ALTERED, MISSING = "Intact", "Altered", "Missing"


@dataclass(frozen=True)
class Scan:
	"""A scan that is let in: its kind, and what tells later whether its bytes are still the same."""

	extension: str
	content_type: str
	sha256: str
	size: int


def inspect(content: bytes, largest: int) -> Scan | Problem:
	"""The scan that the bytes are, or the Problem with them.

	:param largest: the most bytes that are taken
	"""
	if not content:
		return Problem(_("The file is empty. Scan the form again."))
	if len(content) > largest:
		return Problem(
			_("The scan is too large: {0} MB. The largest accepted is {1} MB: scan it in grey at 200 dpi."),
			(round(len(content) / MEGABYTE, 1), round(largest / MEGABYTE, 1)),
		)
	for start, (extension, content_type) in KINDS.items():
		if content.startswith(start):
			return Scan(extension, content_type, hashlib.sha256(content).hexdigest(), len(content))
	return Problem(
		_("This is no scan: its bytes are neither PDF, JPEG, PNG nor TIFF. Scan the form as one of these.")
	)


def state_of(path: Path, sha256: str) -> str:
	"""Whether the bytes on disk are still those that were received: INTACT, ALTERED or MISSING."""
	found = hashlib.sha256()
	try:
		with path.open("rb") as file:
			while part := file.read(MEGABYTE):
				found.update(part)
	except FileNotFoundError:
		return MISSING
	return INTACT if found.hexdigest() == sha256 else ALTERED
