"""How alike texts are: what an office would call one matter, and the laws of it."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.citizens.similarity import ALIKE, alike, content, similarity

WORDS = st.frozensets(st.text("ابتثهو", min_size=1, max_size=4), max_size=6)


class SimilarityTest(unittest.TestCase):
	def test_one_matter_in_other_words(self) -> None:
		for one, other in (
			("حفرة في الشارع الرئيسي", "حفرة كبيرة بالشارع الرئيسى"),
			("انقطاع المياه عن الحي", "إنقطاع مياه"),
			("حفرة بشارع المدارس قرب البوابة", "حفرة عميقة في شارع المدارس"),
			("شكوى على كهرباء الحي", "شكوى: الكهرباء مقطوعة"),
			("Broken street light", "The street light is broken"),
		):
			self.assertGreaterEqual(alike((one, ""), (other, None)), ALIKE, one)

	def test_other_matters(self) -> None:
		for one, other in (
			("حفرة في الشارع الرئيسي", "انقطاع المياه عن الحي"),
			("طلب شهادة ميلاد", "شكوى على موظف"),
			("في من على", "في من على"),  # says nothing
			("", ""),
		):
			self.assertLess(alike((one, ""), (other, "")), ALIKE, one)

	def test_a_description_may_show_it(self) -> None:
		one = ("شكوى", "النفايات متراكمة أمام المدرسة منذ أسبوع ولم يحضر أحد لجمعها")
		other = ("تراكم", "نفايات متراكمة أمام مدرسة الحي لم يحضر أحد لجمعها")
		self.assertGreaterEqual(alike(one, other), ALIKE)
		self.assertLess(alike(("شكوى", ""), ("تراكم", "")), ALIKE)

	def test_content(self) -> None:
		self.assertEqual(
			content("وجود الحفرة في الشارع، وبالقرب من المدرسة"), content("حفر شارع وجود بالقرب مدرسه")
		)
		self.assertEqual(content("للشارع بالشارع والشارع الشارع بشارع شارع"), {"شارع"})

	@settings(max_examples=200, deadline=None, database=None)
	@given(WORDS, WORDS)
	def test_laws(self, one: frozenset[str], other: frozenset[str]) -> None:
		value = similarity(one, other)
		self.assertEqual(value, similarity(other, one))
		self.assertTrue(0 <= value <= 1)
		self.assertEqual(value == 1, bool(one) and one == other)
		self.assertEqual(value == 0, not one & other)


if __name__ == "__main__":
	unittest.main()
