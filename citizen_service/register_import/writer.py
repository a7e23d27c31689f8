"""The one writer of imported cases: whole batches, each in a transaction of its own.

A case is inserted without the document API, which would take an hour for a quarter of a million and would
notify and assign. What the form would have done is done here by the form's own functions.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import parse_naming_series
from frappe.utils import now, sanitize_html
from pypika import Parameter
from pypika.terms import LiteralValue

from citizen_service.register_import.identity import Holder
from citizen_service.register_import.mapping import Mapping
from citizen_service.register_import.masters import named
from citizen_service.register_import.refusal import Refusal
from citizen_service.register_import.rows import LONGEST_LINE, CaseFacts
from citizen_service.register_import.text import clean
from citizen_service.sla import starting
from citizen_service.sla.records import ANSWER
from citizen_service.states.meaning import STATE_FIELD, closing_states, states_in

Resolve = Callable[[CaseFacts], tuple[str | None, str | None]]
"""A row's category and area as records."""


class CaseWriter:
	"""Writes cases of one register.

	:param resolve: gives a row's category and area
	:raises Refusal: the workflow has no closing state, or none for registered cases; no case type
	"""

	def __init__(self, mapping: Mapping, resolve: Resolve, dry_run: bool) -> None:
		self._resolve = resolve
		self._mapping = mapping
		self._closed_state = _first(closing_states(), "Closed")
		self._open_state = _first(states_in("Case", "Registered"), "Registered")
		self._template = self._form(not dry_run)
		self._insert_head, self._insert_row = _insert_statement(self._template)

	def _form(self, make: bool) -> Document:
		"""A new case as the form would open it, with what all rows have in common."""
		case = frappe.new_doc("Case")
		case.update(
			{
				"case_type": self._case_type(make),
				"channel": named(
					"Intake Channel", self._mapping.channel or "Former Register", "channel_name", make
				),
				"language": self._mapping.language,
				"owner": frappe.session.user,
				"modified_by": frappe.session.user,
				"docstatus": 0,
				"idx": 0,
			}
		)
		case.set_default_priority()
		return case

	def _case_type(self, make: bool) -> str:
		if self._mapping.case_type:
			return named("Case Type", self._mapping.case_type, "type_name", make)
		first = frappe.get_all(
			"Case Type", filters={"enabled": 1}, order_by="rank asc, name asc", limit=1, pluck="name"
		)
		if not first:
			raise Refusal("no_type")
		return first[0]

	def check_form(self, facts: CaseFacts) -> None:
		"""Refuse the file where the form would refuse its first row, for a field an administrator made mandatory.

		:raises Refusal: with what the form says
		"""
		case = frappe.copy_doc(self._template)
		category, area = self._resolve(facts)
		values = dict(zip(VARYING, self._values(facts, "", now(), category, area, None), strict=True))
		case.update({**values, "name": None})
		try:
			case.validate_location()
			case._validate_mandatory()
			case._validate_length()
		except frappe.ValidationError as error:
			frappe.clear_messages()
			raise Refusal("form_refuses", row=facts.row, reason=str(error))

	def keys_there(self, batch: Iterable[CaseFacts]) -> set[str]:
		"""Those of the rows' keys that cases have already."""
		case = frappe.qb.DocType("Case")
		keys = [facts.key for facts in batch]
		rows = frappe.qb.from_(case).where(case.legacy_key.isin(keys)).select(case.legacy_key).run()
		return {row[0] for row in rows}

	def holders(self, batch: Iterable[CaseFacts]) -> dict[tuple[str, str], list[Holder]]:
		"""(register, number) → the cases that have it already."""
		numbers = sorted({facts.number for facts in batch if facts.number})
		if not numbers:
			return {}
		case = frappe.qb.DocType("Case")
		found: dict[tuple[str, str], list[Holder]] = {}
		for register, number, name, key in (
			frappe.qb.from_(case)
			.where(case.legacy_number.isin(numbers) & case.legacy_key.isnotnull())
			.select(case.legacy_register, case.legacy_number, case.name, case.legacy_key)
			.orderby(case.name)
		).run():
			found.setdefault((register, number), []).append((name, key))
		return found

	def write(self, batch: list[CaseFacts]) -> None:
		"""Insert the cases and their clocks, and commit."""
		stamp = now()
		rows: list = []
		planned: list[starting.Planned] = []
		for facts, name in zip(batch, self._names(len(batch)), strict=True):
			category, area = self._resolve(facts)
			due = None
			if facts.closed_on is None:
				started = self._clocks(facts, name, category)
				planned += started
				due = next((p.due_local for p in started), None)
			rows += self._values(facts, name, stamp, category, area, due)
		frappe.db.sql(f"{self._insert_head} {','.join([self._insert_row] * len(batch))}", rows)
		starting.write(planned)
		frappe.db.commit()

	def _values(
		self,
		facts: CaseFacts,
		name: str,
		stamp: str,
		category: str | None,
		area: str | None,
		due: datetime | None,
	) -> tuple:
		"""The columns VARYING of one case."""
		closed = facts.closed_on is not None
		return (
			name,
			stamp,
			stamp,
			self._closed_state if closed else self._open_state,
			self._subject(facts),
			_safe(facts.description),
			category,
			area,
			_safe(facts.address),
			_safe(facts.postal_code),
			facts.opened_on,
			due,
			facts.closed_on,
			int(closed),
			_safe(facts.register),
			_safe(facts.number),
			facts.key,
			*(_safe(facts.person.get(field)) for field in PERSON),
		)

	def _subject(self, facts: CaseFacts) -> str:
		subject = clean(facts.subjects[0] if facts.subjects else "")
		if not subject:
			subject = _("Case {0} of the former register", self._mapping.language).format(
				facts.number or facts.row
			)
		return subject[:LONGEST_LINE]

	def _clocks(self, facts: CaseFacts, name: str, category: str | None) -> list[starting.Planned]:
		"""The clock of the answer to the citizen; somebody acknowledged the case long ago."""
		case = frappe._dict(self._template.as_dict(), name=name, category=category, opened_on=facts.opened_on)
		return starting.plan_case_clocks(case, (ANSWER,), quiet=True)

	def _names(self, count: int) -> list[str]:
		"""The next names of the form's naming series; the series is advanced once for all of them."""
		found = {}

		def note(prefix: str, digits: int) -> str:
			found.update(prefix=prefix, digits=digits)
			return ""

		parse_naming_series(self._template.naming_series, doc=self._template, number_generator=note)
		prefix, digits = found["prefix"], found["digits"]
		series = frappe.qb.DocType("Series")
		rows = frappe.qb.from_(series).where(series.name == prefix).for_update().select(series.current).run()
		last = int(rows[0][0] or 0) if rows else 0
		if rows:
			frappe.qb.update(series).set(series.current, last + count).where(series.name == prefix).run()
		else:
			frappe.qb.into(series).columns(series.name, series.current).insert(prefix, count).run()
		return [f"{prefix}{number:0{digits}d}" for number in range(last + 1, last + count + 1)]


PERSON = ("citizen_name", "national_id", "mobile", "email")
VARYING = (
	"name",
	"creation",
	"modified",
	STATE_FIELD,
	"subject",
	"description",
	"category",
	"area",
	"address",
	"postal_code",
	"opened_on",
	"due_on",
	"closed_on",
	"closed_in_former_register",
	"legacy_register",
	"legacy_number",
	"legacy_key",
	*PERSON,
)


def _first(states: list[str], meaning: str) -> str:
	if not states:
		raise Refusal("no_state", meaning=meaning)
	return states[0]


def _insert_statement(template: Document) -> tuple[str, str]:
	"""An INSERT of cases up to VALUES, and one row of it: a parameter for each of VARYING, the rest as it is in
	the template."""
	values = template.get_valid_dict(convert_dates_to_str=True)
	constants = {f: v for f, v in values.items() if v is not None and f not in VARYING}
	literals = [LiteralValue(frappe.db.escape(v)) if isinstance(v, str) else v for v in constants.values()]
	query = (
		frappe.qb.into(frappe.qb.DocType(template.doctype))
		.columns(*VARYING, *constants)
		.insert(*[Parameter("%s")] * len(VARYING), *literals)
	)
	head, values_word, row = str(query).partition(" VALUES ")
	return head + values_word.rstrip(), row


def _safe(text: str | None) -> str | None:
	"""Text as the form would store it, without script."""
	return sanitize_html(text) if text and ("<" in text or ">" in text) else text or None
