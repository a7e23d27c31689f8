"""A workflow action on a form that is out of date is refused, as saving it would be."""

import frappe
from frappe import _
from frappe.model import workflow as framework
from frappe.model.document import Document

from citizen_service.calls import document_in, moment_in

KEPT = frozenset({"Case", "Response"})


@frappe.whitelist(methods=["POST"])
def apply_workflow(doc: Document | str | dict, action: str) -> Document:
	"""Stands in for `frappe.model.workflow.apply_workflow`, which reads the document anew and so acts on what its user
	has not seen. A call that does not say which version it means (no `modified`) is taken as one for the newest.

	:raises BadRequest: `doc` does not name a document, or by no moment
	:raises TimestampMismatchError: somebody changed a case or a response since the form was opened
	"""
	given = doc if isinstance(doc, Document) else document_in(doc, "doc")
	if given.get("doctype") in KEPT and given.get("modified"):
		_refuse_stale(given["doctype"], given.get("name"), given["modified"])
	return framework.apply_workflow(given, action)


def _refuse_stale(doctype: str, name: str, seen: str) -> None:
	present = frappe.db.get_value(doctype, name, "modified", for_update=True)
	if present and moment_in(seen, "modified") != present:
		frappe.get_doc(doctype, name).check_permission("read")  # or the refusal would tell of it
		frappe.throw(
			_("{0} {1} was changed by somebody else meanwhile: reload it, then decide.").format(
				_(doctype), name
			),
			frappe.TimestampMismatchError,
			title=_("Changed Meanwhile"),
		)
