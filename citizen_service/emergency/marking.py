"""Marking a case as an emergency, and clearing it: by whom it may be done, with a reason, and what follows.

Who may is a matter of permission levels on Case, which admins change in the Role Permission Manager: whoever writes
the level of `is_emergency` marks, whoever writes the level of `emergency_cleared_reason` clears.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from citizen_service.emergency.record import CLEARED, MARKED, record
from citizen_service.errors import EmergencyReasonMissing, EmergencyRefused
from citizen_service.outbox.post import Entry, post_many
from citizen_service.referral.order import OPEN


def refuse_without_right(case: Document) -> None:
	"""Case, where the framework would put a value back that the user may not write: said instead of passed over.

	:raises EmergencyRefused: HTTP 403
	"""
	if case.flags.ignore_permissions or frappe.session.user == "Administrator":
		return
	levels = case.get_permlevel_access()
	may = {
		bool(mark): case.meta.get_field(field).permlevel in levels
		for mark, field in ((1, "is_emergency"), (0, "emergency_cleared_reason"))
	}
	if all(may.values()) or case.get("is_emergency") is None:
		return
	was = not case.is_new() and bool(frappe.db.get_value("Case", case.name, "is_emergency"))
	now = bool(cint(case.is_emergency))
	if now == was or may[now]:
		return
	frappe.throw(
		_("Your role does not mark cases as emergencies. Tell Follow-up or the manager on duty at once.")
		if now
		else _("Your role does not clear emergencies. Follow-up or a manager does it, with a reason."),
		EmergencyRefused,
		title=_("Emergency"),
	)


def note_emergency(case: Document) -> None:
	"""Case, validate: a change of the mark needs its reason.

	:raises EmergencyReasonMissing: marked or cleared without one
	"""
	before = case.get_doc_before_save()
	was, now = bool(before and before.is_emergency), bool(cint(case.is_emergency))
	if not was and now:
		case.flags.emergency_event = (MARKED, _reason(case, "emergency_reason"))
		case.emergency_since, case.emergency_cleared_reason = now_datetime(), None
	elif was and not now:
		case.flags.emergency_event = (CLEARED, _reason(case, "emergency_cleared_reason"))
		case.emergency_since = case.emergency_reason = None
	elif was and not (case.emergency_reason or "").strip():
		case.emergency_reason = before.emergency_reason
	elif not now:
		case.emergency_reason = None


def follow_emergency(case: Document) -> None:
	"""Case, once it is written: the register has it, and at any hour those who must know are told by the worker."""
	event = case.flags.pop("emergency_event", None)
	if not event:
		return
	kind, reason = event
	record([{"case": case.name, "event": kind, "user": frappe.session.user, "reason": reason}])
	if kind == CLEARED:
		return
	at = str(case.emergency_since)
	told = [Entry("tell_emergency", "Case", case.name, f"tell_emergency:{case.name}:{at}", {"since": at})]
	if case.get_doc_before_save():
		referrals = frappe.get_all(
			"Case Referral",
			filters={"case": case.name, "status": ("in", OPEN)},
			pluck="name",
			order_by="name asc",
		)
		told += [_entry(referral, at) for referral in referrals]
	post_many(told)


def tell_department(referral: Document) -> None:
	"""Case Referral, once it is inserted: the department hears of an emergency at once."""
	if referral.is_emergency:
		post_many([_entry(referral.name, str(referral.referred_on))])


def _entry(referral: str, at: str) -> Entry:
	return Entry("tell_emergency", "Case Referral", referral, f"tell_emergency:{referral}:{at}")


def _reason(case: Document, field: str) -> str:
	if reason := (case.get(field) or "").strip():
		return reason
	frappe.throw(
		_("Say why in “{0}”: the reason is kept with your name and the time.").format(
			_(case.meta.get_label(field))
		),
		EmergencyReasonMissing,
		title=_("Reason Missing"),
	)
