"""Study and assessment: by Follow-up, on the scales of the office; reopening with a reason; what closing asks."""

import frappe

from citizen_service.closing import steps
from citizen_service.closing.panel import case_panel
from citizen_service.delivery.actions import record_delivery
from citizen_service.desk.story import of_case
from citizen_service.errors import (
	AssessmentRefused,
	ClosingRefused,
	RecordInUse,
	ReopeningRefused,
	StageNotReached,
)
from citizen_service.study.assessment import proposed_priority
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

LEVELS = {
	"severity": "Grave",
	"urgency": "At Once",
	"validity": "Well-founded",
	"competence": "Within Our Competence",
	"assessment": "الخلل قائم، والحفرة خطرة على الأطفال.",
}


class TestAssessment(OfficeTestCase):
	def assess(self, case: str, user: str, **values):
		with make.acting_as(user):
			return frappe.get_doc("Case", case).update(values).save()

	def test_follow_up_assesses_and_is_named(self):
		case = make.make_case_under_study(self.office)
		case = self.assess(case.name, self.office.follow_up, **LEVELS)
		case.reload()
		self.assertEqual({field: case.get(field) for field in LEVELS}, LEVELS)
		self.assertEqual(case.assessed_by, self.office.follow_up)
		self.assertTrue(case.assessed_on)
		case = self.assess(case.name, self.office.manager, subject="موضوع آخر")
		self.assertEqual(case.assessed_by, self.office.follow_up, "something else was changed")

	def test_what_reception_sends_of_it_is_dropped(self):
		with make.acting_as(self.office.reception):
			case = make.make_case(**LEVELS, assessed_by=self.office.reception)
		case = self.assess(case.name, self.office.reception, subject="موضوع آخر", **LEVELS)
		case.reload()
		self.assertEqual(case.subject, "موضوع آخر")
		fields = (*LEVELS, "assessed_by", "assessed_on")
		self.assertEqual([field for field in fields if case.get(field)], [])

	def test_a_level_of_another_scale(self):
		case = make.make_case_under_study(self.office)
		with self.refused(AssessmentRefused, "Severity", "Urgency"):
			self.assess(case.name, self.office.follow_up, severity="Pressing")

	def test_an_admins_own_level_serves_as_well(self):
		frappe.get_doc(
			{"doctype": "Assessment Level", "level_name": "كارثي للاختبار", "scale": "Severity", "rank": 99}
		).insert()
		case = make.make_case_under_study(self.office)
		self.assertEqual(
			self.assess(case.name, self.office.follow_up, severity="كارثي للاختبار").severity,
			"كارثي للاختبار",
		)

	def test_meanings_belong_to_their_scale(self):
		def level(scale, meaning):
			return frappe.get_doc(
				{"doctype": "Assessment Level", "level_name": "للاختبار", "scale": scale, "meaning": meaning}
			)

		for scale, meaning in (("Severity", "Upheld"), ("Competence", "Rejected"), ("Appeal", "")):
			with self.refused(AssessmentRefused, "can mean"):
				level(scale, meaning).insert()
		level("Competence", "Outside Competence").insert()

	def test_the_priority_is_proposed_and_not_changed(self):
		case = make.make_case_under_study(self.office)
		before = case.priority
		case = self.assess(case.name, self.office.follow_up, **LEVELS)
		self.assertEqual(case.priority, before)
		with make.acting_as(self.office.follow_up):
			self.assertEqual(case_panel(case.name)["proposed"], "Urgent")
			self.assertEqual(proposed_priority("Minor", "Can Wait"), "Low")
			self.assertIsNone(proposed_priority("Minor", None))
		self.assess(case.name, self.office.follow_up, priority="Urgent")
		with make.acting_as(self.office.follow_up):
			self.assertIsNone(case_panel(case.name)["proposed"])

	def test_one_proposal_for_a_pair(self):
		row = {"doctype": "Priority Proposal", "severity": "Grave", "urgency": "At Once", "priority": "Low"}
		with self.refused(AssessmentRefused, "already"):
			frappe.get_doc(row).insert()
		with self.refused(AssessmentRefused, "scale"):
			frappe.get_doc({**row, "urgency": "Grave"}).insert()

	def test_departments_read_nothing_of_it(self):
		case = make.make_case_under_study(self.office)
		for user in (self.office.roads_manager, self.office.supervisor):
			with make.acting_as(user), self.assertRaises(frappe.PermissionError):
				case_panel(case.name)


class ClosingTestCase(OfficeTestCase):
	def answered_case(self, **values) -> str:
		case = make.make_case_under_study(self.office, **values)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person", "سميرة")
		return case.name

	def close(self, case: str, **values) -> str:
		with make.acting_as(self.office.follow_up):
			steps.close(case, values)
		return frappe.db.get_value("Case", case, "outcome")


class TestWhatClosingAsks(ClosingTestCase):
	def test_a_complaint_asks_for_its_root_cause_and_an_inquiry_does_not(self):
		case = self.answered_case()
		with make.acting_as(self.office.follow_up):
			self.assertEqual(len(steps.missing(case, {"outcome": "Justified"})), 1)
		with self.refused(ClosingRefused, "root cause is empty"):
			self.close(case, outcome="Justified")
		self.assertFalse(frappe.db.get_value("Case", case, "closed_on"))
		self.assertEqual(self.close(case, outcome="Justified", root_cause="Delay"), "Justified")
		inquiry = self.answered_case(case_type="Inquiry")
		self.assertEqual(self.close(inquiry, outcome="Inquiry Answered"), "Inquiry Answered")

	def test_whether_it_is_asked_is_the_admins(self):
		self.addCleanup(frappe.clear_document_cache, "Case Type", "Complaint")
		frappe.get_doc("Case Type", "Complaint").update({"asks_root_cause": 0}).save()
		self.assertEqual(self.close(self.answered_case(), outcome="Justified"), "Justified")

	def test_a_case_is_merged_into_one_that_stays(self):
		first, second, third = (make.make_case_under_study(self.office).name for _ in "123")

		def merge(case: str, into: str) -> None:
			with make.acting_as(self.office.follow_up):
				frappe.get_doc("Case", case).update({"merged_into": into}).save()

		merge(first, second)
		for case, into in ((second, second), (second, first)):
			with self.refused(ClosingRefused, "nor into one that is merged into it"):
				merge(case, into)
		with self.refused(ClosingRefused, f"{first} is merged into {second}"):
			merge(third, first)
		merge(second, third)
		with self.refused(ClosingRefused, f"{first} is merged into {second}"):
			merge(third, first)

	def test_outcomes_of_another_kind(self):
		case = self.answered_case()
		other = self.answered_case()
		with self.refused(ClosingRefused, "Merged Into"):
			self.close(case, outcome="Merged with Another Case")
		with self.refused(ClosingRefused, "Directed to Body"):
			self.close(case, outcome="Directed Elsewhere", directed_to="شباك 3")
		self.assertTrue(self.close(case, outcome="Merged with Another Case", merged_into=other))
		body = make.make_outside_body()
		self.assertTrue(self.close(other, outcome="Directed Elsewhere", directed_to_body=body))

	def test_an_outcome_that_is_switched_off(self):
		self.addCleanup(frappe.clear_document_cache, "Case Outcome", "Justified")
		frappe.get_doc("Case Outcome", "Justified").update({"enabled": 0}).save()
		with self.refused(ClosingRefused, "no longer offered"):
			self.close(self.answered_case(), outcome="Justified", root_cause="Delay")

	def test_the_outcome_agrees_with_the_assessed_competence(self):
		case = self.answered_case()
		with make.acting_as(self.office.follow_up):
			frappe.get_doc("Case", case).update({"competence": "Outside Our Competence"}).save()
		with self.refused(ClosingRefused, "outside the office's competence"):
			self.close(case, outcome="Not Justified", root_cause="No Fault Found")
		body = make.make_outside_body()
		self.assertTrue(self.close(case, outcome="Directed Elsewhere", directed_to_body=body))

	def test_what_was_not_asked_is_not_written(self):
		case = self.answered_case()
		self.close(case, outcome="Justified", root_cause="Delay", subject="غيّره من لا يملك ذلك")
		self.assertNotEqual(frappe.db.get_value("Case", case, "subject"), "غيّره من لا يملك ذلك")

	def test_who_may_not_close(self):
		case = self.answered_case()
		with make.acting_as(self.office.reception), self.refused(StageNotReached, "not by you"):
			steps.close(case, {"outcome": "Justified", "root_cause": "Delay"})


class TestReopening(ClosingTestCase):
	def closed_case(self) -> str:
		case = self.answered_case()
		self.close(case, outcome="Justified", root_cause="Delay")
		return case

	def test_a_reason_on_every_path(self):
		case = self.closed_case()
		with self.refused(ReopeningRefused, "Reason for Reopening"):
			make.act("Case", case, "Reopen", self.office.follow_up)
		with self.refused(ReopeningRefused, "Reason for Reopening"):
			make.reopen(case, self.office.follow_up, " ")
		with make.acting_as(self.office.follow_up):
			document = frappe.get_doc("Case", case)
			document.update({"workflow_state": "Under Study", "reopen_reason": "عادت المشكلة"}).save()
		self.assertFalse(document.reopen_reason, "it stands in the record")

	def test_the_record_is_only_added_to(self):
		case = self.closed_case()
		make.reopen(case, self.office.follow_up, "عادت المشكلة بعد المطر")
		record = frappe.get_last_doc("Case Reopening", {"case": case})
		self.assertEqual(
			(record.reason, record.reopened_by, record.outcome, record.root_cause, record.for_appeal),
			("عادت المشكلة بعد المطر", self.office.follow_up, "Justified", "Delay", 0),
		)
		self.assertTrue(record.closed_on and record.reopened_on)
		with self.refused(RecordInUse):
			record.update({"reason": "سبب آخر"}).save()
		with self.refused(RecordInUse):
			record.delete()

	def test_nobody_writes_it_by_hand(self):
		case = self.closed_case()
		for user in (self.office.follow_up, self.office.manager, self.office.admin):
			with make.acting_as(user), self.assertRaises(frappe.PermissionError):
				frappe.get_doc(
					{
						"doctype": "Case Reopening",
						"case": case,
						"reason": "؟",
						"reopened_on": frappe.utils.now_datetime(),
						"reopened_by": user,
					}
				).insert()

	def test_the_story_tells_why(self):
		case = self.closed_case()
		make.reopen(case, self.office.follow_up, "عادت المشكلة بعد المطر")
		with make.acting_as(self.office.reception):
			self.assertIn("عادت المشكلة بعد المطر", [line["why"] for line in of_case(case)])
