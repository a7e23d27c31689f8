"""A share or an assignment never opens what roles and scope close (rule 5)."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import SharingRefused

CLOSED_DOCTYPES = frozenset(
	{
		"Case",
		"Citizen",
		"Case Referral",
		"Case Reopening",
		"Case Rating",
		"Response",
		"Service Level Record",
		"Extension Request",
		"Signed Form",
		"Identity Look",
		"Emergency Event",
		"Withheld Identity",
		"Field Visit",
	}
)


def refuse_opening_share(doc: Document, method: str | None = None) -> None:
	"""DocShare: only to users who may read the document without it.

	:raises SharingRefused: the share would open the document to its user
	"""
	doctype, name = _what_is_shared(doc)
	if doctype not in CLOSED_DOCTYPES:
		return
	if not doc.everyone and _may_read_unshared(doctype, name, doc.user):
		return
	frappe.throw(
		_(
			"{0} {1} cannot be shared with {2}: their role does not open it. Refer the case to their department instead."
		).format(_(doctype), name, frappe.bold(doc.user or _("everyone"))),
		SharingRefused,
		title=_("Sharing Refused"),
	)


def _what_is_shared(share: Document) -> tuple[str | None, str | None]:
	"""DocType and name; of a file, what it is attached to."""
	if share.share_doctype == "File":
		attached = ["attached_to_doctype", "attached_to_name"]
		return frappe.db.get_value("File", share.share_name, attached) or (None, None)
	return share.share_doctype, share.share_name


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


def refuse_foreign_follower(doc: Document, method: str | None = None) -> None:
	"""Document Follow: its mails tell every change, so only somebody who may read the document follows it.

	:raises SharingRefused: the user may not read the document
	"""
	if doc.ref_doctype not in CLOSED_DOCTYPES or _may_read_unshared(
		doc.ref_doctype, doc.ref_docname, doc.user
	):
		return
	frappe.throw(
		_("{0} {1} is not open to you.").format(_(doc.ref_doctype), doc.ref_docname),
		SharingRefused,
		title=_("Not Permitted"),
	)


def refuse_tag(doc: Document, method: str | None = None) -> None:
	"""Tag Link: every user reads tags, with the titles of what they are on.

	:raises SharingRefused: the tag is on a document of ours
	"""
	if doc.document_type in CLOSED_DOCTYPES:
		frappe.throw(
			_("{0} takes no tags: every user could read them, with its title. Use category and type.").format(
				_(doc.document_type)
			),
			SharingRefused,
			title=_("No Tags Here"),
		)


def _may_read_unshared(doctype: str, name: str, user: str | None) -> bool:
	"""What role and scope alone allow, shares left aside."""
	if not user:
		return False
	document = frappe.get_doc(doctype, name)
	return bool(frappe.permissions.get_doc_permissions(document, user=user).get("read"))
