"""Counting cases: plain arithmetic here, SQL in the reports that use it."""

RECEIVED, CLOSED = "Received", "Closed"
DAYS = {RECEIVED: "opened_on", CLOSED: "closed_on"}
"""By which of its days a case counts in a period."""

COUNTED_REFERRALS = ("Open", "Acknowledged", "Answered")
"""The statuses of referrals that count: neither waiting for their turn, nor withdrawn, returned or passed on."""
