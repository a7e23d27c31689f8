"""Which procedures hold today, how they are found, and which of them wait for their review."""

import frappe
from frappe.utils import cint, nowdate
from pypika import Criterion
from pypika.functions import Count
from pypika.queries import Table

from citizen_service.citizens.arabic import key, without_article
from citizen_service.outbox.notices import speaking
from citizen_service.permissions.require import require
from citizen_service.reception.leaflet import leaflet

PROCEDURE = "Service Procedure"


def in_force(procedure: Table, day: str | None = None) -> Criterion:
	"""The condition on a query of procedures: enabled, and valid on that day (default: today)."""
	day = day or nowdate()
	return (
		(procedure.enabled == 1)
		& (procedure.valid_from.isnull() | (procedure.valid_from <= day))
		& (procedure.valid_to.isnull() | (procedure.valid_to >= day))
	)


@frappe.whitelist(methods=["GET", "POST"])
def search(
	doctype: str,
	txt: str,
	searchfield: str | None = None,
	start: int | str = 0,
	page_len: int | str = 20,
	filters: str | list | dict | None = None,
) -> list[tuple]:
	"""What a link field offers: procedures in force that hold every word of the text, however it is spelt.

	:return: name, title, English name and department of each
	"""
	require(PROCEDURE)
	procedure = frappe.qb.DocType(PROCEDURE)
	query = (
		frappe.qb.from_(procedure)
		.select(procedure.name, procedure.title, procedure.title_en, procedure.department)
		.where(in_force(procedure))
		.orderby(procedure.title)
		.limit(max(cint(page_len), 0))
		.offset(max(cint(start), 0))
	)
	for word in key(txt).split():
		query = query.where(procedure.search_key.like(f"%{without_article(word)}%"))
	return list(query.run())


@frappe.whitelist(methods=["GET"])
def text(procedure: str, language: str | None = None) -> str:
	"""A procedure as HTML to read or to put into an answer.

	:param language: of the headings and units; default the user's. The contents are as the office wrote them
	"""
	document = frappe.get_doc(PROCEDURE, procedure)
	document.check_permission("read")
	with speaking(language):
		return leaflet(document)


@frappe.whitelist(methods=["GET", "POST"])
def to_review(filters: str | list | dict | None = None) -> dict:
	"""The number card: enabled procedures whose review date has come, with the list behind it."""
	require(PROCEDURE)
	procedure = frappe.qb.DocType(PROCEDURE)
	today = nowdate()
	number = (
		frappe.qb.from_(procedure)
		.select(Count("*"))
		.where((procedure.enabled == 1) & (procedure.review_on <= today))
		.run()[0][0]
	)
	return {
		"value": number,
		"fieldtype": "Int",
		"route": ["List", PROCEDURE],
		"route_options": {"enabled": 1, "review_on": ["<=", today]},
	}
