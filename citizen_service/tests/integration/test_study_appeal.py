"""An appeal: to the next level, with its own clock, decided by others, the case open until then."""

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow
from frappe.utils import add_to_date, now_datetime, nowdate

from citizen_service.appointments.referral import appointment_of
from citizen_service.citizen_service.report.time_limits_by_department.time_limits_by_department import execute
from citizen_service.closing import steps
from citizen_service.closing.appeal import appeal, decide_appeal, latest_appeal
from citizen_service.delivery.actions import record_delivery
from citizen_service.errors import (
	AppealRefused,
	AssessmentRefused,
	ClosingRefused,
	NotYours,
	OwnDecision,
	ReferralRefused,
)
from citizen_service.outbox.notices import matching, notify
from citizen_service.referral.actions import return_to_follow_up, transfer, withdraw
from citizen_service.sla.records import ANSWER, APPEAL
from citizen_service.states.meaning import stage_of
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

GROUNDS = "لم تُعاين الحفرة أصلاً، وما زالت على حالها."


def close(office: make.Office, case: str) -> None:
	answer = make.accept_answer(office, case)
	with make.acting_as(office.follow_up):
		record_delivery(answer.name, "In Person", "سميرة")
	make.set_outcome(case, office.follow_up, "Not Justified", "No Fault Found")
	make.act("Case", case, "Close", office.follow_up)


class AppealTestCase(OfficeTestCase):
	def closed_case(self, answered: bool = False) -> str:
		"""A closed case; `answered`: after the reply of the roads department."""
		if not answered:
			case = make.make_case_under_study(self.office)
		else:
			case, (referral,) = make.make_referred_case(self.office)
			make.accept_full_reply(
				self.office, referral, self.office.roads_officer, self.office.roads_manager
			)
			make.act("Case", case.name, "Prepare Answer", self.office.follow_up)
		close(self.office, case.name)
		return case.name

	def appeal(self, case: str, user: str | None = None) -> str:
		with make.acting_as(user or self.office.reception):
			return appeal(case, GROUNDS)

	def decide(
		self, referral: str, user: str, decision: str = "Appeal Upheld", reasons: str = "لم تجرِ معاينة."
	):
		with make.acting_as(user):
			decide_appeal(referral, decision, reasons)

	def clock(self, **which) -> str:
		return frappe.db.get_value("Service Level Record", which, "status", order_by="creation desc")


class TestTheWayOfAnAppeal(AppealTestCase):
	def test_reception_records_it_and_the_case_is_open_again(self):
		case = self.closed_case()
		referral = frappe.get_doc("Case Referral", self.appeal(case))
		self.assertEqual((referral.kind, referral.grounds, referral.status), ("Appeal", GROUNDS, "Open"))
		self.assertIsNone(referral.department, "nobody above: the manager's level")
		document = frappe.get_doc("Case", case)
		self.assertEqual(stage_of(document), "Appeal")
		self.assertFalse(document.closed_on or document.outcome or document.root_cause)
		reopening = frappe.get_last_doc("Case Reopening", {"case": case})
		self.assertEqual((reopening.reason, reopening.for_appeal), (GROUNDS, 1))
		self.assertEqual(reopening.reopened_by, self.office.reception)
		self.assertEqual(reopening.outcome, "Not Justified")

	def test_its_own_clock_runs_and_the_answer_is_owed_once_it_is_decided(self):
		case = self.closed_case()
		referral = self.appeal(case)
		self.assertEqual(self.clock(referral=referral, clock=APPEAL), "Running")
		self.assertTrue(frappe.db.get_value("Case Referral", referral, "due_on"))
		self.assertEqual(self.clock(case=case, clock=ANSWER), "Met")
		today = {"from_date": nowdate(), "to_date": nowdate()}
		self.assertIn(_("Appeal"), str(execute(today)[1]), "the report of time limits knows it")
		self.decide(referral, self.office.manager)
		self.assertEqual(self.clock(referral=referral, clock=APPEAL), "Met")
		self.assertEqual(self.clock(case=case, clock=ANSWER), "Running")
		self.assertTrue(frappe.db.get_value("Case", case, "due_on"))

	def test_another_priority_starts_no_answer_while_the_appeal_is_decided(self):
		case = self.closed_case()
		referral = self.appeal(case)
		with make.acting_as(self.office.follow_up):
			frappe.get_doc("Case", case).update({"priority": "Urgent"}).save()
		self.assertEqual(self.clock(case=case, clock=ANSWER), "Met")
		clocks = frappe.get_all(
			"Service Level Record", {"referral": referral}, pluck="clock", order_by="name"
		)
		self.assertEqual(clocks, [APPEAL])

	def test_no_closing_before_the_decision_and_not_without_a_new_reply(self):
		case = self.closed_case()
		referral = self.appeal(case)
		frappe.db.set_value("Case", case, "reopened_on", add_to_date(now_datetime(), seconds=1))
		make.set_outcome(case, self.office.follow_up)
		with self.refused(ClosingRefused, "appeal is not decided yet", "Citizen Service Manager"):
			make.act("Case", case, "Close", self.office.follow_up)
		self.decide(referral, self.office.manager)
		with self.refused(ClosingRefused, "has not reached the citizen"):
			make.act("Case", case, "Close", self.office.follow_up)

	def test_with_the_decision_and_a_new_reply_it_closes(self):
		case = self.closed_case()
		self.decide(self.appeal(case), self.office.manager)
		make.act("Case", case, "Prepare Answer", self.office.follow_up)
		close(self.office, case)
		self.assertTrue(frappe.db.get_value("Case", case, "closed_on"))

	def test_its_calendar_entry_speaks_of_a_decision(self):
		referral = self.appeal(self.closed_case())
		entry = appointment_of(frappe.get_doc("Case Referral", referral))
		self.assertRegex(entry.summary, f"^Decision on the appeal due: {referral}")
		with make.acting_as(self.office.manager):
			withdraw(referral, "عدل المواطن عن تظلمه")
		gone = appointment_of(frappe.get_doc("Case Referral", referral))
		self.assertEqual(gone.end, entry.end, "what was in the calendar can be taken out of it")

	def test_follow_up_hears_that_it_is_decided(self):
		case = self.closed_case()
		referral = self.appeal(case)
		todo = {"reference_type": "Case", "reference_name": case, "allocated_to": self.office.follow_up}
		frappe.get_doc({"doctype": "ToDo", "description": "x", **todo}).insert(ignore_permissions=True)
		self.decide(referral, self.office.manager)
		entry = frappe.get_doc("Outbox Entry", {"idempotency_key": f"appeal_to_answer:{referral}"})
		notify(frappe.get_doc("Case", case), frappe.parse_json(entry.payload))
		rung = frappe.get_last_doc(
			"Notification Log", {"document_name": case, "for_user": self.office.follow_up}
		)
		self.assertIn(case, rung.subject)

	def test_the_citizen_is_told_both_times_in_their_language(self):
		case = self.closed_case()
		referral = self.appeal(case)
		self.decide(referral, self.office.manager)
		told = frappe.get_all(
			"Outbox Entry",
			{"reference_name": case, "action": "notify"},
			pluck="idempotency_key",
			order_by="name",
		)
		self.assertLessEqual({f"appeal_registered:{referral}", f"appeal_decided:{referral}"}, set(told))
		document = frappe.get_doc("Case", case)
		for language, word in (("ar", "البت في تظلّمكم"), ("en", "has been decided")):
			document.language = language
			(notice,) = (one for one in matching(document, "appeal_decided") if one.channel == "Email")
			letter = frappe.render_template(notice.subject + notice.message, {"doc": document})
			self.assertIn(word, letter)
			self.assertIn("لم تجرِ معاينة.", letter)
		self.assertEqual(latest_appeal(case)["appeal_decision"], "Appeal Upheld")


class TestLevelsOfAppeal(AppealTestCase):
	def setUp(self) -> None:
		super().setUp()
		for doctype in ("Citizen Service Settings", "Case Type", "Department"):
			self.addCleanup(frappe.clear_document_cache, doctype)

	def board(self) -> tuple[str, str]:
		head = make.make_user("board.manager", "Department Manager")
		return make.make_department("لجنة التظلمات للاختبار", head), head

	def configured(self) -> tuple[str, str]:
		board, head = self.board()
		settings = frappe.get_doc("Citizen Service Settings")
		settings.appeal_department = board
		settings.save()
		return board, head

	def test_the_department_set_for_appeals_decides(self):
		board, head = self.configured()
		referral = self.appeal(self.closed_case(answered=True))
		self.assertEqual(frappe.db.get_value("Case Referral", referral, "department"), board)
		self.decide(referral, head)
		self.assertEqual(frappe.db.get_value("Case Referral", referral, "settled_by"), head)

	def test_the_types_own_department_comes_before_the_settings(self):
		self.configured()
		frappe.get_doc("Case Type", "Complaint").update({"appeal_department": self.office.water}).save()
		referral = self.appeal(self.closed_case())
		self.assertEqual(frappe.db.get_value("Case Referral", referral, "department"), self.office.water)

	def test_the_department_above_the_one_that_answered(self):
		head = make.make_user("works.manager", "Department Manager")
		works = make.make_department("دائرة الأشغال للاختبار", head, is_group=1)
		frappe.get_doc("Department", self.office.roads).update({"parent_department": works}).save()
		case = self.closed_case(answered=True)
		first = self.appeal(case)
		self.assertEqual(frappe.db.get_value("Case Referral", first, "department"), works)
		self.decide(first, head, "Appeal Rejected")
		make.act("Case", case, "Prepare Answer", self.office.follow_up)
		close(self.office, case)
		with self.refused(AppealRefused, "highest level"):
			self.appeal(case)

	def test_a_second_appeal_goes_nowhere_above_the_manager(self):
		case = self.closed_case()
		self.decide(self.appeal(case), self.office.manager)
		make.act("Case", case, "Prepare Answer", self.office.follow_up)
		close(self.office, case)
		with self.refused(AppealRefused, "none is left"):
			self.appeal(case)

	def test_a_transferred_appeal_stays_one_and_goes_to_no_one_who_answered(self):
		self.configured()
		case = self.closed_case(answered=True)
		referral = self.appeal(case)
		frappe.db.savepoint("before_transfer")
		with make.acting_as(self.office.follow_up):
			with self.refused(AppealRefused, "gave the answer"):
				transfer(referral, self.office.roads, "هم الأعلم بالأمر")
			frappe.db.rollback(save_point="before_transfer")
			again = transfer(referral, self.office.water, "من شأن دائرة المياه")
		self.assertEqual(
			frappe.db.get_value("Case Referral", again, ["kind", "grounds"]), ("Appeal", GROUNDS)
		)
		make.set_outcome(case, self.office.follow_up)
		with self.refused(ClosingRefused, "appeal is not decided yet", self.office.water):
			make.act("Case", case, "Close", self.office.follow_up)
		self.decide(again, self.office.water_manager)

	def test_handed_back_it_is_still_undecided(self):
		_board, head = self.configured()
		case = self.closed_case(answered=True)
		referral = self.appeal(case)
		with make.acting_as(head):
			return_to_follow_up(referral, "ليس من شأن اللجنة")
		make.set_outcome(case, self.office.follow_up)
		with self.refused(ClosingRefused, "appeal is not decided yet"):
			make.act("Case", case, "Close", self.office.follow_up)


class TestRefusedAppeals(AppealTestCase):
	def test_grounds_time_and_state(self):
		case = make.make_case_under_study(self.office).name
		with make.acting_as(self.office.reception):
			with self.refused(AppealRefused, "not closed"):
				appeal(case, GROUNDS)
		case = self.closed_case()
		with make.acting_as(self.office.reception), self.refused(AppealRefused, "grounds are empty"):
			appeal(case, "  ")
		self.appeal(case)
		with self.refused(AppealRefused, "being decided already"):
			self.appeal(case)

	def test_the_window_and_who_may_pass_it(self):
		case = self.closed_case()
		frappe.db.set_value("Case", case, "closed_on", "2020-01-01 10:00:00", update_modified=False)
		with self.refused(AppealRefused, "only the manager"):
			self.appeal(case)
		self.assertTrue(self.appeal(case, self.office.manager))

	def test_the_state_alone_is_no_appeal(self):
		case = self.closed_case()
		with make.acting_as(self.office.follow_up):
			with self.refused(AppealRefused, "with its grounds"):
				document = frappe.get_doc("Case", case)
				document.reopen_reason = "تظلّم"
				document.save()
				apply_workflow(document, "Appeal")

	def test_departments_and_supervisors_record_none(self):
		case = self.closed_case()
		for user in (self.office.roads_manager, self.office.supervisor, self.office.admin):
			with self.assertRaises(frappe.PermissionError):
				self.appeal(case, user)

	def test_who_decides(self):
		referral = self.appeal(self.closed_case())
		for user in (self.office.reception, self.office.follow_up):
			with self.refused(NotYours, "is decided by"):
				self.decide(referral, user)
		with self.assertRaises(frappe.PermissionError):
			self.decide(referral, self.office.roads_manager)

	def test_nobody_decides_on_their_own_answer(self):
		case = make.make_case_under_study(self.office).name
		answer = make.make_response(self.office.follow_up, case=case, audience="Citizen")
		make.act("Response", answer.name, "Send to Follow-up", self.office.follow_up)
		make.act("Response", answer.name, "Accept", self.office.manager)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person", "سميرة")
		make.set_outcome(case, self.office.follow_up)
		make.act("Case", case, "Close", self.office.follow_up)
		referral = self.appeal(case)
		with self.refused(OwnDecision, "somebody else"):
			self.decide(referral, self.office.manager)
		self.decide(referral, make.make_user("second.manager", "Citizen Service Manager"))

	def test_a_decision_has_reasons_and_is_one(self):
		referral = self.appeal(self.closed_case())
		with self.refused(AppealRefused, "reasons"):
			self.decide(referral, self.office.manager, reasons="")
		with self.refused(AppealRefused, "Choose the decision"):
			self.decide(referral, self.office.manager, decision="")
		with self.refused(AssessmentRefused, "Severity"):
			self.decide(referral, self.office.manager, decision="Grave")
		self.decide(referral, self.office.manager)
		with self.refused(AppealRefused, "nothing left to decide"):
			self.decide(referral, self.office.manager)

	def test_an_ordinary_referral_is_no_appeal_and_needs_its_department(self):
		case, (referral,) = make.make_referred_case(self.office)
		with self.refused(AppealRefused, "is no appeal"):
			self.decide(referral, self.office.manager)
		with make.acting_as(self.office.follow_up), self.refused(ReferralRefused, "department"):
			frappe.get_doc(
				{"doctype": "Case Referral", "case": case.name, "kind": "Appeal", "instruction": "؟"}
			).insert()

	def test_only_the_manager_takes_it_back(self):
		case = self.closed_case()
		referral = self.appeal(case)
		with make.acting_as(self.office.follow_up), self.refused(NotYours, "Only the manager"):
			withdraw(referral, "عدل المواطن عن تظلمه")
		frappe.db.rollback(save_point="before_test")


class TestTakenBack(AppealTestCase):
	def test_taken_back_the_office_owes_the_answer(self):
		case = self.closed_case()
		referral = self.appeal(case)
		with make.acting_as(self.office.manager):
			withdraw(referral, "عدل المواطن عن تظلمه")
		self.assertEqual(self.clock(case=case, clock=ANSWER), "Running")
		make.act("Case", case, "Prepare Answer", self.office.follow_up)
		close(self.office, case)
		self.assertFalse(steps.missing(case))
