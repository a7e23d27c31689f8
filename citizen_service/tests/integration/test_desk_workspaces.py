"""Every role finds on its workspaces only what it may open; a block without its link is an error in the browser."""

import json

import frappe
from frappe.desk.desktop import get_desktop_page

from citizen_service.acting import acting_as
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

WORKSPACES = (
	"Oversight",
	"Office Management",
	"Follow-up",
	"Reception",
	"Department Work",
	"Time Limits",
	"Citizen Service Reports",
	"Citizen Service Setup",
)
KINDS = {"shortcut": ("shortcuts", "shortcut_name"), "number_card": ("number_cards", "number_card_name")}
OF_THE_OFFICE = {("shortcut", "Directions to Other Bodies"), ("shortcut", "Hot Spots")}
"""Shown to those alone who may open it."""


class TestWorkspaces(OfficeTestCase):
	def blocks(self, workspace: str) -> set[tuple[str, str]]:
		"""Kind and label of every block that shows a link or a number."""
		content = json.loads(frappe.db.get_value("Workspace", workspace, "content"))
		return {
			(block["type"], block["data"][KINDS[block["type"]][1]])
			for block in content
			if block["type"] != "spacer"
		}

	def shown(self, workspace: str) -> set[tuple[str, str]]:
		page = {"name": workspace, "title": workspace, "public": 1}
		items = get_desktop_page(json.dumps(page))
		return {
			(kind, item.get("label")) for kind, (key, _name) in KINDS.items() for item in items[key]["items"]
		}

	def test_each_role_may_open_all_that_its_workspace_shows(self):
		having = {
			workspace: frappe.get_all("Has Role", {"parent": workspace}, pluck="role", order_by="idx asc")
			for workspace in WORKSPACES
		}
		# All made first: each new user empties the framework's cache.
		users = {
			role: factories.make_user(frappe.scrub(role) + ".alone", role)
			for role in sorted(set().union(*having.values()))
		}
		for workspace, roles in having.items():
			self.assertTrue(roles, workspace)
			for role in roles:
				with self.subTest(workspace=workspace, role=role), acting_as(users[role]):
					left_out = OF_THE_OFFICE if role == "Department Manager" else set()
					self.assertEqual(self.shown(workspace), self.blocks(workspace) - left_out)

	def test_every_role_of_the_staff_has_a_workspace(self):
		having = set(
			frappe.get_all("Has Role", {"parent": ["in", WORKSPACES]}, pluck="role", order_by="idx asc")
		)
		self.assertLessEqual(
			{
				"Reception Officer",
				"Follow-up Officer",
				"Department Officer",
				"Department Manager",
				"Citizen Service Manager",
				"Citizen Service Supervisor",
				"Citizen Service Admin",
			},
			having,
		)
