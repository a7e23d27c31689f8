"""The demo office: made by its people's own steps, once, and only on a site of its own."""

import frappe

from citizen_service.compat import TestCase
from citizen_service.errors import DemoRefused
from citizen_service.setup.demo import counter, people, reception, seed, story, visits
from citizen_service.states.meaning import meaning_of


class TestDemo(TestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		people.make_office()

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
