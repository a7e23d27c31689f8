"""Response templates as writers use them: which are offered for a matter, and one filled in."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.answer.facts import values_of
from citizen_service.answer.placeholders import PLACES, fill
from citizen_service.errors import InvalidTemplate, NotYours
from citizen_service.permissions.require import require
from citizen_service.permissions.scope import scope_of
from citizen_service.sla.reading import lineage

TEMPLATE = "Response Template"


@frappe.whitelist(methods=["GET"])
def places() -> list[str]:
	"""What may stand between braces, in the user's language first."""
	require(TEMPLATE)
	return [*PLACES.values(), *PLACES] if frappe.local.lang.startswith("ar") else [*PLACES, *PLACES.values()]


@frappe.whitelist(methods=["GET"])
def offered(
	case: str | None = None,
	referral: str | None = None,
	kind: str | None = None,
	language: str | None = None,
) -> list[dict]:
	"""The templates that fit what is being answered, the most particular first.

	:param case: what the office answers
	:param referral: what a department answers; also the office in its place
	:return: rows of `name`, `kind`, `department`
	:raises NotYours: neither is open to the user
	"""
	case_name = _matter(case, referral).get("case") or case
	case_type, category = frappe.db.get_value("Case", case_name, ["case_type", "category"])
	categories = lineage("Case Category", category)
	rows = frappe.get_list(
		TEMPLATE,
		filters={"enabled": 1, **({"language": language} if language else {})},
		fields=["name", "kind", "department", "case_type", "category"],
		order_by="name asc",
		limit_page_length=0,
	)
	fitting = [
		row
		for row in rows
		if (not row.kind or not kind or row.kind == kind)
		and (not row.case_type or row.case_type == case_type)
		and (not row.category or row.category in categories)
	]
	fitting.sort(key=lambda row: -sum(map(bool, (row.kind, row.department, row.case_type, row.category))))
	return [{"name": row.name, "kind": row.kind, "department": row.department} for row in fitting]


@frappe.whitelist(methods=["GET"])
def text(template: str, case: str | None = None, referral: str | None = None) -> str:
	"""A template's text as HTML, filled in for a case, or for a department's referral.

	:raises NotYours: the matter is not open to the user
	:raises InvalidTemplate: the template is disabled
	"""
	matter = _matter(case, referral)
	document = frappe.get_doc(TEMPLATE, template)
	document.check_permission("read")
	if not document.enabled:
		frappe.throw(
			_("Template {0} is disabled.").format(frappe.bold(document.name)),
			InvalidTemplate,
			title=_("Response Template"),
		)
	return fill(document.body or "", values_of(matter, document.language), frappe.utils.escape_html)


def _matter(case: str | None, referral: str | None) -> Document:
	"""The case for the office, the referral for a department; readable by the user."""
	if referral and (scope_of().departments is not None or not case):
		document = frappe.get_doc("Case Referral", referral)
	elif case and scope_of().departments is None:
		document = frappe.get_doc("Case", case)
	else:
		frappe.throw(_("Choose the referral that you answer."), NotYours, title=_("Response Template"))
	document.check_permission("read")
	return document
