"""Writes the year before into the demo office: cases that were closed, with referrals, replies, time limits and ratings.

Nine hundred cases going their way by the people's own steps would take a quarter of an hour. So their rows are written
at once; due dates, breaches and working time are what the clocks' own engine makes of the same moments.
"""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from citizen_service import bulk
from citizen_service.acting import acting_as
from citizen_service.emergency.record import CLEARED, MARKED, record
from citizen_service.figures import actions as figures
from citizen_service.figures.periods import Period as Quarter
from citizen_service.portal.code import new_nonce
from citizen_service.reception.day_book import ENTRY, KIND
from citizen_service.setup.demo.counter import CLERKS, DAYS
from citizen_service.setup.demo.past import PAST, WEEKEND, PastCase, past_cases
from citizen_service.setup.demo.people import address, staff_of
from citizen_service.sla import clock as engine
from citizen_service.sla.calendar import Calendar
from citizen_service.sla.instants import instant_of, present, to_column, to_local
from citizen_service.sla.reading import calendar_named, facts_of
from citizen_service.sla.records import (
	CASE_CLOCKS,
	LEDGER,
	RECORD,
	REFERRAL_CLOCKS,
	Held,
	event_row,
	folded_columns,
)
from citizen_service.sla.starting import department_limit, terms_of
from citizen_service.states.meaning import STATE_FIELD, closing_states, states_in

RECEPTION, FOLLOW_UP, SECOND = address("reception"), address("follow.up"), address("follow.up.2")
QUARTERS = 2
"""The last ones that have ended: their public figures are published."""


def make_history() -> None:
	"""The closed cases and the public figures of them; on a site that has cases, nothing."""
	if frappe.db.count("Case"):
		return
	with acting_as(RECEPTION):
		History(now_datetime()).write()
	frappe.db.commit()
	with acting_as(address("manager")):
		publish_figures()


def publish_figures() -> None:
	"""Compute and publish the last whole quarters, each as the manager does."""
	today = now_datetime()
	ended = today.year * 4 + (today.month - 1) // 3
	for quarter in range(ended - QUARTERS, ended):
		period = Quarter("Quarter", quarter // 4, quarter % 4 + 1)
		document = frappe.get_doc(
			{"doctype": figures.DOCTYPE, "kind": period.kind, "year": period.year, "number": period.number}
		).insert()
		figures.run(document.name)
		figures.publish(document.name)


class History:
	"""The rows by DocType, and the templates that fill what is not said."""

	def __init__(self, today: datetime) -> None:
		self.today = today
		self.calendar: Calendar = calendar_named(None)
		self.rows: dict[str, list[dict]] = defaultdict(list)
		self.numbers: dict[str, int] = defaultdict(int)
		self.templates: dict[str, dict] = {}
		self.emergencies: list[dict] = []
		self.closed, self.accepted = closing_states()[0], states_in("Response", "Accepted")[0]

	def write(self) -> None:
		for past in past_cases(self.today):
			self.add(past)
		self.fill_day_book()
		for doctype, rows in self.rows.items():
			columns = list(dict.fromkeys(key for row in rows for key in row))
			bulk.insert(doctype, [{column: row.get(column) for column in columns} for row in rows])
		record(self.emergencies)
		series = frappe.qb.DocType("Series")
		for name, current in self.numbers.items():
			frappe.qb.into(series).columns(series.name, series.current).insert(name, current).run()

	def fill_day_book(self) -> None:
		"""Calls and visits of the working days before those that the counter's own day book has."""
		chance = random.Random(PAST["seed"])
		kinds = frappe.get_all(KIND, {"enabled": 1}, pluck="name", order_by="`rank` asc, name asc")
		asked = [
			frappe._dict(),
			*frappe.get_all("Service Procedure", fields=["name", "department"], order_by="name asc"),
		]
		for back in range(PAST["from_days"], DAYS, -1):
			day = self.today - timedelta(days=back)
			for _ in range(0 if day.weekday() in WEEKEND else chance.randrange(3, 8)):
				about = chance.choice(asked)
				at = day.replace(hour=8 + chance.randrange(6), minute=chance.randrange(60))
				clerk = chance.choice(CLERKS)
				self.row(
					ENTRY,
					at,
					at,
					clerk,
					kind=chance.choice(kinds),
					procedure=about.name,
					department=about.department,
					recorded_on=at,
					day=at.date(),
					officer=clerk,
				)

	def add(self, past: PastCase) -> None:
		start = instant_of(past.opened)

		def at(hours: float) -> datetime:
			return to_local(self.calendar.due(start, max(60, round(hours * 3600))))

		closed, matter = at(past.delivered), past.matter
		case = self.row(
			"Case",
			past.opened,
			closed,
			RECEPTION,
			name=self.named("CS", 6, past.opened),
			subject=matter["subject"],
			description=matter["description"],
			case_type=matter["case_type"],
			category=matter["category"],
			channel=past.channel,
			priority=self.priority(),
			is_emergency=int(past.is_emergency),
			emergency_reason=PAST["emergency_reason"] if past.is_emergency else None,
			opened_on=past.opened,
			closed_on=closed,
			**{STATE_FIELD: self.closed},
			citizen_name=past.citizen_name,
			mobile=past.mobile,
			anonymous=int(not past.citizen_name),
			area=past.area,
			language="ar",
			outcome=past.outcome,
			root_cause=past.root_cause,
			code_nonce=new_nonce(),
		)
		self.clocks(case, None, start, dict(zip(CASE_CLOCKS, (at(past.acknowledged), closed), strict=True)))
		if matter["department"]:
			self.referred(
				case, matter, at(past.referred), at(past.taken_up), at(past.replied), at(past.accepted)
			)
		answer = self.answer(case, matter["answer"], at(past.accepted), closed)
		if past.is_emergency:
			self.emergencies += [
				{"case": case.name, "event": MARKED, "user": RECEPTION, "happened_on": past.opened},
				{"case": case.name, "event": CLEARED, "user": FOLLOW_UP, "happened_on": closed},
			]
		if past.score:
			rated = self.calendar.due(instant_of(closed), 4 * 3600)
			self.row(
				"Case Rating",
				to_local(rated),
				to_local(rated),
				"Guest",
				case=case.name,
				response=answer.name,
				rated_on=to_local(rated),
				score=past.score,
			)

	def referred(
		self,
		case: dict,
		matter: dict[str, Any],
		on: datetime,
		taken_up: datetime,
		replied: datetime,
		accepted: datetime,
	) -> None:
		officer, head = staff_of(matter["department"])
		referral = self.row(
			"Case Referral",
			on,
			accepted,
			FOLLOW_UP,
			name=self.named("REF", 7, on),
			case=case.name,
			department=matter["department"],
			kind="Referral",
			required=1,
			is_emergency=case.is_emergency,
			status="Answered",
			referred_by=FOLLOW_UP,
			referred_on=on,
			instruction=PAST["instruction"],
			subject=case.subject,
			extract=case.description,
			area=case.area,
			language="ar",
			acknowledged_on=taken_up,
			acknowledged_by=officer,
			settled_on=accepted,
			settled_by=FOLLOW_UP,
		)
		done = dict(zip(REFERRAL_CLOCKS, (taken_up, replied), strict=True))
		self.clocks(case, referral, instant_of(on), done)
		self.row(
			"Response",
			replied,
			accepted,
			officer,
			name=self.named("RES", 7, replied),
			case=case.name,
			referral=referral.name,
			department=referral.department,
			kind="Full Reply",
			audience="Office",
			body=f"<p>{matter['answer']}</p>",
			**{STATE_FIELD: self.accepted},
			prepared_by=officer,
			submitted_on=replied,
			approved_by=head,
			accepted_by=FOLLOW_UP,
			accepted_on=accepted,
		)

	def answer(self, case: dict, text: str, accepted: datetime, delivered: datetime) -> dict:
		"""What the citizen was told, and that it was."""
		answer = self.row(
			"Response",
			accepted,
			delivered,
			FOLLOW_UP,
			name=self.named("RES", 7, accepted),
			case=case.name,
			kind="Full Reply",
			audience="Citizen",
			language="ar",
			body=f"<p>{text}</p>",
			**{STATE_FIELD: self.accepted},
			prepared_by=FOLLOW_UP,
			submitted_on=accepted,
			accepted_by=SECOND,
			accepted_on=accepted,
			delivered_on=delivered,
		)
		self.row(
			"Response Delivery",
			delivered,
			delivered,
			FOLLOW_UP,
			parent=answer.name,
			parenttype="Response",
			parentfield="deliveries",
			idx=1,
			channel="Phone" if case.mobile else "In Person",
			recipient=case.mobile,
			status="Delivered",
			delivered_on=delivered,
			delivered_by=FOLLOW_UP,
		)
		return answer

	def clocks(self, case: dict, referral: dict | None, start: int, met: dict[str, datetime]) -> None:
		"""The time limits that began at `start`, each met when its matter was done."""
		department = referral.department if referral else None
		references = {
			"case": case.name,
			"referral": referral.name if referral else None,
			"department": department,
			"is_emergency": case.is_emergency,
		}
		terms = terms_of(facts_of(case, start, department), met, department_limit(department))
		for clock, of_it in terms.items():
			row = {**bulk.row_head(str(to_local(start))), **references, **of_it.columns, "clock": clock}
			calendar = calendar_named(of_it.working_calendar)
			events = engine.start(start, of_it.target, calendar)
			held = Held(row, events, engine.fold(events))
			held = held.after(engine.meet(held.clock, instant_of(met[clock]), calendar))
			self.rows[RECORD].append(
				{**row, "started_utc": to_column(start), **folded_columns(held, present())}
			)
			self.rows[LEDGER] += [
				event_row(event, row["name"], position) for position, event in enumerate(held.events, start=1)
			]

	def row(
		self, doctype: str, created: datetime, modified: datetime, owner: str, **values: Any
	) -> frappe._dict:
		if doctype not in self.templates:
			empty = frappe.new_doc(doctype).get_valid_dict(convert_dates_to_str=True)
			self.templates[doctype] = {key: value for key, value in empty.items() if value is not None}
		row = frappe._dict(
			{
				**bulk.row_head(),
				**self.templates[doctype],
				**{"idx": 0, "docstatus": 0},
				**{"owner": owner, "modified_by": owner, "creation": created, "modified": modified},
				**values,
			}
		)
		row.name = values.get("name") or frappe.generate_hash(length=16)
		self.rows[doctype].append(row)
		return row

	def named(self, prefix: str, digits: int, on: datetime) -> str:
		"""The next name of the form's series in the year of that day."""
		series = f"{prefix}-{on.year}-"
		self.numbers[series] += 1
		return f"{series}{self.numbers[series]:0{digits}d}"

	def priority(self) -> str | None:
		if "priority" not in self.templates:
			case = frappe.new_doc("Case")
			case.set_default_priority()
			self.templates["priority"] = case.priority
		return self.templates["priority"]
