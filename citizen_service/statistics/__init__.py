"""Counting cases: plain arithmetic here, SQL in the reports that use it."""

COUNTED_REFERRALS = ("Open", "Acknowledged", "Answered")
"""The statuses of referrals that count: neither waiting for their turn, nor withdrawn, returned or passed on."""
