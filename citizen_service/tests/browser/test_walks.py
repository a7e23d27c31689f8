"""Chromium walks the desk as a Follow-up Officer, in Arabic; and what all walks stand on.

Any error on the console, and any request to another host, fails the walk.
"""

import os
import shutil
import unittest
from contextlib import contextmanager
from urllib.parse import urlsplit

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}
HARMLESS = (
	"socket.io",  # no such server need run beside the tests: its client may knock in vain
	"boundDrawFn",  # a chart of the framework's that is drawn again while its page is left
	"init_onboarding_tour",  # the framework's 2023 build asks for a route before there is one; mended in 15
)
FLAGS = (
	"--no-sandbox",
	"--disable-gpu",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
)


@unittest.skipUnless(CHROMIUM, "no Chromium on this machine")
class BrowserTestCase(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		from playwright.sync_api import sync_playwright

		cls.playwright = sync_playwright().start()
		cls.addClassCleanup(cls.playwright.stop)
		cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
		cls.addClassCleanup(cls.browser.close)

	@contextmanager
	def page(self, viewport: dict, refusals: tuple[int, ...] = (), **how: object):
		"""A page whose console and requests are watched.

		:param refusals: answers by which pages say that something is wrong, which the browser notes as errors
		:param how: more for the browser's context
		"""
		harmless = (*HARMLESS, *(f"status of {status} " for status in refusals))
		context = self.browser.new_context(viewport=viewport, locale="ar", **how)
		page = context.new_page()
		page.set_default_timeout(60_000)
		errors, strangers = [], []
		page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
		page.on(
			"console",
			lambda line: errors.append(f"{line.text} {line.location}") if line.type == "error" else None,
		)
		page.on(
			"request", lambda request: strangers.append(request.url) if self.is_foreign(request.url) else None
		)
		try:
			yield page
		finally:
			context.close()
		self.assertEqual([e for e in errors if not any(h in e for h in harmless)], [])
		self.assertEqual(strangers, [])

	def enter(self, page, user: str) -> None:
		"""Sign in. The open page is left first: what it still asks for belongs to the person before."""
		page.goto("about:blank")
		answer = page.context.request.post(
			f"{self.web.url}/api/method/login", form={"usr": user, "pwd": make.password_of(user)}
		)
		self.assertTrue(answer.ok, user)

	def is_foreign(self, url: str) -> bool:
		parts = urlsplit(url)
		return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"

	def assert_fits(self, page) -> None:
		"""Nothing sticks out sideways, once all of the page is there: a click that leads elsewhere does not wait for it."""
		page.wait_for_load_state()
		self.assertLessEqual(
			page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"]
		)


class DeskWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.clerk = make.make_user("arabic.follow.up", "Follow-up Officer", language="ar")
		cls.case, _referrals = make.make_referred_case(cls.office, subject="حفرة أمام المدرسة للتصفح")
		frappe.db.commit()

	def test_a_follow_up_officer_opens_the_list_and_a_case(self):
		with self.page(DESK) as page:
			page.goto(f"{self.web.url}/login")
			page.fill("#login_email", self.clerk)
			page.fill("#login_password", make.password_of(self.clerk))
			page.click(".for-login .btn-login, .form-login .btn-login")
			page.wait_for_url("**/app**")
			page.goto(f"{self.web.url}/app/case")
			page.wait_for_selector(f".list-row-container >> text={self.case.subject}")
			self.assertEqual(page.get_attribute("html", "dir"), "rtl")
			row = f".list-row-container:has-text('{self.case.subject}')"
			page.wait_for_selector(f"{row} >> [data-time-left] >> text=المتبقي")
			page.click(f".list-row-container >> text={self.case.subject}")
			page.wait_for_selector(".form-page .form-tabs")
			page.wait_for_selector(f".title-text >> text={self.case.subject}")
			page.wait_for_selector(f".form-page >> text={self.office.roads}")
			page.wait_for_selector(".citizen-service-time-left >> text=المتبقي")
			page.wait_for_selector(".new-timeline >> text=الرد على المواطن: بدأت، والموعد")
			page.goto(f"{self.web.url}/app/time-limits")
			page.click(".number-widget-box:has-text('مدد زمنية متأخرة') .number")
			records = "[id='page-List/Service Level Record/List']"
			page.wait_for_selector(f"{records} :is(.list-row-container, .no-result) >> visible=true")
