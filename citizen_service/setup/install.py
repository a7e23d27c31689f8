"""What happens on install, migrate and uninstall; each step is a call."""

from pathlib import Path

import click
import frappe
from frappe import _
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.permissions import reset_perms
from frappe.utils.password import get_encryption_key

from citizen_service.dashboards import mails
from citizen_service.desk import modules
from citizen_service.errors import NameTaken
from citizen_service.listing import listed
from citizen_service.outbox.assignment import sync_case_rules
from citizen_service.setup import seeds
from citizen_service.setup.ledger import Status
from citizen_service.setup.names import doctypes_shipped

APP = "citizen_service"
SETTINGS = "Citizen Service Settings"
CUSTOM_FIELDS = {
	"Workflow": [
		{
			"fieldname": "state_meanings",
			"fieldtype": "Table",
			"label": "Meaning of States",
			"description": "What each state means to Citizen Service, whatever it is called.",
			"options": "Workflow State Meaning",
			"insert_after": "states",
			"depends_on": "eval:['Case', 'Response'].includes(doc.document_type)",
			"module": "Citizen Service",
		}
	],
	mails.MAIL: [
		{
			"fieldname": mails.DEPARTMENT,
			"fieldtype": "Link",
			"label": "Department",
			"options": "Department",
			"description": "Whose figures Citizen Service sends by it.",
			"insert_after": "user",
			"read_only": 1,
			"no_copy": 1,
			"module": "Citizen Service",
		}
	],
}
ABOUT_A_DOCTYPE = {
	"Workflow": "document_type",
	"Assignment Rule": "document_type",
	"Notification": "document_type",
	"Web Form": "doc_type",
	"Print Format": "doc_type",
}
"""Framework DocTypes whose records speak of one DocType and mean nothing without it, and the field that names it."""


def before_install() -> None:
	"""Refuse the app, before anything is written, on a site where a name of ours is taken.

	:raises NameTaken: another app, or an administrator, has a DocType of one of our names
	"""
	ours = doctypes_shipped(Path(frappe.get_app_path(APP)))
	taken = frappe.get_all(
		"DocType",
		filters={"name": ["in", sorted(ours)]},
		fields=["name", "module", "custom"],
		order_by="name asc",
	)
	for row in taken:
		app = frappe.db.get_value("Module Def", row.module, "app_name")
		if row.custom:
			_refuse(_("this site (as a custom DocType)"), [row.name])
		elif app != APP:
			_refuse(_("the app {0}").format(frappe.bold(app or row.module)), [row.name])


def before_app_install(app: str) -> None:
	"""Refuse another app, before anything is written, that ships a DocType of one of our names.

	:raises NameTaken: it does
	"""
	if app == APP:
		return
	common = doctypes_shipped(Path(frappe.get_app_path(APP))) & doctypes_shipped(
		Path(frappe.get_app_path(app))
	)
	if common:
		_refuse(_("the app {0}").format(frappe.bold(app)), sorted(common))


def _refuse(holder: str, names: list[str]) -> None:
	frappe.throw(
		_(
			"Citizen Service and {0} cannot be on one site: both have a DocType named {1}. Use a site of its own for Citizen Service."
		).format(holder, listed(frappe.bold(name) for name in names)),
		NameTaken,
		title=_("Name Already Taken"),
	)


def after_install() -> None:
	"""Put our fields onto the framework's DocTypes and make the records that the app ships."""
	_bring_up_to_date()
	offer_in_global_search()


def offer_in_global_search() -> None:
	"""Add our DocTypes to what the site's global search looks through; once, so that an admin may take them out.

	The framework fills that list when a site is set up, which may be before this app is installed.
	"""
	settings = frappe.get_single("Global Search Settings")
	listed = {row.document_type for row in settings.allowed_in_global_search}
	for row in frappe.get_hooks("global_search_doctypes", app_name=APP)["Default"]:
		if row["doctype"] not in listed:
			settings.append("allowed_in_global_search", {"document_type": row["doctype"]})
	settings.save(ignore_permissions=True)


def after_migrate() -> None:
	"""The same after each migrate; what an administrator touched since stays as it is."""
	_bring_up_to_date()


def _bring_up_to_date() -> None:
	get_encryption_key()  # made now: two processes that each make one later would lose what the other sealed
	create_custom_fields(CUSTOM_FIELDS)
	give_new_settings_their_defaults()
	report = seeds.sync()
	for line in report.lines():
		click.echo(line)
	if f"{modules.DOCTYPE}: {modules.PROFILE}" in report.created:
		modules.give_profile_to_staff()
	modules.bring_up_to_date()
	sync_case_rules()


def give_new_settings_their_defaults() -> None:
	"""A setting that came with an update has its default also on a site that saved its settings before."""
	saved = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).fields:
		if field.default and field.fieldname not in saved:
			frappe.db.set_single_value(SETTINGS, field.fieldname, field.default)


def before_uninstall() -> None:
	"""Take back what we put onto the framework's DocTypes; our own go with the app."""
	_delete_records_about_ours()
	_take_back_permissions()
	modules.take_back()
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			frappe.delete_doc(
				"Custom Field", f"{doctype}-{field['fieldname']}", ignore_missing=True, force=True
			)


def _delete_records_about_ours() -> None:
	ours = sorted(doctypes_shipped(Path(frappe.get_app_path(APP))))
	for doctype, field in ABOUT_A_DOCTYPE.items():
		for name in frappe.get_all(doctype, filters={field: ["in", ours]}, pluck="name", order_by="name asc"):
			frappe.delete_doc(doctype, name, force=True)
	for name in frappe.get_all(
		mails.MAIL, {mails.DEPARTMENT: ["is", "set"]}, pluck="name", order_by="name asc"
	):
		frappe.delete_doc(mails.MAIL, name, force=True)
	for name in _seeded("Notification"):  # also those about the framework's User
		frappe.delete_doc("Notification", name, force=True, ignore_missing=True)


def _seeded(doctype: str) -> list[str]:
	"""The records that the app made, by the names they have now; not those that were there before it."""
	return frappe.get_all(
		seeds.LEDGER,
		filters={"document_type": doctype, "status": ["!=", Status.ALREADY_THERE.value]},
		pluck="document_name",
		order_by="document_name asc",
	)


def _take_back_permissions() -> None:
	for name in frappe.get_all(
		seeds.LEDGER,
		filters={"document_type": "Custom DocPerm"},
		pluck="document_name",
		order_by="document_name asc",
	):
		doctype = frappe.db.get_value("Custom DocPerm", name, "parent")
		if doctype:
			frappe.delete_doc("Custom DocPerm", name, force=True)
			_reset_if_standard(doctype)


def _reset_if_standard(doctype: str) -> None:
	"""Drop the custom permissions of a DocType where they only repeat the standard ones."""
	if _permissions("Custom DocPerm", doctype) == _permissions("DocPerm", doctype):
		reset_perms(doctype)
	frappe.clear_cache(doctype=doctype)


def _permissions(kind: str, doctype: str) -> set[tuple]:
	rights = (
		"select",
		"read",
		"write",
		"create",
		"delete",
		"report",
		"export",
		"import",
		"share",
		"print",
		"email",
	)
	fields = ["role", "permlevel", "if_owner", *rights]
	rows = frappe.get_all(
		kind, filters={"parent": doctype}, fields=fields, order_by="role asc, permlevel asc"
	)
	return {tuple(row[field] or 0 for field in fields) for row in rows}
