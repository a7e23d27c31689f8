"""What happened to the time limits, in words: every kind of event, and each department its own only."""

from dataclasses import replace

import frappe
from frappe.desk.form.load import get_docinfo
from frappe.utils import strip_html

from citizen_service.acting import acting_as
from citizen_service.desk.steps import step_in_words
from citizen_service.desk.timeline import ledger, of_case
from citizen_service.desk.wording import moment
from citizen_service.sla import clock as engine
from citizen_service.sla.clock import Event, Kind
from citizen_service.sla.instants import present
from citizen_service.sla.ladder import Step, Trigger, step_told
from citizen_service.sla.records import (
	Change,
	cancel_clocks,
	change,
	hold,
	meet_clocks,
	open_records,
	pause_clocks,
	resume_clocks,
	store,
)
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

DAY = 86400
STEP = Step("75", Trigger.PERCENT, 75, action="Notify", recipient="Department Head")


class TestSteps(OfficeTestCase):
	def test_a_step_says_when_and_what(self):
		manager = "Citizen Service Manager"
		for step, expected in {
			STEP: "75% of the time used up · notified: Department Head",
			replace(STEP, recipient="Role", role=manager): f"75% of the time used up · notified: {manager}",
			Step("x", Trigger.HOURS_AFTER_DUE, 2.5, action="Reassign", recipient="Manager on Duty"): (
				"2 hours and 30 minutes after the due date · reassigned to: Manager on Duty"
			),
			Step("x", Trigger.HOURS_AFTER_DUE, 0, action="Raise Priority", priority="عاجل: جداً"): (
				"at the due date · priority raised to: عاجل: جداً"
			),
		}.items():
			with self.subTest(expected):
				self.assertEqual(step_in_words(step_told(step.told())), expected)


class TestTimeline(OfficeTestCase):
	def timeline(self, doctype: str, name: str, user: str) -> list[str]:
		with acting_as(user):
			get_docinfo(doctype=doctype, name=name)
		found = frappe.response["docinfo"]["additional_timeline_content"]
		return [strip_html(item["content"]) for item in found]

	def write(self, case: str, *commands) -> None:
		"""Give the clock of the answer each command's events, whatever they cause elsewhere."""
		for command in commands:
			record, query = open_records()
			query = query.where((record.case == case) & (record.clock == "Answer to Citizen")).for_update()
			store([Change(held, held.after(command(held))) for held in hold(query)])

	def test_every_event_in_words(self):
		office = self.office
		with acting_as(office.reception):
			case = factories.make_case()
		now = present()
		(record,) = frappe.get_all(
			"Service Level Record",
			{"case": case.name, "clock": "Answer to Citizen"},
			pluck="name",
			order_by="name asc",
		)
		due, later = now + 30 * DAY, now + 40 * DAY
		with acting_as(office.follow_up):
			self.write(
				case.name,
				lambda held: engine.pause(held.clock, now, "Waiting for the Citizen"),
				lambda held: engine.resume(held.clock, now, held.calendar),
				lambda held: engine.extend(held.clock, now, due, "ورد كتاب <b>جديد</b>"),
				lambda held: engine.note(held.clock, Kind.REQUESTED, now, later, "نحتاج إلى وقت"),
				lambda held: engine.note(held.clock, Kind.REFUSED, now, None, "يكفي ما حُدد"),
				lambda held: engine.promise(held.clock, now, later),
				lambda held: [Event(Kind.RECALCULATED, now, due=later, old_due=due, reason="Type changed")],
				lambda held: [Event(Kind.RECALCULATED, now, due=later, old_due=later, reason="Type changed")],
				lambda held: engine.warn(held.clock, now, STEP.key, STEP.told()),
				lambda held: [Event(Kind.BREACHED, now)],
				lambda held: engine.meet(held.clock, now + 1, held.calendar),
			)
			lines = ledger(record)
		said = [strip_html(line["what"]) for line in lines]
		first, resumed = said[0], said[2]
		self.assertTrue(first.startswith("started, due "), first)
		self.assertTrue(resumed.startswith("resumed, now due "), resumed)
		self.assertEqual(
			said[1:2] + said[3:],
			[
				"paused: Waiting for the Citizen",
				said[3],
				f"an extension until {moment(later)} was asked for",
				"the extension was refused",
				f"new date given: {moment(later)}",
				f"recalculated, due date moved from {moment(due)} to {moment(later)}",
				f"recalculated, the due date stays {moment(later)}",
				"75% of the time used up · notified: Department Head",
				"due date missed",
				"met late",
			],
		)
		self.assertRegex(said[3], rf"^due date moved from .+ to {moment(due)}$")
		self.assertEqual(lines[3]["why"], "<bdi>ورد كتاب &lt;b&gt;جديد&lt;/b&gt;</bdi>")
		self.assertEqual([line["by"] for line in lines[:2]], ["Reception", "Follow Up"])
		self.assertEqual([line["by"] for line in lines[-3:]], ["", "", "Follow Up"])
		newest = self.timeline("Case", case.name, office.follow_up)[0]
		self.assertTrue(newest.startswith("Answer to Citizen: met late · Follow Up · "), newest)

	def test_a_due_date_that_was_met_after_all_is_not_told_as_missed(self):
		office = self.office
		with acting_as(office.reception):
			case = factories.make_case()
		now = present()
		with acting_as(office.follow_up):
			self.write(
				case.name,
				lambda held: [Event(Kind.BREACHED, now + 2)],
				lambda held: engine.meet(held.clock, now + 1, held.calendar),
			)
		told = [line for line in self.timeline("Case", case.name, office.follow_up) if "Answer to" in line]
		self.assertIn("met in time", told[0])
		self.assertFalse([line for line in told if "missed" in line])

	def test_a_case_shows_all_and_a_referral_its_own(self):
		office = self.office
		case, (roads, water) = factories.make_referred_case(office, office.roads, office.water)
		pause_clocks("Site Not Accessible", referral=roads)
		resume_clocks(referral=roads)
		meet_clocks(referral=water, clock="First Reply of Department")
		cancel_clocks("كُلّف بها غيرها", referral=water)
		everything = " ".join(self.timeline("Case", case.name, office.follow_up))
		for text in (
			"Answer to Citizen: started",
			f"Full Reply of Department · {office.roads}: paused: Site Not Accessible",
			f"First Reply of Department · {office.water}: met in time",
			f"Full Reply of Department · {office.water}: cancelled · كُلّف بها غيرها",
		):
			self.assertIn(text, everything)
		own = self.timeline("Case Referral", roads, office.roads_officer)
		self.assertEqual(len(own), 6)
		self.assertTrue(all(f"of Department · {office.roads}: " in text for text in own), own)

	def test_who_may_not_read_the_document_gets_no_timeline(self):
		office = self.office
		case, (roads,) = factories.make_referred_case(office)
		(record, *_others) = frappe.get_all(
			"Service Level Record", {"referral": roads}, pluck="name", order_by="name asc"
		)
		for doctype, name, user in (
			("Case", case.name, office.roads_officer),
			("Case Referral", roads, office.water_officer),
			("Case Referral", roads, office.supervisor),
		):
			with self.subTest(f"{doctype} {user}"), self.assertRaises(frappe.PermissionError):
				self.timeline(doctype, name, user)
		for user in (office.water_officer, office.supervisor):
			with self.subTest(user), self.assertRaises(frappe.PermissionError), acting_as(user):
				ledger(record)

	def test_the_price_is_the_same_for_many_events(self):
		office = self.office
		case = factories.make_case_under_study(office)
		frappe.set_user(office.follow_up)
		of_case("Case", case.name)
		with self.assertQueryCount(1):
			of_case("Case", case.name)
		change(lambda held: engine.pause(held.clock, present(), "Waiting for the Citizen"), case=case.name)
		with self.assertQueryCount(1):
			of_case("Case", case.name)
