"""Who reads an e-mail about one of our documents: whoever may read that document, and nobody else.

The framework opens every e-mail to whoever was given a mailbox, and to its owner. A department's officer with a
mailbox would so read the citizen's letters, identity included.
"""

import frappe
from frappe.model.document import Document

from citizen_service.permissions.scope import department_scope
from citizen_service.permissions.sharing import CLOSED_DOCTYPES

UNCLOSED_ROLES = frozenset({"System Manager"})
"""Roles to which the framework opens every e-mail of the site: they run it."""


def communication_query(user: str | None = None) -> str:
	"""The list's condition: departments' staff and others find e-mails about our documents on those documents."""
	user = user or frappe.session.user
	if department_scope(user) is None or UNCLOSED_ROLES.intersection(frappe.get_roles(user)):
		return ""
	closed = ", ".join(frappe.db.escape(doctype) for doctype in sorted(CLOSED_DOCTYPES))
	return f"coalesce(`tabCommunication`.`reference_doctype`, '') not in ({closed})"


def has_communication_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""The document's. An e-mail about nothing of ours is the framework's own matter."""
	user = user or frappe.session.user
	if doc.reference_doctype not in CLOSED_DOCTYPES or not doc.reference_name:
		return True
	if UNCLOSED_ROLES.intersection(frappe.get_roles(user)):
		return True
	return bool(frappe.has_permission(doc.reference_doctype, "read", doc=doc.reference_name, user=user))
