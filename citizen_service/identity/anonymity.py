"""What of a case's identity its type allows: withheld from the departments, or none at all."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from citizen_service.errors import IdentityChoiceRefused
from citizen_service.identity.sealing import FIELDS
from citizen_service.listing import listed


def check_identity_choice(case: Document) -> None:
	"""Case, validate: a case without a name carries nothing that tells whose it is, and its type allows that.

	Whether an identity may be withheld is asked of new cases only: later, it is the office's protection to give.

	:raises IdentityChoiceRefused: a name or contact stands in a case without a name, or its type does not allow the choice
	"""
	chosen_now = case.is_new() or case.has_value_changed("case_type") or case.has_value_changed("anonymous")
	if case.anonymous:
		_refuse_named(case)
		if chosen_now and not _allows(case, "allows_anonymous"):
			_refuse(
				case,
				_("A case of the type “{0}” needs a name. Give one, or choose another type."),
			)
	elif case.withhold_identity and case.is_new() and not _allows(case, "allows_withheld"):
		_refuse(
			case,
			_(
				"In a case of the type “{0}” the departments must know the name. Give it, or choose another type."
			),
		)


def _refuse_named(case: Document) -> None:
	given = [field for field in (*FIELDS, "withhold_identity") if case.get(field)]
	if given:
		frappe.local.response["problems"] = {field: _("Leave this empty.") for field in given}
		frappe.throw(
			_(
				"The case is marked “{0}”, but this is filled in: {1}. Empty it, or take the mark away."
			).format(
				_(case.meta.get_label("anonymous")), listed(_(case.meta.get_label(field)) for field in given)
			),
			IdentityChoiceRefused,
			title=_("Without a Name"),
		)


def _allows(case: Document, what: str) -> bool:
	return bool(frappe.get_cached_value("Case Type", case.case_type, what))


def _refuse(case: Document, message: str) -> None:
	frappe.throw(message.format(escape_html(_(case.case_type))), IdentityChoiceRefused, title=_("Identity"))
