"""What every appointment of the office has in common."""

import frappe

from citizen_service.appointments.ics import Person


def office() -> Person | None:
	"""Who invites: the office, by the address in the settings, else by the one that its e-mail is sent from."""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	email = settings.office_email or frappe.db.get_value("Email Account", {"default_outgoing": 1}, "email_id")
	return Person(email, settings.office_name or "") if email else None


def uid(name: str) -> str:
	"""The same for every message about a document, and different on every site."""
	return f"{name}@{frappe.local.site}"
