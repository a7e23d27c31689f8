"""National numbers: good ones, bad ones, and that one wrong digit is found."""

import unittest
from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from citizen_service.citizens.national_id import KUWAIT, PALESTINE, BadNationalId, checked


def kuwaiti(body: str) -> str | None:
	"""The body's eleven digits with the check digit that fits, if one does."""
	return next((body + str(d) for d in range(10) if passes(body + str(d), KUWAIT)), None)


def passes(number: str, country: str) -> bool:
	try:
		return checked(number, country) == number
	except BadNationalId:
		return False


class NationalIdTest(unittest.TestCase):
	def refused(self, number: str, country: str) -> str:
		with self.assertRaises(BadNationalId) as raised:
			checked(number, country)
		return raised.exception.code

	def test_written_as_people_write_them(self) -> None:
		self.assertEqual(checked(" ٨٠١٢٣٤٥٦٨ ", PALESTINE), "801234568")
		self.assertEqual(checked("80-123 4568", PALESTINE), "801234568")
		self.assertEqual(checked("\u200f80–1234568\u200e", PALESTINE), "801234568")

	def test_refused(self) -> None:
		self.assertEqual(self.refused("80123456x", PALESTINE), "not_digits")
		self.assertEqual(self.refused("", PALESTINE), "not_digits")
		self.assertEqual(self.refused("8012345", PALESTINE), "wrong_length")
		self.assertEqual(self.refused("801234567", PALESTINE), "wrong_check_digit")
		self.assertEqual(self.refused("000000000", PALESTINE), "wrong_check_digit")
		self.assertEqual(self.refused("185010112345", KUWAIT), "no_birth_date")
		self.assertEqual(self.refused("285023012345", KUWAIT), "no_birth_date")

	def test_without_a_country_nothing_is_checked(self) -> None:
		self.assertEqual(checked(" AB-١٢ ", ""), "AB-12")
		self.assertEqual(checked("12", None), "12")

	def test_a_good_one_of_kuwait(self) -> None:
		# 2·2 + 8·1 + 5·6 + 0·3 + 1·7 + 0·9 + 1·10 + 1·5 + 2·8 + 3·4 + 4·2 = 100 = 9·11 + 1; 11 − 1 is no digit
		self.assertEqual(self.refused("285010112340", KUWAIT), "wrong_check_digit")
		# …with 5 as the last of the serial: 102 = 9·11 + 3; 11 − 3 = 8
		self.assertEqual(checked("٢٨٥٠١٠١١٢٣٥٨", KUWAIT), "285010112358")
		self.assertEqual(self.refused("285010112357", KUWAIT), "wrong_check_digit")

	@settings(max_examples=200, deadline=None, database=None)
	@given(st.integers(1, 99_999_999), st.integers(0, 8), st.integers(1, 9))
	def test_one_wrong_digit_is_found_in_palestine(self, body: int, place: int, other: int) -> None:
		number = next(f"{body:08}{d}" for d in range(10) if passes(f"{body:08}{d}", PALESTINE))
		wrong = str((int(number[place]) + other) % 10)
		self.assertFalse(passes(number[:place] + wrong + number[place + 1 :], PALESTINE))

	@settings(max_examples=200, deadline=None, database=None)
	@given(
		st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 12, 31)),
		st.integers(0, 9999),
		st.integers(0, 11),
		st.integers(1, 9),
	)
	def test_one_wrong_digit_is_found_in_kuwait(
		self, born: date, serial: int, place: int, other: int
	) -> None:
		number = kuwaiti(f"{2 if born.year < 2000 else 3}{born:%y%m%d}{serial:04}")
		assume(number is not None)
		wrong = str((int(number[place]) + other) % 10)
		self.assertFalse(passes(number[:place] + wrong + number[place + 1 :], KUWAIT))


if __name__ == "__main__":
	unittest.main()
