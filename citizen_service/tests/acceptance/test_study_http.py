"""Study, direction elsewhere, closing, reopening and appeal over real HTTP, by the people whose work it is."""

import json

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.acceptance.test_whole_way import APPLY, WayTestCase

STEPS = "citizen_service.closing.steps."
APPEAL = "citizen_service.closing.appeal."
REPORT = "frappe.desk.query_report.run"


class StudyTestCase(WayTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.body = make.make_outside_body()
		frappe.db.commit()

	def setUp(self) -> None:
		super().setUp()
		self.follow_up = self.as_user(self.office.follow_up)

	def answered(self) -> str:
		case = self.study()
		self.hand_over(self.answer(case))
		return case

	def close(self, case: str, user: str | None = None, **values):
		client = self.as_user(user or self.office.follow_up)
		return client.call(STEPS + "close", case=case, values=json.dumps(values))

	def closed(self) -> str:
		case = self.answered()
		self.ok(self.close(case, outcome="Not Justified", root_cause="No Fault Found"))
		return case


class StudyTest(StudyTestCase):
	def test_studied_assessed_and_advised_before_it_is_referred(self):
		"""(أ) «بعد دراستها وتقييمها وتقديم المشورة للجهات المعنية»: Follow-up's study and advice; the department reads the
		advice, and nobody else writes the assessment."""
		case = self.study()
		assessment = {
			"severity": "Serious",
			"urgency": "Pressing",
			"validity": "Well-founded",
			"competence": "Within Our Competence",
			"assessment": "الخلل قائم منذ أسبوع.",
			"advice": "نقترح سياجاً مؤقتاً إلى أن تُردم الحفرة.",
		}
		saved = self.ok(self.follow_up.update("Case", case, **assessment)).data
		self.assertEqual(saved["assessed_by"], self.office.follow_up)
		proposed = self.follow_up.get(
			"/api/method/citizen_service.study.assessment.proposed_priority",
			severity="Serious",
			urgency="Pressing",
		)
		self.assertEqual(self.ok(proposed).data, "High")
		self.assertEqual(saved["priority"], "Normal", "proposed, not changed")
		self.as_user(self.office.reception).update("Case", case, severity="Minor", assessment="لا شيء")
		kept = self.ok(self.follow_up.read("Case", case)).data
		self.assertEqual({field: kept[field] for field in assessment}, assessment)
		wrong = self.follow_up.update("Case", case, severity="Pressing")
		self.denied(wrong, "AssessmentRefused")
		(referral,) = self.refer(case, self.office.roads)
		read = self.ok(self.as_user(self.office.roads_officer).read("Case Referral", referral)).data
		self.assertEqual(read["advice"], assessment["advice"])

	def test_outside_competence_is_a_written_direction_and_counted(self):
		"""(ب) «لا يتم انتهاء الشكاوى إلا بالرد الكامل»: what is not ours is directed in writing, never merely refused."""
		case = self.study()
		self.ok(self.follow_up.update("Case", case, competence="Outside Our Competence"))
		self.denied(
			self.close(case, outcome="Directed Elsewhere", directed_to_body=self.body), "ClosingRefused"
		)
		self.hand_over(self.answer(case))
		self.denied(self.close(case, outcome="Not Justified", root_cause="No Fault Found"), "ClosingRefused")
		self.denied(self.close(case, outcome="Directed Elsewhere", directed_to="شباك 3"), "ClosingRefused")
		before = self.directed()
		self.ok(self.close(case, outcome="Directed Elsewhere", directed_to_body=self.body))
		self.assertEqual(self.directed(), before + 1)

	def directed(self) -> int:
		"""How many the report counts for the body today, as the supervisor reads it."""
		day = frappe.utils.nowdate()
		reply = self.as_user(self.office.supervisor).call(
			REPORT,
			report_name="Directions to Other Bodies",
			filters=json.dumps({"from_date": day, "to_date": day}),
			ignore_prepared_report="true",
		)
		rows = self.ok(reply).data["result"]
		return next((row["cases"] for row in rows if row["body"] == self.body), 0)

	def test_the_report_wants_a_period(self):
		reply = self.follow_up.call(REPORT, report_name="Directions to Other Bodies", filters="{}")
		self.denied(reply, "BadPeriod")


class ClosingTest(StudyTestCase):
	def test_the_full_reply_the_outcome_and_the_root_cause(self):
		"""(ب) «لا يتم انتهاء الشكاوى إلا بالرد الكامل، وعليه يتوجب على الدوائر الأقسام المعنية الرد في الوقت المحدد»"""
		case = self.study()
		(referral,) = self.refer(case, self.office.roads)
		values = {"outcome": "Justified", "root_cause": "Delay"}
		refused = self.denied(self.close(case, **values), "ClosingRefused")
		self.assertIn("has not given its full reply", refused.text)
		self.full_reply(referral, self.office.roads_officer, self.office.roads_manager)
		self.denied(self.close(case, **values), "ClosingRefused")
		self.hand_over(self.answer(case))
		self.denied(self.close(case), "ClosingRefused")
		self.denied(self.close(case, outcome="Justified"), "ClosingRefused")
		self.denied(self.close(case, outcome="Merged with Another Case"), "ClosingRefused")
		self.denied(self.close(case, user=self.office.reception, **values), "StageNotReached")
		self.denied(self.close(case, user=self.office.roads_manager, **values))
		frappe.db.rollback()
		self.assertFalse(frappe.db.get_value("Case", case, "outcome"), "never half-written")
		self.ok(self.close(case, corrective_action="سياج دائم", closing_note="أُبلغت هاتفياً", **values))
		self.assertEqual(self.state_of(case), "Closed")

	def test_no_root_cause_on_any_path(self):
		case = self.answered()
		self.ok(self.follow_up.update("Case", case, outcome="Justified"))
		document = {"doctype": "Case", "name": case}
		self.denied(self.follow_up.call(APPLY, doc=json.dumps(document), action="Close"), "ClosingRefused")
		self.denied(self.follow_up.update("Case", case, workflow_state="Closed"), "ClosingRefused")
		doc = self.ok(self.follow_up.read("Case", case)).data | {"workflow_state": "Closed"}
		self.denied(
			self.follow_up.call("frappe.desk.form.save.savedocs", doc=json.dumps(doc), action="Save"),
			"ClosingRefused",
		)
		self.follow_up.call(
			"frappe.model.workflow.bulk_workflow_approval",
			docnames=json.dumps([case]),
			doctype="Case",
			action="Close",
		)
		self.as_user(self.office.manager).call(
			"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
			doctype="Case",
			docnames=json.dumps([case]),
			action="update",
			data=json.dumps({"workflow_state": "Closed"}),
		)
		self.assertEqual(self.state_of(case), "Under Study")


class ReopeningTest(StudyTestCase):
	def test_reopened_with_a_reason_on_every_path(self):
		case = self.closed()
		document = json.dumps({"doctype": "Case", "name": case})
		self.denied(self.follow_up.call(APPLY, doc=document, action="Reopen"), "ReopeningRefused")
		self.denied(self.follow_up.update("Case", case, workflow_state="Under Study"), "ReopeningRefused")
		self.denied(self.follow_up.call(STEPS + "reopen", case=case, reason=""), "ReopeningRefused")
		self.follow_up.call(
			"frappe.model.workflow.bulk_workflow_approval",
			docnames=json.dumps([case]),
			doctype="Case",
			action="Reopen",
		)
		self.assertEqual(self.state_of(case), "Closed")
		self.denied(self.as_user(self.office.reception).call(STEPS + "reopen", case=case, reason="؟"))
		self.ok(self.follow_up.call(STEPS + "reopen", case=case, reason="عادت المشكلة بعد المطر"))
		self.assertEqual(self.state_of(case), "Under Study")
		(record,) = self.ok(
			self.as_user(self.office.reception).list(
				"Case Reopening",
				filters=json.dumps([["case", "=", case]]),
				fields=json.dumps(["name", "reason", "reopened_by"]),
			)
		).data
		self.assertEqual(
			(record["reason"], record["reopened_by"]), ("عادت المشكلة بعد المطر", self.office.follow_up)
		)
		for user in (self.office.follow_up, self.office.manager):
			self.denied(self.as_user(user).update("Case Reopening", record["name"], reason="غيره"))
			self.denied(self.as_user(user).delete(f"/api/resource/Case Reopening/{record['name']}"))


class AppealTest(StudyTestCase):
	def test_the_appeal_is_decided_by_others_before_the_case_ends(self):
		"""(ب) «لا يتم انتهاء الشكاوى إلا بالرد الكامل»: nor is an appealed one («تظلم»)."""
		case = self.closed()
		reception = self.as_user(self.office.reception)
		self.denied(reception.call(APPEAL + "appeal", case=case, grounds=" "), "AppealRefused")
		self.denied(self.as_user(self.office.roads_manager).call(APPEAL + "appeal", case=case, grounds="؟"))
		referral = self.ok(reception.call(APPEAL + "appeal", case=case, grounds="لم تُعاين الحفرة.")).data
		self.assertEqual(self.state_of(case), "Under Appeal")
		self.hand_over(self.answer(case))
		values = {"outcome": "Justified", "root_cause": "Staff Conduct"}
		refused = self.denied(self.close(case, **values), "ClosingRefused")
		self.assertIn("appeal is not decided", refused.text)
		decision = {"referral": referral, "decision": "Appeal Upheld", "reasons": "لم تجرِ معاينة."}
		self.denied(self.follow_up.call(APPEAL + "decide_appeal", **decision), "NotYours")
		self.denied(self.as_user(self.office.roads_manager).call(APPEAL + "decide_appeal", **decision))
		self.ok(self.as_user(self.office.manager).call(APPEAL + "decide_appeal", **decision))
		self.denied(
			self.as_user(self.office.manager).call(APPEAL + "decide_appeal", **decision), "AppealRefused"
		)
		self.ok(self.close(case, **values))
		self.denied(reception.call(APPEAL + "appeal", case=case, grounds="مرة أخرى"), "AppealRefused")
