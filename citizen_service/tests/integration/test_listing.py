"""Lists of words have the comma of the language they are in, and one place that knows of it."""

import re
import unittest

import frappe

from citizen_service.listing import listed
from citizen_service.outbox.notices import speaking
from citizen_service.tests.support.words import APP

JOINED = re.compile(r"""["']، ["']|join\(["'], ["']\)""")


class TestListing(unittest.TestCase):
	def test_the_comma_is_that_of_the_language(self):
		words = ["أول", "{0}", "a, b"]
		with speaking("en"):
			self.assertEqual(listed(words), "أول, {0}, a, b")
		with speaking("ar"):
			self.assertEqual(listed(iter(words)), "أول، {0}، a, b")
			self.assertEqual((listed(words[:1]), listed([])), ("أول", ""))
		self.assertEqual(frappe.local.lang, "en")

	def test_no_screen_has_a_comma_of_its_own(self):
		scripts = [path for path in sorted(APP.rglob("*.js")) if path.name != "listing.js"]
		self.assertTrue(scripts)
		found = [str(path.relative_to(APP)) for path in scripts if JOINED.search(path.read_text("utf-8"))]
		self.assertEqual(found, [])
