"""Published figures as a file: `<period>.csv` or `<period>.json`."""

import frappe
from frappe import _
from werkzeug.wrappers import Response

from citizen_service.figures.open_data import as_csv, as_json
from citizen_service.figures.showing import published_names
from citizen_service.portal.missing import missing

FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json; charset=utf-8")}


def get_context() -> dict:
	name, _dot, extension = str(frappe.form_dict.get("file") or "").rpartition(".")
	if extension not in FORMATS or name not in published_names():
		return missing(
			_("These figures are not published"),
			"/citizen-service/figures",
			_("The office publishes figures of whole months, quarters or years once they are complete."),
		)
	write, kind = FORMATS[extension]
	response = Response(write(frappe.get_doc("Public Figures", name)), content_type=kind)
	if extension == "csv":
		response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
	return {"response": response}
