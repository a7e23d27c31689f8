"""Chasing a department that owes an answer: each chase is logged once, with who, when, by what means and what was said."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate, now_datetime

from citizen_service.citizen_service.doctype.referral_chase.referral_chase import refuse_change_of_log
from citizen_service.errors import ChaseRefused
from citizen_service.listing import listed
from citizen_service.outbox.post import post
from citizen_service.referral.actions import expect, for_office, save_kept

BY_MAIL = "E-mail"
REPLY, STAGE = "Reply", "Stage Update"
LOGGED = ("chased_on", "chased_by", "means", "asked_for", "note", "promised_on")


@frappe.whitelist(methods=["POST"])
def chase(
	referral: str, means: str, note: str, promised_on: str | None = None, asked_for: str = REPLY
) -> str:
	"""Log that a department was chased. By e-mail the program sends the note to the department's address.

	:param means: one of the options of Referral Chase's `means`
	:param note: what was asked and said; by e-mail, what is written to the department
	:param promised_on: the day by which the department promised to answer, not before today
	:param asked_for: Reply, or Stage Update
	:return: the name of the row
	:raises ChaseRefused: unknown means, nothing said, a day that has passed, or no address to write to
	"""
	document = for_office(referral)
	expect(document, "chase")
	_refuse_unknown("means", means)
	_refuse_unknown("asked_for", asked_for)
	if not (note or "").strip():
		_refuse(_("Say what was asked or said: the note is empty."))
	if means == BY_MAIL and not document.department_email:
		_refuse(
			_("{0} has no e-mail address: chase it another way, or have its address entered.").format(
				frappe.bold(document.department)
			)
		)
	row = document.append(
		"chases",
		{
			"chased_on": now_datetime(),
			"chased_by": frappe.session.user,
			"means": means,
			"asked_for": asked_for,
			"note": note.strip(),
			"promised_on": _day(promised_on),
		},
	)
	document.chase_count = len(document.chases)
	document.last_chased_on, document.promised_on = row.chased_on, row.promised_on
	save_kept(document)
	if means == BY_MAIL:
		post("notify", document, {"notice": "referral_chased"}, key=f"referral_chased:{row.name}")
	return row.name


def _refuse_unknown(field: str, value: str) -> None:
	options = frappe.get_meta("Referral Chase").get_field(field).options.split("\n")
	if value not in options:
		_refuse(_("Choose one of these: {0}.").format(listed(_(option) for option in options)))


def _day(given: str | None) -> date | None:
	if not given:
		return None
	day = getdate(given)
	if day < getdate():
		_refuse(_("The promised day, {0}, has passed.").format(format_date(day)))
	return day


def refuse_changed_log(referral: Document) -> None:
	"""What was logged stays as it was, whoever saves the referral; only further rows may follow it.

	:raises RecordInUse: a row is missing or says something else
	"""
	before = referral.get_doc_before_save()
	kept = [_row(row) for row in before.chases] if before else []
	if kept != [_row(row) for row in referral.chases[: len(kept)]]:
		refuse_change_of_log()


def _row(row: Document) -> tuple:
	return (row.name, *(str(row.get(field) or "") for field in LOGGED))


def _refuse(message: str) -> None:
	frappe.throw(message, ChaseRefused, title=_("Chase Not Logged"))
