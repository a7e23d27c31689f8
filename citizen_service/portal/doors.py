"""The framework's doors, closed for guests wherever one of our DocTypes is named.

Permissions already show a guest nothing. But the framework answers 404 for a document that does not exist and 403 for
one that does, over REST, print pages and methods alike, and so would tell which references exist (rule 6).
"""

import json
from contextlib import suppress

import frappe
from frappe import _
from frappe.utils.caching import redis_cache

MODULE = "Citizen Service"
FRAMEWORKS = frozenset({"user", "file", "comment", "communication", "todo"})
"""DocTypes of the framework, of which guests must not find out either what there is."""
CITIZEN = "Citizen"
"""The role of citizens' accounts."""
OWN_PAGES = "/citizen-service/"
"""The public pages: one of them is called as a DocType of ours is."""
PARAMETERS = ("doctype", "dt", "reference_doctype", "ref_doctype")


def refuse_guests() -> None:
	"""Called by the framework on every request once it knows the user. A citizen's account opens no more than a guest has.

	:raises frappe.PermissionError: if such a request names a DocType of ours, whatever it asks about it, or asks the
		framework about its own users and files
	"""
	if frappe.session.user != "Guest" and not is_citizen():
		return
	named = _named()
	asks_framework = frappe.request.path.startswith("/api/") and named & FRAMEWORKS
	if asks_framework or not named.isdisjoint(_our_doctypes()):
		frappe.throw(_("Please log in first."), frappe.PermissionError, title=_("Not Permitted"))


def is_citizen() -> bool:
	"""Whether the present user is a citizen with an account."""
	user = frappe.session.user
	kind = (frappe.session.data or {}).get("user_type") or frappe.get_cached_value("User", user, "user_type")
	return kind == "Website User" and CITIZEN in frappe.get_roles()


def _named() -> set[str]:
	"""Whatever the request may name a DocType by: parts of its path, parameters, documents it carries."""
	path = frappe.request.path
	parts = [] if path.startswith(OWN_PAGES) else path.split("/")
	named = [*parts, *(frappe.form_dict.get(name) for name in PARAMETERS)]
	for carrier in ("doc", "docs"):
		carried = frappe.form_dict.get(carrier)
		if isinstance(carried, str):
			with suppress(ValueError):
				carried = json.loads(carried)
		if isinstance(carried, dict):
			named.append(carried.get("doctype"))
	return {name.strip().casefold() for name in named if isinstance(name, str)}


@redis_cache(ttl=3600)
def _our_doctypes() -> list[str]:
	names = frappe.get_all("DocType", filters={"module": MODULE}, pluck="name", order_by="name asc")
	return [name.casefold() for name in names]
