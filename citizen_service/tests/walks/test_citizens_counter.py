"""Reception registers a case for a citizen who came before, on a narrow screen, in Arabic."""

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import PHONE, BrowserTestCase


class CounterWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.clerk = make.make_user("arabic.reception", "Reception Officer", language="ar")
		cls.citizen = make.make_citizen(citizen_name=f"أُسامة الصيّاد {frappe.generate_hash(length=6)}")
		cls.first = make.make_case(citizen=cls.citizen.name, subject="حفرة في شارع المدارس")
		frappe.db.commit()

	def test_a_known_citizen_is_found_and_a_repeated_case_warned_of(self):
		with self.page(PHONE) as page:
			self.enter(page, self.clerk)
			page.goto(f"{self.web.url}/app/case/new")
			page.wait_for_selector(".form-page .form-tabs")
			page.evaluate(
				"""cur_frm.set_value({subject: "حفرة بشارع المدارس", description: "ما زالت الحفرة في الشارع.",
					case_type: "Complaint", channel: "Counter"})"""
			)
			page.click(".form-tabs #case-tab_citizen-tab")
			field = ".frappe-control[data-fieldname=citizen]"
			page.click(f"{field} input")
			page.keyboard.type(f"صياد اسامه {self.citizen.citizen_name[-6:]}")
			page.click(f"{field} [role=listbox] >> text={self.citizen.name}")
			page.wait_for_selector(f".citizen-history >> text={self.first.name}")
			self.assert_fits(page)
			page.click(".primary-action:visible")
			page.wait_for_selector(f".modal.show >> text={self.first.name}")
			self.assert_fits(page)
			self.assertEqual(frappe.db.count("Case", {"citizen": self.citizen.name}), 1)
			page.click(".modal.show .btn-modal-primary")
			page.wait_for_function("() => !cur_frm.is_new()")
			frappe.db.rollback()
			self.assertEqual(frappe.db.count("Case", {"citizen": self.citizen.name}), 2)
