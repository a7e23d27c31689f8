"""The open pages in Chromium: looked over by axe in both languages, on the smallest screen, and weighed."""

import gzip

import frappe

from citizen_service.figures import actions
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import PHONE, BrowserTestCase
from citizen_service.tests.support.accessibility import violations
from citizen_service.tests.support.committed import keep_only, records

HEAVIEST = 150 * 1024
"""Bytes of a page with all that it brings, compressed, on a first visit."""
SMALLEST = {"width": 320, "height": 640}
WHERE = "/citizen-service"


class PortalPagesTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.addClassCleanup(frappe.db.commit)
		cls.addClassCleanup(keep_only, records())
		procedure = frappe.get_doc(
			{
				"doctype": "Service Procedure",
				"title": "ترخيص محل للتصفح",
				"department": cls.office.roads,
				"published": 1,
				"steps": [{"instruction": "تقديم الطلب", "place": "شباك الاستقبال"}],
				"documents": [{"document": "الهوية الشخصية", "form_of": "Original"}],
			}
		).insert()
		figures = frappe.get_doc({"doctype": "Public Figures", "kind": "Month", "year": 2002, "number": 5})
		figures.insert()
		for _n in range(8):
			make.make_case(opened_on="2002-05-05 09:00:00")
		actions.run(figures.name)
		actions.publish(figures.name)
		frappe.db.commit()
		cls.paths = (
			"",
			"/submit",
			"/track",
			"/procedures",
			f"/procedures/{procedure.name}",
			"/figures",
			"/my-cases",
		)

	def test_nothing_keeps_anybody_out(self):
		for lang in ("ar", "en"):
			with self.page(SMALLEST, (404,)) as page:
				for path in (*self.paths, "/nowhere"):
					with self.subTest(lang, path=path):
						page.goto(f"{self.web.url}{WHERE}{path}?_lang={lang}")
						self.assertEqual(page.get_attribute("html", "lang"), lang)
						self.assertEqual(violations(page), [])
						self.assert_fits(page)

	def test_a_first_visit_brings_little(self):
		for path in self.paths:
			with self.subTest(path), self.page(PHONE) as page:
				weights = self.weights(page, path)
				self.assertGreater(len(weights), 2)
				self.assertLess(sum(weights.values()), HEAVIEST, weights)

	def weights(self, page, path: str) -> dict[str, int]:
		"""Address → bytes, compressed, of all that the page brings."""
		answers = []
		page.on("response", lambda answer: answers.append(answer))
		page.goto(f"{self.web.url}{WHERE}{path}?_lang=ar", wait_until="load")
		return {answer.url: len(gzip.compress(answer.body())) for answer in answers}
