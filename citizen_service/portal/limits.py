"""How often something may happen within an hour: counters in the cache, one rule for every guest page.

The framework's own `rate_limit` counts by the name of a whitelisted method; our pages are no methods,
and a tracking page must count wrong codes only. So both pages and methods count here.
"""

import hashlib
import time

import frappe
from frappe import _

from citizen_service.errors import TooManyAttempts

HOUR = 3600


def address() -> str:
	"""The network address that the request comes from."""
	return frappe.local.request_ip or "unknown"


def note(what: str, who: str, by: int = 1) -> int:
	"""Note `what` once more for `who` (or take it back: `by` -1); returns how often it was in the present hour."""
	key = _key(what, who)
	noted = frappe.cache.incrby(key, by)
	frappe.cache.expire(key, HOUR)
	return noted


def refuse() -> None:
	"""Refuse with the same words whatever was counted.

	:raises TooManyAttempts: always
	"""
	frappe.throw(
		_("Too many attempts from here. Please try again in an hour, or come to the office."),
		TooManyAttempts,
		title=_("Please Wait"),
	)


def _key(what: str, who: str) -> bytes:
	# The hour is part of the key, so a counter never outlives its hour; what people typed is not kept.
	mark = hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]
	return frappe.cache.make_key(f"citizen_service:limit:{what}:{int(time.time()) // HOUR}:{mark}")
