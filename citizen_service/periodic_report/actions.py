"""The steps of a periodic report: computed in the background, shown, compared with a fresh count, sent."""

from dataclasses import replace

import frappe
from frappe import _
from frappe.utils import now_datetime

from citizen_service.citizen_service.doctype.periodic_report.periodic_report import (
	PeriodicReport,
)
from citizen_service.periodic_report import keeping, paper, sending, showing
from citizen_service.periodic_report.charts import svg
from citizen_service.periodic_report.comparing import differences
from citizen_service.periodic_report.content import LANGUAGES, Reading, Unit
from citizen_service.periodic_report.drafting import figures, queue
from citizen_service.periodic_report.numbers import Style
from citizen_service.periodic_report.workbook import workbook
from citizen_service.permissions.require import require
from citizen_service.portal.language import FIRST
from citizen_service.portal.pages import render

DOCTYPE = "Periodic Report"
PREVIEW = "templates/paper/periodic_report_sections.html"
FIGURES = {"indicators", "charts", "tables", "departments", "definitions"}
"""What the preview has; the rest stands in the form."""
MOST = 300
"""How many differences are shown."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frappe.whitelist(methods=["POST"])
def compute(report: str) -> None:
	"""Have the figures counted in the background; `progress` tells when they are.

	:raises ReportRefused: the report is approved
	:raises BadPeriod: its period cannot be counted
	"""
	require(DOCTYPE, "write")
	document = frappe.get_doc(DOCTYPE, report, for_update=True)
	document.check_permission("write")
	keeping.refuse_approved(document)
	queue(document)


@frappe.whitelist(methods=["GET"])
def progress(report: str) -> dict:
	"""How the computation stands: `computation` (Computing, Done or Failed) and `computed_on`."""
	document = _readable(report)
	return {"computation": document.computation, "computed_on": document.computed_on}


@frappe.whitelist(methods=["GET"])
def preview(report: str) -> str:
	"""The figures as HTML in the user's language; empty before they are computed."""
	document = _readable(report)
	if not document.content:
		return ""
	content, written = keeping.kept(document), _style(None)
	return render(
		PREVIEW,
		{
			"_": written.say,
			"names": showing.names(content, written),
			"sections": [
				one for one in showing.sections(document, content, written, svg) if one["id"] in FIGURES
			],
		},
	)


@frappe.whitelist(methods=["GET"])
def difference(report: str) -> dict:
	"""What a count of now would say otherwise than the report: `lines` (`label`, `when`, `kept`, `now`), `more` (how many
	are left out), and `redefined`: whether other definitions hold now.

	:raises ReportRefused: it has no figures
	"""
	document = _readable(report)
	content, written = keeping.kept(document), _style(None)
	fresh = figures(document)
	found = differences(content, fresh)
	names = {**showing.names(content, written), "": "", "now": showing.names(content, written)["period"]}

	def shown(reading: Reading | None, unit: Unit) -> str:
		return written.value(reading, unit)

	return {
		"lines": [
			{
				"label": " · ".join(written.write(label[written.language]) for label in one.label),
				"when": names[one.when],
				"kept": shown(one.frozen, one.unit),
				"now": shown(one.fresh, one.unit),
			}
			for one in found[:MOST]
		],
		"more": max(0, len(found) - MOST),
		"redefined": content.definitions_version != fresh.definitions_version,
	}


@frappe.whitelist(methods=["GET"])
def pdf(report: str, language: str | None = None, department: str | None = None) -> None:
	"""The report as a PDF in `language` (default: the user's); for a department its own part alone.

	:raises ReportRefused: it has no figures, or no part for the department
	"""
	document = _readable(report, "print")
	written = _style(language)
	if department and not keeping.kept(document).part(department):
		document.refuse(
			_("Report {0} has no part for {1}.").format(document.name, frappe.utils.escape_html(department))
		)
	_answer(
		f"{document.name}-{written.language}.pdf",
		paper.pdf(document, written.language, department or None),
		"pdf",
	)


@frappe.whitelist(methods=["GET"])
def sheets(report: str, language: str | None = None) -> None:
	"""The report as an Excel workbook in `language` (default: the user's).

	:raises ReportRefused: it has no figures
	"""
	document = _readable(report, "export")
	written = _style(language)
	content = keeping.kept(document)
	shown = {row.sentence for row in document.findings if not row.left_out}
	content = replace(content, findings=tuple(one for one in content.findings if one.sentence["ar"] in shown))
	_answer(f"{document.name}-{written.language}.xlsx", workbook(content, written), "binary")
	frappe.local.response.content_type = XLSX


@frappe.whitelist(methods=["POST"])
def send(report: str) -> dict:
	"""Give the report to the outbox: the whole of it to the direct supervisor, to each department its own part. Nobody gets
	the same twice.

	Answers `sent`, to how many it goes, and `without_address`, the departments that nobody can be reached of.

	:raises ReportRefused: it is not approved, or nobody can be reached
	"""
	require(DOCTYPE, "submit")
	document = frappe.get_doc(DOCTYPE, report, for_update=True)
	document.check_permission("submit")
	if document.docstatus != 1:
		document.refuse(_("Report {0} is not approved: it goes to nobody.").format(document.name))
	readers, without = sending.readers(document)
	if not readers:
		document.refuse(
			_("Nobody can be reached: no direct supervisor is set, and no department has an address.")
		)
	sending.post_all(document, readers)
	document.db_set({"sent_on": now_datetime(), "sent_by": frappe.session.user})
	return {"sent": len(readers), "without_address": without}


def _readable(report: str, ptype: str = "read") -> PeriodicReport:
	require(DOCTYPE, ptype)
	document = frappe.get_doc(DOCTYPE, report)
	document.check_permission(ptype)
	return document


def _style(language: str | None) -> Style:
	"""In the language asked for, else the user's, else Arabic."""
	wanted = next((one for one in (language, frappe.local.lang) if one in LANGUAGES), FIRST)
	return keeping.style(wanted, keeping.digits())


def _answer(name: str, content: bytes, kind: str) -> None:
	frappe.local.response.filename = name
	frappe.local.response.filecontent = content
	frappe.local.response.type = kind
