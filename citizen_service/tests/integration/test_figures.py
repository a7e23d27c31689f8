"""Public figures: what is counted, what is withheld, and that what was public never changes."""

import json

import frappe
from frappe.utils import getdate

from citizen_service.acting import acting_as
from citizen_service.errors import FiguresRefused, NotYours
from citizen_service.figures import actions
from citizen_service.figures.counting import count
from citizen_service.figures.periods import Period
from citizen_service.figures.showing import published_names, tables
from citizen_service.sla import records as clocks
from citizen_service.sla.instants import from_column
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

PERIOD = Period("Quarter", 2003, 3)
DAY = 24 * 3600


class TestCounting(OfficeTestCase):
	def case(self, opened_on: str, **values):
		return make.make_case(opened_on=opened_on, **values)

	def record(self, case: str, clock: str = clocks.ANSWER) -> frappe._dict:
		return frappe.db.get_value(
			clocks.RECORD, {"case": case, "clock": clock}, ["name", "started_utc", "due_utc"], as_dict=True
		)

	def answer(self, case: str, late: bool, days: int = 0) -> None:
		"""Answered after that many days, or a second too late."""
		record = self.record(case)
		at = from_column(record.due_utc) + 1 if late else from_column(record.started_utc) + days * DAY
		clocks.meet_clocks(at, case=case, clock=clocks.ANSWER)

	def test_cases_count_where_they_were_opened_whoever_brought_them(self):
		before = count(PERIOD)
		self.case("2003-07-01 00:00:00", case_type="Inquiry")
		self.case("2003-09-30 23:59:59", case_type="Inquiry", withhold_identity=1)
		self.case("2003-06-30 23:59:59", case_type="Inquiry")
		self.case("2003-10-01 00:00:00", case_type="Inquiry")
		found = count(PERIOD)
		self.assertEqual(found["case_type"].cases["Inquiry"] - before["case_type"].cases.get("Inquiry", 0), 2)
		self.assertEqual(list(found["month"].cases), ["2003-07", "2003-08", "2003-09"])
		self.assertEqual(found["month"].cases["2003-09"] - before["month"].cases["2003-09"], 1)
		self.assertNotIn("month", count(Period("Month", 2003, 7)))

	def test_categories_count_at_the_top_of_their_tree(self):
		self.case("2003-08-05 09:00:00", category="Water Cut")
		self.case("2003-08-05 09:00:00", category="Water and Sewage")
		self.case("2003-08-05 09:00:00")
		cases = count(PERIOD)["category"].cases
		self.assertEqual((cases["Water and Sewage"], cases[None]), (2, 1))

	def test_answers_are_read_from_the_clocks_where_they_were_due(self):
		cases = [self.case("2003-07-06 09:00:00", case_type="Suggestion").name for _n in range(5)]
		self.answer(cases[0], late=False, days=1)
		self.answer(cases[1], late=True)
		frappe.db.set_value("Case", cases[2], "closed_in_former_register", 1)
		clocks.cancel_clocks("test", case=cases[3])
		replies = count(PERIOD)["case_type"].replies["Suggestion"]
		self.assertEqual((replies.due, replies.in_time), (3, 1), "given, given late, never given")
		late = from_column(self.record(cases[1]).due_utc) + 1 - from_column(self.record(cases[1]).started_utc)
		self.assertEqual(replies.days, {1: 1, late // DAY: 1})

	def test_referrals_count_by_department_without_those_taken_back(self):
		_case, (kept,) = make.make_referred_case(self.office, self.office.roads)
		_case, (taken,) = make.make_referred_case(self.office, self.office.roads)
		for referral in (kept, taken):
			frappe.db.set_value("Case Referral", referral, "referred_on", "2003-08-01 10:00:00")
		frappe.db.set_value("Case Referral", taken, "status", "Withdrawn")
		self.assertEqual(count(PERIOD)["department"].cases, {self.office.roads: 1})

	def test_the_number_of_statements_does_not_grow_with_the_cases(self):
		def statements() -> int:
			made = []
			original = frappe.db.sql
			frappe.db.sql = lambda *args, **more: made.append(args) or original(*args, **more)
			try:
				count(PERIOD)
			finally:
				del frappe.db.sql
			return len(made)

		few = statements()
		for day in range(1, 6):
			self.case(f"2003-08-0{day} 09:00:00")
		self.assertEqual(statements(), few)


class TestFigures(OfficeTestCase):
	def setUp(self):
		super().setUp()
		frappe.db.delete("Public Figures")
		frappe.set_user(self.office.admin)

	def figures(self, kind="Quarter", year=2003, number=3):
		return frappe.get_doc(
			{"doctype": "Public Figures", "kind": kind, "year": year, "number": number}
		).insert()

	def computed(self, **how):
		"""Figures with enough cases in them, computed as the job does it but in this transaction."""
		document = self.figures(**how)
		first_day = str(document.first_day)
		with acting_as(self.office.reception):
			for _n in range(6):
				make.make_case(opened_on=f"{first_day} 09:00:00")
		actions._save(
			document,
			computation="Done",
			figures=json.dumps(actions.figures_of(document.period, 5)),
		)
		return document

	def test_a_period_is_whole_past_and_there_once(self):
		today = getdate()
		for values in (
			{"kind": "Month", "year": today.year, "number": today.month},
			{"kind": "Quarter", "year": 2003, "number": 5},
			{"kind": "Year", "year": 12, "number": 1},
		):
			with self.subTest(values), self.refused(FiguresRefused):
				self.figures(**values)
		self.assertEqual(self.figures(kind="Year", number=7).name, "2003")
		with self.assertRaises(frappe.DuplicateEntryError):
			self.figures(kind="Year")

	def test_nobody_brings_figures_or_a_status(self):
		document = frappe.get_doc(
			{
				"doctype": "Public Figures",
				"kind": "Year",
				"year": 2003,
				"status": "Published",
				"figures": "{}",
				"first_day": "1999-01-01",
				"published_by": "Administrator",
			}
		).insert()
		self.assertEqual(document.status, "Draft")
		self.assertFalse(document.figures or document.published_by)
		self.assertEqual(str(document.first_day), "2003-01-01")
		document.status, document.figures = "Published", "{}"
		document.save()
		self.assertEqual(frappe.db.get_value("Public Figures", "2003", "status"), "Draft")

	def test_only_admin_and_manager_take_the_steps(self):
		name = self.computed().name
		for user in (self.office.supervisor, self.office.follow_up, self.office.reception):
			with acting_as(user), self.subTest(user):
				for step in (actions.compute, actions.publish, actions.withdraw):
					with self.refused(NotYours):
						step(name)
		with acting_as(self.office.manager):
			actions.publish(name)
		self.assertEqual(published_names(), [name])

	def test_computed_before_published_and_only_if_there_is_something_to_show(self):
		document = self.figures()
		with self.refused(FiguresRefused, "Compute the figures"):
			actions.publish(document.name)
		actions._save(document, computation="Done", figures=json.dumps(actions.figures_of(PERIOD, 10**9)))
		with self.refused(FiguresRefused, "too small"):
			actions.publish(document.name)

	def test_what_is_published_never_changes(self):
		name = self.computed().name
		actions.publish(name)
		before = frappe.db.get_value("Public Figures", name, "*")
		document = frappe.get_doc("Public Figures", name)
		for change in ({"year": 2004}, {"status": "Draft"}, {"figures": "{}"}, {"threshold": 3}, {}):
			for ignoring in (False, True):
				document = frappe.get_doc("Public Figures", name).update(change)
				with self.subTest(change), self.refused(FiguresRefused):
					document.save(ignore_permissions=ignoring)
		with self.refused(FiguresRefused):
			actions.compute(name)
		with self.refused(FiguresRefused):
			actions.publish(name)
		with self.refused(FiguresRefused):
			frappe.delete_doc("Public Figures", name)
		with self.assertRaises(frappe.ValidationError):
			frappe.rename_doc("Public Figures", name, "2004-Q1")
		self.assertEqual(frappe.db.get_value("Public Figures", name, "*"), before)

	def test_withdrawn_figures_are_not_public_stay_in_the_record_and_are_replaced_not_joined(self):
		name = self.computed().name
		actions.publish(name)
		actions.withdraw(name)
		self.assertEqual(published_names(), [])
		with self.refused(FiguresRefused):
			frappe.delete_doc("Public Figures", name)
		with self.refused(FiguresRefused):
			frappe.get_doc("Public Figures", name).save()
		with self.refused(FiguresRefused, "not published"):
			actions.withdraw(name)
		actions.publish(name)
		self.assertEqual(published_names(), [name])

	def test_periods_that_overlap_are_never_both_published_not_even_one_after_the_other(self):
		actions.publish(self.computed().name)
		actions.publish(self.computed(number=2).name)
		overlapping = [self.computed(kind="Year").name, self.computed(kind="Month", number=9).name]
		for name in overlapping:
			with self.subTest(name), self.refused(FiguresRefused, "2003-Q3|2003-Q2"):
				actions.publish(name)
		actions.withdraw("2003-Q3")
		with self.refused(FiguresRefused, "2003-Q3"):
			actions.publish(overlapping[1])

	def test_the_threshold_is_that_of_the_settings_and_no_lower_than_three(self):
		with self.refused(FiguresRefused, "at least 3"):
			self.set_threshold(2)
		for set_to, used in ((0, 5), (3, 3), (7, 7)):
			self.set_threshold(set_to)
			self.assertEqual(actions.threshold_set(), used)

	def set_threshold(self, number: int) -> None:
		frappe.get_doc("Citizen Service Settings").update({"figures_threshold": number}).save()

	def test_the_preview_says_what_is_withheld_in_both_languages(self):
		document = self.computed()
		for language, word in (("ar", "محجوب"), ("en", "withheld")):
			frappe.local.lang = language
			self.assertIn(word, tables(document))
		frappe.local.lang = "en"
