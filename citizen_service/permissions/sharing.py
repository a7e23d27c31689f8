"""A share or an assignment never opens what roles and scope close (rule 5)."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import SharingRefused

CLOSED_DOCTYPES = frozenset({"Case", "Citizen", "Case Referral", "Response", "Service Level Record"})


def refuse_opening_share(doc: Document, method: str | None = None) -> None:
	"""DocShare: only to users who may read the document without it.

	:raises SharingRefused: the share would open the document to its user
	"""
	if doc.share_doctype not in CLOSED_DOCTYPES:
		return
	if not doc.everyone and _may_read_unshared(doc.share_doctype, doc.share_name, doc.user):
		return
	frappe.throw(
		_("{0} {1} cannot be shared with {2}: their role does not open it. Refer the case to their department instead.").format(
			_(doc.share_doctype), doc.share_name, frappe.bold(doc.user or _("everyone"))
		),
		SharingRefused,
		title=_("Sharing Refused"),
	)


def refuse_foreign_assignee(doc: Document, method: str | None = None) -> None:
	"""ToDo: a document of ours is assigned only to somebody who may read it.

	:raises SharingRefused: the assignee may not read the document
	"""
	if doc.reference_type not in CLOSED_DOCTYPES or doc.status != "Open" or not doc.allocated_to:
		return
	if _may_read_unshared(doc.reference_type, doc.reference_name, doc.allocated_to):
		return
	frappe.throw(
		_("{0} {1} cannot be assigned to {2}: their role does not open it.").format(
			_(doc.reference_type), doc.reference_name, frappe.bold(doc.allocated_to)
		),
		SharingRefused,
		title=_("Assignment Refused"),
	)


def _may_read_unshared(doctype: str, name: str, user: str | None) -> bool:
	"""What role and scope alone allow, shares left aside."""
	if not user:
		return False
	document = frappe.get_doc(doctype, name)
	return bool(frappe.permissions.get_doc_permissions(document, user=user).get("read"))
