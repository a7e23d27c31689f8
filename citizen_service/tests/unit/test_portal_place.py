"""Places and where the pictures of a map may come from."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.portal.place import check_place, tile_origin

DEGREES = st.one_of(st.none(), st.floats(-400, 400), st.just(0.0))


class TestPlace(unittest.TestCase):
	@given(DEGREES, DEGREES)
	def test_a_place_is_whole_and_on_the_map(self, latitude, longitude):
		problems = check_place({"latitude": latitude, "longitude": longitude})
		given_both = latitude is not None and longitude is not None
		nothing = latitude is None and longitude is None
		fits = given_both and abs(latitude) <= 90 and abs(longitude) <= 180
		self.assertEqual(not problems, nothing or fits)

	def test_what_is_no_number_is_not_on_the_map(self):
		self.assertTrue(check_place({"latitude": float("nan"), "longitude": 0.0}))

	def test_addresses_of_pictures(self):
		for template, origin in (
			("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
			("https://{s}.tiles.example.org:8443/{z}/{x}/{y}.png?key=1", "https://*.tiles.example.org:8443"),
			("/tiles/{z}/{x}/{y}.png", ""),
			("https://tiles.example.org/{z}/{x}.png", None),
			("http://tiles.example.org/{z}/{x}/{y}.png", None),
			("//tiles.example.org/{z}/{x}/{y}.png", None),
			("https://a.org; script-src *; /{z}/{x}/{y}", None),
			("https://a.org/{z}/{x}/{y}\r\nSet-Cookie: a=b", None),
			("https://*/{z}/{x}/{y}", None),
			("javascript:alert(1)/{z}/{x}/{y}", None),
			("", None),
		):
			self.assertEqual(tile_origin(template), origin, template)

	@given(st.text(max_size=40))
	def test_an_origin_is_one_word(self, text):
		origin = tile_origin(f"https://{text}/{{z}}/{{x}}/{{y}}") or ""
		self.assertNotRegex(origin, r"[\s;,'\"]")
