"""Every door of the framework and the app behind which a withheld identity could stand."""

import io
import json

import frappe
from pypdf import PdfReader

from citizen_service.tests import factories as make
from citizen_service.tests.support.server import Client, Reply

METHOD = "/api/method/"


def on_paper(client: Client, case: str) -> dict[str, Reply]:
	"""What is printed of a case."""
	doc = {"doctype": "Case", "name": case}
	pdf = f"{METHOD}frappe.utils.print_format.download_pdf"
	return {
		"print view": client.get("/printview", format="Standard", **doc),
		"special form": client.get("/printview", format="Special Form", **doc),
		"receipt": client.get("/printview", format="Receipt", **doc),
		"print html": client.call("frappe.www.printview.get_html_and_style", doc="Case", name=case),
		"pdf": client.get(pdf, format="Standard", **doc),
		"receipt pdf": client.get(pdf, format="Receipt", **doc),
		"special form pdf": client.get(f"{METHOD}citizen_service.paper.printing.special_form_pdf", case=case),
	}


def on_the_case(client: Client, case: str) -> dict[str, Reply]:
	"""Every way to the case or to what speaks of it: none may tell whose it is."""
	named = json.dumps({"name": case})
	about = {"reference_name": case}
	doc = {"doctype": "Case", "name": case}
	return {
		"resource": client.read("Case", case),
		"resource list": client.list("Case", fields='["*"]', filters=named),
		"api v2": client.get(f"/api/v2/document/Case/{case}"),
		"client.get": client.get(f"{METHOD}frappe.client.get", **doc),
		"client.get_list": client.call(
			"frappe.client.get_list", doctype="Case", fields=["*"], filters={"name": case}
		),
		"client.get_value": client.get(
			f"{METHOD}frappe.client.get_value",
			doctype="Case",
			filters=named,
			fieldname='["citizen", "citizen_name", "national_id", "mobile", "email"]',
		),
		"form": client.get(f"{METHOD}frappe.desk.form.load.getdoc", **doc),
		"docinfo": client.get(f"{METHOD}frappe.desk.form.load.get_docinfo", **doc),
		"report view": client.call(
			"frappe.desk.reportview.get", doctype="Case", fields='["*"]', filters=named
		),
		"export": client.call(
			"frappe.desk.reportview.export_query",
			doctype="Case",
			fields='["name", "citizen_name", "mobile", "email", "citizen"]',
			filters=named,
			file_format_type="CSV",
			title="Case",
		),
		"import template": client.call(
			"frappe.core.doctype.data_import.data_import.download_template",
			doctype="Case",
			export_fields=json.dumps({"Case": ["name", "citizen_name", "mobile", "email", "citizen"]}),
			export_records="all",
			export_filters=named,
			file_type="CSV",
		),
		"print view": client.get("/printview", format="Standard", **doc),
		"print html": client.call("frappe.www.printview.get_html_and_style", doc="Case", name=case),
		"special form": client.get("/printview", format="Special Form", **doc),
		"pdf": client.get(f"{METHOD}frappe.utils.print_format.download_pdf", format="Standard", **doc),
		"special form pdf": client.get(f"{METHOD}citizen_service.paper.printing.special_form_pdf", case=case),
		"linked with": client.call("frappe.desk.form.linked_with.get", doctype="Case", docname=case),
		"link title": client.call("frappe.desk.search.get_link_title", doctype="Case", docname=case),
		"link search": client.call("frappe.desk.search.search_link", doctype="Case", txt=case),
		"global search": client.get(f"{METHOD}frappe.utils.global_search.search", text=case),
		"versions": client.list("Version", fields='["*"]', filters=json.dumps({"docname": case})),
		"comments": client.list("Comment", fields='["*"]', filters=json.dumps(about)),
		"mails": client.list("Communication", fields='["*"]', filters=json.dumps(about)),
		"assignments": client.list("ToDo", fields='["*"]', filters=json.dumps(about)),
		"bell": client.list("Notification Log", fields='["*"]', limit_page_length=0),
		"queue": client.list("Email Queue", fields='["*"]', limit_page_length=0),
		"queue of the case": client.list("Email Queue", fields='["*"]', filters=json.dumps(about)),
		"queue's recipients": client.list("Email Queue Recipient", fields='["*"]', parent="Email Queue"),
		"sealed": client.read("Withheld Identity", case),
		"sealed list": client.list("Withheld Identity", fields='["*"]'),
		"looks": client.list("Identity Look", fields='["*"]'),
		"referrals": client.list("Case Referral", fields='["*"]', filters=json.dumps({"case": case})),
		"responses": client.list("Response", fields='["*"]', filters=json.dumps({"case": case})),
		"story": client.get(f"{METHOD}citizen_service.desk.story.of_case", case=case),
		"overview": client.get(f"{METHOD}citizen_service.desk.overview.case_overview", case=case),
		"paper": client.get(f"{METHOD}citizen_service.paper.desk.paper_of_case", case=case),
		"report": client.call(
			"frappe.desk.query_report.run",
			report_name="Emergency Register",
			filters=json.dumps({"from_date": "2020-01-01", "to_date": frappe.utils.today()}),
		),
		"calendar": client.call(
			"frappe.desk.calendar.get_events",
			doctype="Case",
			start="2000-01-01",
			end="2099-01-01",
			field_map=json.dumps(
				{"start": "opened_on", "end": "opened_on", "title": "citizen_name", "id": "name"}
			),
			filters="[]",
		),
		"group by": client.call(
			"frappe.desk.listview.get_group_by_count", doctype="Case", current_filters="[]", field="citizen"
		),
	}


def by_the_identity(client: Client, citizen: str, identity: dict[str, str]) -> dict[str, Reply]:
	"""Every way from a person to their cases: none may lead to a withheld one."""
	likely = {**make.case_values(**identity), "citizen": citizen}
	return {
		"list by citizen": client.list("Case", filters=json.dumps({"citizen": citizen})),
		"list by mobile": client.list("Case", filters=json.dumps({"mobile": identity["mobile"]})),
		"search by name": client.get(
			f"{METHOD}frappe.utils.global_search.search", text=identity["citizen_name"]
		),
		"search by mobile": client.get(f"{METHOD}frappe.utils.global_search.search", text=identity["mobile"]),
		"link search": client.call(
			"frappe.desk.search.search_link", doctype="Case", txt=identity["citizen_name"]
		),
		"linked with": client.call("frappe.desk.form.linked_with.get", doctype="Citizen", docname=citizen),
		"history": client.get(f"{METHOD}citizen_service.citizens.history.cases_of", citizen=citizen),
		"duplicates": client.call("citizen_service.citizens.duplicates.likely", doc=likely),
		"citizen's page": client.get(
			f"{METHOD}frappe.desk.form.load.getdoc", doctype="Citizen", name=citizen
		),
	}


def text_of(reply: Reply) -> str:
	"""What a person reads of an answer; of a PDF its text."""
	if reply.body.startswith(b"%PDF"):
		return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(reply.body)).pages)
	return reply.text
