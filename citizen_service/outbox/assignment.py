"""Assignment by the framework's Assignment Rules, applied by the worker rather than inside the request.

The rules' conditions ask for `ready_for_assignment`, which only the worker sets; so they do nothing while
a clerk waits for the answer. The rules' users are kept in step with the departments' members and with roles.
"""

import json

import frappe
from frappe import _
from frappe.automation.doctype.assignment_rule import assignment_rule
from frappe.model.document import Document

from citizen_service.sla.showing import date_assignments

RULE = "Assignment Rule"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CASE_RULES = {
	"Cases to Follow-up": lambda: _holders("Follow-up Officer"),
	"Emergencies to the Manager on Duty": lambda: _on_duty(),
	"Appeals to the Manager on Duty": lambda: _on_duty(),
}
"""The seeded rules for cases, by the name that they were shipped with, and whom they assign to."""


def assign(doc: Document, payload: dict) -> None:
	"""Action "assign": let the rules for the document's DocType choose somebody."""
	doc.db_set("ready_for_assignment", 1, update_modified=False)
	for rule in _hold_rules(doc.doctype):
		_refuse_broken(rule, doc)
	assignment_rule.apply(doc)
	date_assignments(doc.doctype, [doc.name])


def _hold_rules(doctype: str) -> list[Document]:
	"""The active rules, their rows locked: two workers at once must not both see the same "last user"."""
	table = frappe.qb.DocType(RULE)
	rows = (
		frappe.qb.from_(table)
		.select(table.name)
		.where((table.document_type == doctype) & (table.disabled == 0))
		.orderby(table.name)
		.for_update()
	).run()
	for (name,) in rows:
		frappe.clear_document_cache(RULE, name)
	return [frappe.get_cached_doc(RULE, name) for (name,) in rows]


def _refuse_broken(rule: Document, doc: Document) -> None:
	"""The framework passes over a condition that raises. Here it is a failure that is seen.

	:raises Exception: what the condition raises
	"""
	values = doc.as_dict()
	for field in ("assign_condition", "unassign_condition", "close_condition"):
		if rule.get(field):
			frappe.safe_eval(rule.get(field), None, values)


# Departments ---------------------------------------------------------------------------------------


def sync_department_rule(department: Document) -> None:
	"""Make or update the rule that assigns a department's referrals to its members.

	Of an existing rule only the users and the method are set, and `disabled` when there is nobody any more
	or somebody again; what an admin changed otherwise stays.
	"""
	members = [row.user for row in department.members if row.available] if department.enabled else []
	users = _able(members, "Case Referral")
	rule = _rule_of(department)
	if not rule:
		if users:
			rule = _new_rule(department)
			_save(rule, users)
			department.db_set("assignment_rule", rule.name, update_modified=False)
		return
	if rule.rule != department.assignment_method:
		rule.rule = department.assignment_method
		rule.flags.changed = True
	_save(rule, users)


def rename_in_rule(department: Document, old: str, new: str) -> None:
	"""The department was renamed: its rule keeps its own name, and asks for the new one."""
	if rule := _rule_of(department):
		rule.assign_condition = rule.assign_condition.replace(_literal(old), _literal(new))
		rule.save(ignore_permissions=True)


def drop_department_rule(department: Document) -> None:
	"""The department goes: so does its rule, unless somebody's work came by it; then it is switched off."""
	rule = _rule_of(department)
	if not rule:
		return
	if frappe.db.exists("ToDo", {"assignment_rule": rule.name}):
		_save(rule, [])
		return
	department.db_set("assignment_rule", None, update_modified=False)
	frappe.delete_doc(RULE, rule.name, ignore_permissions=True)


def _rule_of(department: Document) -> Document | None:
	name = frappe.db.get_value("Department", department.name, "assignment_rule")
	return frappe.get_doc(RULE, name) if name and frappe.db.exists(RULE, name) else None


def _new_rule(department: Document) -> Document:
	title = _("Referrals to {0}").format(department.name)[:120]
	if frappe.db.exists(RULE, title):
		title = f"{title} ({frappe.generate_hash(length=6)})"
	return frappe.get_doc(
		{
			"doctype": RULE,
			"__islocal": 1,
			"name": title,
			"document_type": "Case Referral",
			"description": "{{ name }}: {{ subject }}",
			"rule": department.assignment_method,
			"assign_condition": f"ready_for_assignment and not settled_on and department == {_literal(department.name)}",
			"close_condition": "settled_on",
			"assignment_days": [{"day": day} for day in DAYS],
		}
	)


def _literal(text: str) -> str:
	"""The text as a Python literal, whatever quotes it holds (JSON's strings are Python's)."""
	return json.dumps(text, ensure_ascii=False)


# Cases ---------------------------------------------------------------------------------------------


def sync_case_rules() -> None:
	"""Keep the users of the seeded rules for cases in step with roles and with the manager on duty."""
	for seed, people in CASE_RULES.items():
		name = frappe.db.get_value("Seed Record", {"document_type": RULE, "seed_name": seed}, "document_name")
		if name and frappe.db.exists(RULE, name):
			_save(frappe.get_doc(RULE, name), _able(people(), "Case"))


def follow_user(doc: Document, method: str | None = None) -> None:
	"""User, on_update: who was enabled, disabled, or given another role may be assigned to otherwise now."""
	before = doc.get_doc_before_save()
	if before and _standing(before) == _standing(doc):
		return
	sync_case_rules()
	names = frappe.get_all(
		"Department Member",
		filters={"user": doc.name, "parenttype": "Department"},
		pluck="parent",
		order_by="parent asc",
	)
	for name in dict.fromkeys(names):
		sync_department_rule(frappe.get_doc("Department", name))


def follow_settings(doc: Document, method: str | None = None) -> None:
	"""Citizen Service Settings, on_update: another manager may be on duty."""
	sync_case_rules()


def _standing(user: Document) -> tuple:
	return bool(user.enabled), sorted(row.role for row in user.roles)


def _on_duty() -> list[str]:
	"""The manager on duty; while nobody is named, every manager: an emergency waits for no settings."""
	manager = frappe.db.get_single_value("Citizen Service Settings", "manager_on_duty")
	return _able([manager] if manager else [], "Case") or _holders("Citizen Service Manager")


def _holders(role: str) -> list[str]:
	return frappe.get_all(
		"Has Role",
		filters={"role": role, "parenttype": "User", "parent": ("!=", "Administrator")},
		pluck="parent",
		order_by="parent asc",
	)


# Both ----------------------------------------------------------------------------------------------


def _able(users: list[str], doctype: str) -> list[str]:
	"""Those who are enabled and whose roles open the DocType, in the given order: nobody else can be assigned to."""
	enabled = frappe.get_all("User", {"name": ("in", users), "enabled": 1}, pluck="name", order_by="name")
	return [user for user in users if user in enabled and frappe.has_permission(doctype, "read", user=user)]


def _save(rule: Document, users: list[str]) -> None:
	"""Set the rule's users. Without any it is switched off; with some again, on again."""
	before = [row.user for row in rule.users]
	if users == before and not rule.flags.changed:
		return
	rule.set("users", [{"user": user} for user in users])
	if not users:
		rule.disabled = 1
	elif not before:
		rule.disabled = 0
	rule.flags.ignore_mandatory = True  # a rule that is off may have no users
	rule.save(ignore_permissions=True)
