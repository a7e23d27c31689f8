"""The people of a made-up office: 40 departments with an officer and a head, in five sectors that have heads, five
follow-up officers and a manager on duty."""

from __future__ import annotations

import frappe

DEPARTMENTS, SECTORS, FOLLOW_UP = 40, 5, 5
DOMAIN = "benchmark.citizen-service.invalid"


def make_staff() -> tuple[dict[str, str], list[str]]:
	"""The departments, each with its officer, and the follow-up officers; what is there already is kept."""
	make_user("system.manager", "System Manager")  # which the framework makes of a site's first user
	sectors = [_department(f"Sector {number}", is_group=1) for number in range(1, SECTORS + 1)]
	officers = {}
	for number in range(1, DEPARTMENTS + 1):
		officer = make_user(f"officer.{number}", "Department Officer")
		members = [{"user": officer}]
		parent = sectors[number % SECTORS]
		name = _department(f"Department {number:02d}", parent_department=parent, members=members)
		officers[name] = officer
	follow_up = [make_user(f"follow.up.{number}", "Follow-up Officer") for number in range(FOLLOW_UP)]
	manager = make_user("manager", "Citizen Service Manager")
	frappe.db.set_single_value("Citizen Service Settings", "manager_on_duty", manager)
	frappe.db.commit()
	return officers, follow_up


def _department(short: str, **values: object) -> str:
	name = f"{short} of the benchmark"
	if not frappe.db.exists("Department", name):
		head = make_user(f"head.{short.replace(' ', '.').lower()}", "Department Manager")
		document = {"doctype": "Department", "department_name": name, "department_head": head, **values}
		frappe.get_doc(document).insert()
	return name


def make_user(short: str, role: str) -> str:
	"""A user with one role."""
	email = f"{short}@{DOMAIN}"
	if not frappe.db.exists("User", email):
		user = {"doctype": "User", "email": email, "first_name": short, "enabled": 1, "send_welcome_email": 0}
		frappe.flags.in_import = True  # the framework lets nobody else make so many users in an hour
		frappe.get_doc({**user, "roles": [{"role": role}]}).insert()
		frappe.flags.in_import = False
	return email
