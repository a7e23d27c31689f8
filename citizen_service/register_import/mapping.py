"""Which column of a register means what: mapping files, read and checked. No frappe import.

The keys are described in README.md beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from citizen_service.register_import.refusal import Refusal

SHIPPED = Path(__file__).parent / "mappings"
REQUIRED_MEANING = "opened_on"


@dataclass(frozen=True)
class Columns:
	"""The register's columns by what they mean; a column that no meaning names is kept in the description."""

	opened_on: str
	number: str = ""
	office: str = ""
	closed_on: str = ""
	description: str = ""
	citizen_name: str = ""
	national_id: str = ""
	mobile: str = ""
	email: str = ""
	postal_code: str = ""
	subject: tuple[str, ...] = ()
	category: tuple[str, ...] = ()
	area: tuple[str, ...] = ()
	address: tuple[str, ...] = ()

	def named(self) -> set[str]:
		"""Every column that a meaning names."""
		found: set[str] = set()
		for each in fields(self):
			value = getattr(self, each.name)
			found.update([value] if isinstance(value, str) else value)
		return found - {""}


@dataclass(frozen=True)
class Mapping:
	"""A mapping file's content; the defaults are those of a missing key."""

	register: str
	columns: Columns
	case_type: str = ""
	channel: str = ""
	language: str = "ar"
	match: tuple[str, ...] = ()
	date_formats: tuple[str, ...] = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
	placeholders: tuple[str, ...] = ()
	aliases: dict[str, str] = field(default_factory=dict)
	cut_at: int = 0
	area_min_rows: int = 1
	labels: dict[str, str] = field(default_factory=dict)
	encoding: str = "utf-8-sig"
	sheet: str = ""

	def fits(self, header: Sequence[str]) -> bool:
		"""Whether a file with these columns is the register that the mapping was made for."""
		return bool(self.match) and set(self.match) == set(header)

	def check(self, header: Sequence[str]) -> None:
		"""Refuse a file that lacks a column which the mapping names."""
		missing = sorted(self.columns.named() - set(header))
		if missing:
			raise Refusal("missing_columns", missing=missing, found=list(header))


_LISTS = {each.name for each in fields(Columns) if each.default == ()}
_TYPES: dict[str, type | tuple[type, ...]] = {
	"register": str,
	"columns": dict,
	"case_type": str,
	"channel": str,
	"language": str,
	"match": list,
	"date_formats": list,
	"placeholders": list,
	"aliases": dict,
	"cut_at": int,
	"area_min_rows": int,
	"labels": dict,
	"encoding": str,
	"sheet": str,
}


def parse(text: str, name: str) -> Mapping:
	"""The mapping in a file's text.

	:param name: the file's name, for messages
	:raises Refusal: no JSON, an unknown or wrongly filled key, no register or no opening date
	"""
	try:
		data = json.loads(text)
	except json.JSONDecodeError as error:
		raise Refusal("mapping_not_json", file=name, line=error.lineno)
	if not isinstance(data, dict):
		raise Refusal("mapping_not_json", file=name, line=1)
	for key, value in data.items():
		if key not in _TYPES or not _is(value, _TYPES[key]):
			raise Refusal("mapping_key", file=name, key=key)
	if not data.get("register") or len(data["register"]) > 60:
		raise Refusal("mapping_key", file=name, key="register")
	columns = data.get("columns", {})
	for key, value in columns.items():
		if key not in Columns.__dataclass_fields__ or not _is(value, list if key in _LISTS else str):
			raise Refusal("mapping_key", file=name, key=f"columns.{key}")
	if not columns.get(REQUIRED_MEANING):
		raise Refusal("mapping_key", file=name, key=f"columns.{REQUIRED_MEANING}")
	for key in ("category", "area"):
		if len(columns.get(key, ())) > 2:
			raise Refusal("mapping_key", file=name, key=f"columns.{key}")
	if "encoding" in data:
		_check_encoding(data["encoding"], name)
	return Mapping(**{**_frozen(data), "columns": Columns(**_frozen(columns))})


def read(path: Path) -> Mapping:
	"""The mapping in a file. Raises Refusal."""
	try:
		return parse(path.read_text(encoding="utf-8-sig"), path.name)
	except OSError as error:
		raise Refusal("unreadable", reason=error.strerror or str(error))
	except UnicodeDecodeError:
		raise Refusal("mapping_not_json", file=path.name, line=1)


def shipped() -> dict[str, Mapping]:
	"""The mappings that come with the app, by file name."""
	return {path.name: read(path) for path in sorted(SHIPPED.glob("*.json"))}


def choose(header: Sequence[str]) -> Mapping:
	"""The shipped mapping made for a file with these columns. Raises Refusal if there is none."""
	known = shipped()
	for mapping in known.values():
		if mapping.fits(header):
			return mapping
	raise Refusal("no_mapping_fits", found=list(header), shipped=sorted(known))


def _is(value: Any, wanted: type | tuple[type, ...]) -> bool:
	if isinstance(value, bool) or not isinstance(value, wanted):
		return False
	if isinstance(value, list):
		return all(isinstance(each, str) and each for each in value)
	if isinstance(value, dict) and wanted is dict:
		return all(isinstance(each, (str, list)) for each in value.values())
	return not isinstance(value, int) or value >= 0


def _frozen(data: dict[str, Any]) -> dict[str, Any]:
	return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _check_encoding(encoding: str, name: str) -> None:
	try:
		"".encode(encoding)
	except LookupError:
		raise Refusal("mapping_key", file=name, key="encoding")
