"""A form of a procedure as a file: only one that is listed on a published procedure in force."""

from urllib.parse import quote

import frappe
from werkzeug.wrappers import Response

from citizen_service.errors import ProcedureNotOpen
from citizen_service.portal import procedures
from citizen_service.portal.attachments import MEDIA_TYPES
from citizen_service.www.citizen_service_procedure import no_procedure


def get_context() -> dict:
	form = frappe.form_dict
	try:
		procedure = procedures.read(str(form.get("procedure") or ""))
		file = procedures.read_form(procedure, str(form.get("form") or ""))
	except ProcedureNotOpen as error:
		return no_procedure(error)
	extension = file.name.rpartition(".")[2]
	response = Response(file.content, content_type=MEDIA_TYPES[extension])
	response.headers["Content-Disposition"] = (
		f"attachment; filename=\"form.{extension}\"; filename*=UTF-8''{quote(file.name, safe='')}"
	)
	return {"response": response}
