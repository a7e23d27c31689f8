"""The counter: a visitor's case, the visitor's record and the answer on the spot in one request, or nothing of it."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import NamingSeries
from frappe.utils import cstr

from citizen_service.calls import fields_in
from citizen_service.citizens.arabic import digits
from citizen_service.citizens.search import find
from citizen_service.delegation.holding import mine, needs_delegation
from citizen_service.documents import refuse_foreign_kinds
from citizen_service.errors import BadRequest, IntakeIncomplete
from citizen_service.permissions.require import require
from citizen_service.portal.language import DIRECTION, FIRST
from citizen_service.reception.on_the_spot import answer_case
from citizen_service.reception.once import mark_of, registered_before
from citizen_service.states.meaning import STATE_FIELD, closing_states

OF_CITIZEN = ("citizen_name", "national_id", "mobile", "email")
CITIZEN_FIELDS = (*OF_CITIZEN, "citizen_type", "represents", "language", "area", "address")
CASE_FIELDS = (
	*("citizen", *OF_CITIZEN, "language", "withhold_identity"),
	*("case_type", "category", "subject", "description", "procedure", "priority"),
	*("channel", "opened_on", "letter_number", "letter_date", "is_emergency", "emergency_reason"),
	*("area", "address", "postal_code", "latitude", "longitude"),
)
ANSWER_FIELDS = ("body", "means", "recipient", "procedure", "outcome", "given_on")


@frappe.whitelist(methods=["GET"])
def setting() -> dict[str, Any]:
	"""What the page is made of: the choices in use, and what the user may do.

	:return: `types` and `channels` (value, label; channels with `asks_for_letter` and `spot_delivery`), `languages`,
		`language` (the first one), `may_register`, `may_answer`, `may_mark` (an emergency)
	:raises NotYours: no permission on Case
	"""
	require("Case")
	return {
		"types": _choices("Case Type", ["spot_outcome"]),
		"channels": _choices(
			"Intake Channel", ["asks_for_letter", "spot_delivery"], is_portal=0, is_department=0
		),
		"languages": [
			{
				"value": code,
				"label": _(frappe.db.get_value("Language", code, "language_name", cache=True) or code),
			}
			for code in DIRECTION
		],
		"language": FIRST,
		"may_register": frappe.has_permission("Case", "create")
		and (not needs_delegation() or bool(mine()["delegation"])),
		"may_answer": frappe.has_permission("Response", "create"),
		"may_mark": _may_mark(),
	}


def _may_mark() -> bool:
	case = frappe.new_doc("Case")
	return case.meta.get_field("is_emergency").permlevel in case.get_permlevel_access()


def _choices(doctype: str, fields: Iterable[str], **filters: Any) -> list[dict]:
	rows = frappe.get_all(
		doctype,
		filters={"enabled": 1, **filters},
		fields=["name as value", *fields],
		order_by="`rank` asc, name asc",
	)
	return [{**row, "label": _(row.value)} for row in rows]


@frappe.whitelist(methods=["GET"])
def look_up(text: str) -> dict[str, list[dict[str, Any]]]:
	"""Whoever came back: citizens as `citizens.search.find` has them, and the case whose reference was typed.

	:param text: national id, phone, name, or a reference; of this year's, its number alone will do
	:return: `citizens`; `cases` (`name`, `subject`, `citizen_name`, `state`, `is_open`, `opened_on`, `due_on`)
	:raises NotYours: no permission on Citizen
	"""
	require("Citizen")
	return {"citizens": find(text), "cases": _cases_named(text)}


def _cases_named(text: str) -> list[dict[str, Any]]:
	if not frappe.has_permission("Case", "read"):
		return []
	typed = digits(text.strip()).upper()
	names = {typed}
	if typed.isdigit():
		series = NamingSeries(frappe.get_meta("Case").get_field("naming_series").options.split("\n")[0])
		places = series.series.count("#")
		if len(typed) <= places:
			names = {f"{series.get_prefix()}{int(typed):0{places}}"}
	rows = frappe.get_list(
		"Case",
		filters={"name": ["in", sorted(names)]},
		fields=["name", "subject", "citizen", "citizen_name", "opened_on", "due_on", STATE_FIELD],
		order_by="name asc",
	)
	closing = closing_states()
	for row in rows:
		row.state = row.pop(STATE_FIELD)
		row.is_open = row.state not in closing
	return rows


@frappe.whitelist(methods=["POST"])
def register(
	case: str | dict[str, Any],
	citizen: str | dict[str, Any] | None = None,
	answer: str | dict[str, Any] | None = None,
	key: str | None = None,
) -> dict[str, Any]:
	"""Register a case; with `citizen`, who has no record yet; with `answer`, what the citizen was told on the spot.

	One transaction: what is refused leaves nothing behind. A refusal names the fields in `problems` of the answer.

	:param case: the fields in CASE_FIELDS; `citizen` names the record of a known citizen, whose name and ways of contact
		are taken from there where the case has none
	:param citizen: the fields in CITIZEN_FIELDS
	:param answer: the fields in ANSWER_FIELDS, see `on_the_spot.answer`
	:param key: of the caller's choice; a user's request that bears the key of an earlier one registers nothing and is
		answered with the earlier case, so that it may be sent again when no answer came
	:return: `name`, `subject`, `citizen`, `state`, `due_on` of the case; `response`, if there is an answer; `earlier`,
		whether it had been registered before
	:raises NotYours: no permission to register cases
	:raises BadRequest: a field that is none of these
	:raises IntakeIncomplete: something that a case must have is missing
	:raises CitizenKnown: a citizen with this national id has a record
	:raises NationalIdRefused: a wrong check digit, or none of the country's
	:raises ChoiceDisabled: a type, category or channel is not in use any more
	"""
	require("Case", "create")
	values = _fields("case", case, CASE_FIELDS)
	person = _fields("citizen", citizen, CITIZEN_FIELDS)
	told = _fields("answer", answer, ANSWER_FIELDS)
	refuse_foreign_kinds("Case", values)
	refuse_foreign_kinds("Citizen", person)
	mark = mark_of("counter", key)
	try:
		return _register(values, person, told, bool(answer), mark)
	except frappe.ValidationError:
		name = registered_before(mark)
		if not name:
			raise
		given = frappe.db.get_value("Response", {"case": name, "given_on": ("is", "set")})
		return {**_made(frappe.get_doc("Case", name), given), "earlier": True}


def _register(values: dict, person: dict, told: dict, answered: bool, mark: str | None) -> dict[str, Any]:
	values.setdefault("language", FIRST)  # not that of the clerk, which the framework would take
	if person:
		values = {**{field: person.get(field) for field in OF_CITIZEN}, **values}
		person.setdefault("language", values["language"])
	_refuse_gaps(values, person, told if answered else None)
	if person:
		values["citizen"] = _new_citizen(person).name
	elif values.get("citizen"):
		values = {**_of_known(values["citizen"]), **values}
	document = frappe.get_doc({"doctype": "Case", **values})
	document.flags.submission_key = mark
	document.insert()
	response = answer_case(document, told).name if told else None
	document.reload()
	return {**_made(document, response), "earlier": False}


def _made(case: Document, response: str | None) -> dict[str, Any]:
	return {
		"name": case.name,
		"subject": case.subject,
		"citizen": case.citizen,
		"state": case.get(STATE_FIELD),
		"due_on": case.due_on,
		"response": response,
	}


def _fields(argument: str, sent: str | dict | None, known: tuple[str, ...]) -> dict[str, Any]:
	"""What was sent, without what is empty.

	:raises BadRequest: it is no object, or holds a field that the counter does not fill
	"""
	values = fields_in(sent, argument)
	if strange := sorted(values.keys() - set(known)):
		frappe.throw(
			_("The counter does not fill the field {0}.").format(frappe.utils.escape_html(cstr(strange[0]))),
			BadRequest,
			title=_("Not Understood"),
		)
	return {
		field: value.strip() if isinstance(value, str) else value
		for field, value in values.items()
		if value not in (None, "") and not (isinstance(value, str) and not value.strip())
	}


def _refuse_gaps(values: dict, person: dict, told: dict | None) -> None:
	meta = frappe.get_meta("Case")
	missing = {
		field.fieldname: _("“{0}” is empty.").format(_(field.label))
		for field in meta.fields
		if field.reqd and not field.default and field.permlevel == 0 and not values.get(field.fieldname)
	}
	if person and not person.get("citizen_name"):
		missing["citizen_name"] = _("“{0}” is empty.").format(_("Name"))
	if told is not None and not told.get("body"):
		missing["body"] = _("“{0}” is empty.").format(_("What the Citizen Was Told"))
	if values.get("is_emergency") and not values.get("emergency_reason"):
		missing["emergency_reason"] = _("“{0}” is empty.").format(_(meta.get_label("emergency_reason")))
	if missing:
		frappe.local.response["problems"] = missing
		frappe.throw("<br>".join(missing.values()), IntakeIncomplete, title=_("Not Registered Yet"))


def _new_citizen(values: dict) -> Document:
	require("Citizen", "create")
	return frappe.get_doc({"doctype": "Citizen", **values}).insert()


def _of_known(citizen: str) -> dict[str, Any]:
	document = frappe.get_doc("Citizen", citizen)
	document.check_permission("read")
	return {field: document.get(field) for field in OF_CITIZEN if document.get(field)}
