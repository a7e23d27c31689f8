"""From what was found on the spot to a response."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from frappe.utils import escape_html

from citizen_service.errors import StageNotReached
from citizen_service.field_visit.access import VISIT
from citizen_service.permissions.require import require
from citizen_service.permissions.scope import scope_of
from citizen_service.portal.dates import long_date
from citizen_service.referral.actions import OPEN


@frappe.whitelist(methods=["GET"])
def values(visit: str) -> dict[str, str | None]:
	"""What a new Response to a done visit begins with: `case`, `referral`, `language` and `body`.

	A department answers its own open referral of the case; the office the one that the visit was planned from.
	:raises StageNotReached: the visit is not done
	"""
	require("Response", "create")
	document = frappe.get_doc(VISIT, visit)
	document.check_permission("read")
	if document.status != "Done":
		frappe.throw(
			_("Record the findings of visit {0} first.").format(visit),
			StageNotReached,
			title=_("Step Not Open"),
		)
	return {
		"case": document.case,
		"referral": _referral(document),
		"language": document.language,
		"body": _body(document),
	}


def _referral(document: Document) -> str | None:
	scope = scope_of()
	if scope.departments is None:
		return document.referral
	return frappe.db.get_value(
		"Case Referral",
		{"case": document.case, "department": ("in", sorted(scope.departments)), "status": ("in", OPEN)},
	)


def _body(document: Document) -> str:
	with print_language(document.language):
		opening = _("A field visit on {0} found the following:").format(long_date(document.arrived_on))
	lines = "".join(f"<p>{escape_html(line)}</p>" for line in document.findings.splitlines() if line.strip())
	return f"<p>{opening}</p>{lines}"
