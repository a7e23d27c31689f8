"""The guide of procedures: searched with ?q=, else by category."""

from itertools import groupby
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import cint

from citizen_service.portal import procedures
from citizen_service.reception.wording import time_it_takes
from citizen_service.statistics.categories import top_categories

ROUTE = "/citizen-service/procedures"


def get_context() -> dict:
	text = str(frappe.form_dict.get("q") or "")[: procedures.LONGEST_SEARCH]
	found = procedures.find(text, cint(str(frappe.form_dict.get("page") or "1")[:6]))
	return {
		"template": "www/citizen_service_procedures.html",
		"title": _("How transactions are done"),
		"route": ROUTE,
		"styles": ["portal-procedures.css"],
		"text": text,
		"found": found,
		"groups": [(None, found.rows)] if text.strip() else by_category(found.rows),
		"title_of": procedures.title_of,
		"time_it_takes": time_it_takes,
		"page_address": lambda page: (
			f"{ROUTE}?{urlencode([*([('q', text)] if text else []), ('page', page)])}"
		),
	}


def by_category(rows: list[frappe._dict]) -> list[tuple[str, list[frappe._dict]]]:
	"""The rows under the names of the categories at the top of their tree, in the order they come in."""
	top = top_categories()
	return [
		(_(category) if category else _("Other procedures"), list(group))
		for category, group in groupby(rows, key=lambda row: top.get(row.category))
	]
