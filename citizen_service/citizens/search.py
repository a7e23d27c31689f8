"""Citizens found by name, phone or national id, as people write them; see `keys`.

The keys are rows of Citizen Search Key, kept by `write_keys` and nothing else, so that each part of what was
typed is a range of one index, in whatever order the parts are.
"""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cint, now
from pypika import Order, Parameter
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from citizen_service.calls import filters_in
from citizen_service.citizens.keys import keys_of, matched, parts_of
from citizen_service.permissions.require import require
from citizen_service.states.meaning import STATE_FIELD, closing_states

KEY = "Citizen Search Key"
MOST = 20
CANDIDATES = 200
"""Citizens looked at for the best MOST; whoever types so little that more are found must type on."""
SHOWN = ("name", "citizen_name", "citizen_type", "national_id", "mobile", "email", "area")
KEYED = ("citizen_name", "national_id", "mobile", "email")


@frappe.whitelist(methods=["GET"])
def find(text: str) -> list[dict[str, Any]]:
	"""At most 20 citizens whose name (words in any order, each perhaps only begun), phone, national id, e-mail
	address or record number was typed, best first.

	:return: `name`, `citizen_name`, `citizen_type`, `national_id`, `mobile`, `email`, `area`; for who may read
		cases also `cases` and `open_cases`, their numbers
	:raises NotYours: no permission on Citizen
	"""
	require("Citizen")
	found = _found(text)[:MOST]
	if found and frappe.has_permission("Case", "read"):
		_count_cases(found)
	return found


@frappe.whitelist(methods=["GET", "POST"])
def link_query(
	doctype: str,
	txt: str,
	searchfield: str | None = None,
	start: int = 0,
	page_len: int = MOST,
	filters: str | dict | list | None = None,
	**kwargs: Any,
) -> list[tuple]:
	"""The desk's Link fields to Citizen search as `find` does.

	:raises NotYours: no permission on Citizen
	:raises BadRequest: filters that are none
	"""
	require("Citizen")
	start, length = max(cint(start), 0), max(cint(page_len), 0) or MOST
	filters = filters_in(filters, "filters")
	if (txt or "").strip():
		rows = _found(txt, filters)[start : start + length]
	else:
		rows = frappe.get_list(
			"Citizen",
			filters=filters,
			fields=SHOWN,
			order_by="modified desc, name asc",
			limit_start=start,
			limit_page_length=length,
		)
	return [
		(row.name, row.citizen_name, row.national_id, _left_to_right(row.mobile), row.area) for row in rows
	]


def _left_to_right(number: str | None) -> str | None:
	"""So that the sign before it stays there in a line from right to left."""
	return number and f"\u2066{number}\u2069"


def _found(text: str, filters: dict | list | None = None) -> list[frappe._dict]:
	parts = parts_of(text)
	names = {*_candidates(parts), text.strip().upper()}
	chosen = [["Citizen", "name", "in", sorted(names)]]
	rows = frappe.get_list(
		"Citizen",
		filters=[*chosen, *_as_list(filters)],
		fields=SHOWN,
		order_by="citizen_name asc, name asc",
		limit_page_length=0,
	)
	# The sort is stable: within one rank the order of names stays.
	return sorted(rows, key=lambda row: -matched(parts, _keys(row)))


def _as_list(filters: dict | list | None) -> list:
	if isinstance(filters, dict):
		return [
			["Citizen", field, *(value if isinstance(value, list | tuple) else ("=", value))]
			for field, value in filters.items()
		]
	return list(filters or [])


def _candidates(parts: list[tuple[str, ...]]) -> list[str]:
	return candidates_query(parts).run(pluck=True) if parts else []


def candidates_query(parts: list[tuple[str, ...]]) -> QueryBuilder:
	"""The citizens who have a key beginning with each of the parts; CANDIDATES at most."""
	tables = [frappe.qb.DocType(KEY).as_(f"part{number}") for number in range(len(parts))]
	query = frappe.qb.from_(tables[0]).select(tables[0].citizen).distinct().limit(CANDIDATES)
	for table in tables[1:]:
		query = query.join(table).on(table.citizen == tables[0].citizen)
	for table, part in zip(tables, parts, strict=True):
		query = query.where(Criterion.any([table.word.like(f"{_escaped(way)}%") for way in part]))
	return query


def _escaped(text: str) -> str:
	"""Only an e-mail address can hold what LIKE takes for a placeholder."""
	return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _count_cases(citizens: list[frappe._dict]) -> None:
	closing = set(closing_states())
	rows = frappe.get_list(
		"Case",
		filters={"citizen": ["in", [row.name for row in citizens]]},
		fields=["citizen", STATE_FIELD],
		order_by="citizen asc",
		limit_page_length=0,
	)
	for citizen in citizens:
		states = [row[STATE_FIELD] for row in rows if row.citizen == citizen.name]
		citizen.cases = len(states)
		citizen.open_cases = sum(1 for state in states if state not in closing)


# Keeping the keys


def write_keys(citizen: Document) -> None:
	"""Keep the keys of a citizen that was saved."""
	before = citizen.get_doc_before_save()
	keys = _keys(citizen)
	if before and _keys(before) == keys:
		return
	if before:
		drop_keys(citizen.name)
	_insert([(citizen.name, keys)])


def drop_keys(citizen: str) -> None:
	"""Forget the keys of a citizen."""
	frappe.db.delete(KEY, {"citizen": citizen})


def write_missing_keys(batch: int = 5_000) -> None:
	"""Give keys to the citizens who have none, in batches, each committed."""
	citizen, key = frappe.qb.DocType("Citizen"), frappe.qb.DocType(KEY)
	last = ""
	while rows := (
		frappe.qb.from_(citizen)
		.left_join(key)
		.on(key.citizen == citizen.name)
		.where((citizen.name > last) & key.name.isnull())
		.select(citizen.name, *(citizen[field] for field in KEYED))
		.orderby(citizen.name, order=Order.asc)
		.limit(batch)
	).run(as_dict=True):
		_insert([(row.name, _keys(row)) for row in rows])
		frappe.db.commit()  # a million citizens are no single transaction
		last = rows[-1].name


def _keys(row: Any) -> set[str]:
	return keys_of(*(row.get(field) for field in KEYED))


def _insert(keys: Iterable[tuple[str, set[str]]]) -> None:
	stamp, user = now(), frappe.session.user
	rows = [
		(f"{citizen}-{number}", stamp, stamp, user, user, citizen, word)
		for citizen, words in keys
		for number, word in enumerate(sorted(words), start=1)
	]
	if not rows:
		return
	columns = ("name", "creation", "modified", "owner", "modified_by", "citizen", "word")
	into = frappe.qb.into(frappe.qb.DocType(KEY)).columns(*columns)
	# The builder would take most of the time for writing out each row; here it writes one, of parameters.
	head, values, row = str(into.insert(*[Parameter("%s")] * len(columns))).partition(" VALUES ")
	frappe.db.sql(f"{head}{values}{','.join([row] * len(rows))}", [cell for line in rows for cell in line])
