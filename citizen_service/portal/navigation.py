"""The way around the public pages, and the same page in the other language."""

from urllib.parse import urlencode

import frappe
from frappe import _

from citizen_service.portal import language
from citizen_service.portal.kept import kept

HOME = "/citizen-service"
LONGEST = 300
"""Characters of a parameter that goes along into the other language."""


def doors() -> list[dict[str, str]]:
	"""The pages that stand on every page: `route` and `name`; public figures only if there are any."""
	found = [
		{"route": HOME, "name": _("First page")},
		{"route": f"{HOME}/submit", "name": _("New case")},
		{"route": f"{HOME}/track", "name": _("Follow a case")},
		{"route": f"{HOME}/procedures", "name": _("Guide")},
	]
	if has_figures():
		found.append({"route": f"{HOME}/figures", "name": _("Figures")})
	return found


def has_figures() -> bool:
	"""Whether figures of any period are published."""
	return kept("figures", lambda: bool(frappe.db.exists("Public Figures", {"status": "Published"})))


def queries() -> dict[str, str]:
	"""Language → the query by which the present page is shown in it; what a form posted stays out of the address."""
	kept = []
	if frappe.request and frappe.request.method == "GET":
		kept = [(name, value[:LONGEST]) for name, value in frappe.request.args.items() if name != "_lang"]
	return {code: urlencode([*kept, ("_lang", code)]) for code in language.DIRECTION}
