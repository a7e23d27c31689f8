"""What may be attached to a public form: decided by the bytes, not by the name. Plain Python, no frappe import."""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import filetype
from PIL import Image

from citizen_service.portal.messages import Problem
from citizen_service.portal.messages import mark as _

# Extension in the name → the kind that the bytes must be.
KINDS = {"pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "png": "png", "webp": "webp", "docx": "docx"}
MEDIA_TYPES = {
	"pdf": "application/pdf",
	"jpg": "image/jpeg",
	"png": "image/png",
	"webp": "image/webp",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""How a kind is named over HTTP."""
MEGABYTE = 1024 * 1024
LONGEST_STEM = 80
DOCX_PARTS = 2000
DOCX_UNPACKED = 200 * MEGABYTE
PIXELS = 80_000_000
"""Of a picture; the largest telephones make 50 million (200 million in a mode that nobody sends from)."""
PAGE = re.compile(rb"<(!doctype|html|head|body|script|svg|iframe|title)\b", re.IGNORECASE)
SNIFFED = 4096
"""Bytes from the beginning in which browsers look for a page; they look at fewer."""


@dataclass(frozen=True)
class Limits:
	"""How many files one case may bring, and how large each may be, in bytes."""

	count: int
	size: int


@dataclass(frozen=True)
class Attachment:
	"""A file that was let in, under a name that is safe to store and to show."""

	name: str
	content: bytes


def check(files: Sequence[tuple[str, bytes]], limits: Limits) -> tuple[list[Attachment], list[Problem]]:
	"""The files (name as the browser sent it, bytes) that are let in, and a problem for each that is not."""
	if len(files) > limits.count:
		return [], [too_many(len(files), limits.count)]
	outcomes = [check_one(name, content, limits.size) for name, content in files]
	return (
		[one for one in outcomes if isinstance(one, Attachment)],
		[one for one in outcomes if isinstance(one, Problem)],
	)


def too_many(count: int, most: int) -> Problem:
	"""The problem with `count` files where at most `most` are let in."""
	return Problem(_("At most {0} files can be attached; you chose {1}."), (most, count))


def check_one(name: str, content: bytes, largest: int) -> Attachment | Problem:
	"""One file let in, or the Problem with it. Only PDF, photographs and Word documents are."""
	stem, extension = split_name(name)
	shown = f"{stem}.{extension}" if extension else stem
	if extension not in KINDS:
		return Problem(
			_("“{0}” is of a kind that is not accepted. Attach a photo, a PDF or a Word file (docx)."),
			(shown,),
		)
	if not content:
		return Problem(_("“{0}” is empty. Choose the file again."), (shown,))
	if len(content) > largest:
		return Problem(
			_("“{0}” is too large: {1} MB. The largest file accepted is {2} MB."),
			(shown, round(len(content) / MEGABYTE, 1), largest // MEGABYTE),
		)
	if kind_of(content) != KINDS[extension]:
		return Problem(
			_("“{0}” is not really a {1} file. Save it again as a photo or a PDF and attach that."),
			(shown, extension.upper()),
		)
	return Attachment(f"{stem}.{KINDS[extension]}", content)


def kind_of(content: bytes) -> str | None:
	"""What the bytes are, one of the values of KINDS; None for everything else."""
	if content.startswith(b"PK\x03\x04"):
		return "docx" if _is_plain_docx(content) else None
	if _is_something_else_too(content):
		return None
	if content.startswith(b"%PDF-"):
		return "pdf"
	kind = filetype.guess_extension(content)
	return kind if kind in ("jpg", "png", "webp") and _is_picture(content) else None


def _is_something_else_too(content: bytes) -> bool:
	"""Whether it may be read as an archive (from its end) or as a page (from its beginning), whatever else it is."""
	return zipfile.is_zipfile(io.BytesIO(content)) or bool(PAGE.search(content[:SNIFFED]))


def _is_picture(content: bytes) -> bool:
	"""Whether its head is a picture's, of a size that can be unpacked."""
	try:
		with warnings.catch_warnings():
			warnings.simplefilter("error", Image.DecompressionBombWarning)
			width, height = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")).size
	except (Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, SyntaxError, ValueError):
		return False
	return width * height <= PIXELS


def _is_plain_docx(content: bytes) -> bool:
	"""Whether the archive is a Word document without macros that does not swell when unpacked."""
	try:
		parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
	except (zipfile.BadZipFile, ValueError, OSError):
		return False
	names = {part.filename for part in parts}
	return (
		{"[Content_Types].xml", "word/document.xml"} <= names
		and not any(name.lower().endswith("vbaproject.bin") for name in names)
		and len(parts) <= DOCX_PARTS
		and sum(part.file_size for part in parts) <= DOCX_UNPACKED
	)


def split_name(name: str) -> tuple[str, str]:
	"""Stem and lower-case extension of a name as a browser sent it: no folders, nothing invisible, no markup."""
	name = re.split(r"[/\\]", name)[-1]
	name = "".join(
		mark for mark in unicodedata.normalize("NFC", name) if unicodedata.category(mark)[0] != "C"
	)
	name = re.sub(r"[<>:\"'|?*&;#%`$]", "-", name).rstrip(" .")
	stem, dot, extension = name.rpartition(".")
	if not dot:
		stem, extension = extension, ""
	return stem[:LONGEST_STEM].strip(" .") or "attachment", extension.lower()
