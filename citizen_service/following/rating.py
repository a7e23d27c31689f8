"""The citizen's rating of an answer: 1 to 5, reasons and words, once for each full reply; reopening does not undo it."""

from collections.abc import Iterable, Mapping

import frappe
from frappe import _
from frappe.utils import now_datetime

from citizen_service.closing.rules import FULL_REPLY
from citizen_service.desk.reading import rows_of
from citizen_service.errors import StepNotOffered

RATING = "Case Rating"
BEST = 5
MIDDLE = 3
"""Neither satisfied nor dissatisfied: both kinds of reasons are offered."""
BY_THE_PROGRAM = "Administrator"
"""Writes the confirmation of a cancellation, which nobody is asked about."""


def is_rated_kind(response: Mapping) -> bool:
	"""Whether the citizen is asked what they think of such a response; `kind` and `prepared_by` are read."""
	return response["kind"] == FULL_REPLY and response["prepared_by"] != BY_THE_PROGRAM


def scores_of(responses: list[str]) -> dict[str, int]:
	"""Response → score, of those that are rated."""
	rows = rows_of(RATING, ["response", "score"], ["name"], response=responses)
	return {row.response: row.score for row in rows}


def reasons() -> list[frappe._dict]:
	"""What is offered, in its order: `name`, `for_low`, `for_high`."""
	return rows_of("Rating Reason", ["name", "for_low", "for_high"], ["rank", "name"], enabled=1)


def rate(case: str, response: str, score: int, ticked: Iterable[str], comment: str | None) -> None:
	"""Keep the rating of an answer that is not rated yet.

	:raises StepNotOffered: it is rated already
	"""
	known = {row.name for row in reasons()}
	rating = frappe.get_doc(
		{
			"doctype": RATING,
			"case": case,
			"response": response,
			"rated_on": now_datetime(),
			"score": score,
			"reasons": [{"reason": name} for name in dict.fromkeys(ticked) if name in known],
			"comment": comment,
		}
	)
	try:
		rating.insert(ignore_permissions=True)
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		frappe.clear_messages()
		frappe.throw(_("You have rated this answer already. Thank you."), StepNotOffered, title=_("Rating"))
