"""One spelling for what people write in several, by example and by law."""

import unicodedata
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.citizens.arabic import digits, key, without_article, words

SAME = (
	("أحمد", "احمد", "إحمد", "آحمد", "ٱحمد", "أَحْمَد", "أحـــمد", "\u200fأحمد\u200e"),
	("مصطفى", "مصطفي", "مصطفی"),
	("فاطمة الزهراء", "فاطمه الزهرا", "فَاطِمَةُ  الزَّهْرَاء", "فاطمة\u00a0الزهراء"),
	("مسؤول", "مسوول"),
	("هانئ", "هاني"),
	("ؤ", "و", "و\u0654"),
	("نبيه", "نبیہ", "نبية", "نبیۃ"),
	("José Müller", "jose muller"),
	("رقم ١٢٣", "رقم ۱۲۳", "رقم 123"),
	("شكرى", "شکري"),
	("لا", "ﻻ", "ﻼ"),
	("Yousef AL-NAJJAR", "yousef al najjar"),
)
ARABIC = st.text(
	st.characters(min_codepoint=0x0600, max_codepoint=0x06FF) | st.sampled_from(" abZ09\u200f\u200eﻻ")
)


class ArabicTest(unittest.TestCase):
	def test_spellings_of_one_word_are_one(self) -> None:
		for spellings in SAME:
			self.assertEqual({key(text) for text in spellings}, {key(spellings[0])}, spellings)

	def test_other_words_stay_others(self) -> None:
		for one, two in (("علي", "عالي"), ("سعيد", "سعد"), ("نور", "نار"), ("حسن", "حسين")):
			self.assertNotEqual(key(one), key(two))

	def test_compound_names_are_one_word(self) -> None:
		self.assertEqual(words("عبد الله محمد"), words("عبدالله محمد"))
		self.assertEqual(words("أبو خالد"), words("ابوخالد"))
		self.assertEqual(words("عبد"), ("عبد",))

	def test_article(self) -> None:
		self.assertEqual(without_article(key("النجّار")), key("نجار"))
		self.assertEqual(without_article("الله"), "الله")
		self.assertEqual(without_article("علي"), "علي")

	def test_nothing(self) -> None:
		self.assertEqual((key(None), key(" ـ "), words("")), ("", "", ()))

	def test_digits(self) -> None:
		self.assertEqual(digits("٠٥٩۱2-أ"), "05912-أ")

	@settings(max_examples=300, deadline=None, database=None)
	@given(ARABIC)
	def test_once_is_enough(self, text: str) -> None:
		self.assertEqual(key(key(text)), key(text))
		self.assertEqual(words(" ".join(words(text))), words(text))

	@settings(max_examples=200, deadline=None, database=None)
	@given(st.text())
	def test_only_letters_and_digits_are_left(self, text: str) -> None:
		self.assertEqual(key(key(text)), key(text))
		left = {unicodedata.category(char) for char in key(text).replace(" ", "")}
		self.assertEqual([kind for kind in left if kind[0] in "ZPS" or kind in ("Mn", "Me", "Cf")], [])
		self.assertTrue(all(char.isascii() for char in key(text) if char.isdecimal()))

	@settings(max_examples=200, deadline=None, database=None)
	@given(ARABIC, ARABIC)
	def test_words_keep_apart(self, one: str, two: str) -> None:
		self.assertEqual(key(f"{one} {two}"), f"{key(one)} {key(two)}".strip())


if __name__ == "__main__":
	unittest.main()
