"""How Follow-up sees a case after its study: severity, urgency, validity, competence; who said so, and when.

Source: the ministry's plan, `بعد دراستها وتقييمها وتقديم المشورة`. The fields are at permission level 5, which
Follow-up and the manager write; the framework drops what others send.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.errors import AssessmentRefused
from citizen_service.permissions.require import require
from citizen_service.study.proposal import Row, propose

LEVEL = "Assessment Level"
SCALES = {
	"severity": "Severity",
	"urgency": "Urgency",
	"validity": "Validity",
	"competence": "Competence",
	"appeal_decision": "Appeal",
}
"""Field → the scale that its levels belong to."""
ASSESSED = ("severity", "urgency", "validity", "competence", "assessment")
"""The fields of a case that are its assessment."""


def note_assessment(case: Document) -> None:
	"""Keep who assessed the case, and when. No statement where the assessment did not change.

	:raises AssessmentRefused: a level of another scale
	"""
	before = case.get_doc_before_save()
	changed = [field for field in ASSESSED if _value(before, field) != _value(case, field)]
	if not changed:
		return
	for field in changed:
		if field in SCALES:
			refuse_other_scale(case, field)
	case.assessed_by = frappe.session.user
	case.assessed_on = now_datetime()


def _value(document: Document | None, field: str) -> str:
	return (document.get(field) if document else None) or ""


def refuse_other_scale(document: Document, field: str) -> None:
	"""Refuse a level that answers another question than the field asks.

	:raises AssessmentRefused: names the field and the level's own scale
	"""
	level = document.get(field)
	scale = level and frappe.get_cached_value(LEVEL, level, "scale")
	if scale and scale != SCALES[field]:
		frappe.throw(
			_("{0}: {1} is a level of the scale {2}. Choose one of the scale {3}.").format(
				_(document.meta.get_label(field)), frappe.bold(_(level)), _(scale), _(SCALES[field])
			),
			AssessmentRefused,
			title=_("Level of Another Scale"),
		)


def meaning_of_level(level: str | None) -> str | None:
	"""What a level means to the program; None where it means nothing to it."""
	return (level and frappe.get_cached_value(LEVEL, level, "meaning")) or None


@frappe.whitelist(methods=["GET"])
def proposed_priority(severity: str | None = None, urgency: str | None = None) -> str | None:
	"""The priority that the office's table proposes; nothing is changed by it.

	:raises NotYours: no permission on cases
	"""
	require("Case")
	rows = frappe.get_all(
		"Priority Proposal", fields=["severity", "urgency", "priority"], order_by="name asc"
	)
	return propose((Row(row.severity, row.urgency, row.priority) for row in rows), severity, urgency)
