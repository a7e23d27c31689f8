"""Chromium as each role, in Arabic: it lands on the role's own workspace, whose numbers open their lists.

Any error on the console fails the walk; so does a workspace of the framework's in the sidebar.
"""

import frappe

from citizen_service.dashboards.access import OF_CARDS
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase
from citizen_service.tests.integration.test_desk_modules import HOME

CARDS_OPENED = 2
"""Of each workspace; that each number equals its list is tested without a browser."""


class RoleWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.people = {
			role: make.make_user(f"arabic.walk.{frappe.scrub(role)}", role, language="ar") for role in HOME
		}
		cls.place = make.make_department("قسم التصفح للاختبار")
		cls.case, cls.referrals = make.make_referred_case(
			cls.office, cls.place, subject="إنارة معطلة في شارع التصفح"
		)
		frappe.db.commit()
		ours = frappe.get_all("Workspace", {"module": "Citizen Service"}, pluck="title", order_by="name asc")
		cls.ours = {frappe._(title, lang="ar") for title in ours}

	def test_every_role_lands_on_its_own_workspace(self):
		with self.page(DESK) as page:  # one for all: what the desk has loaded once it keeps
			for role, home in HOME.items():
				with self.subTest(role):
					self.enter(page, self.people[role])
					page.goto(f"{self.web.url}/app")
					title = frappe._(home, lang="ar")
					page.wait_for_selector(f".title-text >> text={title} >> visible=true")
					self.assertEqual(page.get_attribute("html", "dir"), "rtl")
					page.wait_for_selector(".codex-editor .ce-block >> visible=true")
					sidebar = {text.strip() for text in page.locator(".item-anchor").all_inner_texts()} - {""}
					self.assertIn(title, sidebar)
					self.assertLessEqual(sidebar, self.ours)
					self.open_cards(page, home)
				page.evaluate("localStorage.removeItem('current_page')")

	def open_cards(self, page, home: str) -> None:
		for row in frappe.get_doc("Workspace", home).number_cards[:CARDS_OPENED]:
			number = (
				f".number-widget-box:has-text('{frappe._(row.label, lang='ar')}') .number >> visible=true"
			)
			page.click(number)
			card = frappe.get_doc("Number Card", row.number_card_name)
			if card.method in OF_CARDS:
				page.wait_for_selector("#page-query-report .report-wrapper >> visible=true")
			else:
				listed = f"[id='page-List/{card.document_type}/List']"
				page.wait_for_selector(f"{listed} :is(.list-row-container, .no-result) >> visible=true")
			page.go_back()

	def test_a_follow_up_officer_picks_a_view_and_reads_a_story(self):
		with self.page(DESK) as page:
			self.enter(page, self.people["Follow-up Officer"])
			page.goto(f"{self.web.url}/app/case-referral")
			view = page.locator(f".citizen-service-views button:text-is('{frappe._('New', lang='ar')}')")
			view.click()
			page.wait_for_selector(".citizen-service-views button[aria-pressed=true]")
			page.wait_for_selector(".list-row-container >> visible=true")
			page.goto(f"{self.web.url}/app/case/{self.case.name}")
			page.click(f".form-tabs >> text={frappe._('Story', lang='ar')}")
			page.wait_for_selector(f".story-line >> text=أُحيلت إلى {self.place}")
			self.assertNotIn("@", page.inner_text(".citizen-service-story"))

	def test_the_board_on_a_phone(self):
		with self.page(PHONE) as page:
			self.enter(page, self.people["Citizen Service Manager"])
			page.goto(f"{self.web.url}/app/department-board")
			row = f"tr[data-department='{self.place}']"
			page.wait_for_selector(row)
			self.assert_fits(page)
			page.click(f"{row} button[data-column=waiting]")
			page.wait_for_selector(f".list-row-container >> text={self.case.subject}")
