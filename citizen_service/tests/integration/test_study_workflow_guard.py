"""A workflow that would leave documents without an end, or go around rule 1, is not saved; the rest is warned about."""

import frappe

from citizen_service.errors import BrokenWorkflow
from citizen_service.states import workflow_ways
from citizen_service.states.meaning import forget
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase


class WorkflowGuardTest(OfficeTestCase):
	"""On the workflows as they are seeded, each changed as an admin might."""

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(forget)
		self.addCleanup(frappe.clear_cache, doctype="Case")
		frappe.clear_messages()
		self.case = frappe.get_doc("Workflow", "Case")
		self.response = frappe.get_doc("Workflow", "Response")

	def leaving(self, workflow, *states: str) -> None:
		"""Take the transitions out that leave these states."""
		workflow.transitions = [row for row in workflow.transitions if row.state not in states]

	def add_state(self, workflow, state: str, stage: str, **meaning) -> None:
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
		workflow.append("states", {"state": state, "doc_status": "0", "allow_edit": "All"})
		workflow.append("state_meanings", {"state": state, "stage": stage, "clock": "Run", **meaning})

	def add_transition(
		self, workflow, from_: str, to: str, action: str = "Resume", role: str = "Follow-up Officer"
	):
		workflow.append(
			"transitions",
			{"state": from_, "action": action, "next_state": to, "allowed": role, "allow_self_approval": 1},
		)

	def warned(self) -> str:
		return " ".join(str(message.get("message")) for message in frappe.get_message_log())

	def test_the_seeded_ones_have_nothing_wrong_with_them(self):
		for workflow in (self.case, self.response):
			self.assertEqual(workflow_ways.refusals(workflow), [])
			self.assertEqual(workflow_ways.warnings(workflow), [])
			workflow.save()
		self.assertEqual(self.warned(), "")

	def test_no_way_to_the_end(self):
		self.case.transitions = [row for row in self.case.transitions if row.next_state != "Closed"]
		with self.refused(BrokenWorkflow, "No way leads from the first state", "New", "Closed"):
			self.case.save()

	def test_a_dead_end(self):
		self.leaving(self.case, "Awaiting Citizen", "Referred")
		with self.refused(
			BrokenWorkflow, "no way leads to a state that closes", "Referred", "Awaiting Citizen"
		):
			self.case.save()

	def test_a_response_that_is_never_accepted(self):
		self.leaving(self.response, "Sent Back")
		with self.refused(BrokenWorkflow, "no way leads to acceptance", "Sent Back"):
			self.response.save()

	def test_a_transition_to_a_state_that_is_not_in_it(self):
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "معلّقة للاختبار"}).insert()
		self.add_transition(self.case, "Under Study", "معلّقة للاختبار")
		with self.refused(frappe.ValidationError, "معلّقة للاختبار"):
			self.case.save()

	def test_acceptance_without_a_look_of_follow_up(self):
		self.add_transition(self.response, "Draft", "Accepted", "Accept")
		with self.refused(BrokenWorkflow, "Accept", "Draft", "has not looked at"):
			self.response.save()

	def test_a_state_that_fills_in_what_people_must(self):
		row = next(row for row in self.case.states if row.state == "Closed")
		row.update({"update_field": "outcome", "update_value": "Justified"})
		with self.refused(BrokenWorkflow, "Closed", "Outcome", "people"):
			self.case.save()

	def test_a_state_in_which_cases_stand_stays(self):
		make.make_case_under_study(self.office)
		for field in ("states", "state_meanings"):
			self.case.set(field, [row for row in self.case.get(field) if row.state != "Under Study"])
		self.case.transitions = [
			row for row in self.case.transitions if "Under Study" not in (row.state, row.next_state)
		]
		self.add_transition(self.case, "Registered", "Preparing Answer")
		self.add_transition(self.case, "Awaiting Citizen", "Preparing Answer")
		with self.refused(BrokenWorkflow, "stand in states", "Under Study"):
			self.case.save()

	def test_a_state_nobody_comes_to_is_warned_about(self):
		self.add_state(self.case, "أرشيف للاختبار", "Study")
		self.case.save()
		self.assertIn("No way leads to these states: <strong>أرشيف للاختبار</strong>", self.warned())

	def test_a_role_that_nobody_has_is_warned_about(self):
		frappe.get_doc({"doctype": "Role", "role_name": "مدقق للاختبار"}).insert()
		self.add_transition(self.case, "Under Study", "Preparing Answer", "Prepare Answer", "مدقق للاختبار")
		self.case.save()
		self.assertIn("مدقق للاختبار", self.warned())
		self.assertNotIn("Follow-up Officer", self.warned())

	def test_a_workflow_without_appeals_is_warned_about(self):
		for row in self.case.state_meanings:
			row.stage = "Study" if row.stage == "Appeal" else row.stage
		self.case.save()
		self.assertIn("appeals cannot be recorded", self.warned())

	def test_passing_over_the_departments_manager_is_warned_about(self):
		self.add_transition(
			self.response, "Draft", "With Follow-up", "Send to Follow-up", "Department Officer"
		)
		self.response.save()
		self.assertIn("passes over the department's manager", self.warned())

	def test_an_admins_own_shorter_way_is_fine(self):
		self.add_state(self.case, "أرشيف للاختبار", "Closed", is_closing=1, clock="Stop")
		self.add_transition(self.case, "Preparing Answer", "أرشيف للاختبار", "Close")
		self.case.save()
		self.assertEqual(self.warned(), "")
