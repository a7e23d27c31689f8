"""What a case's story tells of what its citizen did on the page of the case, and the lines about it above the form."""

from collections.abc import Iterator

import frappe
from frappe import _

from citizen_service.desk.happening import Happening, Subject
from citizen_service.desk.reading import rows_of
from citizen_service.following.letters import MEDIUM, words_of
from citizen_service.following.rating import BEST, RATING
from citizen_service.states.citizens import CITIZEN


def letters(subject: Subject) -> Iterator[Happening]:
	"""Letters that came by the page; those by e-mail are in the framework's timeline."""
	rows = rows_of(
		"Communication",
		["creation", "content"],
		["creation", "name"],
		reference_doctype="Case",
		reference_name=subject.case,
		communication_medium=MEDIUM,
		sent_or_received="Received",
		owner=CITIZEN,
	)
	for row in rows:
		yield Happening(
			row.creation, _("The citizen wrote on the page of the case"), why=words_of(row.content)
		)


def ratings(subject: Subject) -> Iterator[Happening]:
	"""What the citizen thinks of answers, with reasons and words."""
	for row in _ratings(subject.case):
		yield Happening(
			row.rated_on,
			_("The citizen rated the answer: {0} of {1}").format(row.score, BEST),
			why=" · ".join(filter(None, (*(_(name) for name in row.reasons), row.comment))),
			about=("Response", row.response),
			tone="reply",
		)


def _ratings(case: str) -> list[frappe._dict]:
	rows = rows_of(
		RATING, ["name", "rated_on", "score", "comment", "response"], ["rated_on", "name"], case=case
	)
	ticked: dict[str, list[str]] = {}
	if rows:
		found = rows_of(
			"Case Rating Reason",
			["parent", "reason"],
			["parent", "idx"],
			parent=[row.name for row in rows],
			parenttype=RATING,
		)
		for one in found:
			ticked.setdefault(one.parent, []).append(one.reason)
	return [frappe._dict(row, reasons=ticked.get(row.name, [])) for row in rows]


def disputes(subject: Subject) -> Iterator[Happening]:
	"""Deliveries that the citizen says did not arrive."""
	for row in _deliveries(subject.case):
		if row.not_received_on:
			yield _dispute(row)


def _dispute(row: frappe._dict) -> Happening:
	return Happening(
		row.not_received_on,
		_("The citizen says that the answer did not arrive: {0}").format(_(row.channel)),
		why=row.not_received_note or "",
		about=("Response", row.parent),
		tone="late",
	)


def _deliveries(case: str) -> list[frappe._dict]:
	row, response = frappe.qb.DocType("Response Delivery"), frappe.qb.DocType("Response")
	return (
		frappe.qb.from_(response)
		.join(row)
		.on((row.parent == response.name) & (row.parenttype == "Response"))
		.where((response.case == case) & (row.status == "Delivered"))
		.select(row.parent, row.channel, row.not_received_on, row.not_received_note)
		.orderby(row.parent)
		.orderby(row.idx)
	).run(as_dict=True)


def wishes(subject: Subject) -> Iterator[Happening]:
	"""That the citizen asks to cancel a case which is being studied."""
	on, why = frappe.db.get_value("Case", subject.case, ["cancel_wished_on", "cancel_wish"])
	if on:
		yield Happening(on, _("The citizen asks to cancel the case"), why=why or "", tone="late")


def lines(case: str) -> list[str]:
	"""What of it waits for the office, or is good to know, in a line each, for the head of the form; plain text."""
	subject = Subject(case, is_withheld=True)
	latest = {row.parent: row for row in _deliveries(case)}
	lost = [_dispute(row) for row in latest.values() if row.not_received_on]
	found = [*wishes(subject), *lost, *ratings(subject)]
	return [f"{one.what} – {one.why}" if one.why else one.what for one in found]
