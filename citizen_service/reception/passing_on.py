"""What reached a department directly is passed on to Reception, which alone takes cases in.

Source: the municipality's plan, `عدم استقبال أي معاملة أو شكاوى الا من خلال البرنامج`. The department's officer gets the
reference, and no permission on the case.
"""

from typing import Any

import frappe
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.model.document import Document
from frappe.utils import cint

from citizen_service.acting import acting_as
from citizen_service.desk import views
from citizen_service.errors import ChannelMissing, IntakeIncomplete, NotYours
from citizen_service.permissions.scope import scope_of
from citizen_service.portal import attachments
from citizen_service.portal.attachments import MEGABYTE, Attachment, Limits
from citizen_service.portal.intake import refuse_with, uploaded
from citizen_service.portal.language import FIRST
from citizen_service.reception.once import mark_of, registered_before


@frappe.whitelist(methods=["GET"])
def setting() -> dict[str, Any]:
	"""What the form is made of.

	:return: `departments` of the user; `types` (value, label); `files`, how many may be attached; `megabytes` of each
	:raises NotYours: the user works in no department
	"""
	departments = _departments()
	limits = _limits()
	types = frappe.get_all("Case Type", filters={"enabled": 1}, pluck="name", order_by="`rank` asc, name asc")
	return {
		"departments": departments,
		"types": [{"value": name, "label": _(name)} for name in types],
		"files": limits.count,
		"megabytes": limits.size // MEGABYTE,
	}


@frappe.whitelist(methods=["POST"])
def pass_on(
	case_type: str = "",
	subject: str = "",
	description: str = "",
	citizen_name: str = "",
	mobile: str = "",
	national_id: str = "",
	address: str = "",
	department: str = "",
	key: str | None = None,
) -> dict[str, str]:
	"""Register what somebody brought to the user's department, for Reception to go on with.

	Files are sent as `attachments` of a multipart request, of the kinds and sizes that the public form takes; they
	belong to the case from then on. What is refused leaves nothing behind.

	:param department: one of the user's; may be left out by who works in one only
	:param key: of the caller's choice; a user's request with the key of an earlier one is answered with its reference
	:return: `reference`
	:raises NotYours: the user works in no department, or not in this one
	:raises IntakeIncomplete: `problems` of the answer names what is missing
	:raises AttachmentRefused: a file is too large, or of another kind
	:raises ChannelMissing: no intake channel in use is marked for departments
	"""
	own = _departments()
	if not department and len(own) == 1:
		department = own[0]
	if department and department not in own:
		_not_yours(_("You do not work in {0}.").format(frappe.bold(frappe.utils.escape_html(department))))
	values = {
		"case_type": case_type,
		"subject": subject,
		"description": description,
		"citizen_name": citizen_name,
		"mobile": mobile,
		"national_id": national_id,
		"address": address,
	}
	values = {field: value.strip() for field, value in values.items()}
	_refuse_gaps({**values, "department": department})
	files, wrong = attachments.check(uploaded(), _limits())
	refuse_with({}, wrong)
	mark = mark_of("pass on", key)
	try:
		case = _register(values, department, mark)
	except frappe.ValidationError:
		if not (earlier := registered_before(mark)):
			raise
		return {"reference": earlier}
	for file in files:
		_attach(file, case)
	return {"reference": case.name}


@frappe.whitelist(methods=["GET", "POST"])
def to_check(filters: str | list | dict | None = None) -> dict:
	"""The number card: cases that departments passed on and Reception has not looked at yet."""
	return views.count("cases_passed_on")


def _departments() -> list[str]:
	"""The departments for which the user may pass something on.

	:raises NotYours: there is none
	"""
	departments = scope_of().departments
	if not departments:
		_not_yours(_("You work in no department. Whoever may register cases does so at the counter."))
	return frappe.get_all(
		"Department",
		filters={"name": ["in", sorted(departments)], "enabled": 1},
		pluck="name",
		order_by="name asc",
	)


def _not_yours(message: str) -> None:
	frappe.throw(message, NotYours, title=_("Not Permitted"))


def _refuse_gaps(values: dict[str, str]) -> None:
	labels = {
		"department": _("Department"),
		"case_type": _("Type"),
		"subject": _("Subject"),
		"description": _("What the Citizen Says"),
		"citizen_name": _("Name"),
	}
	missing = {
		field: _("“{0}” is empty.").format(label) for field, label in labels.items() if not values[field]
	}
	if missing:
		frappe.local.response["problems"] = missing
		frappe.throw("<br>".join(missing.values()), IntakeIncomplete, title=_("Not Passed On Yet"))


def _register(values: dict[str, str], department: str, mark: str | None) -> Document:
	channel = frappe.db.get_value("Intake Channel", {"is_department": 1, "enabled": 1})
	if not channel:
		frappe.throw(
			_("No intake channel is marked “Passed On by Departments”: ask an administrator to mark one."),
			ChannelMissing,
			title=_("Pass On to Reception"),
		)
	case = frappe.get_doc({"doctype": "Case", "channel": channel, "language": FIRST, **values})
	case.flags.passed_on_department, case.flags.submission_key = department, mark
	# A department's officer has no permission on Case, and gets none: this is the one door, and it is checked above.
	return case.insert(ignore_permissions=True)


def _attach(file: Attachment, case: Document) -> None:
	with acting_as("Administrator"):  # whoever owns a file may delete it: the case's papers are the office's
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": file.name,
				"content": file.content,
				"attached_to_doctype": case.doctype,
				"attached_to_name": case.name,
				"is_private": 1,
			}
		).insert(ignore_permissions=True)


def _limits() -> Limits:
	"""Those of the public form, as far as the framework itself allows."""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	largest = min(cint(settings.max_attachment_mb) * MEGABYTE, get_max_file_size())
	return Limits(cint(settings.max_attachments), largest)
