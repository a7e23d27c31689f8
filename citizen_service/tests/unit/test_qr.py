"""QR codes: the module for module as the library draws that mask, in every size that a receipt may need."""

import unittest

import pyqrcode
from pyqrcode import tables

from citizen_service.paper import qr


class TestQR(unittest.TestCase):
	def test_is_the_library_s_own_drawing_with_that_mask(self):
		for length in (1, 14, 40, 62, 84, 106, 122, 180, 331):
			text = ("https://office.example/track#" * 12)[:length]
			theirs = pyqrcode.create(text, error=qr.LEVEL, mode=qr.BINARY)
			ours = qr._Drawn(text.encode(), theirs.version, qr.BINARY, qr.LEVEL)
			self.assertEqual(ours.code, theirs.builder.masks[qr.MASK], f"version {theirs.version}")

	def test_takes_the_smallest_size_that_holds_the_text(self):
		for length, version in ((14, 1), (15, 2), (84, 5), (85, 6)):
			side = tables.version_size[version] + 4
			self.assertIn(f'viewBox="0 0 {side} {side}"', qr.qr_code("x" * length))
