"""How often something may happen within an hour: counters in the cache, one rule for every guest page.

The framework's own `rate_limit` counts by the name of a whitelisted method; our pages are no methods,
and a tracking page must count wrong codes only. So both pages and methods count here.
"""

import hashlib
import time
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import frappe
from frappe import _

from citizen_service.errors import TooManyAttempts

HOUR = 3600


def address() -> str:
	"""Where the request comes from: an IPv4 address, or the network (/64) of an IPv6 address, which one household has whole.

	It is what the proxy says in `X-Forwarded-For`, so the proxy must write that itself.
	"""
	given = frappe.local.request_ip or "unknown"
	try:
		found = ip_address(given)
	except ValueError:
		return given
	if found.version == 4:
		return given
	return str(found.ipv4_mapped or ip_network((int(found) >> 64 << 64, 64)))


def note(what: str, who: str, by: int = 1) -> int:
	"""Note `what` once more for `who` (or take it back: `by` -1); returns how often it was in the present hour."""
	return note_all([(what, who)], by)[0]


def note_all(pairs: Sequence[tuple[str, str]], by: int = 1) -> list[int]:
	"""The same for several pairs of `what` and `who`, in one round trip."""
	together = frappe.cache.pipeline()
	for pair in pairs:
		key = _key(*pair)
		together.incrby(key, by)
		together.expire(key, HOUR)
	return together.execute()[::2]


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
