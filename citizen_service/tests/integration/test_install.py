"""Two apps with a DocType of one name cannot be on one site: refused before anything is written."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import frappe

from citizen_service.compat import TestCase
from citizen_service.errors import NameTaken
from citizen_service.setup.install import before_install


class TestOurInstall(TestCase):
	"""Our app on a site where a name is taken."""

	def setUp(self):
		self.addCleanup(frappe.clear_cache)
		self.addCleanup(frappe.db.rollback)

	def test_a_site_with_none_of_our_names_taken(self):
		self.assertIsNone(before_install())

	def test_a_doctype_of_another_app(self):
		frappe.db.set_value("DocType", "Department", "module", "Core")
		with self.assertRaises(NameTaken) as refusal:
			before_install()
		self.assertIn("frappe", str(refusal.exception))
		self.assertIn("Department", str(refusal.exception))

	def test_a_custom_doctype(self):
		frappe.db.set_value("DocType", "Response", "custom", 1)
		with self.assertRaises(NameTaken) as refusal:
			before_install()
		self.assertIn("Response", str(refusal.exception))


class TestAnotherAppsInstall(TestCase):
	"""Another app after ours, as the framework asks it: through the installed apps' hooks."""

	def install(self, app, doctype):
		with TemporaryDirectory() as folder:
			package = Path(folder) / app
			path = package / "people" / "doctype" / frappe.scrub(doctype)
			path.mkdir(parents=True)
			(package / "__init__.py").write_text("")
			(package / "modules.txt").write_text("People\n")
			(path / f"{path.name}.json").write_text(json.dumps({"doctype": "DocType", "name": doctype}))
			sys.path.insert(0, folder)
			try:
				for hook in frappe.get_hooks("before_app_install"):
					frappe.get_attr(hook)(app)
			finally:
				sys.path.remove(folder)
				sys.modules.pop(app, None)

	def test_refused_where_it_ships_a_name_of_ours(self):
		with self.assertRaises(NameTaken) as refusal:
			self.install("scratch_people_app", "Department")
		self.assertIn("scratch_people_app", str(refusal.exception))
		self.assertIn("Department", str(refusal.exception))

	def test_welcome_otherwise(self):
		self.assertIsNone(self.install("scratch_other_app", "Employee"))
