"""Who is at a case's page: the ticket in the cookie, the case that it opens, and the tokens of its forms."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils.password import get_encryption_key

from citizen_service.errors import FormRefused
from citizen_service.following import ticket as tickets
from citizen_service.following.ticket import Ticket, Tickets
from citizen_service.portal.tracking import opened

COOKIE = "citizen_service_case"
PATH = "/citizen-service"
FORGET = {"key": COOKIE, "value": "", "max_age": 0, "path": PATH}
"""Takes the ticket out of the browser."""


@dataclass(frozen=True)
class Visit:
	"""Somebody at the page of a case: the ticket, and the case's columns."""

	ticket: Ticket
	case: frappe._dict

	@property
	def cookie(self) -> dict:
		"""The ticket, used now, as arguments of `set_cookie`. Lax, so that a link from a letter finds it; a form sent from
		another site does not."""
		renewed = _tickets().renew(self.ticket, self.case.code_nonce, _now())
		return _cookie(renewed)

	def token(self, form: str) -> str:
		"""A token for one showing of a form of this page."""
		return _tickets().token(self.ticket, form, secrets.token_hex(8))

	def check_token(self, token: object, form: str) -> None:
		"""
		:raises FormRefused: it was not made for this form of this visit
		"""
		if not isinstance(token, str) or not _tickets().is_token(token, self.ticket, form):
			frappe.throw(
				_("Nothing was sent: this form is no longer valid. Please fill it in once more."),
				FormRefused,
				title=_("Not Sent Yet"),
			)


def enter(reference: str, secret: str) -> dict:
	"""A ticket for whoever has reference and code, as arguments of `set_cookie`.

	:raises CodeRefused: they do not belong together
	:raises TooManyAttempts: see `portal.tracking`
	"""
	case = opened(reference, secret)
	return _cookie(_tickets().issue(case.name, case.code_nonce, secrets.token_hex(16), _now()))


def admit(case: Mapping) -> dict:
	"""The same for a case that the citizen's account may open (`confirmation.accounts`); `case` has its name and nonce."""
	return _cookie(_tickets().issue(case["name"], case["code_nonce"], secrets.token_hex(16), _now()))


def present(hold: bool = False) -> Visit | None:
	"""The visit that the request's cookie is good for; one statement, and none for a ticket that is not ours.

	:param hold: hold the case until the end of the transaction, before anything else of it is read
	"""
	ticket = _brought()
	if not ticket or frappe.cache.get(_left(ticket)):
		return None
	case = frappe.db.get_value("Case", ticket.case, "*", as_dict=True, for_update=hold)
	is_good = case and _tickets().is_good(ticket, case.code_nonce or "", _now())
	return Visit(ticket, case) if is_good else None


def leave() -> None:
	"""End the visit, if there is one: not even a copy of the ticket opens anything from now on."""
	if ticket := _brought():
		frappe.cache.set(_left(ticket), 1, ex=tickets.LIFE)


def _brought() -> Ticket | None:
	"""The ticket in the request's cookie, if this site issued it and it is in its time."""
	ticket = tickets.read(frappe.request.cookies.get(COOKIE, ""))
	return ticket if ticket and _tickets().is_sealed(ticket, _now()) else None


def _left(ticket: Ticket) -> bytes:
	return frappe.cache.make_key(f"citizen_service:left:{ticket.session}")


def _cookie(ticket: Ticket) -> dict:
	# Gone with the browser, and worth nothing after its time.
	return {"key": COOKIE, "value": str(ticket), "path": PATH}


def _tickets() -> Tickets:
	return Tickets(get_encryption_key())


def _now() -> int:
	return int(time.time())
