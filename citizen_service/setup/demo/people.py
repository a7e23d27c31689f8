"""The demo office's people and departments: who works there, and with what password on this site."""

import json
import secrets
from pathlib import Path
from typing import Any

import frappe
from frappe.utils.password import get_decrypted_password, set_encrypted_password, update_password

OFFICE: dict[str, Any] = json.loads((Path(__file__).parent / "office.json").read_text(encoding="utf-8"))
PASSWORD_FIELD = "demo_password"


def make_office() -> None:
	"""Settings, users, departments, areas and citizens of the demo office; what is there already is kept."""
	_set_site()
	for user in OFFICE["users"]:  # the one who runs the site first: else the framework makes a clerk do it
		_make_user(user)
	_make_portal_user()
	for department in OFFICE["departments"]:
		_make_department(department)
	for area in OFFICE["areas"]:
		_make("Case Area", {"area_name": area})
	for citizen in OFFICE["citizens"]:
		_make("Citizen", citizen, key="citizen_name")
	_set_office()


def address(key: str) -> str:
	"""The e-mail address, and so the user, of somebody in the office."""
	return f"{key}@{OFFICE['domain']}"


def logins() -> list[dict[str, str]]:
	"""Role, user, full name and password of the people a visitor may log in as."""
	shown = [
		(user["role"], address(user["key"]), user["full_name"]) for user in OFFICE["users"] if user["listed"]
	]
	shown.append(("Citizen", _portal_address(), OFFICE["citizens"][0]["citizen_name"]))
	return [
		{"role": role, "user": user, "full_name": name, "password": _password(user)}
		for role, user, name in shown
	]


def staff_of(department: str) -> tuple[str, str]:
	"""An officer and the head of a department."""
	row = next(row for row in OFFICE["departments"] if row["department_name"] == department)
	return address(row["members"][0]), address(row["head"])


def _password(user: str) -> str:
	return get_decrypted_password("User", user, PASSWORD_FIELD)


def _set_site() -> None:
	settings = frappe.get_doc("System Settings")
	settings.update(
		{
			"app_name": OFFICE["office_name"],
			"language": OFFICE["language"],
			"time_zone": OFFICE["time_zone"],
			"time_format": "HH:mm",
		}
	)
	settings.save()
	frappe.get_doc("User", "Administrator").update({"first_name": OFFICE["automatic"]}).save()


def _set_office() -> None:
	settings = frappe.get_doc("Citizen Service Settings")
	settings.update(
		{
			"office_name": OFFICE["office_name"],
			"preset": OFFICE["preset"],
			"country": OFFICE["country"],
			"notice_language": OFFICE["language"],
			"office_email": address("office"),
			"office_phone": OFFICE["phone"],
			"office_address": OFFICE["address"],
			"figures_licence": OFFICE["figures_licence"],
			"manager_on_duty": address(OFFICE["manager_on_duty"]),
			"mail_department_reports": 1,
		}
	)
	settings.save()


def _make_user(user: dict[str, Any]) -> None:
	_make_login(address(user["key"]), user["full_name"], user["role"])


def _make_portal_user() -> None:
	_make_login(_portal_address(), OFFICE["citizens"][0]["citizen_name"], "Citizen")


def _portal_address() -> str:
	return OFFICE["citizens"][0]["email"]


def _make_login(email: str, full_name: str, role: str) -> None:
	"""A user with a password made up here and kept, encrypted, on this site only."""
	if frappe.db.exists("User", email):
		return
	first, last = full_name.split(" ", 1)
	frappe.get_doc(
		{
			"doctype": "User",
			"email": email,
			"first_name": first,
			"last_name": last,
			"language": OFFICE["language"],
			"time_zone": OFFICE["time_zone"],
			"send_welcome_email": 0,
			"roles": [{"role": role}],
		}
	).insert()
	password = secrets.token_urlsafe(9)
	update_password(email, password)
	set_encrypted_password("User", email, password, PASSWORD_FIELD)


def _make_department(row: dict[str, Any]) -> None:
	_make(
		"Department",
		{
			"department_name": row["department_name"],
			"department_code": row["department_code"],
			"parent_department": row["parent_department"],
			"is_group": row["is_group"],
			"department_head": address(row["head"]) if row["head"] else None,
			"email": address(f"department{row['department_code'].lower()}"),
			"members": [{"user": address(key)} for key in row["members"]],
		},
	)


def _make(doctype: str, values: dict[str, Any], key: str | None = None) -> None:
	name = {key: values[key]} if key else next(iter(values.values()))
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, **values}).insert()
