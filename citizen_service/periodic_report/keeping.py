"""The one writer of a report's figures, and their one reader."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from citizen_service.citizen_service.doctype.periodic_report.periodic_report import (
	DONE,
	SETTLED,
	PeriodicReport,
)
from citizen_service.errors import ReportRefused
from citizen_service.periodic_report.content import LANGUAGES, Content, hash_of, same, to_json
from citizen_service.periodic_report.findings import Promised, Rule
from citizen_service.periodic_report.numbers import LATIN, Style
from citizen_service.periodic_report.reading import UnknownForm, from_json


def keep(document: PeriodicReport, content: Content) -> None:
	"""Write what was computed into a draft, with its seal and its findings. Saves; the caller holds the document.

	:raises ReportRefused: the report is approved
	"""
	refuse_approved(document)
	text = to_json(content)
	document.update(
		{
			"content": text,
			"content_hash": hash_of(text),
			"computation": DONE,
			"computed_on": now_datetime(),
			"definitions_version": content.definitions_version,
			"findings": [
				{
					"rule": one.rule,
					"severity": one.severity,
					"sentence": one.sentence["ar"],
					"sentence_en": one.sentence["en"],
					"department": one.department or None,
				}
				for one in content.findings
			],
		}
	)
	step(document)


def refuse_approved(document: PeriodicReport) -> None:
	"""
	:raises ReportRefused: the report is approved, or was
	"""
	if document.docstatus:
		document.refuse(_("Report {0} is approved: its figures do not change.").format(document.name))


def step(document: PeriodicReport, **values: object) -> None:
	"""Save a draft with fields that are kept from every role."""
	document.update(values)
	document.flags.step = True
	try:
		document.save(ignore_permissions=True)
	finally:
		document.flags.step = False


def kept(document: PeriodicReport) -> Content:
	"""The figures of a report, unchanged since they were computed.

	:raises ReportRefused: there are none, they do not fit their seal, or this version cannot read them
	"""
	if not document.content:
		document.refuse(_("Report {0} has no figures yet.").format(document.name))
	if hash_of(document.content) != document.content_hash:
		document.refuse(_("The figures of report {0} do not fit their seal.").format(document.name))
	try:
		return from_json(document.content)
	except UnknownForm:
		frappe.throw(
			_("The figures of report {0} are kept in a form that this version does not read.").format(
				document.name
			),
			ReportRefused,
			title=_("Periodic Report"),
		)


def rules() -> list[Rule]:
	"""The enabled finding rules, in their order."""
	names = frappe.get_all(
		"Finding Rule", filters={"enabled": 1}, pluck="name", order_by="`rank` asc, name asc"
	)
	return [frappe.get_doc("Finding Rule", name).as_rule() for name in names]


def promised(document: PeriodicReport) -> list[Promised]:
	"""The recommendations that the report follows up, as they stand in it."""
	return [
		Promised(
			row.recommendation,
			{language: _(row.department, language) for language in LANGUAGES} if row.department else same(""),
			row.department or "",
			frappe.utils.getdate(row.due_on) if row.due_on else None,
			row.status in SETTLED,
		)
		for row in document.follow_ups
	]


def digits() -> str:
	"""The digits of Arabic reports, by the settings."""
	return frappe.db.get_single_value("Citizen Service Settings", "report_digits") or LATIN


def style(language: str, digits: str = LATIN) -> Style:
	"""How the reports of a language are written."""

	def say(text: str, context: str | None = None) -> str:
		return frappe._(text, language, context)

	return Style(language, say, digits)
