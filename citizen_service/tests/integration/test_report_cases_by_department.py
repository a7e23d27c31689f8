"""The report "Cases by Department": known counts, who sees what, and what it refuses."""

import frappe
from frappe.desk.query_report import run

from citizen_service.acting import acting_as
from citizen_service.citizen_service.report.cases_by_department.cases_by_department import execute
from citizen_service.errors import BadPeriod, FiguresNotOpen
from citizen_service.referral.actions import withdraw
from citizen_service.states.meaning import clear_cache
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

REPORT = "Cases by Department"
PERIOD = {"from_date": "2001-03-01", "to_date": "2001-03-31"}


class TestCasesByDepartment(OfficeTestCase):
	"""Three cases of March 2001: one with Roads, one with Roads and Water, one (a suggestion) with nobody."""

	def setUp(self) -> None:
		super().setUp()
		office = self.office
		with_roads, (self.referral,) = factories.make_referred_case(office, office.roads)
		with_both, _names = factories.make_referred_case(office, office.roads, office.water)
		with_nobody = factories.make_case_under_study(office, case_type="Suggestion")
		self.cases = [with_roads.name, with_both.name, with_nobody.name]
		self.open(*self.cases, on="2001-03-05 10:00:00")

	def open(self, *cases: str, on: str) -> None:
		for case in cases:
			frappe.db.set_value("Case", case, "opened_on", on)

	def report(self, **filters) -> tuple[dict[str, dict], dict[str, int]]:
		"""The rows by what they are grouped by, and the summary."""
		_columns, rows, _message, _chart, summary = execute({**PERIOD, **filters})
		first = "case_type" if filters.get("group_by") == "Type" else "department"
		return {row[first]: row for row in rows}, {entry["label"]: entry["value"] for entry in summary}

	def test_counts_by_department_and_meaning_of_state(self):
		rows, summary = self.report()
		office = self.office
		self.assertEqual(set(rows), {office.roads, office.water, "Not Referred"})
		self.assertEqual(
			[rows[key]["total"] for key in (office.roads, office.water, "Not Referred")], [2, 1, 1]
		)
		self.assertEqual(rows[office.roads]["stage_referred"], 2)
		self.assertEqual(rows["Not Referred"]["stage_study"], 1)
		self.assertEqual(rows["Not Referred"]["stage_referred"], 0)
		self.assertEqual(summary, {"Cases": 3, "Closed": 0, "Open": 3, "Overdue": 0})

	def test_counts_by_type_and_by_both(self):
		rows, _summary = self.report(group_by="Type")
		self.assertEqual({key: row["total"] for key, row in rows.items()}, {"Complaint": 2, "Suggestion": 1})
		_columns, rows, *_rest = execute({**PERIOD, "group_by": "Department and Type"})
		self.assertEqual(
			{(row["department"], row["case_type"]): row["total"] for row in rows},
			{
				(self.office.roads, "Complaint"): 2,
				(self.office.water, "Complaint"): 1,
				("Not Referred", "Suggestion"): 1,
			},
		)

	def test_overdue_cases_are_counted_once_per_department(self):
		frappe.db.set_value("Case", self.cases[1], "due_on", "2001-03-10 12:00:00")
		rows, summary = self.report()
		self.assertEqual([rows[d]["overdue"] for d in (self.office.roads, self.office.water)], [1, 1])
		self.assertEqual(summary["Overdue"], 1)

	def test_the_last_day_counts_in_full_and_the_next_does_not(self):
		self.open(self.cases[0], on="2001-03-31 23:59:59")
		self.open(self.cases[1], on="2001-04-01 00:00:00")
		_rows, summary = self.report()
		self.assertEqual(summary["Cases"], 2)

	def test_a_withdrawn_referral_does_not_count(self):
		with acting_as(self.office.follow_up):
			withdraw(self.referral, "كُررت بالخطأ")
		rows, _summary = self.report()
		self.assertEqual(rows[self.office.roads]["total"], 1)
		self.assertEqual(rows["Not Referred"]["total"], 2)

	def test_a_department_with_those_below_it(self):
		above = factories.make_department("دائرة الهندسة للاختبار", is_group=1)
		roads = frappe.get_doc("Department", self.office.roads)
		roads.parent_department = above
		roads.save()
		rows, summary = self.report(department=above)
		self.assertEqual(set(rows), {self.office.roads})
		self.assertEqual(summary["Cases"], 2)

	def test_one_type_only(self):
		rows, summary = self.report(case_type="Suggestion")
		self.assertEqual(set(rows), {"Not Referred"})
		self.assertEqual(summary["Cases"], 1)

	def test_the_stage_follows_the_meaning_that_the_admin_gave(self):
		self.addCleanup(clear_cache)
		state = frappe.db.get_value("Case", self.cases[2], "workflow_state")
		frappe.db.set_value(
			"Workflow State Meaning", {"state": state, "parent": "Case"}, "stage", "Answering"
		)
		clear_cache()
		rows, _summary = self.report()
		self.assertEqual(rows["Not Referred"]["stage_answering"], 1)

	def test_pitfall_28_a_department_manager_sees_only_their_own(self):
		with acting_as(self.office.water_manager):
			rows, summary = self.report()
			self.assertEqual({key: row["total"] for key, row in rows.items()}, {self.office.water: 1})
			self.assertEqual(summary["Cases"], 1)
			with self.refused(FiguresNotOpen, self.office.roads, "not open to you"):
				self.report(department=self.office.roads)

	def test_pitfall_28_a_report_by_e_mail_holds_what_its_user_may_see(self):
		mail = frappe.new_doc("Auto Email Report")
		mail.update({"report": REPORT, "report_type": "Script Report", "filters": frappe.as_json(PERIOD)})
		for user, departments in (
			(self.office.water_manager, {self.office.water}),
			(self.office.manager, {self.office.water, self.office.roads}),
		):
			mail.update({"user": user, "format": "CSV"})
			content = mail.get_report_content()  # as the scheduler does it: by Administrator
			found = {name for name in (self.office.water, self.office.roads) if name in content}
			self.assertEqual(found, departments)
		mail.user = self.office.reception
		with self.assertRaises(frappe.PermissionError):
			mail.get_report_content()

	def test_who_may_open_it(self):
		office = self.office
		for user in (office.follow_up, office.manager, office.supervisor, office.roads_manager):
			with self.subTest(user), acting_as(user):
				self.assertTrue(run(REPORT, filters=PERIOD)["result"])
		for user in (office.reception, office.roads_officer, office.admin):
			with self.subTest(user), acting_as(user), self.assertRaises(frappe.PermissionError):
				run(REPORT, filters=PERIOD)

	def test_a_period_that_ends_before_it_starts(self):
		with self.refused(BadPeriod, "ends on", "before it starts"):
			execute({"from_date": "2001-04-01", "to_date": "2001-03-01"})

	def test_a_period_without_an_end(self):
		with self.refused(BadPeriod, "first and the last day"):
			execute({"from_date": "2001-04-01"})

	def test_an_empty_period_says_so(self):
		_columns, rows, message, chart, _summary = execute(
			{"from_date": "1990-01-01", "to_date": "1990-01-31"}
		)
		self.assertEqual((rows, chart), ([], None))
		self.assertIn("No case", message)
