"""What the desk shows of a case's signed form."""

import frappe

from citizen_service.paper.policy import accepted_form, needs_signed_form

SHOWN = [
	"name",
	"status",
	"paper_file",
	"shelf",
	"received_on",
	"accepted_on",
	"superseded_reason",
	"integrity",
	"file",
]


@frappe.whitelist(methods=["GET"])
def paper_of_case(case: str) -> dict:
	"""The signed forms of a case, the newest first, and what may be done.

	:return: `forms` (rows of SHOWN, and `file_url`), `missing` (the policy asks for one that is not accepted yet), `may_print`,
	        `may_attach`
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("read")
	forms = frappe.get_list(
		"Signed Form", filters={"case": case}, fields=SHOWN, order_by="creation desc", limit_page_length=0
	)
	for form in forms:
		form.file_url = frappe.db.get_value("File", form.file, "file_url")
	return {
		"forms": forms,
		"missing": needs_signed_form(case) and not accepted_form(case),
		"may_print": document.has_permission("print"),
		"may_attach": document.has_permission("write") and frappe.has_permission("Signed Form", "write"),
	}
