"""What the figures of a period are made of, counted in the database: five statements, whatever the number of cases.

A case counts in the period in which it was opened, a referral in that in which it was made, an answer in that in which it
was due. So the share answered in time leaves out neither the answers that never came nor the late ones. Everything
about answers is read from the clocks' records. Withheld and anonymous identities count like all others.
"""

import hmac
from collections.abc import Callable
from datetime import date, datetime, time

import frappe
from frappe.query_builder.functions import Count
from frappe.utils.password import get_encryption_key
from pypika import Case as When
from pypika import CustomFunction
from pypika.functions import Extract
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, LiteralValue, Term

from citizen_service.figures.periods import Period
from citizen_service.figures.summary import Counted, published
from citizen_service.portal.secret_code import subkey
from citizen_service.sla.instants import instant_of, to_column
from citizen_service.sla.records import ANSWER, FULL_REPLY, RECORD
from citizen_service.statistics import COUNTED_REFERRALS
from citizen_service.statistics.categories import top_categories

LABEL = b"citizen_service public figures 1"
_difference = CustomFunction("TIMESTAMPDIFF", ["unit", "start", "end"])


def figures_of(period: Period, threshold: int) -> dict:
	"""The figures of a period as they may be published (`summary.published`)."""
	return published(count(period), threshold, _lot(period))


def count(period: Period) -> dict[str, Counted]:
	"""By the name of its table (`summary.TABLES`); `month` only if there is more than one."""
	tables = {name: Counted() for name in ("case_type", "category", "department", "month")}
	for first_day in period.months:
		tables["month"].count(_month(first_day), 0)
	top = top_categories()  # fewer groups than all categories, so fewer of them too small to be shown
	for case_type, category, month, number in _cases(period):
		for name, group in (("case_type", case_type), ("category", top.get(category)), ("month", month)):
			tables[name].count(group, number)
	for case_type, category, month, in_time, days, number in _answers(period):
		for name, group in (("case_type", case_type), ("category", top.get(category)), ("month", month)):
			tables[name].reply(group, number, bool(in_time), days)
	for department, number in _referrals(period):
		tables["department"].count(department, number)
	for department, in_time, days, number in _replies(period):
		tables["department"].reply(department, number, bool(in_time), days)
	if len(period.months) == 1:
		del tables["month"]
	return tables


def _month(first_day: date) -> str:
	return f"{first_day:%Y-%m}"


def _cases(period: Period) -> list[tuple]:
	"""Type, category, month and number of the cases opened."""
	case = frappe.qb.DocType("Case")
	month = Extract("month", case.opened_on)
	rows = (
		frappe.qb.from_(case)
		.where((case.opened_on >= period.first_day) & (case.opened_on < period.end))
		.select(case.case_type, case.category, month, Count("*"))
		.groupby(case.case_type, case.category, month)
	).run()
	return [(*groups, _month(date(period.year, month, 1)), number) for *groups, month, number in rows]


def _referrals(period: Period) -> list[tuple]:
	"""Department and number of the referrals made, without those that were taken back, returned or passed on, and
	without appeals, which the office itself decides."""
	referral = frappe.qb.DocType("Case Referral")
	return (
		frappe.qb.from_(referral)
		.where(referral.status.isin(COUNTED_REFERRALS) & referral.department.isnotnull())
		.where((referral.referred_on >= period.first_day) & (referral.referred_on < period.end))
		.select(referral.department, Count("*"))
		.groupby(referral.department)
	).run()


def _answers(period: Period) -> list[tuple]:
	"""Type, category, month, in time or not, days and number of the answers to citizens that were due."""
	query, record, case = _due(period, ANSWER)
	month = When()
	for first_day in period.months[1:]:
		month = month.when(record.due_utc < _midnight(first_day), _month(_before(period, first_day)))
	last = _month(period.months[-1])
	month = month.else_(last) if len(period.months) > 1 else LiteralValue(frappe.db.escape(last))
	return _by(query, case.case_type, case.category, month, *_measures(record))


def _before(period: Period, first_day: date) -> date:
	return period.months[period.months.index(first_day) - 1]


def _replies(period: Period) -> list[tuple]:
	"""Department, in time or not, days and number of the departments' full replies that were due."""
	query, record, _case = _due(period, FULL_REPLY)
	return _by(query, record.department, *_measures(record))


def _due(period: Period, clock: str) -> tuple[QueryBuilder, Table, Table]:
	"""The records of clocks due in the period and neither cancelled nor paused, with their cases; those of cases that
	were closed in a former register say nothing of replies."""
	record, case = frappe.qb.DocType(RECORD), frappe.qb.DocType("Case")
	query = (
		frappe.qb.from_(record)
		.join(case)
		.on(case.name == record.case)
		.where((record.clock == clock) & record.status.isin(("Met", "Running")))
		.where(record.due_utc >= _midnight(period.first_day))
		.where(record.due_utc < _midnight(period.end))
		.where(case.closed_in_former_register == 0)
	)
	return query, record, case


def _measures(record: Table) -> tuple[Term, Term]:
	"""Whether it was in time, and after how many whole days it was met (NULL: not yet)."""
	met: Criterion = record.status == "Met"
	in_time = When().when(met & (record.breached == 0), 1).else_(0)
	days = _difference(LiteralValue("DAY"), record.started_utc, record.ended_utc)
	return in_time, When().when(met, days)


def _by(query: QueryBuilder, *terms: Term) -> list[tuple]:
	"""One row per combination of what the terms say, with the number of records."""
	named = [term.as_(f"term_{position}") for position, term in enumerate(terms)]
	return query.select(*named, Count("*")).groupby(*named).run()


def _midnight(day: date) -> datetime:
	"""The beginning of a day of the site, as instants are stored."""
	return to_column(instant_of(datetime.combine(day, time())))


def _lot(period: Period) -> Callable[[str], bytes]:
	"""An order of texts that nobody without the site's key can foretell, and that is the same when computed again."""
	key = subkey(get_encryption_key(), LABEL)
	return lambda text: hmac.digest(key, f"{period.name} {text}".encode(), "sha256")
