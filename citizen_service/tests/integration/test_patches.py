"""What earlier sites are brought up to date by."""

from pathlib import Path

import frappe
from frappe.permissions import reset_perms

from citizen_service.patches import open_levels_of_emergencies
from citizen_service.tests.base import OfficeTestCase


class TestPatches(OfficeTestCase):
	def test_each_that_is_named_is_there(self):
		lines = (
			Path(frappe.get_app_path("citizen_service", "patches.txt"))
			.read_text(encoding="utf-8")
			.split("\n")
		)
		for line in filter(None, lines):
			if not line.startswith("["):
				with self.subTest(line):
					self.assertTrue(callable(frappe.get_attr(f"{line}.execute")))

	def test_where_an_admin_changed_the_permissions_of_cases_the_levels_that_came_later_are_opened(self):
		self.addCleanup(frappe.clear_cache, doctype="Case")
		frappe.permissions.setup_custom_perms("Case")
		frappe.db.delete("Custom DocPerm", {"parent": "Case", "permlevel": (">", 2)})
		open_levels_of_emergencies.execute()
		rights = ["role", "permlevel", "read", "write"]
		order = "permlevel asc, role asc"
		for level in (3, 4, 5):
			of_level = {"parent": "Case", "permlevel": level}
			self.assertEqual(
				frappe.get_all("Custom DocPerm", of_level, rights, order_by=order),
				frappe.get_all("DocPerm", of_level, rights, order_by=order),
			)
		reset_perms("Case")
