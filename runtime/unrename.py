"""Gives the framework in the wheel its own names back (README.md, "The wheel")."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

PACKAGE = "criscostack"

# In this order: the longer name first.
NAMES = [
	("criscoerp", "erpnext"),
	("Criscoerp", "ERPNext"),
	("criscostack", "frappe"),
	("Criscostack", "Frappe"),
	("CRISCOSTACK", "FRAPPE"),
	("Crisco", "Frappe"),
]
# A word of its own only: the translations hold "Fabrik", "rubrik", "numbrikaart".
BRIK = re.compile(r"(?<![^\W_])brik(?![^\W_])")

# Two lines of the framework do not run on the versions pinned here: file, old text, new text.
PATCHES = [
	(
		"utils/typing_validations.py",
		"class FrappePydanticConfig:\n\tarbitrary_types_allowed = True\n",
		'# Citizen Service runtime: pydantic 2.14 takes a dict, not a class\nFrappePydanticConfig = {"arbitrary_types_allowed": True}\n',
	),
]


def restore(text: str) -> str:
	"""`text` (of a file, or a file's path) with the framework's own names."""
	for renamed, own in NAMES:
		text = text.replace(renamed, own)
	return BRIK.sub("bench", text)


def unpack(wheel: Path, target: Path) -> None:
	"""Writes the framework out of `wheel` into `target` (which becomes the package `frappe`), names restored."""
	prefix = PACKAGE + "/"
	with zipfile.ZipFile(wheel) as archive:
		for name in archive.namelist():
			if not name.startswith(prefix) or name.endswith(("/", ".DS_Store")):
				continue
			data = archive.read(name)
			try:
				data = restore(data.decode()).encode()
			except UnicodeDecodeError:
				pass  # a picture, a font, a sound
			file = target / restore(name[len(prefix) :])
			file.parent.mkdir(parents=True, exist_ok=True)
			file.write_bytes(data)


def patch(target: Path) -> None:
	"""Applies PATCHES; a text that is not there means another wheel, and is an error."""
	for name, old, new in PATCHES:
		file = target / name
		text = file.read_text()
		if text.count(old) != 1:
			raise ValueError(f"{name} does not hold the text to patch")
		file.write_text(text.replace(old, new))
