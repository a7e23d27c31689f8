"""An office's few weeks in three years, made by its own steps and then set back in time, and raw dumps of its tables."""

from datetime import datetime, timedelta
from importlib import import_module

import frappe
import numpy as np
import pandas as pd
from frappe.query_builder import Interval
from frappe.utils import add_to_date, now_datetime

from citizen_service.closing.appeal import appeal
from citizen_service.delivery.actions import record_delivery
from citizen_service.referral.actions import acknowledge, refer, return_to_follow_up, transfer, withdraw
from citizen_service.referral.extension import ask, grant, refuse_extension
from citizen_service.tests import factories as make

MOMENTS: dict[str, tuple[str, ...]] = {
	"Case": ("opened_on", "due_on", "closed_on", "reopened_on"),
	"Case Referral": ("referred_on", "due_on", "acknowledged_on", "settled_on"),
	"Service Level Record": (
		*("started_utc", "due_utc", "promised_utc", "paused_utc", "ended_utc", "next_utc"),
	),
	"Case Reopening": ("reopened_on", "closed_on"),
	"Case Rating": ("rated_on",),
	"Response": ("submitted_on", "accepted_on", "delivered_on"),
	"Extension Request": ("requested_on", "decided_on"),
}
CATEGORIES = {"طرق للاختبار": None, "حفر للاختبار": "طرق للاختبار", "مياه للاختبار": None}
REPORT = "citizen_service.citizen_service.report"
AREAS = ("حي الشمال للاختبار", "حي الجنوب للاختبار")


def set_back(case: str, to: str | datetime) -> None:
	"""Move all that happened to a case so that it was opened at `to`, a time of the site."""
	opened = frappe.db.get_value("Case", case, "opened_on")
	seconds = int((opened - pd.Timestamp(to).to_pydatetime()).total_seconds())
	for doctype, fields in MOMENTS.items():
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.update(table).where((table.name if doctype == "Case" else table.case) == case)
		for field in fields:
			query = query.set(table[field], table[field] - Interval(seconds=seconds))
		query.run()


def dump(doctype: str) -> pd.DataFrame:
	"""A table as it is."""
	table = frappe.qb.DocType(doctype)
	columns = frappe.db.get_table_columns(doctype)
	rows = frappe.qb.from_(table).select(*(table[name] for name in columns)).run()
	return pd.DataFrame([list(row) for row in rows], columns=columns)


def make_story(office: make.Office) -> None:
	"""Cases of every course that a figure asks about, on both sides of midnight and of the ends of months and years."""
	for name, parent in CATEGORIES.items():
		_master(
			"Case Category", "category_name", name, is_group=int(parent is None), parent_case_category=parent
		)
	for name in AREAS:
		_master("Case Area", "area_name", name)
	roads_cat, holes, water_cat = CATEGORIES
	north, south = AREAS
	citizen = make.make_citizen().name

	# Registered, and no more: the first and the last second of March 2003, and the second after it.
	for at, values in (
		("2003-03-01 00:00:00", {"category": holes, "area": north}),
		("2003-03-31 23:59:59", {"category": holes, "area": north, "case_type": "Inquiry"}),
		("2003-04-01 00:00:00", {"category": roads_cat, "area": south, "channel": "Phone"}),
		("2003-12-31 23:59:59", {"category": water_cat, "case_type": "Suggestion"}),
		("2004-01-01 00:00:00", {"area": south}),
		("2004-02-29 12:00:00", {"category": water_cat, "citizen": citizen}),
	):
		with make.acting_as(office.reception):
			case = make.make_case(**values)
		set_back(case.name, at)

	# Two departments: one answers in time, one has it still.
	case, (roads, water) = make.make_referred_case(
		office, office.roads, office.water, category=holes, area=north, citizen=citizen
	)
	make.accept_full_reply(office, roads, office.roads_officer, office.roads_manager)
	_as(office.water_officer, acknowledge, water)
	_ask(office, water, office.water_officer, 30, granted=True)
	_ask(office, water, office.water_officer, 60, granted=False)
	set_back(case.name, "2003-03-30 10:00:00")

	# Returned and referred again; transferred; withdrawn.
	case, (roads,) = make.make_referred_case(office, category=holes, area=north, citizen=citizen)
	_as(office.roads_officer, return_to_follow_up, roads, "ليس من اختصاصنا", office.water)
	_as(office.follow_up, refer, case.name, [office.water], "للاختصاص")
	set_back(case.name, "2003-03-15 09:00:00")
	case, (roads,) = make.make_referred_case(office, category=water_cat, channel="Phone")
	_as(office.follow_up, transfer, roads, office.water, "للاختصاص")
	set_back(case.name, "2003-02-28 23:00:00")
	case, (roads,) = make.make_referred_case(office)
	_as(office.follow_up, withdraw, roads, "كُررت بالخطأ")
	set_back(case.name, "2003-03-20 11:00:00")

	# The answer late by twenty days, closed in the next month, rated.
	case = _late_reply(office, category=holes, area=south)
	_close(office, case)
	set_back(case, "2003-03-10 08:00:00")
	_rate(case, 2, "2003-04-30 23:59:59")
	case = _closed(office, category=water_cat, area=south)
	set_back(case, "2003-03-11 08:00:00")
	frappe.db.set_value("Case", case, "closed_on", "2003-04-01 00:00:00")
	_rate(case, 5, "2003-05-01 00:00:00")

	# Reopened; appealed; waiting for the citizen.
	case = _closed(office, category=holes, area=north, citizen=citizen)
	make.reopen(case, office.follow_up)
	set_back(case, "2003-03-12 08:00:00")
	case = _closed(office, case_type="Complaint", area=north)
	_as(office.reception, appeal, case, "لم تُعاين الحفرة أصلاً، وما زالت على حالها.")
	set_back(case, "2003-12-31 23:30:00")
	case = make.make_case_under_study(office, category=roads_cat)
	make.act("Case", case.name, "Ask the Citizen", office.follow_up)
	set_back(case.name, "2003-06-30 10:00:00")

	# Directed to another body, on the last day of June and the first of July; of one the body is not known any more.
	for at in ("2003-06-30 23:59:59", "2003-07-01 00:00:00", "2003-07-02 00:00:00"):
		case = make.make_case_under_study(office, category=water_cat).name
		_close(office, case, "Directed Elsewhere", directed_to_body=make.make_outside_body())
		set_back(case, at)
		frappe.db.set_value("Case", case, "closed_on", at)
	frappe.db.set_value("Case", case, "directed_to_body", None)

	# Taken over as closed from a former register: no clock, no answer.
	with make.acting_as(office.reception):
		case = make.make_case(category=holes)
	for doctype in ("Service Level Event", "Service Level Record"):
		field = "case" if doctype == "Service Level Record" else "parent"
		frappe.db.delete(doctype, {field: case.name})
	frappe.db.delete("Service Level Record", {"case": case.name})
	set_back(case.name, "2003-03-05 08:00:00")
	former = {"closed_in_former_register": 1, "closed_on": "2003-03-25 08:00:00", "due_on": None}
	frappe.db.set_value("Case", case.name, former)


def _master(doctype: str, field: str, name: str, **values) -> None:
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, field: name, **values}).insert(ignore_permissions=True)


def _as(user: str, step, *arguments):
	with make.acting_as(user):
		return step(*arguments)


def _ask(office: make.Office, referral: str, officer: str, days: int, granted: bool) -> None:
	until = str(add_to_date(now_datetime(), days=days))
	request = _as(officer, ask, referral, until, "قطع الغيار لم تصل")
	if granted:
		_as(office.follow_up, grant, request)
	else:
		_as(office.follow_up, refuse_extension, request, "لا")


def _late_reply(office: make.Office, **values) -> str:
	"""A case whose department replies eighty days after it was asked."""
	case, (referral,) = make.make_referred_case(office, office.roads, **values)
	set_back(case.name, now_datetime() - timedelta(days=80))
	event = frappe.qb.DocType("Service Level Event")
	names = frappe.get_all("Service Level Record", {"case": case.name}, pluck="name", order_by="name asc")
	query = frappe.qb.update(event).where(event.parent.isin(names))
	for field in ("at_utc", "due_utc", "previous_due_utc"):
		query = query.set(event[field], event[field] - Interval(days=80))
	query.run()
	make.accept_full_reply(office, referral, office.roads_officer, office.roads_manager)
	make.act("Case", case.name, "Prepare Answer", office.follow_up)
	return case.name


def _closed(office: make.Office, **values) -> str:
	case = make.make_case_under_study(office, **values).name
	_close(office, case)
	return case


def _close(office: make.Office, case: str, outcome: str = "Not Justified", **values) -> None:
	answer = make.accept_answer(office, case)
	_as(office.follow_up, record_delivery, answer.name, "In Person", "سميرة")
	make.set_outcome(case, office.follow_up, outcome, "No Fault Found", **values)
	make.act("Case", case, "Close", office.follow_up)


def _rate(case: str, score: int, at: str) -> None:
	response = frappe.db.get_value("Response", {"case": case, "audience": "Citizen"})
	rating = frappe.get_doc(
		{"doctype": "Case Rating", "case": case, "response": response, "score": score, "rated_on": at}
	).insert(ignore_permissions=True)
	rating.db_set("rated_on", at)


def rank(seconds: np.ndarray, share: float) -> float:
	"""The nearest-rank percentile in hours, by numpy's own definition."""
	if not len(seconds):
		return 0.0
	return float(np.floor(np.quantile(seconds, share, method="inverted_cdf") / 360 + 0.5)) / 10


def as_list(way: dict) -> list[str]:
	"""What the desk's list shows for a way: its route options read as the desk reads them."""
	filters = []
	for field, options in way["filters"].items():
		several = (
			[frappe.parse_json(one) for one in options]
			if isinstance(options[0], str) and options[0].startswith("[")
			else [options]
		)
		filters += [[way["list"], field, *one] for one in several]
	return frappe.get_list(
		way["list"], filters=filters, pluck="name", order_by="name asc", limit_page_length=0
	)


def behind(way: dict) -> list:
	"""What a way leads to: the rows of the list, or of the report."""
	if "list" in way:
		return as_list(way)
	filters = dict(way["filters"])
	period = (filters.pop("from_date"), filters.pop("to_date"))
	_columns, rows, summary = run(frappe.scrub(way["report"]), period, **filters)
	assert summary[0]["value"] == len(rows), way
	return rows


def run(name: str, period: tuple[str, str], **filters) -> tuple[list[dict], list[dict], list[dict]]:
	"""Columns, rows and summary of a report."""
	module = import_module(f"{REPORT}.{name}.{name}")
	found = module.execute({"from_date": period[0], "to_date": period[1], **filters})
	return found[0], found[1], found[4] if len(found) > 4 else []


def nonzero(counts: dict) -> dict:
	return {key: int(value) for key, value in counts.items() if value}
