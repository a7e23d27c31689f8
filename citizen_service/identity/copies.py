"""Copies of an identity that was withheld only later: out of versions, comments, assignments, mails and search.

What stays: free text of the case and its responses, files (scans too), what was sent, sheets that were imported or
exported, and backups.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from pypika.terms import Criterion

from citizen_service import bulk
from citizen_service.identity import accounts

if TYPE_CHECKING:
	from citizen_service.identity.sealing import Contact

MARK = "•••"
"""Stands where an identity stood."""
SHORTEST = 3
"""Fewer characters are found in too many words to be replaced."""


@dataclass(frozen=True)
class Place:
	"""A DocType that may repeat what a document says: by which columns it points there, and which hold text."""

	doctype: str
	pointer: tuple[str, str]
	texts: tuple[str, ...]


PLACES = (
	Place("Comment", ("reference_doctype", "reference_name"), ("content", "subject")),
	Place("ToDo", ("reference_type", "reference_name"), ("description",)),
	Place("Notification Log", ("document_type", "document_name"), ("subject", "email_content")),
	Place(
		"Communication",
		("reference_doctype", "reference_name"),
		("subject", "content", "text_content", "recipients", "cc", "bcc", "sender", "sender_full_name"),
	),
)


def scrub(contacts: dict[str, "Contact"]) -> None:
	"""Take the identities of the cases (name → whose) out of every record that repeats them, and say so on the case."""
	owner = _documents_of(contacts)
	versions = _versions(owner)
	words = {case: _words(contact) for case, contact in contacts.items()}
	for version in versions:
		if version.ref_doctype == "Case":
			words[version.docname] |= _former(version.content, asdict(next(iter(contacts.values()))))
	changed = dict.fromkeys(contacts, 0)
	for row in _cleaned_versions(versions, owner, words):
		changed[row.pop("case")] += 1
		frappe.db.set_value("Version", row["name"], "data", row["data"], update_modified=False)
	for place in PLACES:
		for case, name, values in _cleaned(place, owner, words):
			changed[case] += 1
			frappe.db.set_value(place.doctype, name, values, update_modified=False)
	_hide_mails(owner)
	_clean_rows(list(contacts), words)
	accounts.hide(list(contacts))
	for case, number in changed.items():
		_say(case, number)


def _documents_of(cases: Iterable[str]) -> dict[tuple[str, str], str]:
	"""(DocType, name) of the cases and of what belongs to them → the case."""
	found = {("Case", case): case for case in cases}
	for doctype in ("Case Referral", "Response"):
		rows = frappe.get_all(
			doctype, filters={"case": ("in", list(cases))}, fields=["name", "case"], order_by="name asc"
		)
		found.update({(doctype, row.name): row.case for row in rows})
	return found


def _of(table: Any, pointer: tuple[str, str], owner: dict) -> Criterion:
	"""That a row points to one of the documents."""
	doctypes = {doctype for doctype, _name in owner}
	return Criterion.any(
		(table[pointer[0]] == doctype)
		& table[pointer[1]].isin([name for kind, name in owner if kind == doctype])
		for doctype in sorted(doctypes)
	)


def _words(contact: "Contact") -> set[str]:
	return {text for text in asdict(contact).values() if text and len(text) >= SHORTEST}


# Versions


def _versions(owner: dict) -> list[frappe._dict]:
	table = frappe.qb.DocType("Version")
	rows = (
		frappe.qb.from_(table)
		.where(_of(table, ("ref_doctype", "docname"), owner))
		.select(table.name, table.ref_doctype, table.docname, table.data)
		.orderby(table.name)
	).run(as_dict=True)
	for row in rows:
		row.content = json.loads(row.data or "{}")
	return rows


def _former(content: dict, fields: Iterable[str]) -> set[str]:
	"""What stood in the fields of the identity before it was changed."""
	return {
		value
		for field, *values in content.get("changed") or []
		if field in fields
		for value in values
		if isinstance(value, str) and len(value) >= SHORTEST
	}


def _cleaned_versions(
	versions: list[frappe._dict], owner: dict, words: dict[str, set[str]]
) -> Iterable[dict]:
	for version in versions:
		case = owner[version.ref_doctype, version.docname]
		cleaned = _without(version.content, words[case])
		if cleaned != version.content:
			yield {"case": case, "name": version.name, "data": json.dumps(cleaned, ensure_ascii=False)}


def _without(value: Any, words: set[str]) -> Any:
	"""A text, or all texts in a structure, with each of the words replaced."""
	if isinstance(value, str):
		for word in sorted(words, key=len, reverse=True):
			value = value.replace(word, MARK)
		return value
	if isinstance(value, list):
		return [_without(one, words) for one in value]
	if isinstance(value, dict):
		return {key: _without(one, words) for key, one in value.items()}
	return value


# The rest


def _cleaned(place: Place, owner: dict, words: dict[str, set[str]]) -> Iterable[tuple[str, str, dict]]:
	"""Case, name and new texts of the rows that repeated an identity."""
	table = frappe.qb.DocType(place.doctype)
	rows = (
		frappe.qb.from_(table)
		.where(_of(table, place.pointer, owner))
		.select(table.name, *(table[field] for field in (*place.pointer, *place.texts)))
		.orderby(table.name)
	).run(as_dict=True)
	for row in rows:
		case = owner[row[place.pointer[0]], row[place.pointer[1]]]
		values = {field: _without(row[field], words[case]) for field in place.texts}
		if changed := {field: value for field, value in values.items() if value != row[field]}:
			yield case, row.name, changed


def _hide_mails(owner: dict) -> None:
	"""Mails in the queue still need their address: from now on nobody but the mail server gets at them."""
	table = frappe.qb.DocType("Email Queue")
	names = (
		frappe.qb.from_(table)
		.where(_of(table, ("reference_doctype", "reference_name"), owner))
		.select(table.name, table.reference_doctype, table.reference_name)
		.orderby(table.name)
	).run(as_dict=True)
	rows = [
		{
			"name": row.name,
			"reference_doctype": "Withheld Identity",
			"reference_name": owner[row.reference_doctype, row.reference_name],
		}
		for row in names
	]
	for row in rows:
		frappe.db.set_value("Email Queue", row.pop("name"), row, update_modified=False)


def _clean_rows(cases: list[str], words: dict[str, set[str]]) -> None:
	"""What referrals, responses and the cases' own rows repeat, and the rows of the global search."""
	frappe.db.set_value(
		"Case Referral",
		{"case": ("in", cases)},
		{"citizen_name": None, "mobile": None},
		update_modified=False,
	)
	responses = frappe.get_all("Response", filters={"case": ("in", cases)}, pluck="name", order_by="name asc")
	if responses:
		frappe.db.set_value("Response", {"name": ("in", responses)}, "email", None, update_modified=False)
		frappe.db.set_value(
			"Response Delivery",
			{"parent": ("in", responses), "channel": ("in", ("E-mail", "SMS"))},
			"recipient",
			MARK,
			update_modified=False,
		)
	rows = frappe.get_all(
		"Case", filters={"name": ("in", cases)}, fields=["name", "_comments"], order_by="name asc"
	)
	for row in rows:
		text = _without(row._comments, words[row.name])
		if text != row._comments:
			frappe.db.set_value("Case", row.name, "_comments", text, update_modified=False)
	for doctype, names in (("Case", cases), ("Response", responses)):
		if names:
			frappe.db.delete("__global_search", {"doctype": doctype, "name": ("in", names)})


def _say(case: str, number: int) -> None:
	"""On the case: that it happened, and in how many records."""
	text = _(
		"Identity withheld. It was taken out of {0} records of this case; texts and files stay as they are."
	).format(number)
	comment = {
		"comment_type": "Info",
		"reference_doctype": "Case",
		"reference_name": case,
		"comment_by": frappe.session.user,
		"comment_email": frappe.session.user,
		"content": text,
	}
	bulk.insert("Comment", [{**bulk.row_head(), **comment}])
