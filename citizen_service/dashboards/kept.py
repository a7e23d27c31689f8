"""Figures that are kept for a few minutes: counted once for all who may see the same, and for nobody else.

The framework keeps a chart by its name alone, whoever asked. Here the key holds the departments whose figures the user may
see, the language and the site's day, so what is kept for one is never shown to another who may see less.
"""

import hashlib
import json
from collections.abc import Callable

import frappe
from frappe.utils import now_datetime

from citizen_service.permissions.scope import figures_scope

SECONDS = 600
"""How old figures on a dashboard may be."""
PREFIX = "citizen_service_dashboards"


def kept(name: str, count: Callable[[], dict], seconds: int = SECONDS) -> dict:
	"""What `count` gives the present user, at most so many seconds old.

	:return: with `counted_on`, the site's time of the counting
	"""
	key = key_of(name)
	found = frappe.cache.get_value(key)
	if not found:
		found = {**count(), "counted_on": f"{now_datetime():%Y-%m-%d %H:%M:%S}"}
		frappe.cache.set_value(key, found, expires_in_sec=seconds)
	return found


def key_of(name: str) -> str:
	"""Under what the figures are kept: everything that decides what the user is shown."""
	scope = figures_scope()
	seen = ["all"] if scope is None else ["only", *sorted(scope)]
	shown = json.dumps([seen, frappe.local.lang, str(now_datetime().date())], ensure_ascii=False)
	return f"{PREFIX}:{name}:{hashlib.sha256(shown.encode()).hexdigest()}"
