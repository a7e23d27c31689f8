"""A citizen's account: signing in by a one-time code, the cases of the confirmed contacts, and the contacts themselves."""

import secrets

import frappe
from frappe import _
from frappe.utils import strip_html

from citizen_service.confirmation import accounts, one_time, wire
from citizen_service.confirmation.codes import normal
from citizen_service.errors import (
	AccountRefused,
	ContactRefused,
	MessageNotSent,
	OneTimeCodeRefused,
	TooManyAttempts,
)
from citizen_service.following import door
from citizen_service.portal import dates
from citizen_service.portal.doors import is_citizen
from citizen_service.portal.fields import EMAIL, PHONE
from citizen_service.states.meaning import meaning_of

ROUTE = "/citizen-service/my-cases"
CASE = "/citizen-service/case"
COOKIE = "citizen_service_sign_in"
LIFE = 3600
FORGET = {"key": COOKIE, "value": "", "max_age": 0, "path": ROUTE}
SAID = (AccountRefused, ContactRefused, MessageNotSent, OneTimeCodeRefused, TooManyAttempts)
"""Refusals whose words are meant for the citizen."""


def get_context() -> dict:
	if frappe.request.method != "POST":
		return show()
	step = STEPS.get(_given("step"))
	if not step:
		return show()
	try:
		return step()
	except SAID as error:
		frappe.db.rollback()
		frappe.clear_messages()
		return again(error)


def send() -> dict:
	"""Send a code to the contact that was typed; the browser that asked is the one that may type it."""
	visit = secrets.token_hex(16)
	contact = _given("contact")
	one_time.send_code(_purpose(visit), contact)
	return {**ask_code(contact), "cookies": [_cookie(visit)]}


def confirm() -> dict:
	"""The code was typed: sign in, or link the contact to the account."""
	contact = _given("contact")
	one_time.confirm(_purpose(_visit()), contact, _given("code"))
	if frappe.session.user == "Guest":
		accounts.enter(normal(contact))
	else:
		accounts.add(normal(contact))
	return {"redirect": ROUTE, "cookies": [FORGET]}


def remove() -> dict:
	"""Take a contact away; the case that was opened last may have been one of its cases."""
	accounts.remove(_given("contact"))
	door.leave()
	return {"redirect": ROUTE, "cookies": [door.FORGET]}


def open_case() -> dict:
	"""One of the account's own cases, without its code."""
	case = accounts.case(_given("case"))
	if not case:
		frappe.throw(_("This case is not among yours."), AccountRefused, title=_("Not Possible"))
	return {"redirect": CASE, "cookies": [door.admit(case)]}


def leave() -> dict:
	frappe.local.login_manager.logout()
	frappe.session.user = "Guest"  # or the framework keeps the session that it has just ended
	door.leave()
	return {"redirect": "/citizen-service", "cookies": [door.FORGET]}


STEPS = {"send": send, "confirm": confirm, "remove": remove, "open": open_case, "leave": leave}


def show(message: str | None = None, status: int = 200) -> dict:
	"""The account's cases; or, for whoever is not signed in, the question for a contact."""
	context = {
		"template": "www/citizen_service_my_cases.html",
		"title": _("My cases"),
		"route": ROUTE,
		"styles": ["portal-my-cases.css"],
		"message": message,
		"http_status": status,
		"long_date": dates.long_date,
		"asked": None,
		"kinds": sorted(wire.possible()),
		"EMAIL": EMAIL,
		"PHONE": PHONE,
		"offered": frappe.get_cached_doc("Citizen Service Settings").citizen_accounts,
		"is_citizen": is_citizen(),
		"is_guest": frappe.session.user == "Guest",
		"contacts": [],
		"cases": [],
		"typed": "",
	}
	if context["is_citizen"]:
		context["contacts"] = accounts.contacts()
		context["cases"] = [{**case, **_told(case)} for case in accounts.cases()]
	return context


def ask_code(contact: str, message: str | None = None, status: int = 200) -> dict:
	"""The question for the code that was sent."""
	return {**show(message, status), "asked": contact, "title": _("Type the code")}


def again(error: Exception) -> dict:
	"""What was asked, once more, with what is wrong."""
	said, status = strip_html(str(error)), getattr(error, "http_status_code", 417)
	if isinstance(error, OneTimeCodeRefused):
		return ask_code(_given("contact"), said, status)
	return {**show(said, status), "typed": _given("contact")}


def _told(case: dict) -> dict[str, object]:
	meaning = meaning_of("Case", case["workflow_state"])
	told = _(meaning.citizen_text) if meaning.citizen_text else _("Your case is with the office.")
	return {"told": told, "closed": meaning.is_closing}


def _purpose(visit: str) -> str:
	return f"account:{frappe.session.sid}:{visit}"


def _visit() -> str:
	return frappe.request.cookies.get(COOKIE, "")


def _cookie(visit: str) -> dict:
	return {"key": COOKIE, "value": visit, "max_age": LIFE, "path": ROUTE}


def _given(name: str) -> str:
	value = frappe.form_dict.get(name)
	return value[:140] if isinstance(value, str) else ""
