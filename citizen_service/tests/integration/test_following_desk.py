"""What citizens did on the page of their case, as the office sees it; departments see nothing of it."""

import frappe

from citizen_service.closing.panel import case_panel
from citizen_service.delivery.actions import record_delivery
from citizen_service.desk import story
from citizen_service.tests import factories as make
from citizen_service.tests.support.following import FollowingTestCase


class TestOnTheDesk(FollowingTestCase):
	def test_the_story_and_the_head_of_the_form_tell_it(self):
		self.study()
		with make.acting_as(self.office.follow_up):
			(referral,) = make.refer(self.reference, [self.office.roads], "يرجى المعاينة.")
		response = self.reply("Letter")
		self.visitor.take("letter", text="البيت رقم ٧")
		self.visitor.take("rate", response, score="2", text="تأخر")
		self.visitor.take("not_received", response, text="انتقلتُ")
		self.visitor.take("cancel", text="لم أعد أحتاجها")
		frappe.db.rollback()
		with make.acting_as(self.office.follow_up):
			told = {row["what"]: row for row in story.of_case(self.reference)}
			lines = " | ".join(case_panel(self.reference)["citizen"])
		for what, why in (
			("The citizen wrote on the page of the case", "البيت رقم ٧"),
			("The citizen rated the answer: 2 of 5", "تأخر"),
			("The citizen says that the answer did not arrive: Letter", "انتقلتُ"),
			("The citizen asks to cancel the case", "لم أعد أحتاجها"),
		):
			self.assertEqual(told[what]["why"], why)
		for word in ("2 of 5", "did not arrive", "cancel"):
			self.assertIn(word, lines)
		with make.acting_as(self.office.roads_officer):
			seen = str(story.of_referral(referral))
		for word in ("البيت رقم", "تأخر", "انتقلتُ", "أحتاجها"):
			self.assertNotIn(word, seen)

	def test_an_answer_that_was_delivered_again_is_no_longer_missed(self):
		self.study()
		response = self.reply("Letter")
		self.visitor.take("not_received", response)
		frappe.db.rollback()
		with make.acting_as(self.office.follow_up):
			self.assertEqual(len(case_panel(self.reference)["citizen"]), 1)
			record_delivery(response, "In Person")
			self.assertEqual(case_panel(self.reference)["citizen"], [])
		frappe.db.rollback()
