"""A withheld identity is not in the case at all: its fields are empty there, and their values sealed in a row apart.

So every way to a case is safe by construction. The row is encrypted with the site's key, because print formats,
notifications and server scripts may read any table. `contact_of` is the one way to whom a case's letters go.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.password import decrypt, encrypt, get_encryption_key

from citizen_service import bulk
from citizen_service.errors import IdentityWithheld
from citizen_service.identity import copies

SEALED = "Withheld Identity"
FIELDS = ("citizen", "citizen_name", "national_id", "mobile", "email")
"""What of a case tells who brought it. The place of the matter stays."""


@dataclass(frozen=True)
class Contact:
	"""Who brought a case and how to reach them, as the case or its sealed row has it. None where it is not known."""

	citizen: str | None = None
	citizen_name: str | None = None
	national_id: str | None = None
	mobile: str | None = None
	email: str | None = None


def contact_of(case: str | Document) -> Contact:
	"""The citizen's data, for delivery in the background; never for an answer to a user."""
	if not isinstance(case, str):
		return unsealed(case.name) if case.withhold_identity else _contact(case)
	row = frappe.db.get_value("Case", case, ("withhold_identity", *FIELDS), as_dict=True)
	return unsealed(case) if row.withhold_identity else _contact(row)


def unsealed(case: str) -> Contact:
	"""What is sealed of a case; nothing but None where nothing is."""
	sealed = frappe.db.get_value(SEALED, case, "sealed")
	return Contact(**json.loads(decrypt(sealed))) if sealed else Contact()


def reachable(case: Document) -> tuple[bool, bool]:
	"""Whether a case has an e-mail address, and a mobile number; nothing is unsealed for it."""
	if not case.withhold_identity:
		return bool(case.email), bool(case.mobile)
	has = frappe.db.get_value(SEALED, case.name, ("has_email", "has_mobile")) or (0, 0)
	return bool(has[0]), bool(has[1])


# Steps of a case that is being saved


def take_identity_out(case: Document) -> None:
	"""Case, validate: a withheld identity leaves the row before it is written, and is not changed in passing.

	:raises IdentityWithheld: it would come back, or be overwritten, otherwise than by `identity.looks`
	"""
	before = case.get_doc_before_save()
	was_withheld = bool(before and before.withhold_identity)
	if case.flags.identity_step:
		return
	if was_withheld and not case.withhold_identity:
		_refuse(
			_("The identity in case {0} is withheld until a manager gives it back to the case.").format(
				case.name
			)
		)
	if not case.withhold_identity:
		return
	given = _contact(case)
	if was_withheld and any(asdict(given).values()):
		_refuse(
			_("The identity in case {0} is withheld: a manager corrects it, with a reason.").format(case.name)
		)
	if not was_withheld:
		case.flags.identity_to_seal = given
	for row in filter(None, (case, before)):  # a Version is made of both
		row.update(dict.fromkeys(FIELDS))


def seal_identity(case: Document) -> None:
	"""Case, once it is written: what was taken out is sealed, and copies in other records lose it."""
	contact = case.flags.pop("identity_to_seal", None)
	if not contact:
		return
	store(case.name, contact)
	if case.get_doc_before_save():
		copies.scrub({case.name: contact})
		case.owner = frappe.db.get_value("Case", case.name, "owner")


def store(case: str, contact: Contact) -> None:
	"""Write or overwrite what is sealed of a case."""
	store_many({case: contact})


def store_many(contacts: dict[str, Contact]) -> None:
	"""The same for many cases; of those without any identity nothing is written."""
	rows = [
		{**bulk.row_head(), **_row(case, contact)}
		for case, contact in contacts.items()
		if contact != Contact()
	]
	fields = ("modified", "modified_by", "sealed", "has_email", "has_mobile", "citizen_mark")
	bulk.insert(SEALED, rows, bulk.overwriting(*fields))


def drop(case: str) -> None:
	"""Nothing is sealed of the case any more."""
	frappe.db.delete(SEALED, {"name": case})


def has_withheld_cases(citizen: str) -> bool:
	"""Whether some withheld identity is this citizen's."""
	return bool(frappe.db.exists(SEALED, {"citizen_mark": _mark(citizen)}))


def _row(case: str, contact: Contact) -> dict:
	return {
		"name": case,
		"case": case,
		"sealed": encrypt(json.dumps(asdict(contact), ensure_ascii=False)),
		"has_email": int(bool(contact.email)),
		"has_mobile": int(bool(contact.mobile)),
		"citizen_mark": _mark(contact.citizen) if contact.citizen else None,
	}


def _mark(citizen: str) -> str:
	return hmac.new(get_encryption_key().encode(), citizen.encode(), hashlib.sha256).hexdigest()


def _contact(row: Document | dict) -> Contact:
	return Contact(**{field: row.get(field) or None for field in FIELDS})


def _refuse(message: str) -> None:
	frappe.throw(message, IdentityWithheld, title=_("Identity Withheld"))
