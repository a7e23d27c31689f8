"""Cases that a new one may repeat: a warning to the clerk who registers it, never a refusal."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, cstr, flt, now_datetime
from pypika import Order
from pypika.terms import Criterion

from citizen_service.calls import parsed
from citizen_service.citizens.keys import joined, spellings
from citizen_service.citizens.similarity import ALIKE, alike
from citizen_service.permissions.require import require
from citizen_service.states.meaning import STATE_FIELD, closing_states

MOST = 10
CANDIDATES = 200
"""Of a busy fortnight the newest are looked at."""
NEAR = 0.0015
"""Degrees: about 150 m."""
READ = (
	*("name", "subject", "description", "opened_on", STATE_FIELD),
	*("citizen", "national_id", "mobile", "category", "area", "latitude", "longitude"),
)


@frappe.whitelist(methods=["POST"])
def likely(doc: str | dict[str, Any]) -> list[dict[str, Any]]:
	"""The cases of the last days (setting `duplicate_days`; 0: none) that an unsaved case may repeat.

	That is: of the same citizen, national id or phone, with a similar text; or of the same category in the same area
	or within about 150 m. At most 10, the likeliest first.

	:param doc: the fields of the case, as an object or as JSON
	:return: `name`, `subject`, `opened_on`, `state`, `is_open`, `similarity` (0 to 1) and `why`, in the user's language
	:raises NotYours: no permission on Case
	:raises BadRequest: `doc` is no object
	"""
	require("Case")
	case = parsed(doc, dict, "doc")
	days = cint(frappe.get_cached_doc("Citizen Service Settings").duplicate_days)
	if not days:
		return []
	since = add_days(now_datetime(), -days)
	names = {name for criterion in _criteria(case) for name in _names(criterion, since)}
	rows = _readable(names - {cstr(case.get("name"))})
	told = [_told(row, case) for row in rows]
	told = [one for one in told if one["why"]]
	return sorted(told, key=lambda one: -one["similarity"])[:MOST]


def _criteria(case: dict) -> Iterator[Criterion]:
	"""What a case of the same person, and one in the same place, answers to; what is empty asks for nothing."""
	table = frappe.qb.DocType("Case")
	known = {field: cstr(case.get(field)) for field in ("citizen", "national_id", "category", "area")}
	same = [table[field] == known[field] for field in ("citizen", "national_id") if known[field]]
	if phones := spellings(cstr(case.get("mobile"))):
		same.append(table.mobile.isin(phones))
	if same:
		yield Criterion.any(same)
	place = [table.area == known["area"]] if known["area"] else []
	latitude, longitude = flt(case.get("latitude")), flt(case.get("longitude"))
	if latitude and longitude:
		place.append(
			table.latitude[latitude - NEAR : latitude + NEAR]
			& table.longitude[longitude - NEAR : longitude + NEAR]
		)
	if known["category"] and place:
		yield (table.category == known["category"]) & Criterion.any(place)


def _names(criterion: Criterion, since: datetime) -> list[str]:
	"""The newest cases that answer to the criterion. Not the framework's list: it would compare through functions,
	past the indexes."""
	table = frappe.qb.DocType("Case")
	return (
		frappe.qb.from_(table)
		.where(criterion & (table.opened_on >= since))
		.select(table.name)
		.orderby(table.opened_on, order=Order.desc)
		.limit(CANDIDATES)
	).run(pluck=True)


def _readable(names: set[str]) -> list[frappe._dict]:
	"""What is compared of those cases that the user may read."""
	if not names:
		return []
	return frappe.get_list(
		"Case",
		filters={"name": ["in", sorted(names)]},
		fields=list(READ),
		order_by="opened_on desc, name desc",
		limit_page_length=0,
	)


def _told(row: frappe._dict, case: dict) -> dict[str, Any]:
	text = (cstr(case.get("subject")), cstr(case.get("description")))
	similar = alike((row.subject, row.description), text)
	person, place = _same_person(row, case), _same_place(row, case)
	why = []
	if person and similar >= ALIKE:
		why += [person, _("similar text")]
	if place:
		why += [_("same category"), place]
	return {
		"name": row.name,
		"subject": row.subject,
		"opened_on": row.opened_on,
		"state": row[STATE_FIELD],
		"is_open": row[STATE_FIELD] not in closing_states(),
		"similarity": round(similar, 2),
		"why": " · ".join(why),
	}


def _same_person(row: frappe._dict, case: dict) -> str:
	if row.citizen and row.citizen == case.get("citizen"):
		return _("same citizen")
	if row.national_id and joined(row.national_id) == joined(cstr(case.get("national_id"))):
		return _("same national id")
	if row.mobile and row.mobile in spellings(cstr(case.get("mobile"))):
		return _("same phone")
	return ""


def _same_place(row: frappe._dict, case: dict) -> str:
	if not row.category or row.category != case.get("category"):
		return ""
	if row.area and row.area == case.get("area"):
		return _("same area")
	here = (flt(case.get("latitude")), flt(case.get("longitude")))
	near = all(here) and all(
		abs(one - other) <= NEAR
		for one, other in zip(here, (flt(row.latitude), flt(row.longitude)), strict=True)
	)
	return _("within about 150 m") if near else ""
