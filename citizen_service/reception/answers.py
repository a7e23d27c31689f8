"""An answer that the citizen hears before it is accepted: at the counter, or on the telephone.

The delivery is recorded when it is given, as `Given`. It counts from that time on once the response is accepted; if
the response is sent back, what the citizen heard was wrong, and it never counts.
"""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from citizen_service.delivery.actions import mark_delivered
from citizen_service.errors import DeliveryRefused
from citizen_service.listing import listed

GIVEN, SUPERSEDED, DELIVERED = "Given", "Superseded", "Delivered"
MEANS = ("In Person", "Phone")


def add_given(
	response: Document,
	means: str,
	recipient: str | None,
	given_on: str | datetime | None,
	opened_on: datetime,
) -> None:
	"""Note on a response that is not sent on yet that the citizen has heard it; the caller saves it.

	:param given_on: local time, between the case's opening and now; default now
	:raises DeliveryRefused: other means, or another time
	"""
	if means not in MEANS:
		_refuse(_("Choose by what means the answer was given: {0}.").format(listed(_(m) for m in MEANS)))
	response.given_on = _time(given_on, opened_on)
	response.append(
		"deliveries",
		{
			"channel": means,
			"recipient": recipient,
			"status": GIVEN,
			"delivered_on": response.given_on,
			"delivered_by": frappe.session.user,
		},
	)


def count_given(response: Document) -> None:
	"""The response is being accepted: what was given counts, from the time it was given."""
	for row in _given(response):
		row.status = DELIVERED
		mark_delivered(response, row.delivered_on)


def supersede_given(response: Document) -> None:
	"""The response is being sent back: what was given counts no more."""
	for row in _given(response):
		row.status = SUPERSEDED
	response.given_on = None


def _given(response: Document) -> list[Document]:
	return [row for row in response.deliveries if row.status == GIVEN]


def _time(given_on: str | datetime | None, opened_on: datetime) -> datetime:
	try:
		when = get_datetime(given_on) if given_on else now_datetime()
	except ValueError:
		_refuse(_("The time at which the answer was given is not a date and time."))
	if when > now_datetime():
		_refuse(_("The time at which the answer was given lies in the future."))
	if when < get_datetime(opened_on):
		_refuse(_("The time at which the answer was given lies before the case was opened."))
	return when


def _refuse(message: str) -> None:
	frappe.throw(message, DeliveryRefused, title=_("Answer on the Spot"))
