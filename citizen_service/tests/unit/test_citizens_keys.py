"""What a citizen is found by, and what was typed, meet: by example and by law."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.citizens.keys import (
	LONGEST,
	MOST_PARTS,
	joined,
	keys_of,
	local_phone,
	parts_of,
	spellings,
)

NAMES = st.lists(
	st.sampled_from("أحمد محمّد النجار فاطمة عبد الله أبو خالد أم مصطفى Yousef Al-Najjar طه ".split()),
	min_size=1,
	max_size=5,
)


def finds(typed: str, keys: set[str]) -> bool:
	parts = parts_of(typed)
	return bool(parts) and all(any(key.startswith(way) for way in part for key in keys) for part in parts)


class KeysTest(unittest.TestCase):
	keys = keys_of("أم محمد فاطمة عبد الله النجّار", "801234568", "+970 59 000 0101", "F.Najjar@example.com")

	def test_found(self) -> None:
		for typed in (
			*(
				"فاطمه",
				"نجار",
				"النجار",
				"عبدالله",
				"عبد الله",
				"الله",
				"محمد",
				"ام محمد",
				"النجار فاطمة",
				"فاط نج",
			),
			*("801234568", "٨٠١٢٣", "80 1234 568", "590000101", "0590000101", "+970590000101", "00970 59000"),
			*("970590000101", "(059) 000-0101", "f.najjar@ex", "فاطمة 0590"),
		):
			self.assertTrue(finds(typed, self.keys), typed)

	def test_not_found(self) -> None:
		for typed in ("فاطمة سعيد", "جار", "901", "0599", "najjar@example", "", "  ", "%", "_", "،", "@x"):
			self.assertFalse(finds(typed, self.keys), typed)

	def test_article_or_not(self) -> None:
		self.assertTrue(finds("النجار", keys_of("سالم نجار", None, None, None)))

	def test_phones(self) -> None:
		for number in (
			"+970-59-0000101",
			"00970590000101",
			"970590000101",
			"٠٥٩٠٠٠٠١٠١",
			"\u200e+970590000101",
		):
			self.assertEqual(local_phone(number), "590000101", number)
		self.assertEqual(local_phone("+972 (0)59 000 0101"), "590000101")
		self.assertEqual(local_phone("+965 2245 6789"), "22456789")
		self.assertEqual(local_phone("22456789"), "22456789")
		self.assertEqual(local_phone("96512345"), "96512345")
		self.assertEqual(local_phone("+44 20 7946 0000"), "442079460000")
		self.assertEqual(local_phone("0044 20 7946 0000"), "442079460000")
		self.assertEqual((local_phone(None), local_phone("لا يوجد"), spellings("")), ("", "", []))

	def test_spellings_are_of_one_number(self) -> None:
		found = spellings("059 000 0101")
		self.assertEqual({local_phone(one) for one in found}, {"590000101"})
		self.assertLessEqual({"059 000 0101", "0590000101", "+970590000101", "+970-590000101"}, set(found))

	def test_nothing_is_too_long(self) -> None:
		self.assertLessEqual(max(map(len, keys_of("ن" * 200, "9" * 200, "5" * 200, "a" * 200))), LONGEST)
		self.assertEqual(len(parts_of("ا ب " * 40)), MOST_PARTS)

	@settings(max_examples=200, deadline=None, database=None)
	@given(NAMES, st.data())
	def test_whole_words_of_the_name_in_any_order_find_it(self, name: list[str], data: st.DataObject) -> None:
		keys = keys_of(" ".join(name), None, None, None)
		self.assertTrue(finds(" ".join(name), keys))
		# What was written in two words may be typed in one; each word by itself is found in any case.
		for word in data.draw(st.permutations(name)):
			self.assertTrue(finds(word, keys), word)

	@settings(max_examples=200, deadline=None, database=None)
	@given(
		st.integers(10_000_000, 999_999_999), st.sampled_from(["0", "+970", "00970", "+965", ""]), st.data()
	)
	def test_a_number_is_found_by_its_beginning(self, number: int, lead: str, data: st.DataObject) -> None:
		keys = keys_of(None, None, f"{lead}{number}", None)
		self.assertTrue(finds(f"{lead}{number}", keys))
		typed = data.draw(st.integers(1, len(str(number))))
		if lead:  # without one, what was typed may itself look like a code
			self.assertTrue(finds(f"{lead}{str(number)[:typed]}", keys))

	@settings(max_examples=300, deadline=None, database=None)
	@given(st.text(max_size=80))
	def test_anything_may_be_typed(self, typed: str) -> None:
		for part in parts_of(typed):
			self.assertTrue(part and all(0 < len(way) <= LONGEST for way in part))
		joined(typed), local_phone(typed)


if __name__ == "__main__":
	unittest.main()
