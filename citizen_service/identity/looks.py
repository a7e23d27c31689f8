"""A withheld identity is opened, corrected or given back: by those who may, with a reason, and in the record.

Who may: the roles that may create the DocType Identity Look, as the Role Permission Manager has it.
"""

from dataclasses import asdict, replace

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.calls import fields_in
from citizen_service.citizens.identity import check_case_national_id
from citizen_service.errors import IdentityWithheld
from citizen_service.identity.copies import MARK
from citizen_service.identity.sealing import FIELDS, Contact, drop, store, unsealed
from citizen_service.permissions.require import require

LOOK = "Identity Look"
LOOKED, CORRECTED, GIVEN_BACK = "Looked", "Corrected", "No Longer Withheld"


@frappe.whitelist(methods=["POST"])
def look(case: str, reason: str) -> dict[str, str | None]:
	"""Who brought a case whose identity is withheld, for this moment. The look is recorded before the answer.

	:return: `citizen`, `citizen_name`, `national_id`, `mobile`, `email`
	:raises NotYours: the user's role may not look
	:raises IdentityWithheld: no reason, or nothing is withheld in this case
	"""
	document = _withheld(case, reason)
	contact = unsealed(document.name)
	_record(document, LOOKED, reason, contact)
	return asdict(contact)


@frappe.whitelist(methods=["POST"])
def correct(case: str, reason: str, values: str | dict) -> None:
	"""Correct what is sealed of a case; it stays withheld.

	:param values: any of `citizen`, `citizen_name`, `national_id`, `mobile`, `email`; what is not named stays
	:raises NotYours: the user's role may not look
	:raises IdentityWithheld: no reason, nothing is withheld, or another field is named
	:raises BadRequest: `values` is no object of single values
	"""
	document = _withheld(case, reason)
	given = fields_in(values, "values")
	if not given or not set(given) <= set(FIELDS):
		_refuse(_("Name what is to be corrected: {0}.").format(", ".join(FIELDS)))
	before = unsealed(document.name)
	document.update({**asdict(before), **given})  # never saved: to be looked at as any case's is
	check_case_national_id(document)
	if document.citizen and not frappe.db.exists("Citizen", document.citizen):
		_refuse(_("There is no citizen {0}.").format(frappe.utils.escape_html(document.citizen)))
	after = Contact(**{field: document.get(field) or None for field in FIELDS})
	store(document.name, after)
	_record(document, CORRECTED, reason, before, after)


@frappe.whitelist(methods=["POST"])
def give_back(case: str, reason: str) -> None:
	"""At the citizen's wish the identity is withheld no longer: it goes back into the case.

	:raises NotYours: the user's role may not look
	:raises IdentityWithheld: no reason, or nothing is withheld in this case
	"""
	document = _withheld(case, reason)
	document.check_permission("write")
	contact = unsealed(document.name)
	if contact.citizen and not frappe.db.exists("Citizen", contact.citizen):
		contact = replace(contact, citizen=None)
	document.update({**asdict(contact), "withhold_identity": 0})
	document.flags.identity_step = True
	document.save()
	drop(document.name)
	_record(document, GIVEN_BACK, reason)


def _withheld(case: str, reason: str) -> Document:
	"""The case, locked, of somebody who may look at whose it is."""
	require(LOOK, "create")
	document = frappe.get_doc("Case", case, for_update=True)
	document.check_permission("read")
	if not document.withhold_identity:
		_refuse(_("Nothing is withheld in case {0}.").format(case))
	if not (reason or "").strip():
		_refuse(_("Say why: the reason is kept with your name and the time."))
	return document


def _record(document: Document, action: str, reason: str, *contacts: Contact) -> None:
	"""One row; a reason that tells one of the identities is kept without it."""
	known = {text for contact in contacts for text in asdict(contact).values() if text}
	for text in sorted(known, key=len, reverse=True):
		reason = reason.replace(text, MARK)
	look = frappe.get_doc(
		{
			"doctype": LOOK,
			"case": document.name,
			"action": action,
			"reason": reason.strip(),
			"user": frappe.session.user,
			"looked_on": now_datetime(),
			"from_address": frappe.local.request_ip,
		}
	)
	look.flags.by_the_program = True
	look.insert(ignore_permissions=True)


def _refuse(message: str) -> None:
	frappe.throw(message, IdentityWithheld, title=_("Identity Withheld"))
