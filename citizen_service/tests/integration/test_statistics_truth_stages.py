"""Cases by department and stage, and suggestions, against pandas; as `test_statistics_truth`, in files of a fit length."""

import frappe
from frappe.utils import now_datetime

from citizen_service.tests.support.figures import nonzero, run
from citizen_service.tests.support.truth import PERIODS, TruthTestCase

GROUPINGS = {
	"Department": ["department"],
	"Type": ["case_type"],
	"Department and Type": ["department", "case_type"],
}


class TestStagesTruth(TruthTestCase):
	def test_cases_by_department_and_stage(self):
		meanings = frappe.get_doc("Workflow", "Case").as_dict()["state_meanings"]
		stage_of = {row["state"]: row["stage"] for row in meanings}
		now = now_datetime()
		stages = set()
		for period in PERIODS:
			for group_by, fields in GROUPINGS.items():
				with self.subTest(period=period, group_by=group_by):
					cases = self.within(self.case, "opened_on", period)
					if "department" in fields:
						cases = self.with_departments(cases)
						cases = cases.assign(department=cases.department.fillna("Not Referred"))
					lines = cases.assign(
						stage=cases.workflow_state.map(stage_of),
						late=cases.closed_on.isna() & (cases.due_on < now),
					).groupby(fields)
					truth = {
						key: {
							**group.stage.value_counts().to_dict(),
							"Total": len(group),
							"Overdue": int(group.late.sum()),
						}
						for key, group in lines
					}
					columns, rows, summary = run("cases_by_department", period, group_by=group_by)
					labels = {one["fieldname"]: one["label"] for one in columns if one["fieldtype"] == "Int"}
					found = {
						tuple(row[field] for field in fields): nonzero(
							{label: row[name] for name, label in labels.items()}
						)
						for row in rows
					}
					self.assertEqual(found, {key: nonzero(numbers) for key, numbers in truth.items()})
					received = self.within(self.case, "opened_on", period)
					self.assertEqual(
						[one["value"] for one in summary],
						[
							len(received),
							int(received.closed_on.notna().sum()),
							int(received.closed_on.isna().sum()),
							int((received.closed_on.isna() & (received.due_on < now)).sum()),
						],
					)
					stages.update(*truth.values())
		self.assertGreater(len(stages), 5, "no agreement on nothing")

	def test_suggestions_and_what_became_of_them(self):
		types = frappe.get_all("Case Type", {"is_suggestion": 1}, pluck="name", order_by="name asc")
		suggestions = self.case[self.case.case_type.isin(types)]
		self.assertGreater(len(suggestions), 0)
		for period in PERIODS:
			with self.subTest(period=period):
				received = self.within(suggestions, "opened_on", period)
				closed = self.within(suggestions, "closed_on", period)
				_columns, rows, summary = run("suggestions", period)
				for name, cases, day in (
					("received", received, "opened_on"),
					("closed", closed, "closed_on"),
				):
					truth = self.grouped(cases, "Outcome", day).value_counts().to_dict()
					self.assertEqual(nonzero({row["line"]: row[name] for row in rows}), nonzero(truth), name)
				self.assertEqual(summary[0]["value"], len(received))
