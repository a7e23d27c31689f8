"""What the desk's scripts must know when a page starts."""

import frappe

from citizen_service.permissions.scope import DEPARTMENT_ROLES, department_scope
from citizen_service.states.meaning import meanings

MODULE = "Citizen Service"
WITH_MEANINGS = ("Case", "Response")
NAMES_TRANSLATED = (
	"Assignment Rule",
	"Role",
	"Service Level Policy",
	"Workflow Action Master",
	"Workflow State",
	"Working Calendar",
)
"""DocTypes whose records' names are shown in the user's language, as those of the translated masters are."""


def extend(bootinfo: frappe._dict) -> None:
	"""Add the meanings of the workflow states, so that no script compares a state's name, and speak the user's language."""
	bootinfo.translated_doctypes = [*bootinfo.translated_doctypes, *NAMES_TRANSLATED]
	_lead_back_home(bootinfo)
	bootinfo.onboarding_tours = []  # the framework's tours of the desk are in English alone
	bootinfo.citizen_service = {
		"meanings": {
			doctype: {
				meaning.state: {"stage": meaning.stage, "is_closing": meaning.is_closing}
				for meaning in meanings(doctype).values()
			}
			for doctype in WITH_MEANINGS
		},
		"letter_channels": frappe.get_all(
			"Intake Channel", filters={"asks_for_letter": 1}, pluck="name", order_by="name asc"
		),
		"without_department": _without_department(),
	}


def _without_department() -> bool:
	"""Whether the user is of the departments' staff, and of none of them."""
	return bool(DEPARTMENT_ROLES.intersection(frappe.get_roles())) and department_scope() == frozenset()


def _lead_back_home(bootinfo: frappe._dict) -> None:
	"""The way back above a page leads to the user's own first workspace: the framework takes the module's oldest."""
	mine = [page["name"] for page in bootinfo.get("allowed_workspaces") or [] if page["module"] == MODULE]
	if mine:
		bootinfo.module_wise_workspaces[MODULE] = mine
