"""The wall-board: how the office stands, for a screen that everybody in the room sees. Numbers and departments, no person."""

import frappe
from frappe import _
from frappe.utils import format_datetime, now_datetime

from citizen_service.dashboards.kept import kept
from citizen_service.dashboards.standing import of_cases, of_departments, today
from citizen_service.errors import NotYours

PAGE = "wall-board"
SECONDS = 20
"""How long its figures are kept, however many screens ask for them."""
MOST = 6
"""How many departments a screen has room for; the others are added up."""


@frappe.whitelist(methods=["GET"])
def figures() -> dict:
	"""What the wall-board shows.

	:return: `cases` (`open`, `overdue`, `emergencies`), `today` (`received`, `answered`, `closed`), `departments`
		(`name`, `waiting`, `overdue`; the last may be all others together), `office`, `at` (the site's day and time, in
		words) and `counted_on`
	:raises NotYours: the page is not the user's
	"""
	if not frappe.get_doc("Page", PAGE).is_permitted():
		frappe.throw(_("The wall-board is not open to your role."), NotYours, title=_("Not Permitted"))
	return kept(PAGE, _counted, SECONDS)


def _counted() -> dict:
	now = now_datetime()
	rows = of_departments(now)
	shown, rest = rows[:MOST], rows[MOST:]
	if rest:
		others = {key: sum(row[key] for row in rest) for key in ("waiting", "overdue")}
		shown = [*shown, {"name": _("Others"), **others}]
	return {
		"cases": of_cases(now),
		"today": today(now),
		"departments": shown,
		"office": frappe.db.get_single_value("Citizen Service Settings", "office_name") or "",
		"at": format_datetime(now, "EEEE d MMMM y, HH:mm"),
	}
