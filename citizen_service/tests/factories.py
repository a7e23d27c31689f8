"""Records for tests, made the way staff make them. Every maker returns what the framework holds."""

from dataclasses import dataclass
from unittest.mock import patch

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_to_date, now_datetime
from frappe.utils.password import update_password

from citizen_service.acting import acting_as
from citizen_service.closing import steps
from citizen_service.referral.actions import refer

PASSWORD = "Ghazal-4-Tests-%s"
DOMAIN = "test.citizen-service.invalid"


@dataclass(frozen=True)
class Office:
	"""An office with one user per role and two departments that know nothing of each other."""

	reception: str
	follow_up: str
	second_follow_up: str
	manager: str
	supervisor: str
	admin: str
	roads: str
	roads_officer: str
	roads_manager: str
	water: str
	water_officer: str
	water_manager: str


def make_office() -> Office:
	"""The office of the tests; the same one every time."""
	# The framework makes the first user of a site a System Manager.
	make_user("system.manager", "System Manager")
	roads_officer = make_user("roads.officer", "Department Officer")
	roads_manager = make_user("roads.manager", "Department Manager")
	water_officer = make_user("water.officer", "Department Officer")
	water_manager = make_user("water.manager", "Department Manager")
	return Office(
		reception=make_user("reception", "Reception Officer"),
		follow_up=make_user("follow.up", "Follow-up Officer"),
		second_follow_up=make_user("second.follow.up", "Follow-up Officer"),
		manager=make_user("manager", "Citizen Service Manager"),
		supervisor=make_user("supervisor", "Citizen Service Supervisor"),
		admin=make_user("admin", "Citizen Service Admin"),
		roads=make_department("قسم الطرق للاختبار", roads_manager, [roads_officer]),
		roads_officer=roads_officer,
		roads_manager=roads_manager,
		water=make_department("قسم المياه للاختبار", water_manager, [water_officer]),
		water_officer=water_officer,
		water_manager=water_manager,
	)


def password_of(user: str) -> str:
	"""The password that `make_user` gave."""
	return PASSWORD % user.split("@")[0]


def make_user(name: str, *roles: str, language: str = "en") -> str:
	"""A user with exactly these roles, and the password `password_of(user)`."""
	email = f"{name}@{DOMAIN}"
	if frappe.db.exists("User", email):
		return email
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": email,
			"first_name": name.replace(".", " ").title(),
			"language": language,
			"send_welcome_email": 0,
			"roles": [{"role": role} for role in roles],
		}
	)
	# It notes whose mailbox still waits for a password, and empties the whole cache for it. Seconds, for nobody here.
	with patch("frappe.core.doctype.user.user.ask_pass_update"):
		user.insert(ignore_permissions=True)
	update_password(user.name, password_of(user.name))
	return user.name


def make_department(name: str, head: str | None = None, members: list[str] | None = None, **values) -> str:
	"""A department with a head and officers."""
	if frappe.db.exists("Department", name):
		return name
	return (
		frappe.get_doc(
			{
				"doctype": "Department",
				"department_name": name,
				"department_head": head,
				"email": f"{frappe.generate_hash(length=8)}@{DOMAIN}",
				"members": [{"user": user} for user in members or []],
				**values,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def make_citizen(**values) -> Document:
	"""A person with an e-mail address."""
	return frappe.get_doc(
		{
			"doctype": "Citizen",
			"citizen_name": "سميرة يوسف النجار",
			"email": f"{frappe.generate_hash(length=8)}@{DOMAIN}",
			"language": "ar",
			**values,
		}
	).insert(ignore_permissions=True)


def case_values(**values) -> dict:
	"""What a clerk fills in."""
	if values.get("is_emergency"):
		values.setdefault("emergency_reason", "خطر على حياة الناس")
	return {
		"subject": "حفرة في الشارع الرئيسي",
		"description": "توجد حفرة عميقة أمام المدرسة منذ أسبوع.",
		"case_type": "Complaint",
		"channel": "Counter",
		"language": "ar",
		"citizen_name": "سميرة يوسف النجار",
		**values,
	}


def make_case(**values) -> Document:
	"""A new case, as the present user registers it."""
	return frappe.get_doc({"doctype": "Case", **case_values(**values)}).insert()


def offered_links(doctype: str, text: str, **how) -> list[dict]:
	"""What a Link field of the desk offers for a text. Until 15 the framework puts it into its response instead."""
	from frappe.desk.search import search_link

	frappe.response.pop("results", None)
	found = search_link(doctype, text, **how)
	return frappe.response.pop("results") if found is None else found


def act(doctype: str, name: str, action: str, user: str) -> Document:
	"""Take a workflow action as a user."""
	with acting_as(user):
		return apply_workflow(frappe.get_doc(doctype, name), action)


def reopen(case: str, user: str, reason: str = "الشكوى ما زالت قائمة كما أفاد صاحبها.") -> Document:
	"""A closed case opened again by a user, with the reason."""
	with acting_as(user):
		steps.reopen(case, reason)
	return frappe.get_doc("Case", case)


def set_outcome(
	case: str, user: str, outcome: str | None = "Justified", root_cause: str = "Delay", **values
) -> Document:
	"""What closing asks for, filled in by a user."""
	with acting_as(user):
		document = frappe.get_doc("Case", case)
		return document.update({"outcome": outcome, "root_cause": root_cause, **values}).save()


def make_outside_body(name: str = "شركة الكهرباء للاختبار", **values) -> str:
	"""A body outside the office's competence."""
	if not frappe.db.exists("Outside Body", name):
		frappe.get_doc({"doctype": "Outside Body", "body_name": name, **values}).insert(
			ignore_permissions=True
		)
	return name


def make_case_under_study(office: Office, **values) -> Document:
	"""Registered by Reception, its study begun by Follow-up."""
	with acting_as(office.reception):
		case = make_case(**values)
	act("Case", case.name, "Pass to Follow-up", office.reception)
	return act("Case", case.name, "Start Study", office.follow_up)


def make_referred_case(office: Office, *departments: str, **values) -> tuple[Document, list[str]]:
	"""A case referred to departments (default: roads), and the names of the referrals."""
	case = make_case_under_study(office, **values)
	with acting_as(office.follow_up):
		referrals = refer(case.name, list(departments or [office.roads]), "يرجى المعاينة والإفادة.")
	case.reload()
	return case, referrals


def make_response(user: str, referral: str | None = None, **values) -> Document:
	"""A full reply by a user, not yet sent on."""
	with acting_as(user):
		return frappe.get_doc(
			{
				"doctype": "Response",
				"referral": referral,
				"kind": "Full Reply",
				"body": "<p>تمت المعاينة وستُصلح الحفرة خلال أسبوع.</p>",
				"language": "ar",
				**values,
			}
		).insert()


def accept_full_reply(office: Office, referral: str, officer: str, manager: str, **values) -> Document:
	"""A department's full reply on its whole way to acceptance."""
	response = make_response(officer, referral, **values)
	act("Response", response.name, "Send to Manager", officer)
	act("Response", response.name, "Approve", manager)
	return act("Response", response.name, "Accept", office.follow_up)


def accept_answer(office: Office, case: str, **values) -> Document:
	"""Follow-up's answer to the citizen, written by one officer and accepted by another."""
	answer = make_response(office.follow_up, case=case, audience="Citizen", **values)
	act("Response", answer.name, "Send to Follow-up", office.follow_up)
	return act("Response", answer.name, "Accept", office.second_follow_up)


def make_visit(office: Office, case: str | None, **values) -> Document:
	"""A field visit on the day after tomorrow with the roads department, planned by Follow-up."""
	start = add_days(now_datetime().replace(hour=9, minute=0, second=0, microsecond=0), 2)
	with acting_as(office.follow_up):
		return frappe.get_doc(
			{
				"doctype": "Field Visit",
				"case": case,
				"subject": "معاينة الحفرة في الشارع الرئيسي",
				"purpose": "قياس الحفرة وتصويرها.",
				"planned_start": start,
				"planned_end": add_to_date(start, hours=2),
				"departments": [{"department": office.roads}],
				"people": [{"user": office.follow_up}, {"user": office.roads_officer}],
				**values,
			}
		).insert()
