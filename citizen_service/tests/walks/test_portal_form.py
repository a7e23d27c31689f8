"""Chromium fills in the public form: the map by keyboard, the draft, questions that come and go, the page of the code."""

import secrets

from citizen_service.tests.browser.test_portal_submit import NEXT, SEND, FormTestCase
from citizen_service.tests.browser.test_walks import DESK, PHONE
from citizen_service.tests.support.settings import set_settings


class PortalFormTest(FormTestCase):
	def test_by_keyboard_alone_with_the_place_on_the_map(self):
		set_settings(self, map_latitude=31.5, map_longitude=34.5, map_zoom=12)
		with self.page(PHONE) as page:
			self.open(page)
			self.to_the_place(page)
			page.focus("[data-map-show]")
			page.keyboard.press("Enter")
			page.wait_for_selector(".leaflet-control-zoom")
			self.assertEqual(page.evaluate("document.activeElement.dataset.mapGround"), "")
			for _ in range(3):
				page.keyboard.press("ArrowUp")
			page.wait_for_function("() => !document.querySelector('.leaflet-pan-anim')")
			page.keyboard.press("Enter")
			page.wait_for_selector(".map-point")
			self.look(page)
			north = float(page.input_value("[name=latitude]"))
			self.assertTrue(31.5 < north < 32, north)
			page.keyboard.press("Tab")
			page.focus(NEXT)
			page.keyboard.press("Enter")
			page.wait_for_selector("#citizen_name")
			page.focus("#identity input >> nth=0")
			page.keyboard.press("ArrowDown")
			page.keyboard.press("ArrowDown")
			self.assertFalse(page.is_visible("#citizen_name"))
			self.look(page)
			page.focus(NEXT)
			page.keyboard.press("Enter")
			page.wait_for_selector(".part")
			page.click("a[hreflang=en]")  # the other language, with all that was written
			page.wait_for_selector("html[lang=en] .part >> text=الشارع مظلم")
			self.look(page)
			page.focus(SEND)
			page.keyboard.press("Enter")
			case = self.case_of(page)
			self.assertEqual((case.anonymous, case.latitude), (1, north))
			self.assertAlmostEqual(case.longitude, 34.5, 2)  # the middle of a pixel

	def test_where_i_am_now(self):
		here = {"latitude": 31.9, "longitude": 35.2}
		with self.page(DESK, geolocation=here, permissions=["geolocation"]) as page:
			self.open(page, "en")
			self.to_the_place(page)
			page.click("[data-map-here]")
			page.wait_for_function("() => document.querySelector('[name=latitude]').value")
			self.assertEqual(page.input_value("[name=latitude]"), "31.900000")
			page.click("[data-map-clear]")
			self.assertEqual(page.input_value("[name=longitude]"), "")

	def test_a_draft_is_kept_until_it_is_sent_or_cleared(self):
		with self.page(DESK) as page:
			self.open(page, "en")
			self.to_the_place(page)
			page.fill("#address", "قرب البئر")
			self.open(page, "en")
			page.wait_for_selector("[data-draft-notice]:visible")
			self.look(page)
			self.assertTrue(page.is_checked("[value=Complaint]"))
			page.click(NEXT)
			self.assertEqual(page.input_value("#description"), "الشارع مظلم.\nمنذ أسبوع.")
			page.click(NEXT)
			self.assertEqual(page.input_value("#address"), "قرب البئر")
			kept = page.evaluate("JSON.stringify(localStorage)")
			for name in ("token", "proof", "confirmed", "code"):
				self.assertNotIn(f'\\"{name}', kept)
			# By the door of another type, all but the type is as it was.
			page.goto(f"{self.web.url}/citizen-service/submit?_lang=en&case_type=Inquiry")
			page.wait_for_selector("[data-draft-notice]:visible")
			self.assertTrue(page.is_checked("[value=Inquiry]"))
			self.assertEqual(page.input_value("input[name=address]"), "قرب البئر")
			self.open(page, "en")
			page.click("[data-draft-clear]")
			page.wait_for_function("() => !Object.keys(localStorage).length")
			self.to_the_place(page)
			page.click(NEXT)
			page.fill("#citizen_name", "أحمد")
			page.click(NEXT)
			page.click(SEND)
			self.case_of(page)
			page.wait_for_function("() => !Object.keys(localStorage).length")
			set_settings(self, keep_drafts=0)
			self.open(page, "en")
			self.to_the_place(page)
			self.assertEqual(page.evaluate("Object.keys(localStorage)"), [])

	def test_the_page_of_the_code(self):
		set_settings(self, contact_confirmation="Where Given")
		with self.page(PHONE, (403,)) as page:
			self.open(page)
			self.to_the_place(page)
			page.click(NEXT)
			page.fill("#citizen_name", "سعاد")
			page.fill("#email", f"c{secrets.token_hex(6)}@citizens.invalid")
			page.click(NEXT)
			page.click(SEND)
			page.wait_for_selector("#code")
			self.look(page)
			page.fill("#code", "000")
			page.click(".onward button[value=code]")
			page.wait_for_selector(".summary")
			self.look(page)
