"""What the outbox can do, by name."""

from collections.abc import Callable

from frappe.model.document import Document

from citizen_service.answer import portal
from citizen_service.appointments import sender
from citizen_service.emergency import telling as emergency
from citizen_service.outbox import assignment, delivery, digest, escalation, notices, receipts, sms, stages
from citizen_service.outbox.retry import RetryLater
from citizen_service.periodic_report import sending as reports
from citizen_service.sla import retiming

__all__ = ["ACTIONS", "GIVEN_UP", "RetryLater"]

Action = Callable[[Document, dict], None]

ACTIONS: dict[str, Action] = {
	"notify": notices.notify,
	"notify_outside": notices.notify_outside,
	"send_receipt": receipts.send_receipt,
	"tell_stage": stages.tell_stage,
	"invite": sender.invite,
	"assign": assignment.assign,
	"deliver_email": delivery.deliver_email,
	"confirm_delivery": delivery.confirm_delivery,
	"deliver_sms": sms.deliver_sms,
	"read_on_portal": portal.read_on_portal,
	"recalculate": retiming.recalculate,
	"digest": digest.digest,
	"tell_missed_deadline": escalation.tell_missed_deadline,
	"reassign": escalation.reassign,
	"raise_priority": escalation.raise_priority,
	"tell_emergency": emergency.tell_emergency,
	"send_report": reports.send_report,
}
"""Each gets the document and the payload, writes in the worker's transaction and never commits.
It runs as Administrator in the site's language, and again from the start if the worker dies."""

GIVEN_UP: dict[str, Action] = {
	"deliver_email": delivery.give_up,
	"confirm_delivery": delivery.give_up,
	"deliver_sms": sms.give_up,
	"send_receipt": receipts.give_up,
}
"""What is written on the document when an action has failed for good, beside the Error Log."""
