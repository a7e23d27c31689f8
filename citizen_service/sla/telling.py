"""Whom what happened to a clock concerns: written to the outbox in the transaction in which it happened.

Three things can follow, each an entry of its own that a worker does later, once:

- **A digest** for each person concerned, whatever happened to however many of their clocks. A step of the ladder
  concerns those whom the step names; a missed deadline always concerns the assigned person as well, ladder or no
  ladder (who stands in for whom: `outbox.people.People.whom`). The entry names the clocks; what is said of them
  is looked up when it is written, with the reader's own rights, and only of those that are still open.
- **A letter to the citizen** for each missed deadline of the answer; whether it still holds is asked when it is sent.
- **The ladder's actions**, for each clock and step.

Staff hear of emergencies at once, and of everything else in working hours, at most once in five minutes: a step
that keeps to working hours has been timed by the sweep; a breach noticed at night waits for the calendar's next
opening. What waits for the same time is one message, from however many runs it comes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import frappe

from citizen_service.identity.sealing import SEALED
from citizen_service.outbox.people import ASSIGNED, SETTINGS, People, document_of
from citizen_service.outbox.post import Entry, post_many
from citizen_service.sla.calendar import NoWorkingTime
from citizen_service.sla.clock import Kind
from citizen_service.sla.instants import present, to_local
from citizen_service.sla.ladder import Step
from citizen_service.sla.reading import ladder_steps
from citizen_service.sla.records import ANSWER, FULL_REPLY, Change
from citizen_service.states.meaning import STATE_FIELD, closing_states, states_in

NOTIFY = "Notify"
REASSIGN = "Reassign"
RAISE = "Raise Priority"

SLOT = 300
"""Seconds: a person gets at most one digest in this time, emergencies apart."""


@dataclass(frozen=True)
class _Told:
	"""A change as far as it concerns anybody: the steps that were taken, and the deadline that was missed last."""

	change: Change
	steps: tuple[Step, ...]
	missed: int | None

	@property
	def row(self) -> dict:
		return self.change.after.row


def tell(changes: list[Change], now: int | None = None) -> None:
	"""Post what must follow from breaches and steps of escalation, as of the instant `now` (default: present).

	However many changes, the number of statements is the same but for an INSERT for every 5,000 entries.
	"""
	now = present() if now is None else now
	told = _without_decided_elsewhere(_worth_telling(changes))
	roles = {step.role for one in told for step in one.steps if step.role}
	people = People([one.row for one in told], roles)
	post_many(_digests(told, people, now), join=True)
	post_many([*_letters(told), *_actions(told)])


def _worth_telling(changes: list[Change]) -> list[_Told]:
	ladders: dict[str | None, dict[str, Step]] = {}
	found = []
	for change in changes:
		ladder = change.after.row["escalation_ladder"]
		if ladder not in ladders:
			ladders[ladder] = {step.key: step for step in ladder_steps(ladder)}
		missed = [event.at for event in change.events if event.kind is Kind.BREACHED]
		taken = [event.step for event in change.events if event.kind is Kind.WARNED]
		steps = tuple(ladders[ladder][key] for key in taken if key in ladders[ladder])
		if missed or steps:
			found.append(_Told(change, steps, missed[-1] if missed else None))
	return found


def _without_decided_elsewhere(told: list[_Told]) -> list[_Told]:
	"""Without departments' full replies that lie with Follow-up: if it accepts one, it came when it was sent."""
	referrals = {one.row["referral"] for one in told if one.row["clock"] == FULL_REPLY}
	states = states_in("Response", "Follow-up Review")
	if not referrals or not states:
		return told
	response = frappe.qb.DocType("Response")
	sent = set(
		frappe.qb.from_(response)
		.where(response.referral.isin(sorted(referrals)) & response[STATE_FIELD].isin(states))
		.where(response.kind == "Full Reply")
		.select(response.referral)
		.orderby(response.referral)
		.run(pluck=True)
	)
	return [one for one in told if one.row["clock"] != FULL_REPLY or one.row["referral"] not in sent]


# To staff ------------------------------------------------------------------------------------------


def _digests(told: list[_Told], people: People, now: int) -> list[Entry]:
	clocks: dict[tuple[str, int], list[str]] = defaultdict(list)
	hours = _Hours(now)
	for one in told:
		for user, at in _concerned(one, people, hours).items():
			clocks[user, at].append(one.row["name"])
	return [
		Entry("digest", "User", user, f"digest:{user}:{at}", {"clocks": names}, to_local(at))
		for (user, at), names in clocks.items()
	]


def _concerned(one: _Told, people: People, hours: "_Hours") -> dict[str, int]:
	"""Who must hear of the change, and when: each once, at the earliest time."""
	found: dict[str, int] = {}
	for step in one.steps:
		for user in _meant(one, step, people):
			found[user] = hours.at_once(one)
	if one.missed is not None:
		for user in people.whom(one.row, ASSIGNED):
			found.setdefault(user, hours.open(one))
	return found


def _meant(one: _Told, step: Step, people: People) -> list[str]:
	"""Whom a step names. A case that is reassigned goes to one person, who hears of it."""
	if step.action == RAISE:
		return []
	users = people.whom(one.row, step.recipient, step.role)
	return users[:1] if step.action == REASSIGN else users


class _Hours:
	"""When staff are told, of what is noticed at the instant `now`."""

	def __init__(self, now: int) -> None:
		self.now = now
		self.openings: dict[str | None, int] = {}

	def at_once(self, one: _Told) -> int:
		return self.now if one.row["is_emergency"] else self._slot(one, self.now)

	def open(self, one: _Told) -> int:
		if one.row["is_emergency"]:
			return self.now
		calendar = one.row["working_calendar"]
		if calendar not in self.openings:
			self.openings[calendar] = self._opening(one)
		return self._slot(one, self.openings[calendar])

	def _opening(self, one: _Told) -> int:
		try:
			return one.change.after.calendar.next_opening(self.now)
		except NoWorkingTime:
			return self.now  # better at any hour than never

	def _slot(self, one: _Told, at: int) -> int:
		"""The end of the five minutes, unless the office has closed by then."""
		end = (at // SLOT + 1) * SLOT
		return end if one.change.after.calendar.is_open(end) else at


# To the citizen ------------------------------------------------------------------------------------


def _letters(told: list[_Told]) -> Iterator[Entry]:
	"""To the citizens whose answer's deadline was missed, for each deadline.

	Not of cases that ended or came from a former register, nor where there is no address.
	"""
	missed = {one.row["case"]: one for one in told if one.missed is not None and one.row["clock"] == ANSWER}
	if not missed or not frappe.get_cached_doc(SETTINGS).tell_missed_deadline:
		return
	case, sealed = frappe.qb.DocType("Case"), frappe.qb.DocType(SEALED)
	written_to = (
		frappe.qb.from_(case)
		.where(case.name.isin(sorted(missed)) & case[STATE_FIELD].notin(closing_states() or [""]))
		.left_join(sealed)
		.on(sealed.name == case.name)
		.where(((case.email != "") | (sealed.has_email == 1)) & case.legacy_register.isnull())
		.select(case.name)
		.orderby(case.name)
	).run(pluck=True)
	for name in written_to:
		clock = missed[name].row["name"]
		key = f"tell_missed_deadline:{clock}:{missed[name].missed}"
		yield Entry("tell_missed_deadline", "Case", name, key, {"clock": clock})


# What is done --------------------------------------------------------------------------------------


def _actions(told: list[_Told]) -> Iterator[Entry]:
	for one in told:
		for step in one.steps:
			if step.action != NOTIFY:
				yield _action(one.row, step)


def _action(row: dict, step: Step) -> Entry:
	key = hashlib.sha256(step.key.encode()).hexdigest()[:20]  # a row's key may fill its column
	if step.action == RAISE:
		payload = {"clock": row["name"], "priority": step.priority}
		return Entry("raise_priority", "Case", row["case"], f"raise_priority:{row['name']}:{key}", payload)
	payload = {"clock": row["name"], "recipient": step.recipient}
	return Entry("reassign", *document_of(row), f"reassign:{row['name']}:{key}", payload)
