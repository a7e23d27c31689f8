"""The sources of a story: what each part of a case has to tell. No source names the citizen where that is withheld."""

import json
from collections.abc import Iterator
from html import unescape

import frappe
from frappe import _
from frappe.utils import format_date, get_datetime, strip_html
from pypika import Criterion

from citizen_service.closing.rules import APPEAL
from citizen_service.desk.happening import Happening, Subject
from citizen_service.desk.reading import rows_of
from citizen_service.desk.timeline import lines
from citizen_service.desk.wording import moment_of
from citizen_service.listing import listed
from citizen_service.referral.order import WAITING
from citizen_service.sla.clock import Kind
from citizen_service.sla.records import RECORD
from citizen_service.states.meaning import STATE_FIELD, Meaning, meanings

TOLD_BY_CLOCKS = frozenset(
	{
		Kind.PAUSE,
		Kind.RESUME,
		Kind.EXTENDED,
		Kind.RECALCULATED,
		Kind.BREACHED,
		Kind.WARNED,
		Kind.PROMISED,
		Kind.REQUESTED,
		Kind.REFUSED,
	}
)
"""What clocks tell that no step of a person tells already: not that one began, was met or was cancelled."""

BRIEF = ("Stage Update", "Interim Reply")
"""Kinds of a department's responses whose words are told; of a full reply one opens the document."""
LONGEST = 300


def registration(subject: Subject) -> Iterator[Happening]:
	fields = ["owner", "opened_on", "channel", "case_type", "closed_in_former_register", "closed_on"]
	case = frappe.db.get_value("Case", subject.case, fields, as_dict=True)
	yield Happening(
		case.opened_on, _("{0} received: {1}").format(_(case.case_type), _(case.channel)), case.owner
	)
	if case.closed_in_former_register and case.closed_on:
		yield Happening(case.closed_on, _("Closed in the former register"), tone="end")


def changes(subject: Subject) -> Iterator[Happening]:
	"""The states that the case and its responses went through, as the framework's versions hold them."""
	version = frappe.qb.DocType("Version")
	responses = {row.name: row for row in subject.responses}
	criteria = (
		[] if subject.referral else [(version.ref_doctype == "Case") & (version.docname == subject.case)]
	)
	if responses:
		criteria.append((version.ref_doctype == "Response") & version.docname.isin(list(responses)))
	if not criteria:
		return
	rows = (
		frappe.qb.from_(version)
		.where(Criterion.any(criteria))
		.select(version.ref_doctype, version.docname, version.owner, version.creation, version.data)
		.orderby(version.creation)
		.orderby(version.name)
	).run(as_dict=True)
	known = {doctype: meanings(doctype) for doctype in ("Case", "Response")}
	for row in rows:
		for field, before, after in json.loads(row.data).get("changed") or []:
			if field == STATE_FIELD and row.ref_doctype == "Case":
				yield _case_moved(row, known["Case"].get(before), known["Case"].get(after), after)
			elif field == STATE_FIELD:
				yield _response_moved(row, responses[row.docname], known["Response"].get(after), after)
			elif field == "is_emergency" and row.ref_doctype == "Case":
				what = _("Marked as an emergency") if int(after or 0) else _("No longer an emergency")
				yield Happening(row.creation, what, row.owner, tone="late")
			elif field == "withhold_identity" and row.ref_doctype == "Case":
				what = _("Identity withheld") if int(after or 0) else _("Identity no longer withheld")
				yield Happening(row.creation, what, row.owner)


def _case_moved(row: frappe._dict, before: Meaning | None, after: Meaning | None, state: str) -> Happening:
	if after and after.is_closing:
		return Happening(row.creation, _("The case was closed"), row.owner, tone="end")
	if before and before.is_closing:
		return Happening(row.creation, _("The case was reopened"), row.owner, tone="late")
	what = {
		"Registered": _("Passed to Follow-up"),
		"Study": _("Study begun"),
		"Referred": _("With the departments"),
		"Answering": _("The answer is being prepared"),
		"Waiting": _("The citizen was asked for something"),
		"Appeal": _("With the level that decides on the appeal"),
	}.get(after.stage if after else "")
	return Happening(row.creation, what or _("State: {0}").format(_(state)), row.owner)


def _response_moved(
	row: frappe._dict, response: frappe._dict, after: Meaning | None, state: str
) -> Happening:
	kind, whose = _(response.kind), response.department or _("Office")
	said = {
		"Draft": _("{0} of {1}: revised"),
		"Department Review": _("{0} of {1}: before the department's manager"),
		"Follow-up Review": _("{0} of {1}: sent to Follow-up"),
		"Accepted": _("{0} of {1}: accepted"),
		"Sent Back": _("{0} of {1}: sent back"),
	}.get(after.stage if after else "", "{0} · {1}: " + _(state))
	stage = after.stage if after else ""
	why = response.send_back_reason if stage == "Sent Back" else ""
	if stage == "Follow-up Review" and response.department and response.kind in BRIEF:
		why = strip_html(response.body)[:LONGEST]
	return Happening(
		row.creation,
		said.format(kind, whose),
		row.owner,
		why or "",
		("Response", row.docname),
		"reply",
	)


def referrals(subject: Subject) -> Iterator[Happening]:
	for row in subject.referrals:
		about = ("Case Referral", row.name)
		whose = row.department or _("Citizen Service Manager")
		what = _("Referred to {0}") if row.required else _("Referred to {0} for information")
		if row.kind == APPEAL:
			what = _("The appeal was referred to {0}")
		elif row.status == WAITING:
			what = _("Next in turn: {0}")
		yield Happening(
			row.referred_on or row.creation,
			what.format(whose),
			row.referred_by,
			row.instruction or "",
			about,
			"referral",
		)
		if row.acknowledged_on:
			what = _("{0} took it up").format(whose)
			yield Happening(row.acknowledged_on, what, row.acknowledged_by, "", about, "referral")
		if row.settled_on and row.status != "Answered":  # an answer is told by its response
			what = {
				"Returned": _("{0} returned it"),
				"Withdrawn": _("Withdrawn from {0}"),
				"Transferred": _("Transferred from {0} to another department"),
			}[row.status].format(whose)
			yield Happening(row.settled_on, what, row.settled_by, row.settled_reason or "", about, "referral")


def chases(subject: Subject) -> Iterator[Happening]:
	"""Each time that the office reminded a department, by what means, and what it was promised."""
	departments = {row.name: row.department for row in subject.referrals}
	if not departments:
		return
	rows = rows_of(
		"Referral Chase",
		["parent", "chased_on", "chased_by", "means", "note", "promised_on"],
		["chased_on", "name"],
		parent=list(departments),
		parenttype="Case Referral",
	)
	for row in rows:
		what = _("{0} was reminded: {1}").format(departments[row.parent], _(row.means))
		promised = _("Promised for {0}").format(format_date(row.promised_on)) if row.promised_on else ""
		why = " · ".join(filter(None, (row.note, promised)))
		yield Happening(row.chased_on, what, row.chased_by, why, ("Case Referral", row.parent), "referral")


def visits(subject: Subject) -> Iterator[Happening]:
	"""Field visits as they were planned, made or called off. What was found is in the visit itself."""
	fields = ["name", "purpose", "planned_on", "planned_by", "planned_start", "arrived_on"]
	fields += ["done_on", "done_by", "cancelled_on", "cancelled_by", "cancel_reason"]
	whose = {"referral": subject.referral} if subject.referral else {"case": subject.case}
	rows = rows_of("Field Visit", fields, ["planned_start", "name"], **whose)
	for row in rows:
		about = ("Field Visit", row.name)
		if row.planned_on:
			what = _("A field visit was planned for {0}").format(moment_of(row.planned_start))
			yield Happening(row.planned_on, what, row.planned_by, row.purpose or "", about)
		if row.cancelled_on:
			what = _("The field visit was called off")
			yield Happening(row.cancelled_on, what, row.cancelled_by, row.cancel_reason or "", about, "late")
		elif row.done_on:
			what = _("The place was visited")
			yield Happening(row.arrived_on or row.done_on, what, row.done_by, "", about, "reply")


def deliveries(subject: Subject) -> Iterator[Happening]:
	"""How answers reached the citizen; to whom only where the identity is not withheld."""
	row = frappe.qb.DocType("Response Delivery")
	response = frappe.qb.DocType("Response")
	found = (
		frappe.qb.from_(response)
		.join(row)
		.on((row.parent == response.name) & (row.parenttype == "Response"))
		.where(response.case == subject.case)
		.select(row.parent, row.channel, row.recipient, row.status, row.delivered_on, row.creation)
		.select(row.delivered_by, row.note)
		.orderby(row.creation)
		.orderby(row.name)
	).run(as_dict=True)
	for each in found:
		what = {
			"Delivered": _("The answer reached the citizen: {0}"),
			"Failed": _("The answer did not reach the citizen: {0}"),
			"Pending": _("The answer is on its way to the citizen: {0}"),
		}.get(each.status, f"{_('Answer to Citizen')}: {{0}} · {_(each.status)}")
		what = what.format(_(each.channel))
		if each.recipient and not subject.is_withheld:
			what += f" · {each.recipient}"
		yield Happening(
			each.delivered_on or each.creation,
			what,
			each.delivered_by,
			"" if subject.is_withheld else each.note or "",
			("Response", each.parent),
			"late" if each.status == "Failed" else "notice",
		)


def clocks(subject: Subject) -> Iterator[Happening]:
	"""What happened to time limits; a department's own alone, where it asks."""
	record = frappe.qb.DocType(RECORD)
	criterion = record.referral == subject.referral if subject.referral else record.case == subject.case
	for line in lines(criterion):
		if line["kind"] not in TOLD_BY_CLOCKS or line["void"]:
			continue
		whose = " · ".join(filter(None, (_(line["clock"]), line["department"])))
		yield Happening(
			get_datetime(line["at"]),
			f"{whose}: {_plain(line['what'])}",
			line["by_user"],
			_plain(line["why"]),
			(RECORD, line["record"]),
			"late" if line["kind"] is Kind.BREACHED else "clock",
		)


def _plain(html: str) -> str:
	return unescape(strip_html(html))


def notices(subject: Subject) -> Iterator[Happening]:
	"""E-mails that left or wait, by what they are about. Who outside the office got one is not named."""
	mail, to = frappe.qb.DocType("Email Queue"), frappe.qb.DocType("Email Queue Recipient")
	user, department = frappe.qb.DocType("User"), frappe.qb.DocType("Department")
	names = [row.name for row in subject.referrals]
	if not subject.referral:
		names += [subject.case, *(row.name for row in subject.responses)]
	rows = (
		frappe.qb.from_(mail)
		.join(to)
		.on((to.parent == mail.name) & (to.parenttype == "Email Queue"))
		.left_join(user)
		.on(user.name == to.recipient)
		.left_join(department)
		.on(department.email == to.recipient)
		.where(
			mail.reference_name.isin(names)
			& mail.reference_doctype.isin(["Case", "Case Referral", "Response"])
		)
		.select(mail.name, mail.creation, mail.status, mail.reference_doctype, mail.reference_name)
		.select(user.full_name, user.user_type, department.name.as_("department"))
		.orderby(mail.creation)
		.orderby(mail.name)
		.orderby(to.idx)
	).run(as_dict=True)
	letters: dict[str, list[frappe._dict]] = {}
	for row in rows:
		letters.setdefault(row.name, []).append(row)
	for letter in letters.values():
		row = letter[0]
		whom = [
			each.department
			or (each.full_name if each.user_type == "System User" else None)
			or _("the citizen")
			for each in letter
		]
		if subject.referral and _("the citizen") in whom:
			continue
		what = {
			"Sent": _("E-mail sent to: {0}"),
			"Error": _("E-mail failed, to: {0}"),
		}.get(row.status, _("E-mail waits for: {0}"))
		yield Happening(
			row.creation,
			what.format(listed(dict.fromkeys(whom))),
			about=(row.reference_doctype, row.reference_name),
			tone="late" if row.status == "Error" else "notice",
		)


def signed_forms(subject: Subject) -> Iterator[Happening]:
	fields = [
		"name",
		"received_on",
		"received_by",
		"accepted_on",
		"accepted_by",
		"paper_file",
		"superseded_by",
	]
	rows = rows_of("Signed Form", fields, ["received_on", "name"], case=subject.case)
	for row in rows:
		about = ("Signed Form", row.name)
		if row.received_on:
			yield Happening(row.received_on, _("The signed form was scanned"), row.received_by, "", about)
		if row.accepted_on:
			what = _("The signed form was accepted as the original")
			yield Happening(row.accepted_on, what, row.accepted_by, "", about)
