"""What the public pages show to everybody alike, kept in the process until somebody changes it.

The version stands in Redis, shared by all processes: whoever changes something that is shown sets a new one, once the
change is committed, and no copy made under the old one is used again. A request asks for it before it reads anything;
so what it reads is no older than the version under which it is kept.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import frappe
from frappe.model.document import Document
from frappe.translate import MERGED_TRANSLATION_KEY, get_all_translations
from redis.exceptions import RedisError

from citizen_service.portal.routes import is_ours

T = TypeVar("T")

SHOWN = frozenset(
	{
		"Web Form",
		"Translation",
		"Custom Field",
		"Property Setter",
		"DocType",
		"Public Figures",
		"Case Outcome",
		"Response Template",
	}
)
"""Beside the lists that can be offered on the portal."""
VERSION = "citizen_service:portal_version"
OF_DOCTYPES = "metadata_version"
"""The framework's own, set anew wherever it forgets what a DocType is."""
LONGEST = 600
"""Seconds that anything is kept, for whatever tells nobody that it has changed."""
ROUTES = "website_route_rules"

_copies: dict[str, tuple[tuple, dict[str, object]]] = {}
"""Site → version, and what was read under it."""


def begin() -> None:
	"""before_request: which version a request for one of our pages may use.

	It is also spared the framework's routes, which lead elsewhere and would all be compiled anew.
	"""
	if not is_ours(frappe.request.path.strip("/ ")):
		return
	frappe.local.cache[frappe.cache.make_key(ROUTES)] = []
	try:
		ours, doctypes = frappe.cache.mget([frappe.cache.make_key(key) for key in (VERSION, OF_DOCTYPES)])
		if not ours:
			_set(only_if_missing=True)  # for the next request: this one may have read something already
			return
	except RedisError:
		return
	frappe.flags.portal_version = (ours, doctypes, int(time.time()) // LONGEST)


def kept(key: str, read: Callable[[], T]) -> T:
	"""What `read` returns, or what it returned before, in any request of this process. Nobody may change it."""
	version = frappe.flags.portal_version
	if not version:
		return read()
	known, copies = _copies.get(frappe.local.site, (None, {}))
	if known != version:
		copies = {}
		_copies[frappe.local.site] = (version, copies)
	if key in copies:
		return copies[key]
	found = read()
	if frappe.session.user == "Guest":  # to know who somebody else is, the request has read before it asked
		copies[key] = found
	return found


def keep_words(lang: str) -> None:
	"""The translations, of which the framework would unpack ten thousand for every request."""
	words = kept(f"words:{lang}", lambda: get_all_translations(lang))
	frappe.local.cache[frappe.cache.make_key(MERGED_TRANSLATION_KEY)] = {lang: words}


def forget() -> None:
	"""What is shown has changed, or changes once this transaction is committed. Also a clear_cache hook."""
	_set()
	frappe.db.after_commit.add(_set)


def follow(doc: Document, method: str | None = None, *_names: object) -> None:
	"""Documents, when they change, go or are renamed."""
	if doc.doctype in SHOWN or (doc.meta.has_field("public") and doc.meta.has_field("enabled")):
		forget()


def _set(only_if_missing: bool = False) -> None:
	try:
		frappe.cache.set(frappe.cache.make_key(VERSION), frappe.generate_hash(length=20), nx=only_if_missing)
	except RedisError:
		# Without Redis no version is known either, and nothing is kept.
		return
