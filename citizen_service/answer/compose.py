"""Composing the answer to the citizen: what the departments answered, beside the text that Follow-up writes."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.answer.files import WRITING, choosable, refuse_departments
from citizen_service.calls import names_in
from citizen_service.desk.names import names_of
from citizen_service.errors import ResponseRefused, StageNotReached
from citizen_service.states.meaning import stage_of, states_in

FOR_CITIZEN = "Citizen"


@frappe.whitelist(methods=["GET"])
def material(case: str) -> dict:
	"""What an answer to the citizen is composed of.

	:return: `responses` (accepted ones of departments, each with `files`), `draft` (the answer that is being written, or
		None) and `files` (all that may go to the citizen)
	:raises NotYours: somebody of a department asks
	"""
	refuse_departments()
	document = frappe.get_doc("Case", case)
	document.check_permission("read")
	draft = _draft(case)
	files = choosable(case, draft and draft.name)
	return {
		"responses": _responses(case),
		"draft": draft and _shown(draft),
		"files": files,
		"language": document.language,
	}


@frappe.whitelist(methods=["POST"])
def save(
	case: str,
	body: str,
	kind: str = "Full Reply",
	language: str | None = None,
	files: str | list | None = None,
	response: str | None = None,
	modified: str | None = None,
) -> dict:
	"""Make the answer to the citizen, or change the one that is still being written.

	:param files: names of the attachments that go with it, as a list or as JSON; without it they stay as they are
	:param response: the answer to change; a new one is made without it
	:param modified: as it was read, so that nobody's change in the meantime is lost
	:return: `name`, `modified` and `stage` of the response
	:raises ResponseRefused: empty, of another case, or not for the citizen
	:raises BadRequest: `files` is no list of names
	:raises StageNotReached: it has been sent on
	:raises frappe.TimestampMismatchError: somebody else has changed it
	"""
	refuse_departments()
	frappe.get_doc("Case", case).check_permission("read")
	document = _to_change(case, response, modified) if response else _new(case)
	document.update({"body": body, "kind": kind, "language": language or document.language})
	if files not in (None, ""):
		document.set("citizen_files", [{"file": name} for name in names_in(files, "files")])
	document.save()
	return _shown(document)


def _new(case: str) -> Document:
	document = frappe.new_doc("Response")
	document.update({"case": case, "audience": FOR_CITIZEN})
	document.language = frappe.db.get_value("Case", case, "language")
	return document


def _to_change(case: str, response: str, modified: str | None) -> Document:
	document = frappe.get_doc("Response", response)
	document.check_permission("write")
	if document.case != case or document.audience != FOR_CITIZEN:
		frappe.throw(
			_("Response {0} is no answer to the citizen of case {1}.").format(response, case),
			ResponseRefused,
			title=_("Response Not Possible"),
		)
	if stage_of(document) not in WRITING:
		frappe.throw(
			_("Response {0} has been sent on: send it back before you change its text.").format(response),
			StageNotReached,
			title=_("Step Not Open"),
		)
	if modified and str(document.modified) != modified:
		frappe.throw(
			_("Somebody else has changed response {0} meanwhile. Open the answer again.").format(response),
			frappe.TimestampMismatchError,
			title=_("Changed Meanwhile"),
		)
	return document


def _draft(case: str) -> Document | None:
	states = [state for stage in WRITING for state in states_in("Response", stage)]
	names = frappe.get_all(
		"Response",
		filters={"case": case, "audience": FOR_CITIZEN, "workflow_state": ("in", states)},
		pluck="name",
		order_by="modified desc",
		limit=1,
	)
	return frappe.get_doc("Response", names[0]) if names else None


def _shown(document: Document) -> dict:
	return {
		"name": document.name,
		"modified": str(document.modified),
		"body": document.body,
		"kind": document.kind,
		"language": document.language,
		"files": [row.file for row in document.citizen_files],
		"stage": stage_of(document),
		"send_back_reason": document.send_back_reason,
	}


def _responses(case: str) -> list[dict]:
	rows = frappe.get_all(
		"Response",
		filters={
			"case": case,
			"department": ("is", "set"),
			"workflow_state": ("in", states_in("Response", "Accepted")),
		},
		fields=["name", "kind", "department", "body", "prepared_by", "submitted_on"],
		order_by="accepted_on asc, name asc",
	)
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": "Response", "attached_to_name": ("in", [row.name for row in rows])},
		fields=["name", "file_name", "file_url", "attached_to_name"],
		order_by="creation asc, name asc",
	)
	people = names_of(row.prepared_by for row in rows if row.prepared_by)
	for row in rows:
		row.prepared_by = people.get(row.prepared_by, row.prepared_by)
		row.files = [file for file in files if file.attached_to_name == row.name]
	return rows
