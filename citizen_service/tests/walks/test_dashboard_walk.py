"""Chromium at the dashboards and at the wall-board, in Arabic."""

from contextlib import contextmanager
from unittest.mock import patch

import frappe

from citizen_service.dashboards.kept import PREFIX
from citizen_service.tests import factories as make
from citizen_service.tests.browser import test_walks
from citizen_service.tests.browser.test_walks import DESK, BrowserTestCase
from citizen_service.tests.support.accessibility import violations

FIGURES = "**/api/method/citizen_service.dashboards.wall.figures*"
SAID = ("net::ERR", "Failed to load resource")


class DashboardWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = make.make_user("arabic.walk.dashboards", "Citizen Service Manager", language="ar")
		make.make_referred_case(cls.office)
		frappe.db.commit()
		frappe.cache.delete_keys(PREFIX)

	@contextmanager
	def page(self, viewport: dict, **how: object):
		"""With what the browser says of a network that a test takes away."""
		with patch.object(test_walks, "HARMLESS", (*test_walks.HARMLESS, *SAID)):
			with super().page(viewport, **how) as page:
				yield page

	def test_a_dashboard_is_drawn_in_arabic_and_its_numbers_open_reports(self):
		with self.page(DESK) as page:
			self.enter(page, self.manager)
			page.goto(f"{self.web.url}/app/dashboard-view/Direction%20Figures")
			page.wait_for_selector(".dashboard-widget-box svg.frappe-chart >> visible=true")
			titles = page.locator(".widget-title").all_inner_texts()
			self.assertIn(frappe._("Cases Received and Closed", lang="ar"), titles)
			self.assertFalse([title for title in titles if title and title.isascii()])
			page.click(".number-widget-box .number >> nth=0")
			page.wait_for_selector("#page-query-report .report-wrapper >> visible=true")

	def test_the_wall_board_refreshes_and_says_when_it_cannot(self):
		with self.page({"width": 1920, "height": 1080}) as page:
			page.clock.install()
			self.enter(page, self.manager)
			page.goto(f"{self.web.url}/app/wall-board")
			page.wait_for_selector(".wall-board-number")
			self.assertEqual(page.get_attribute("html", "dir"), "rtl")
			self.assert_fits(page)
			self.assertLessEqual(page.evaluate("document.querySelector('.wall-board').scrollHeight"), 1080)
			self.assertGreaterEqual(
				page.evaluate(
					"parseFloat(getComputedStyle(document.querySelector('.wall-board-label')).fontSize)"
				),
				32,
				"read from four metres",
			)
			self.assertEqual(violations(page, ".wall-board"), [])
			asked = []
			page.route(FIGURES, lambda route: (asked.append(1), route.abort()))
			page.clock.fast_forward(61_000)
			page.wait_for_selector(".wall-board-lost[role=alert]")
			self.assertIn(
				frappe._("The connection is lost; trying again every minute.", lang="ar"),
				page.inner_text(".wall-board-age"),
			)
			self.assertTrue(asked)
			page.unroute(FIGURES)
			page.clock.fast_forward(61_000)
			page.wait_for_selector(".wall-board-age[role=status]:not(.wall-board-lost)")
			page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
			page.route(FIGURES, lambda route: (asked.append(2), route.continue_()))
			page.clock.fast_forward(180_000)
			self.assertNotIn(2, asked, "nobody sees it")
