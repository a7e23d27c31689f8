"""The values of our documents: of the kind and size that their fields hold, or refused by name (rule 8).

The framework looks at choices, short texts and what is mandatory. A list in the place of a text, a text in the place of
a date, or a number that no column holds would fail somewhere on its way into the database instead.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model import float_like_fields, no_value_fields, numeric_fieldtypes, table_fields
from frappe.model.document import Document
from frappe.utils import cint, flt, get_datetime, get_time

from citizen_service.calls import called, parsed, refuse_argument
from citizen_service.errors import ValueTooLarge

MODULE = "Citizen Service"
ADDRESS = re.compile(r"/api/(?:v\d/)?(?:resource|document)/([^/]+)(?:/(?!.*/method/).+)?/?")
CARRIERS = {
	"frappe.client.bulk_update": ("docs", list),
	"frappe.client.insert": ("doc", dict),
	"frappe.client.insert_many": ("docs", list),
	"frappe.client.save": ("doc", dict),
	"frappe.client.submit": ("doc", dict),
	"frappe.desk.form.save.savedocs": ("doc", dict),
}
"""Methods that are sent whole documents, and as what."""
SETTERS = {
	"citizen_service.desk.tree.add_node": None,
	"frappe.client.set_value": "fieldname",
	"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs": "data",
}
"""Methods that are sent a DocType apart from the values, and by which name these (None: beside it)."""
OWN_TEXTS = frozenset({"name", "owner", "modified_by", "parent", "parenttype", "parentfield"})
OWN_NUMBERS = frozenset({"idx", "docstatus"})
OWN_MOMENTS = frozenset({"creation", "modified"})
"""What the framework keeps of each document."""
NUMBERS = frozenset({*numeric_fieldtypes, "Rating", "Duration"})
TEXTS = frozenset({"Small Text", "Text", "Attach", "Attach Image"})
MOST_LETTERS = 140
"""Of the framework's own texts; those of fields it looks at itself."""
MOST_BYTES, MOST_INT, MOST_FLOAT = 2**16 - 1, 2**31 - 1, 10**12 - 1
"""What the columns of texts, whole numbers and decimals hold."""


def refuse_misshapen() -> None:
	"""Called by the framework on every request (auth hook), before it looks for the method.

	:raises BadRequest: a document of ours that the call carries, or what it would set in one, is of another kind than its
		field
	:raises frappe.DoesNotExistError: there is no such DocType
	"""
	if frappe.session.user != "Guest" and frappe.request.method in ("POST", "PUT", "PATCH"):
		for doctype, values in _carried():
			if not isinstance(doctype, str) or not doctype:
				refuse_argument("doctype", _("text"))
			refuse_foreign_kinds(doctype, values)


def refuse_foreign_kinds(doctype: str, values: dict[str, Any], place: str = "{0}") -> None:
	"""Look at values for a document, or for a row of one, as they were sent. What is no field is passed over.

	:param place: how a field of it is named, for example "Shifts, row 1, {0}"
	:raises BadRequest: naming the field, and what it holds
	"""
	meta = frappe.get_meta(doctype)
	if meta.module != MODULE:
		return
	for name, value in values.items():
		field = meta.get_field(name)
		if value is None or value == "":
			continue
		label = _(field.label) if field else name
		if field and field.fieldtype in table_fields:
			for number, row in enumerate(parsed(value, list, label), 1):
				within = _("{0}, row {1}, {2}").format(label, number, "{0}")
				refuse_foreign_kinds(field.options, parsed(row, dict, label), within)
		elif expected := _expected(name, field.fieldtype if field else None, value):
			refuse_argument(place.format(label), expected)


def refuse_exceeding(document: Document, _event: str | None = None) -> None:
	"""Called for every document before it is saved; looks at ours.

	:raises ValueTooLarge: a text or a number is larger than its column
	"""
	if document.meta.module != MODULE:
		return
	for row in (document, *document.get_all_children()):
		for field in row.meta.fields:
			value = row.get(field.fieldname)
			if value and (most := _exceeded(field.fieldtype, value, row.meta.issingle)):
				frappe.throw(
					_("{0} is too large. At most: {1}.").format(frappe.bold(_(field.label)), most),
					ValueTooLarge,
					title=_("Value Too Large"),
				)


def _carried() -> Iterator[tuple[object, dict]]:
	"""The DocType of each document in the present call, and its values."""
	sent, method = frappe.form_dict, called()
	if method in CARRIERS:
		argument, kind = CARRIERS[method]
		documents = parsed(sent.get(argument), kind, argument)
		for document in [documents] if kind is dict else documents:
			values = parsed(document, dict, argument)
			yield values.get("doctype"), values
	elif method in SETTERS:
		argument = SETTERS[method]
		values = sent.get(argument) if argument else sent
		if argument == "fieldname" and isinstance(values, str) and not values.startswith("{"):
			values = {values: sent.get("value")}
		yield sent.get("doctype"), parsed(values, dict, argument or method)
	elif not method and "run_method" not in sent and (address := ADDRESS.fullmatch(frappe.request.path)):
		data = sent.get("data")
		is_object = isinstance(data, dict) or (isinstance(data, str) and data.startswith("{"))
		yield address[1], parsed(data, dict, "data") if is_object else sent


def _expected(name: str, fieldtype: str | None, value: object) -> str | None:
	"""What the field holds, if this is of another kind."""
	if fieldtype is None and name not in OWN_TEXTS | OWN_NUMBERS | OWN_MOMENTS:
		return None
	if fieldtype in no_value_fields or fieldtype == "JSON":
		return None
	if fieldtype in NUMBERS:
		return _("number") if isinstance(value, (dict, list)) else None  # texts, it reads as numbers
	if name in OWN_NUMBERS:
		return None if str(value).isdecimal() and int(str(value)) <= MOST_INT else _("number")
	if fieldtype == "Date":
		return None if _is_moment(get_datetime, value) else _("date")
	if fieldtype == "Time":
		return None if _is_moment(get_time, value) else _("time")
	if fieldtype == "Datetime" or name in OWN_MOMENTS:
		return None if _is_moment(get_datetime, value) else _("date and time")
	fits = isinstance(value, str) and (fieldtype or len(value) <= MOST_LETTERS)
	return None if fits else _("text")


def _is_moment(read: Any, value: object) -> bool:
	"""Whether the text is one, in the site's own time."""
	if not isinstance(value, str):
		return False
	try:
		moment = datetime.fromisoformat(value)
	except ValueError:  # the framework reads other spellings as well, more slowly
		try:
			moment = read(value)
		except (ValueError, OverflowError):
			return False
	return moment is not None and not moment.tzinfo


def _exceeded(fieldtype: str, value: object, is_single: bool) -> str | None:
	"""The most that a column of that type holds, if this is more. What is of a single document is kept as text."""
	if isinstance(value, str) and (is_single or fieldtype in TEXTS):
		if len(value) * 4 > MOST_BYTES < len(value.encode()):
			return _("{0} bytes").format(MOST_BYTES)
	elif fieldtype == "Int":
		if abs(cint(value)) > MOST_INT:
			return str(MOST_INT)
	elif fieldtype in float_like_fields and not abs(flt(value)) <= MOST_FLOAT:
		return str(MOST_FLOAT)
	return None
