"""Whose DocTypes an app ships, and whether a name of ours is taken. No frappe import."""

from __future__ import annotations

import json
from pathlib import Path


def doctypes_shipped(app: Path) -> set[str]:
	"""The names of the DocTypes in an app's package folder: `<module>/doctype/<name>/<name>.json`.

	A file that is not a DocType, or cannot be read as JSON, ships none.
	"""
	names = set()
	for folder in app.glob("*/doctype/*"):
		path = folder / f"{folder.name}.json"
		if not path.is_file():
			continue
		try:
			content = json.loads(path.read_text(encoding="utf-8"))
		except ValueError:
			continue
		if isinstance(content, dict) and content.get("doctype") == "DocType" and content.get("name"):
			names.add(content["name"])
	return names
