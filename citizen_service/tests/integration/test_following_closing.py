"""How a citizen ends a case, rates its answer, opens it again and appeals, on its page over real HTTP."""

import frappe

from citizen_service.closing import appeal as appeals
from citizen_service.closing import steps as closing
from citizen_service.desk.next_steps import transitions
from citizen_service.states.meaning import STATE_FIELD, meaning_of, stage_of
from citizen_service.tests import factories as make
from citizen_service.tests.support.following import FollowingTestCase, picture


class TestCancelling(FollowingTestCase):
	def test_before_anybody_begins_the_case_ends_at_once_with_its_reply(self):
		page = self.visitor.take("cancel", text="أُصلحت الحفرة")
		self.done(page, "Your case is cancelled")
		case = self.case()
		self.assertTrue(meaning_of("Case", case.get(STATE_FIELD)).is_closing)
		self.assertEqual(
			(frappe.db.get_value("Case Outcome", case.outcome, "closing_kind"), case.closing_note),
			("Cancelled by Citizen", "أُصلحت الحفرة"),
		)
		(name,) = frappe.get_all("Response", {"case": case.name}, pluck="name", order_by="name asc")
		reply = frappe.get_doc("Response", name)
		self.assertEqual((reply.kind, stage_of(reply), reply.audience), ("Full Reply", "Accepted", "Citizen"))
		self.assertEqual((reply.deliveries[0].channel, reply.deliveries[0].status), ("Portal", "Delivered"))
		self.assertIn("cancelled at your request", page.text_of(".answer"))
		self.assertNotIn("rate", self.offered(page))
		self.assertEqual(self.visitor.take("cancel").status, 409)

	def test_later_it_is_a_wish_of_which_the_office_is_told(self):
		self.study()
		self.done(self.visitor.take("cancel", text="لم أعد أحتاجها"), "told that you wish to cancel")
		case = self.case()
		self.assertEqual((stage_of(case), case.cancel_wish), ("Study", "لم أعد أحتاجها"))
		self.assertTrue(case.cancel_wished_on)
		self.assertEqual(self.notices("cancel_wished"), 1)
		self.assertNotIn("cancel", self.offered())

	def test_without_the_way_in_the_workflow_it_is_not_offered(self):
		workflow = frappe.get_doc("Workflow", "Case")
		ways = [row.as_dict() for row in workflow.transitions]
		self.addCleanup(self.set_ways, ways)
		self.set_ways([row for row in ways if row.allowed != "Guest"])
		self.assertEqual(self.offered(), {"letter"})
		self.assertEqual(self.visitor.take("cancel").status, 409)

	def set_ways(self, rows: list) -> None:
		workflow = frappe.get_doc("Workflow", "Case")
		workflow.set(
			"transitions",
			[
				{
					k: row[k]
					for k in ("state", "action", "next_state", "allowed", "allow_self_approval", "condition")
				}
				for row in rows
			],
		)
		workflow.save()
		frappe.db.commit()


class TestRating(FollowingTestCase):
	def test_once_for_each_answer_and_kept_when_reopened(self):
		response = self.close()
		low = frappe.get_all("Rating Reason", {"for_low": 1}, pluck="name", order_by="name asc")
		page = self.visitor.take("rate", response, score="2", reasons=[low[0], "made up"], text="تأخر الرد")
		self.done(page, "Thank you for your rating")
		self.assertIn("2 of 5", page.text_of(".answer"))
		frappe.db.rollback()
		rating = frappe.get_doc("Case Rating", {"response": response})
		self.assertEqual(
			(rating.case, rating.score, [row.reason for row in rating.reasons], rating.comment),
			(self.reference, 2, [low[0]], "تأخر الرد"),
		)
		self.assertEqual(self.visitor.take("rate", response, score="5").status, 409)
		self.done(self.visitor.take("reopen", text="لم تُصلح"), "open again")
		self.assertEqual(frappe.db.get_value("Case Rating", {"response": response}, "score"), 2)

	def test_only_one_to_five(self):
		response = self.close()
		for score in ("", "0", "6", "-1", "3.5", "x", "٣٣", "1e1", "\0"):
			self.assertEqual(self.visitor.take("rate", response, score=score).status, 422, score)
		self.assertFalse(frappe.db.exists("Case Rating", {"response": response}))

	def test_departments_read_no_rating_and_nobody_changes_one(self):
		response = self.close()
		self.visitor.take("rate", response, score="5")
		frappe.db.rollback()
		name = frappe.db.get_value("Case Rating", {"response": response})
		for user in (self.office.roads_officer, self.office.roads_manager, self.office.supervisor):
			self.denied(self.as_user(user).read("Case Rating", name))
		manager = self.as_user(self.office.manager)
		self.ok(manager.read("Case Rating", name))
		self.denied(manager.update("Case Rating", name, score=1))
		self.denied(manager.delete(f"/api/resource/Case Rating/{name}"))


class TestReopening(FollowingTestCase):
	def test_within_the_window_with_a_reason(self):
		self.close()
		page = self.page()
		self.assertLessEqual({"reopen", "appeal", "letter"}, self.offered(page))
		self.refused(self.visitor.take("reopen", text=" \u200b "), 422, "answers are missing")
		self.done(self.visitor.take("reopen", text="ما زالت الحفرة موجودة"), "open again")
		case = self.case()
		self.assertEqual((stage_of(case), case.closed_on), ("Study", None))
		record = frappe.get_last_doc("Case Reopening", {"case": self.reference})
		self.assertEqual(
			(record.reason, record.reopened_by, record.for_appeal), ("ما زالت الحفرة موجودة", "Guest", 0)
		)

	def test_after_the_window_it_is_locked_and_says_so(self):
		self.close()
		self.closed_days_ago(31)
		page = self.page()
		self.assertEqual(self.offered(page) & {"reopen", "appeal"}, set())
		self.assertIn("could be opened again until", page.text_of(".note"))
		self.assertEqual(self.visitor.take("reopen", text="الآن").status, 409)

	def test_a_way_of_the_citizens_is_nobodys_of_the_office(self):
		self.close()
		with make.acting_as(self.office.reception):
			ways = {row["action"] for row in transitions({"doctype": "Case", "name": self.reference})}
		self.assertEqual(ways, {"Appeal"})
		workflow = frappe.get_doc("Workflow", "Case")
		bare = [row for row in workflow.transitions if row.allowed == "Guest"]
		for row in bare:
			frappe.db.set_value(row.doctype, row.name, "condition", "")
			self.addCleanup(frappe.db.commit)
			self.addCleanup(frappe.clear_document_cache, "Workflow", "Case")
			self.addCleanup(frappe.db.set_value, row.doctype, row.name, "condition", row.condition)
		frappe.clear_document_cache("Workflow", "Case")
		frappe.db.commit()
		with make.acting_as(self.office.reception):
			ways = {row["action"] for row in transitions({"doctype": "Case", "name": self.reference})}
			self.assertEqual(ways, {"Appeal"})
			with self.assertRaises(frappe.ValidationError):
				closing.reopen(self.reference, "من الاستقبال")
		frappe.db.rollback()
		self.assertEqual(stage_of(self.case()), "Closed")


class TestAppeal(FollowingTestCase):
	def test_to_the_next_level_one_at_a_time_and_decided_on_the_page(self):
		self.close()
		self.done(
			self.visitor.take("appeal", text="الرد غير صحيح", files=[("a.jpg", picture())]),
			"received your appeal",
		)
		self.assertEqual(stage_of(self.case()), "Appeal")
		referral = frappe.get_last_doc("Case Referral", {"case": self.reference, "kind": "Appeal"})
		self.assertEqual(referral.grounds, "الرد غير صحيح")
		self.assertTrue(frappe.db.exists("File", {"attached_to_name": referral.name}))
		page = self.page()
		self.assertIn("not decided yet", page.text_of("main"))
		self.assertEqual(self.offered(page) & {"appeal", "reopen", "cancel"}, set())
		with make.acting_as(self.office.manager):
			appeals.decide_appeal(referral.name, "Appeal Upheld", "أصاب المتظلم.")
		frappe.db.commit()
		text = self.page().text_of("main")
		self.assertIn("أصاب المتظلم.", text)
		self.assertIn("Appeal Upheld", text)

	def test_after_its_window_it_is_not_offered(self):
		self.close()
		self.closed_days_ago(31)
		self.assertEqual(self.visitor.take("appeal", text="متأخر").status, 409)
