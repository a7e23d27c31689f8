import tempfile
import unittest
import zipfile
from pathlib import Path

from runtime import unrename


class TestNames(unittest.TestCase):
	def test_text(self):
		for renamed, own in (
			("import criscostack\ncriscostack.qb", "import frappe\nfrappe.qb"),
			("class CriscoTestCase(CriscoException)", "class FrappeTestCase(FrappeException)"),
			("os.environ['CRISCOSTACK_SITE']", "os.environ['FRAPPE_SITE']"),
			("Criscostack Framework", "Frappe Framework"),
			("https://criscoerp.com/docs, Criscoerp", "https://erpnext.com/docs, ERPNext"),
			("brik --site x migrate; brik_helper.main", "bench --site x migrate; bench_helper.main"),
			('click.Group()(prog_name="brik")', 'click.Group()(prog_name="bench")'),
		):
			self.assertEqual(unrename.restore(renamed), own)

	def test_words_that_only_hold_the_name(self):
		for word in ("Fabrik", "printerfabrikant", "rubriker", "Numbrikaart", "pabrik", "BrIkRE"):
			self.assertEqual(unrename.restore(word), word)

	def test_file_names(self):
		for renamed, own in (
			("utils/brik_helper.py", "utils/bench_helper.py"),
			("public/js/criscostack-web.bundle.js", "public/js/frappe-web.bundle.js"),
			(
				"integrations/criscostack_providers/criscostackcloud.py",
				"integrations/frappe_providers/frappecloud.py",
			),
			("tests/test_criscostack_client.py", "tests/test_frappe_client.py"),
		):
			self.assertEqual(unrename.restore(renamed), own)


class TestWheel(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		self.wheel = self.folder / "x.whl"
		with zipfile.ZipFile(self.wheel, "w") as archive:
			archive.writestr("criscostack/utils/brik_helper.py", "import criscostack  # é\n")
			archive.writestr("criscostack/logo.png", b"\x89PNG\xff criscostack")
			archive.writestr("criscostack/.DS_Store", b"junk")
			archive.writestr("criscostack-1.0.0.dist-info/METADATA", "Name: criscostack")

	def test_unpack(self):
		target = self.folder / "frappe"
		unrename.unpack(self.wheel, target)
		files = sorted(str(file.relative_to(target)) for file in target.rglob("*") if file.is_file())
		self.assertEqual(files, ["logo.png", "utils/bench_helper.py"])
		self.assertEqual((target / "utils/bench_helper.py").read_text(), "import frappe  # é\n")
		self.assertEqual((target / "logo.png").read_bytes(), b"\x89PNG\xff criscostack")

	def test_patch_refuses_another_text(self):
		name, old, new = unrename.PATCHES[0]
		file = self.folder / name
		file.parent.mkdir(parents=True)
		file.write_text("before\n" + old + "after\n")
		unrename.patch(self.folder)
		self.assertEqual(file.read_text(), "before\n" + new + "after\n")
		with self.assertRaises(ValueError):
			unrename.patch(self.folder)
