"""Reports are drafted when a period ends, and counted in the background."""

from dataclasses import replace

import frappe
from frappe.utils import getdate

from citizen_service.citizen_service.doctype.periodic_report.periodic_report import (
	COMPUTING,
	FAILED,
	PeriodicReport,
)
from citizen_service.outbox.post import post
from citizen_service.periodic_report import keeping
from citizen_service.periodic_report.computing import compute
from citizen_service.periodic_report.content import LANGUAGES, Content
from citizen_service.periodic_report.findings import note
from citizen_service.statistics.periods import Kind, Period, calendar_period

DOCTYPE = "Periodic Report"
TOLD = "report_drafted"
RUN = "citizen_service.periodic_report.drafting.run"
CHOSEN = {
	"draft_month": Kind.MONTH,
	"draft_quarter": Kind.QUARTER,
	"draft_half_year": Kind.HALF_YEAR,
	"draft_year": Kind.YEAR,
}
"""By the fields of the settings."""


def draft_ended_periods() -> list[str]:
	"""Scheduled for the 1st of each month: a draft of each kind of period that the settings name, for the last one that
	ended, unless it has a report. Commits."""
	frappe.db.get_value("DocType", DOCTYPE, "name", for_update=True)  # two that run at once make one draft
	settings = frappe.get_cached_doc("Citizen Service Settings")
	made = []
	for field, kind in CHOSEN.items():
		period = calendar_period(kind, getdate()).previous()
		if settings.get(field) and not _has_report(period):
			document = frappe.get_doc(
				{
					"doctype": DOCTYPE,
					"kind": kind.value,
					"first_day": period.first,
					"last_day": period.last,
				}
			).insert(ignore_permissions=True)
			queue(document)
			made.append(document.name)
	frappe.db.commit()  # a scheduled job's own end
	return made


def _has_report(period: Period) -> bool:
	return bool(
		frappe.db.exists(DOCTYPE, {"first_day": period.first, "last_day": period.last, "docstatus": ("<", 2)})
	)


def queue(document: PeriodicReport) -> None:
	"""Have a draft counted in the background, once this transaction is committed."""
	keeping.step(document, computation=COMPUTING)
	frappe.enqueue(RUN, queue="long", enqueue_after_commit=True, report=document.name)


def run(report: str) -> None:
	"""The background job: count, note findings, keep. Commits."""
	try:
		content = counted(frappe.get_doc(DOCTYPE, report))
		document = frappe.get_doc(DOCTYPE, report, for_update=True)
		keeping.keep(document, content)
		if (
			frappe.session.user == "Administrator"
		):  # who asked for it sees it end; of the scheduler's drafts managers are told
			post("notify", document, {"notice": TOLD}, key=f"{TOLD}:{report}:{document.computed_on}")
	except Exception:
		# A computation that fails must be seen to fail: on the form, and as a failed job.
		frappe.db.rollback()
		frappe.db.set_value(DOCTYPE, report, "computation", FAILED)
		frappe.db.commit()
		raise
	frappe.db.commit()  # the job's own end, told to whoever polls


def counted(document: PeriodicReport) -> Content:
	"""The figures of a report's period as they are now, with their findings."""
	content = figures(document)
	styles = {language: keeping.style(language, keeping.digits()) for language in LANGUAGES}
	return replace(content, findings=note(content, keeping.rules(), keeping.promised(document), styles))


def figures(document: PeriodicReport) -> Content:
	"""The same without findings."""
	return compute(document.period, frappe.get_all("Department", pluck="name", order_by="lft asc, name asc"))
