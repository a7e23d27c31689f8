"""What a case's story tells of its reopenings and its appeals."""

from collections.abc import Iterator

import frappe
from frappe import _

from citizen_service.closing.rules import APPEAL
from citizen_service.desk.happening import Happening, Subject
from citizen_service.desk.reading import rows_of


def reopenings(subject: Subject) -> Iterator[Happening]:
	"""Why a closed case was opened again, and what it had been closed as."""
	rows = rows_of(
		"Case Reopening",
		["reopened_on", "reopened_by", "reason", "for_appeal", "outcome"],
		["reopened_on", "name"],
		case=subject.case,
	)
	for row in rows:
		what = (
			_("Appeal against the outcome {0}")
			if row.for_appeal
			else _("Reason for reopening, closed as {0}")
		)
		yield Happening(
			row.reopened_on, what.format(_(row.outcome or "—")), row.reopened_by, row.reason, tone="late"
		)


def appeals(subject: Subject) -> Iterator[Happening]:
	"""What was decided on appeals, by whom, with the reasons."""
	rows = frappe.get_all(
		"Case Referral",
		filters={"case": subject.case, "kind": APPEAL, "appeal_decision": ("is", "set")},
		fields=["name", "appeal_decision", "settled_on", "settled_by", "settled_reason"],
		order_by="settled_on asc, name asc",
	)
	for row in rows:
		yield Happening(
			row.settled_on,
			_("Appeal decided: {0}").format(_(row.appeal_decision)),
			row.settled_by,
			row.settled_reason,
			("Case Referral", row.name),
			"reply",
		)
