"""Which attachments go to the citizen with a response: those that its writer named, and no other."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import NotYours
from citizen_service.permissions.scope import scope_of
from citizen_service.states.meaning import stage_of, states_in

WRITING = ("Draft", "Sent Back")


def check_citizen_files(response: Document) -> None:
	"""Response, validate: only attachments of the matter, each once, chosen while the text is still with its writer.

	:raises ResponseRefused: another matter's file, or a change of a response that was sent on
	"""
	before = response.get_doc_before_save()
	chosen = [row.file for row in response.citizen_files]
	earlier = [row.file for row in before.citizen_files] if before else []
	if chosen == earlier:
		return
	if before and stage_of(before) not in WRITING:
		response.refuse(
			_("Response {0} has been sent on: send it back before you change what goes with it.").format(
				response.name
			)
		)
	possible = {row.name: row for row in files_of_matter(response.case, response.name)}
	for row in response.citizen_files:
		if row.file not in possible:
			response.refuse(
				_(
					"Attachment {0} belongs neither to the case nor to an accepted response of a department."
				).format(frappe.bold(frappe.utils.escape_html(row.file_name or row.file)))
			)
		row.file_name = possible[row.file].file_name
	if len(set(chosen)) < len(chosen):
		response.refuse(_("An attachment is named twice."))


@frappe.whitelist(methods=["GET"])
def choosable(case: str, response: str | None = None) -> list[dict]:
	"""The attachments that may go to the citizen with an answer.

	:return: rows of `name`, `file_name`, `file_url`, `file_size`, and `source`: whose it is, in the user's language
	:raises NotYours: somebody of a department asks
	"""
	refuse_departments()
	frappe.get_doc("Case", case).check_permission("read")
	return files_of_matter(case, response)


def refuse_departments() -> None:
	"""
	:raises NotYours: the present user is not of the office
	"""
	if scope_of().departments is not None:
		frappe.throw(
			_("Only the office writes and delivers answers to the citizen."),
			NotYours,
			title=_("Not Permitted"),
		)


def files_of_matter(case: str, response: str | None = None) -> list[dict]:
	"""Files of the response itself, of the departments' accepted responses, and of the case. Signed forms are none."""
	accepted = frappe.get_all(
		"Response",
		filters={
			"case": case,
			"department": ("is", "set"),
			"workflow_state": ("in", states_in("Response", "Accepted")),
		},
		fields=["name", "department"],
		order_by="accepted_on asc, name asc",
	)
	sources = {("Response", row.name): row.department for row in accepted}
	sources["Case", case] = _("Case")
	if response:
		sources["Response", response] = _("This response")
	files = frappe.get_all(
		"File",
		filters={"attached_to_name": ("in", [name for _doctype, name in sources]), "is_folder": 0},
		fields=["name", "file_name", "file_url", "file_size", "attached_to_doctype", "attached_to_name"],
		order_by="creation asc, name asc",
	)
	found = []
	for file in files:
		source = sources.get((file.pop("attached_to_doctype"), file.pop("attached_to_name")))
		if source:
			found.append(frappe._dict(file, source=source))
	return found


def attached(response: Document) -> list[dict[str, str]]:
	"""What goes with its e-mail, as the framework's mail takes it; a file that was deleted since is left out."""
	names = [row.file for row in response.citizen_files]
	there = set(frappe.get_all("File", filters={"name": ("in", names)}, pluck="name", order_by="name asc"))
	return [{"fid": name} for name in names if name in there]
