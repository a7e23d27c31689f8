"""The framework's doors, closed for guests wherever one of our DocTypes is named.

Permissions already show a guest nothing. But the framework answers 404 for a document that does not exist and 403 for
one that does, over REST, print pages and methods alike, and so would tell which references exist (rule 6).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

import frappe
from frappe import _
from frappe.utils import get_url
from frappe.utils.caching import redis_cache

from citizen_service.errors import SubmissionRefused
from citizen_service.portal.kept import kept

MODULE = "Citizen Service"
FRAMEWORKS = frozenset({"user", "file", "comment", "communication", "todo"})
"""DocTypes of the framework, of which guests must not find out either what there is."""
CITIZEN = "Citizen"
"""The role of citizens' accounts."""
OWN_PAGES = "/citizen-service/"
"""The public pages: one of them is called as a DocType of ours is."""
PARAMETERS = ("doctype", "dt", "doc", "docs", "reference_type", "document_type")
"""How the names of those parameters end that may name a DocType: by their text, or by a key of a mapping."""


def refuse_guests() -> None:
	"""Called by the framework on every request once it knows the user. A citizen's account opens no more than a guest has.

	:raises frappe.PermissionError: if such a request names a DocType of ours, whatever it asks about it, or asks the
		framework about its own users and files
	"""
	if frappe.session.user != "Guest" and not is_citizen():
		return
	path, is_command = frappe.request.path, "cmd" in frappe.form_dict  # which the framework obeys on any page
	if path.startswith(OWN_PAGES) and not is_command:
		return
	named = {name.strip().casefold() for name in (*path.split("/"), *_in_parameters(frappe.form_dict))}
	asks_framework = (is_command or path.startswith("/api/")) and named & FRAMEWORKS
	if asks_framework or not named.isdisjoint(kept("doctypes", _our_doctypes)):
		frappe.throw(_("Please log in first."), frappe.PermissionError, title=_("Not Permitted"))


def refuse_frameworks_form() -> None:
	"""The framework writes a document from its own page of a Web Form without the checks and limits of the public form.

	:raises SubmissionRefused: a guest or a citizen's account sends it so
	"""
	if frappe.flags.in_web_form and (frappe.session.user == "Guest" or is_citizen()):
		frappe.throw(
			_("Please use the form on the office's own pages: {0}").format(get_url(f"{OWN_PAGES}submit")),
			SubmissionRefused,
			title=_("Not Sent Yet"),
		)


def is_citizen() -> bool:
	"""Whether the present user is a citizen with an account."""
	user = frappe.session.user
	kind = (frappe.session.data or {}).get("user_type") or frappe.get_cached_value("User", user, "user_type")
	return kind == "Website User" and CITIZEN in frappe.get_roles()


def _in_parameters(given: Mapping[str, object]) -> Iterator[str]:
	"""Whatever may name a DocType in parameters and documents, also as JSON; however deep, without recursion."""
	waiting = list(given.items())
	while waiting:
		parameter, value = waiting.pop()
		names = parameter.endswith(PARAMETERS)
		if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
			with suppress(ValueError, RecursionError):
				value = json.loads(value)
		if isinstance(value, dict):
			waiting += value.items()
			if names and "doctype" not in value:
				yield from value
		elif isinstance(value, list):
			waiting += ((parameter, one) for one in value)
		elif names and isinstance(value, str):
			yield value


@redis_cache(ttl=3600)
def _our_doctypes() -> list[str]:
	names = frappe.get_all("DocType", filters={"module": MODULE}, pluck="name", order_by="name asc")
	return [name.casefold() for name in names]
