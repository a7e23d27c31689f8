"""The steps of escalation ladders, in the user's words."""

from frappe import _

from citizen_service.desk.wording import duration
from citizen_service.sla.ladder import HOUR, Step, Trigger
from citizen_service.sla.spans import Span


def step_in_words(step: Step) -> str:
	"""When the step is reached, and what is done: “75% of the time used up · notified: …”. Plain text."""
	return f"{_when(step)} · {_what(step)}"


def _when(step: Step) -> str:
	if step.trigger is Trigger.PERCENT:
		return _("{0}% of the time used up").format(f"{step.amount:g}")
	if not step.amount:
		return _("at the due date")
	return _("{0} after the due date").format(duration(Span(0, round(step.amount * HOUR))))


def _what(step: Step) -> str:
	whom = _(step.role or step.recipient)
	return {
		"Notify": _("notified: {0}").format(whom),
		"Reassign": _("reassigned to: {0}").format(whom),
		"Raise Priority": _("priority raised to: {0}").format(_(step.priority or "")),
	}[step.action]
