"""What to do with a seeded record: the rule that what an admin tuned survives a migrate. No frappe import.

A seed is a record that the app ships. The ledger keeps, for each one, the hash of what was shipped and the
hash of the fields as they stood after the app set them. Only the fields that the seed names are ever compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

Shape = dict[str, "list[str] | None"]
"""The fields a seed sets: field → None, or for a table the fields that its rows set."""

NOT_FIELDS = frozenset({"doctype", "name", "on_create"})
"""Keys of a shipped record that are no fields to compare; `on_create` holds values set once and then let go."""


class Status(str, Enum):
	"""What became of a seeded record; the options of Seed Record's status."""

	SEEDED = "Seeded"
	ALREADY_THERE = "Already There"
	CHANGED = "Changed by Admin"
	DELETED = "Deleted by Admin"
	NOT_SHIPPED = "No Longer Shipped"


class Step(str, Enum):
	"""What the writer does."""

	CREATE = "create"
	UPDATE = "update"
	LEAVE = "leave"


@dataclass(frozen=True)
class Entry:
	"""What the ledger knows of a record: the hash it was shipped with, the hash of the fields once set."""

	status: Status
	seed_hash: str
	set_hash: str


@dataclass(frozen=True)
class Decision:
	"""The step to take, and the status to write down."""

	step: Step
	status: Status


def decide(shipped: str, entry: Entry | None, current: str | None) -> Decision:
	"""What to do with one shipped record.

	:param shipped: hash of the record as this version of the app ships it
	:param entry: its row in the ledger, None if the app never set it
	:param current: hash of the record's seeded fields as they are on the site, None if there is no record
	"""
	if entry is None:
		if current is None:
			return Decision(Step.CREATE, Status.SEEDED)
		return Decision(Step.LEAVE, Status.ALREADY_THERE)
	if current is None:
		return Decision(Step.LEAVE, Status.DELETED)
	if entry.status == Status.ALREADY_THERE:
		return Decision(Step.LEAVE, Status.ALREADY_THERE)
	if current != entry.set_hash:
		return Decision(Step.LEAVE, Status.CHANGED)
	if shipped == entry.seed_hash:
		return Decision(Step.LEAVE, Status.SEEDED)
	return Decision(Step.UPDATE, Status.SEEDED)


def shape_of(record: Mapping[str, Any]) -> Shape:
	"""The fields that a shipped record sets, in its order; a table's are those that any of its rows names."""
	shape: Shape = {}
	for field, value in record.items():
		if field in NOT_FIELDS:
			continue
		shape[field] = _columns(value) if isinstance(value, list) else None
	return shape


def _columns(rows: list[Mapping[str, Any]]) -> list[str]:
	return sorted({field for row in rows for field in row if field not in NOT_FIELDS})


@dataclass(frozen=True)
class Kind:
	"""A field's type, what it links to, and for a table the kinds of its rows' fields."""

	fieldtype: str = "Data"
	options: str | None = None
	columns: Mapping[str, Kind] | None = None


ShippedName = Callable[[str, str], str]
"""(DocType, name on the site) → the name it was shipped under, so that a rename elsewhere is no change here."""


def values(
	record: Mapping[str, Any], shape: Shape, kinds: Mapping[str, Kind], shipped_name: ShippedName
) -> dict[str, Any]:
	"""The fields of `shape` in one plain form, whether they come from a file or from the database."""
	result: dict[str, Any] = {}
	for field, columns in shape.items():
		kind = kinds.get(field, Kind())
		if columns is None:
			result[field] = plain(record.get(field), kind, shipped_name)
		else:
			result[field] = [
				{
					column: plain(row.get(column), (kind.columns or {}).get(column, Kind()), shipped_name)
					for column in columns
				}
				for row in record.get(field) or []
			]
	return result


NUMBERS = {"Check": int, "Int": int, "Float": float, "Percent": float, "Currency": float}


def plain(value: Any, kind: Kind, shipped_name: ShippedName) -> Any:
	"""One value without the noise of its way to the database: empty is "", a time is HH:MM:SS, lines end in \\n."""
	if kind.fieldtype in NUMBERS:
		return NUMBERS[kind.fieldtype](value or 0)
	if value is None or value == "":
		return ""
	if kind.fieldtype == "Time":
		return _clock_time(value)
	if kind.fieldtype == "Date":
		return str(value)[:10]
	text = "\n".join(line.rstrip() for line in str(value).splitlines()).strip()
	if kind.fieldtype == "Link" and kind.options:
		return shipped_name(kind.options, text)
	return text


def _clock_time(value: timedelta | str) -> str:
	if isinstance(value, timedelta):
		seconds = int(value.total_seconds())
		return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
	hours, minutes, seconds = (str(value).split(".")[0] + ":00:00").split(":")[:3]
	return f"{int(hours):02}:{int(minutes):02}:{int(seconds):02}"


def digest(data: Any) -> str:
	"""A hash of plain data that does not depend on the order of its keys."""
	text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
	return hashlib.sha256(text.encode()).hexdigest()


def shipped_digest(record: Mapping[str, Any]) -> str:
	"""The hash of a record as shipped, without what is set at creation only."""
	return digest({field: value for field, value in record.items() if field != "on_create"})
