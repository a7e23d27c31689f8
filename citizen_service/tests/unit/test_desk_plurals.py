"""The forms of Arabic nouns beside numbers."""

import unittest

from citizen_service.desk.plurals import form


class FormTest(unittest.TestCase):
	def test_by_example(self) -> None:
		for expected, numbers in {
			"one": (1,),
			"two": (2,),
			"few": (3, 10, 103, 110, 1003),
			"many": (11, 12, 20, 99, 111, 199, 365),
			"other": (100, 101, 102, 200, 1000),
		}.items():
			for number in numbers:
				with self.subTest(number):
					self.assertEqual(form(number), expected)
