"""Files that wait for their form, on a real disk."""

import os
import tempfile
import time
import unittest
from pathlib import Path

from citizen_service.portal.attachments import Attachment
from citizen_service.portal.held import Room

MARK, OTHER = "a" * 64, "b" * 64


class TestHeld(unittest.TestCase):
	def setUp(self) -> None:
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.room = Room(Path(folder.name) / "uploads")

	def test_files_come_back_in_their_order_with_their_names(self):
		given = [
			Attachment("صورة 😀" * 15 + ".pdf", b"1"),
			Attachment("a.pdf", b"22"),
			Attachment("a.pdf", b"333"),
		]
		for one in given:
			self.room.put(MARK, one)
		self.assertEqual(self.room.contents(MARK), given)
		self.assertEqual(
			[(file.name, file.size) for file in self.room.files(MARK)],
			[(one.name, len(one.content)) for one in given],
		)
		self.assertEqual(self.room.files(OTHER), [])
		self.assertEqual(self.room.size(), 6)

	def test_removing_and_dropping(self):
		for mark in (MARK, OTHER):
			self.room.put(mark, Attachment("a.pdf", b"1"))
		(file,) = self.room.files(MARK)
		for identifier in ("", "..", "../x", f"../{OTHER}/{file.identifier}", "0" * 24):
			self.room.remove(MARK, identifier)
		self.assertEqual(len(self.room.files(OTHER)), 1)
		self.room.remove(OTHER, file.identifier)
		self.assertEqual(self.room.files(MARK), [file])
		self.room.remove(MARK, file.identifier)
		self.assertEqual(self.room.files(MARK), [])
		self.room.drop(OTHER)
		self.assertEqual(self.room.size(), 0)

	def test_only_a_mark_names_a_folder(self):
		for mark in ("", "..", "a" * 63, "../" + "a" * 61, "A" * 64, "a" * 64 + "\n"):
			with self.assertRaises(ValueError):
				self.room.put(mark, Attachment("a.pdf", b"1"))

	def test_the_sweep_forgets_what_is_old(self):
		for mark in (MARK, OTHER):
			self.room.put(mark, Attachment("a.pdf", b"1"))
		day_before = time.time() - 90_000
		os.utime(self.room.folder / OTHER, (day_before, day_before))
		self.assertEqual(self.room.sweep(86_400), 1)
		self.assertEqual((len(self.room.files(MARK)), self.room.files(OTHER)), (1, []))
