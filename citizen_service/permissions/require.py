"""The first line of a whitelisted method that has no document to ask.

`frappe.has_permission(…, throw=True)` answers with HTTP 417 on the 2023 build and with 403 on the released ones.
"""

import frappe
from frappe import _

from citizen_service.errors import NotYours


def require(doctype: str, ptype: str = "read") -> None:
	"""Refuse whoever has no permission of that type on the DocType.

	:raises NotYours: HTTP 403
	"""
	if not frappe.has_permission(doctype, ptype):
		frappe.throw(
			_("Your role does not open {0} to you.").format(frappe.bold(_(doctype))),
			NotYours,
			title=_("Not Permitted"),
		)
