"""What the demo office's counter has: the guide of procedures, and a day book of the last two weeks."""

import json
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import add_days, add_to_date, getdate, now_datetime, nowdate

from citizen_service.acting import acting_as
from citizen_service.reception.day_book import ENTRY, KIND
from citizen_service.setup.demo.forms import make_form
from citizen_service.setup.demo.people import address

PROCEDURES: list[dict[str, Any]] = json.loads(
	(Path(__file__).parent / "procedures.json").read_text(encoding="utf-8")
)
DAYS = 14
CLERKS = (address("reception"), address("follow.up"))


def make_counter() -> None:
	"""Procedures and day book; what is there already is kept."""
	for procedure in PROCEDURES:
		_make_procedure(procedure)
	make_form()
	if not frappe.db.exists(ENTRY, {"officer": ["in", CLERKS]}):
		for back in range(DAYS, -1, -1):
			_fill_day(back)


def _make_procedure(values: dict[str, Any]) -> None:
	if frappe.db.exists("Service Procedure", {"title": values["title"]}):
		return
	values = dict(values)
	review_on = add_days(nowdate(), values.pop("review_in_days"))
	frappe.get_doc({"doctype": "Service Procedure", "review_on": review_on, **values}).insert()


def _fill_day(back: int) -> None:
	"""A day's calls and visits, some days ago; none on the days without office hours of such an office."""
	day = add_to_date(now_datetime(), days=-back)
	if day.strftime("%A") in ("Friday", "Saturday"):
		return
	kinds = frappe.get_all(KIND, filters={"enabled": 1}, pluck="name", order_by="`rank` asc, name asc")
	procedures = frappe.get_all(
		"Service Procedure", fields=["name", "department"], order_by="name asc", limit_page_length=0
	)
	for position in range(3 + back * 5 % 4):
		asked = procedures[(back + position) % len(procedures)] if position % 3 else frappe._dict()
		with acting_as(CLERKS[position % 4 == 3]):
			entry = frappe.get_doc(
				{
					"doctype": ENTRY,
					"kind": kinds[(0, 0, 1, 0, 1, 2)[position] % len(kinds)],
					"procedure": asked.name,
					"department": asked.department,
				}
			).insert()
		if back:  # the program says “now”: the demo's past is written afterwards
			entry.db_set({"recorded_on": day, "day": getdate(day)}, update_modified=False)
