"""What may be attached: the bytes decide, names are made safe."""

import io
import struct
import unicodedata
import unittest
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from citizen_service.portal.attachments import (
	KINDS,
	LONGEST_STEM,
	MEGABYTE,
	Attachment,
	Limits,
	check,
	check_one,
	kind_of,
	split_name,
)
from citizen_service.portal.messages import Problem

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(100)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
LIMITS = Limits(count=3, size=MEGABYTE)


def picture(kind: str) -> bytes:
	target = io.BytesIO()
	Image.new("RGB", (8, 8), "red").save(target, kind)
	return target.getvalue()


def archive(*names: str, content: bytes = b"<x/>") -> bytes:
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
		for name in names:
			packed.writestr(name, content)
	return target.getvalue()


def png_of(width: int, height: int) -> bytes:
	"""A small file that unpacks to a huge picture."""
	head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
	chunks = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
	data = b"IDAT" + zlib.compress(bytes(1000))
	chunks += struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
	return (
		b"\x89PNG\r\n\x1a\n"
		+ chunks
		+ struct.pack(">I", 0)
		+ b"IEND"
		+ struct.pack(">I", zlib.crc32(b"IEND"))
	)


DOCX = archive("[Content_Types].xml", "word/document.xml")


class TestAttachments(unittest.TestCase):
	def test_each_accepted_kind(self):
		for name, content in (
			("شكوى.pdf", PDF),
			("a.JPG", picture("JPEG")),
			("a.jpeg", picture("JPEG")),
			("a.png", picture("PNG")),
			("a.webp", picture("WEBP")),
			("a.docx", DOCX),
		):
			self.assertIsInstance(check_one(name, content, MEGABYTE), Attachment, name)

	def test_pitfall_27_renamed_and_dangerous_files_are_refused(self):
		for name, content in (
			("letter.pdf", EXE),
			("letter.pdf", HTML),
			("letter.pdf", SVG),
			("photo.jpg", PDF),
			("photo.png", picture("JPEG")),
			("photo.svg", SVG),
			("page.html", HTML),
			("setup.exe", EXE),
			("letter.docx", archive("setup.exe")),
			("letter.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
			("letter.docx", b"PK\x03\x04 and then nothing"),
			("bundle.zip", DOCX),
			("letter", PDF),
			("letter.pdf.exe", PDF),
			("photo.jpg", picture("JPEG") + archive("Main.class")),
			("letter.pdf", PDF + archive("setup.exe")),
			("photo.jpg", picture("JPEG")[:20] + HTML + picture("JPEG")[20:]),
			("letter.pdf", b"%PDF-1.4\n" + HTML + PDF),
			("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
			("photo.png", png_of(60_000, 60_000)),
			(
				"letter.docx",
				archive("[Content_Types].xml", "word/document.xml", content=bytes(101 * MEGABYTE)),
			),
			("empty.pdf", b""),
		):
			self.assertIsInstance(check_one(name, content, MEGABYTE), Problem, name)

	def test_pitfall_27_a_document_that_swells_is_refused(self):
		bomb = archive("[Content_Types].xml", "word/document.xml", content=bytes(110 * MEGABYTE))
		self.assertLess(len(bomb), MEGABYTE)
		self.assertIsNone(kind_of(bomb))

	@given(st.binary(max_size=300), st.sampled_from(sorted(KINDS)))
	def test_no_bytes_break_the_check(self, content, extension):
		outcome = check_one(f"x.{extension}", content, MEGABYTE)
		self.assertEqual(
			isinstance(outcome, Attachment), bool(content) and kind_of(content) == KINDS[extension]
		)

	@given(st.text(st.characters(codec=None)))
	def test_no_name_is_dangerous(self, name):
		stem, extension = split_name(name)
		self.assertTrue(0 < len(stem) <= LONGEST_STEM)
		for mark in stem + extension:
			self.assertNotIn(mark, "/\\<>\"'&;#?*|:%`$")
			self.assertNotEqual(unicodedata.category(mark)[0], "C")
		self.assertFalse(stem.startswith("."))

	def test_names(self):
		self.assertEqual(split_name("C:\\Users\\me\\شكوى.PDF"), ("شكوى", "pdf"))
		self.assertEqual(split_name("../../etc/passwd"), ("passwd", ""))
		# An override of direction would show "exe.fdp" as "exe.pdf".
		self.assertEqual(split_name("bill\u202efdp.exe"), ("billfdp", "exe"))
		self.assertEqual(split_name(".pdf"), ("attachment", "pdf"))

	def test_number_and_size(self):
		accepted, problems = check([("a.pdf", PDF)] * 4, LIMITS)
		self.assertEqual((accepted, problems[0].values), ([], (3, 4)))
		accepted, problems = check([("a.pdf", PDF), ("b.pdf", PDF + bytes(2 * MEGABYTE))], LIMITS)
		self.assertEqual([one.name for one in accepted], ["a.pdf"])
		self.assertEqual(problems[0].values, ("b.pdf", 2.0, 1))
