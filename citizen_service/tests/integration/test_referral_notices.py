"""What departments, Follow-up and citizens are written about referrals: whole sentences, in their language."""

import frappe

from citizen_service.outbox import worker
from citizen_service.referral.actions import return_to_follow_up
from citizen_service.referral.asking import ask_citizen, citizen_answered
from citizen_service.referral.chase import chase
from citizen_service.tests import factories as make
from citizen_service.tests.integration.test_notices import NoticeTestCase, letters
from citizen_service.tests.support.server import forget_left_work


class ReferralNoticesTest(NoticeTestCase):
	def setUp(self) -> None:
		super().setUp()
		forget_left_work()
		self.address = f"{frappe.generate_hash(length=8)}@{make.DOMAIN}"

	def referred(self) -> str:
		_case, (referral,) = make.make_referred_case(self.office, email=self.address)
		return referral

	def latest(self, doctype: str, name: str):
		frappe.db.commit()
		worker.drain()
		return letters(doctype, name)[-1]

	def test_a_reminder(self):
		referral = self.referred()
		with make.acting_as(self.office.follow_up):
			chase(referral, "E-mail", "نرجو الإفادة <b>اليوم</b>")
		letter = self.latest("Case Referral", referral)
		self.assertEqual(letter.recipients, [frappe.db.get_value("Department", self.office.roads, "email")])
		self.assertIn("تذكير بالإحالة", letter.subject)
		self.assertIn("&lt;b&gt;اليوم", letter.html)
		self.assertIn('dir="rtl"', letter.html)
		with make.acting_as(self.office.follow_up):
			chase(referral, "E-mail", "أين وصلتم؟", asked_for="Stage Update")
		self.assertIn("تغذية راجعة", self.latest("Case Referral", referral).subject)

	def test_what_came_back(self):
		referral = self.referred()
		with make.acting_as(self.office.roads_manager):
			return_to_follow_up(referral, "ليس من اختصاصنا", self.office.water)
		letter = self.latest("Case Referral", referral)
		self.assertEqual(letter.recipients, [self.office.follow_up])
		self.assertIn("إعادة الإحالة", letter.subject)
		self.assertIn("ليس من اختصاصنا", letter.html)
		self.assertIn(self.office.water, letter.html)

	def test_question_and_answer(self):
		referral = self.referred()
		request = make.make_response(self.office.roads_officer, referral, kind="Request for Information")
		make.act("Response", request.name, "Send to Follow-up", self.office.roads_officer)
		with make.acting_as(self.office.follow_up):
			ask_citizen(request.name, "ما رقم الاشتراك؟")
		letter = self.latest("Response", request.name)
		self.assertEqual(letter.recipients, [self.address])
		self.assertIn("ما رقم الاشتراك؟", letter.html)
		with make.acting_as(self.office.follow_up):
			citizen_answered(request.name, "4471")
		letter = self.latest("Case Referral", referral)
		self.assertIn("جواب المواطن", letter.subject)
		self.assertNotIn("4471", letter.html)  # it is read where it is kept
