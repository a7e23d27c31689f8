"""The demo office: made by its people's own steps, once, and only on a site of its own."""

from unittest.mock import patch

import frappe
from frappe.utils import get_datetime

from citizen_service.acting import acting_as
from citizen_service.compat import TestCase
from citizen_service.errors import DemoRefused
from citizen_service.setup.demo import counter, history, past, people, reception, seed, story, visits
from citizen_service.sla.instants import present
from citizen_service.sla.records import FOLDED_FIELDS, RECORD, folded_columns, hold
from citizen_service.states.meaning import meaning_of

TODAY = get_datetime("2015-12-30 10:00:00")
"""When the year before ended that is tried: before whatever the other tests make."""
CASES = 40


class TestDemo(TestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		people.make_office()
		others = frappe.get_all("Case", {"opened_on": ("<", TODAY)}, pluck="name", order_by="name asc")
		with patch.dict(past.PAST, cases=CASES), acting_as(history.RECEPTION):
			history.History(TODAY).write()
		fields = ["name", "workflow_state", "opened_on", "closed_on", "due_on"]
		made = {"opened_on": ("<", TODAY), "name": ("not in", others)}
		cls.past = frappe.get_all("Case", made, fields, order_by="opened_on asc")

	@classmethod
	def tearDownClass(cls):
		frappe.db.rollback()
		frappe.clear_cache()
		super().tearDownClass()

	def tell(self, upto, **more):
		case = next(
			case
			for case in story.CASES
			if case["upto"] == upto and all(case.get(key) == value for key, value in more.items())
		)
		self.assertTrue(story.tell(case, story.CASES.index(case) + 1))
		self.assertFalse(story.tell(case, 1), "told twice")
		return frappe.get_doc("Case", {"subject": case["subject"]})

	def stage(self, case):
		return meaning_of("Case", case.workflow_state).stage

	def test_a_closed_case_went_the_whole_way(self):
		case = self.tell("closed", outcome="Partly Justified")
		self.assertEqual(self.stage(case), "Closed")
		self.assertEqual(case.owner, people.address("reception"))
		referrals = frappe.get_all(
			"Case Referral", filters={"case": case.name}, pluck="status", order_by="name asc"
		)
		self.assertEqual(referrals, ["Answered", "Answered"])
		replies = frappe.get_all(
			"Response",
			filters={"case": case.name, "department": ("is", "set")},
			fields=["prepared_by", "approved_by"],
			order_by="name asc",
		)
		self.assertEqual(len(replies), 2)
		for reply in replies:
			self.assertNotEqual(reply.prepared_by, reply.approved_by)

	def test_cases_stay_where_their_story_ends(self):
		for upto, stage in (
			("new", "Received"),
			("waiting", "Waiting"),
			("returned", "Referred"),
			("stage", "Referred"),
		):
			self.assertEqual(self.stage(self.tell(upto)), stage)

	def test_an_old_case_is_overdue(self):
		case = self.tell("stage", days=18)
		self.assertLess(case.due_on, frappe.utils.now_datetime())
		late = frappe.get_all("Case Referral", {"case": case.name}, pluck="due_on", order_by="name asc")
		self.assertTrue(late and all(due < frappe.utils.now_datetime() for due in late))

	def test_the_office_is_made_once(self):
		before = {name: frappe.db.count(name) for name in ("User", "Department", "Citizen", "Case Area")}
		people.make_office()
		self.assertEqual({name: frappe.db.count(name) for name in before}, before)

	def test_the_counter_is_made_once(self):
		counter.make_counter()
		before = {name: frappe.db.count(name) for name in ("Service Procedure", "Day Book Entry")}
		self.assertGreaterEqual(before["Service Procedure"], len(counter.PROCEDURES))
		self.assertGreater(before["Day Book Entry"], counter.DAYS)
		counter.make_counter()
		self.assertEqual({name: frappe.db.count(name) for name in before}, before)

	def test_receptions_day_is_made_once(self):
		counter.make_counter()
		reception.make_reception()
		before = frappe.db.count("Case")
		reception.make_reception()
		self.assertEqual(frappe.db.count("Case"), before)
		self.assertEqual(
			frappe.db.get_value("Case", {"subject": reception.PASSED_ON["subject"]}, "passed_on_department"),
			reception.PASSED_ON["department"],
		)
		for case in reception.ANSWERED:
			name = frappe.db.get_value("Case", {"subject": case["subject"]})
			self.assertTrue(frappe.db.get_value("Response", {"case": name}, "given_on"))

	def test_one_visit_is_planned_and_one_was_made(self):
		for upto in ("drafted", "with_follow_up"):
			self.tell(upto)
		visits.make_visits()
		visits.make_visits()
		made = frappe.get_all(
			"Field Visit",
			{"subject": ("in", (visits.PLANNED, visits.DONE))},
			["status", "planned_start", "findings"],
			order_by="status desc",
		)
		self.assertEqual([visit.status for visit in made], ["Planned", "Done"])
		self.assertGreater(made[0].planned_start, frappe.utils.now_datetime())
		self.assertEqual(made[1].findings, visits.FINDINGS)

	def test_every_login_has_a_password_that_works(self):
		from frappe.utils.password import check_password

		for login in people.logins():
			self.assertEqual(check_password(login["user"], login["password"]), login["user"])

	def test_refused_on_a_site_with_cases_of_its_own(self):
		self.tell("registered")
		with self.assertRaises(DemoRefused):
			seed.seed_demo()

	def test_no_logins_on_another_site(self):
		with self.assertRaises(DemoRefused):
			seed.demo_logins()

	def test_every_case_of_the_year_before_has_the_reply_that_reached_the_citizen(self):
		self.assertEqual(len(self.past), CASES)
		for case in self.past:
			self.assertTrue(meaning_of("Case", case.workflow_state).is_closing)
			self.assertIsNone(case.due_on)
			self.assertLess(case.opened_on, case.closed_on)
			self.assertLess(case.closed_on, TODAY)
			delivered = frappe.get_all(
				"Response",
				{"case": case.name, "audience": "Citizen", "kind": "Full Reply"},
				["delivered_on", "workflow_state", "prepared_by", "accepted_by"],
				order_by="name asc",
			)
			self.assertEqual([row.delivered_on for row in delivered], [case.closed_on])
			self.assertEqual(meaning_of("Response", delivered[0].workflow_state).stage, "Accepted")
			self.assertNotEqual(delivered[0].prepared_by, delivered[0].accepted_by)

	def test_the_year_befores_records_of_the_clocks_are_what_their_ledgers_add_up_to(self):
		record = frappe.qb.DocType(RECORD)
		names = [case.name for case in self.past]
		query = frappe.qb.from_(record).where(record.case.isin(names))
		held = hold(query.orderby(record.name), locked=False)
		self.assertGreater(len(held), 2 * CASES)
		stored = {row.name: row for row in query.select("*").run(as_dict=True)}
		breached = 0
		for clock in held:
			breached += stored[clock.name].breached
			expected = {**clock.row, **folded_columns(clock, present())}
			for field in FOLDED_FIELDS:
				self.assertEqual(stored[clock.name][field] or None, expected[field] or None, field)
		self.assertTrue(0 < breached < len(held) / 2)

	def test_the_forms_own_numbering_goes_on_after_the_year_before(self):
		case = self.past[-1].name
		prefix, number = case[:8], int(case[8:])
		self.assertEqual(frappe.db.get_value("Series", prefix, "current", order_by=None), number)

	def test_the_year_before_has_a_day_book_on_working_days(self):
		within = {"day": ("between", ("2014-01-01", TODAY.date()))}
		days = frappe.get_all("Day Book Entry", within, pluck="day", order_by="day asc")
		self.assertGreater(len(set(days)), 200)
		self.assertFalse({day.weekday() for day in days}.intersection(past.WEEKEND))
