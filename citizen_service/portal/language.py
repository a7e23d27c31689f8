"""The language of the public pages: what the reader chose, kept in a cookie; Arabic until then."""

import frappe

DIRECTION = {"ar": "rtl", "en": "ltr"}
FIRST = "ar"
# The cookie by which the framework, too, knows a guest's language.
COOKIE = "preferred_language"
ONE_YEAR = 365 * 24 * 3600


def chosen_now() -> str | None:
	"""The language that this very request asks for, if it is one of ours."""
	asked = frappe.form_dict.get("_lang")
	return asked if asked in DIRECTION else None


def choose() -> str:
	"""The language to answer in: asked for now, chosen before, or the first."""
	kept = frappe.request.cookies.get(COOKIE) if frappe.request else None
	return chosen_now() or (kept if kept in DIRECTION else FIRST)
