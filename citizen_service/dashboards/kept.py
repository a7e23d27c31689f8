"""Figures that are kept for some minutes: counted once for all who may see the same, and for nobody else.

The framework keeps a chart by its name alone, whoever asked. Here the key holds the departments whose figures the user may
see, the language and the site's day, so what is kept for one is never shown to another who may see less.
"""

import hashlib
import json
from collections.abc import Callable

import frappe
from frappe.utils import now_datetime

from citizen_service.permissions.scope import figures_scope

SECONDS = 900
"""How old figures on a dashboard may be; what somebody looks at is counted again every ten minutes."""
PREFIX = "citizen_service_dashboards"


def kept(name: str, count: Callable[[], dict], seconds: int = SECONDS, anew: bool = False) -> dict:
	"""What `count` gives the present user, at most so many seconds old; on a read replica, where the site has one.

	:param anew: count it again, though it be kept

	:return: with `counted_on`, the site's time of the counting
	"""
	key = key_of(name)
	found = None if anew else frappe.cache.get_value(key)
	if not found:
		found = {**frappe.read_only()(count)(), "counted_on": f"{now_datetime():%Y-%m-%d %H:%M:%S}"}
		frappe.cache.set_value(key, found, expires_in_sec=seconds)
	return found


def is_kept(name: str) -> bool:
	"""Whether somebody who may see the same has looked at it lately."""
	return bool(frappe.cache.get_value(key_of(name)))


def key_of(name: str) -> str:
	"""Under what the figures are kept: everything that decides what the user is shown."""
	scope = figures_scope()
	seen = ["all"] if scope is None else ["only", *sorted(scope)]
	shown = json.dumps([seen, frappe.local.lang, str(now_datetime().date())], ensure_ascii=False)
	return f"{PREFIX}:{name}:{hashlib.sha256(shown.encode()).hexdigest()}"
