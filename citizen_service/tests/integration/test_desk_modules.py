"""Who sees the framework's own workspaces: staff do not, whoever runs the site does, and an admin's choice stands."""

import frappe
from frappe.desk.desktop import get_workspace_sidebar_items

from citizen_service.acting import acting_as
from citizen_service.desk import modules
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

HOME = {
	"Reception Officer": "Reception",
	"Follow-up Officer": "Follow-up",
	"Citizen Service Manager": "Office Management",
	"Department Officer": "Department Work",
	"Department Manager": "Department Work",
	"Citizen Service Supervisor": "Oversight",
	"Citizen Service Admin": "Citizen Service Setup",
}


class TestModules(OfficeTestCase):
	def make(self, *roles: str, **values) -> frappe.model.document.Document:
		email = f"{frappe.generate_hash(length=10)}@{factories.DOMAIN}"
		return frappe.get_doc(
			{
				"doctype": "User",
				"email": email,
				"first_name": "سلمى",
				"send_welcome_email": 0,
				"roles": [{"role": role} for role in roles],
				**values,
			}
		).insert(ignore_permissions=True)

	def workspaces(self, user: str) -> list[str]:
		with acting_as(user):
			frappe.clear_cache(user=user)
			return [page["name"] for page in get_workspace_sidebar_items()["pages"]]

	def test_each_role_lands_on_its_own_workspace_and_sees_ours_only(self):
		ours = set(frappe.get_all("Workspace", {"module": "Citizen Service"}, pluck="name", order_by="name"))
		office = self.office
		users = (office.reception, office.follow_up, office.manager, office.roads_officer)
		users += (office.roads_manager, office.supervisor, office.admin)
		for user, home in zip(users, HOME.values(), strict=True):
			with self.subTest(home):
				shown = self.workspaces(user)
				self.assertEqual(shown[0], home)
				self.assertLessEqual(set(shown), ours)

	def test_whoever_runs_the_site_keeps_all(self):
		user = self.make("System Manager", "Citizen Service Manager")
		self.assertFalse(user.module_profile)
		self.assertIn("Users", self.workspaces(user.name))
		self.assertFalse(self.make("Citizen").module_profile)

	def test_who_joins_the_staff_later_gets_it_then(self):
		user = self.make()
		self.assertFalse(user.module_profile)
		user.append("roles", {"role": "Department Officer"})
		user.save(ignore_permissions=True)
		self.assertEqual(user.module_profile, modules.PROFILE)
		self.assertIn("Core", [row.module for row in user.block_modules])

	def test_what_an_admin_chose_stands(self):
		taken = self.make("Reception Officer")
		taken.module_profile = None
		taken.set("block_modules", [])
		taken.save(ignore_permissions=True)
		taken.append("roles", {"role": "Follow-up Officer"})
		taken.save(ignore_permissions=True)
		self.assertFalse(taken.module_profile)
		own = self.make("Reception Officer", block_modules=[{"module": "Website"}])
		self.assertEqual((own.module_profile, [row.module for row in own.block_modules]), (None, ["Website"]))

	def test_those_who_work_here_already_get_it_when_it_comes(self):
		user = self.make("Reception Officer")
		chosen = self.make("Reception Officer", block_modules=[{"module": "Website"}])
		frappe.db.set_value("User", user.name, "module_profile", None)
		frappe.db.delete("Block Module", {"parent": user.name})
		modules.give_profile_to_staff()
		self.assertEqual(frappe.db.get_value("User", user.name, "module_profile"), modules.PROFILE)
		self.assertEqual(frappe.db.count("Block Module", {"parent": chosen.name}), 1)

	def test_a_changed_profile_reaches_its_users(self):
		user = self.make("Reception Officer")
		profile = frappe.get_doc(modules.DOCTYPE, modules.PROFILE)
		profile.set("block_modules", [{"module": "Website"}])
		profile.save()
		modules.bring_up_to_date()
		user.reload()
		self.assertEqual([row.module for row in user.block_modules], ["Website"])

	def test_without_the_profile_nobody_is_kept_from_working(self):
		modules.take_back()
		self.assertFalse(self.make("Reception Officer").module_profile)

	def test_deleting_it_is_an_admin_s_choice(self):
		modules.take_back()
		modules.bring_up_to_date()
		self.assertFalse(frappe.db.exists(modules.DOCTYPE, modules.PROFILE))
