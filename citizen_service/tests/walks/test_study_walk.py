"""Follow-up closes a case in Arabic on a narrow screen, and opens it again: the workflow's action asks first."""

import frappe

from citizen_service.delivery.actions import record_delivery
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import PHONE, BrowserTestCase


class StudyWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		office = make.make_office()
		cls.officer = make.make_user("arabic.follow.up", "Follow-up Officer", language="ar")
		cls.case = make.make_case_under_study(office).name
		answer = make.accept_answer(office, cls.case)
		with make.acting_as(office.follow_up):
			record_delivery(answer.name, "In Person", "سميرة")
		frappe.db.commit()

	def act(self, page, action: str) -> None:
		"""Choose an action of the workflow, and wait for what it asks."""
		page.click(".actions-btn-group:visible button")
		page.click(f".actions-btn-group .dropdown-menu >> text='{action}'")
		page.wait_for_function("() => window.cur_dialog")  # set once it stands there
		self.assert_fits(page)

	def state(self) -> str:
		frappe.db.rollback()
		return frappe.db.get_value("Case", self.case, "workflow_state")

	def test_closing_says_what_is_missing_and_reopening_asks_why(self):
		with self.page(PHONE) as page:
			self.enter(page, self.officer)
			page.goto(f"{self.web.url}/app/case/{self.case}")
			page.wait_for_selector(".form-page .form-tabs")
			self.act(page, "إنهاء")
			page.evaluate("cur_dialog.set_value('outcome', 'Justified')")
			page.wait_for_selector(".modal.show li >> text=السبب الجذري فارغ")
			self.assertTrue(page.is_disabled(".modal.show .btn-modal-primary"))
			page.evaluate("cur_dialog.set_value('root_cause', 'Delay')")
			page.wait_for_selector(".modal.show .btn-modal-primary:enabled")
			page.click(".modal.show .btn-modal-primary")
			page.wait_for_function("() => cur_frm.doc.closed_on && !$('.modal.show').length")
			self.assertEqual(self.state(), "Closed")
			self.act(page, "إعادة فتح")
			page.fill(".modal.show textarea", "عادت المشكلة بعد المطر")
			page.click(".modal.show .btn-modal-primary")
			page.wait_for_function("() => !cur_frm.doc.closed_on")
			self.assertEqual(self.state(), "Under Study")
			self.assertTrue(frappe.db.exists("Case Reopening", {"case": self.case}))
