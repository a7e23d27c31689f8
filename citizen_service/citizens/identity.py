"""National numbers on documents: checked by the country in the settings, kept in Latin digits.

Only a number that is new or changed is checked, so that records of earlier days can still be edited.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.citizens.national_id import BadNationalId, checked
from citizen_service.errors import CitizenKnown, NationalIdRefused


def check_national_id(document: Document, of_person: bool = True) -> None:
	"""Check `national_id` of a document that is being saved, and write it in Latin digits.

	:param of_person: False for a company, whose number is that of the commercial register: not checked
	:raises NationalIdRefused: with what is wrong and what would be right
	"""
	if not document.national_id or not document.has_value_changed("national_id"):
		return
	country = frappe.get_cached_doc("Citizen Service Settings").country if of_person else None
	try:
		document.national_id = checked(document.national_id, country)
	except BadNationalId as error:
		_refuse(document.national_id, country, error)


def refuse_known_number(citizen: Document) -> None:
	"""Citizen, once its number is checked: nobody has two records of one kind. Who represents somebody has one for each.

	:raises CitizenKnown: names the record that has the number
	"""
	if not citizen.national_id or not citizen.has_value_changed("national_id"):
		return
	same = {
		"national_id": citizen.national_id,
		"citizen_type": citizen.citizen_type,
		"represents": citizen.represents or ("is", "not set"),
		"name": ("!=", citizen.name or ""),
	}
	if known := frappe.db.get_value("Citizen", same, ["name", "citizen_name"]):
		text = _("{0} has this national id already ({1}): choose that record from the search.").format(
			frappe.utils.escape_html(known[1]), known[0]
		)
		frappe.local.response["problems"] = {"national_id": text}
		frappe.throw(text, CitizenKnown, title=_("National Id"))


def check_case_national_id(case: Document) -> None:
	"""The same for a case; its citizen's own number was looked at when the citizen was saved.

	:raises NationalIdRefused: with what is wrong and what would be right
	"""
	if not case.national_id or not case.has_value_changed("national_id"):
		return
	citizen = None
	if case.citizen:
		citizen = frappe.db.get_value("Citizen", case.citizen, ("national_id", "citizen_type"), as_dict=True)
		if citizen and case.national_id == citizen.national_id:
			return
	check_national_id(case, of_person=not citizen or citizen.citizen_type != "Company")


def _refuse(number: str, country: str, error: BadNationalId) -> None:
	wrong = {
		"not_digits": _("It has {0} digits and nothing else.").format(error.length),
		"wrong_length": _("It has {0} digits, neither more nor fewer.").format(error.length),
		"no_birth_date": _(
			"Its first seven digits are the date of birth: 2 or 3 for the century, then year, month and day."
		),
		"wrong_check_digit": _("Its last digit does not fit the others: one of the digits is mistaken."),
	}[error.code]
	text = " ".join(
		[
			_("“{0}” is not a national id of this country: {1}.").format(
				frappe.utils.escape_html(number), _(country)
			),
			wrong,
			_("Compare it with the document. Leave the field empty if the number is of another document."),
		]
	)
	frappe.local.response["problems"] = {"national_id": text}
	frappe.throw(text, NationalIdRefused, title=_("National Id"))
