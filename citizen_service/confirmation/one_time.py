"""A contact is confirmed by a one-time code. The code is in the message and in nothing that is kept: see README.md.

Every answer is the same whatever the contact is: whether a case, a citizen or an account has it is never looked at here.
"""

import time

import frappe
from frappe import _
from frappe.utils import escape_html
from frappe.utils.password import get_encryption_key

from citizen_service.confirmation import wire
from citizen_service.confirmation.codes import CODE_LIFE, TRIES, Codes, kind_of, new_code, normal
from citizen_service.errors import ContactRefused, OneTimeCodeRefused
from citizen_service.portal import limits
from citizen_service.portal.fields import EMAIL
from citizen_service.portal.language import DIRECTION


def send_code(purpose: str, contact: str) -> None:
	"""Send a fresh code to an e-mail address or a telephone number, in the present language. An earlier one is worthless.

	:param purpose: what the confirmation is for; with the form's token in it, no other form can use it
	:raises ContactRefused: it is neither, or the site cannot send to that kind
	:raises TooManyAttempts: more codes to this contact, or from this address, than the settings allow in an hour
	:raises MessageNotSent: the mail server or the gateway did not take it; not counted
	"""
	contact = _normal(contact)
	_refuse_unless_possible(contact)
	settings = frappe.get_cached_doc("Citizen Service Settings")
	counted = (
		("one-time-contact", contact, settings.one_time_codes_per_contact),
		("one-time-address", limits.address(), settings.one_time_codes_per_address),
	)
	if any([limits.note(what, who) > most for what, who, most in counted]):
		limits.refuse()
	code = new_code()
	slot = _slot(purpose, contact)
	frappe.cache.set(slot, _codes().mark(purpose, contact, code), ex=CODE_LIFE)
	frappe.cache.delete(_tries(slot))
	try:
		_send(contact, code)
	except frappe.ValidationError:
		frappe.cache.delete(slot)
		for what, who, _most in counted:
			limits.note(what, who, by=-1)
		raise


def confirm(purpose: str, contact: str, code: str) -> str:
	"""A signed confirmation of the contact for this purpose, in return for the code that was sent for both.

	:raises OneTimeCodeRefused: in the same words whether the code is wrong, used, too old, tried too often or never sent
	"""
	known = normal(contact) or ""
	slot = _slot(purpose, known)
	# Counted before the code is looked at: parallel guesses all count.
	tries = frappe.cache.incrby(_tries(slot), 1)
	frappe.cache.expire(_tries(slot), CODE_LIFE)
	kept = frappe.cache.get(slot) or b""
	given = _codes().mark(purpose, known, code)
	# Whoever deletes it has used it: the same code sent twice at once confirms once.
	if tries > TRIES or kept != given.encode() or not frappe.cache.delete(slot):
		frappe.throw(
			_(
				"This code is wrong or no longer valid. Please look at the message again, or ask for a new code."
			),
			OneTimeCodeRefused,
			title=_("Not Confirmed"),
		)
	return _codes().confirm(purpose, known, int(time.time()))


def is_confirmed(purpose: str, contact: str, confirmation: str) -> bool:
	"""Whether `confirmation` came from `confirm` for this very purpose and contact, within its life."""
	known = normal(contact)
	return bool(known) and _codes().is_confirmed(purpose, known, confirmation, int(time.time()))


def _normal(contact: str) -> str:
	known = normal(contact)
	if not known:
		frappe.throw(
			_("This is neither an e-mail address nor a telephone number. Please check it."),
			ContactRefused,
			title=_("Contact"),
		)
	return known


def _refuse_unless_possible(contact: str) -> None:
	if kind_of(contact) in wire.possible():
		return
	if kind_of(contact) == EMAIL:
		message = _(
			"The office cannot send e-mail at present. Please give a mobile number, or come to the office."
		)
	else:
		message = _(
			"The office cannot send SMS at present. Please give an e-mail address, or come to the office."
		)
	frappe.throw(message, ContactRefused, title=_("Contact"))


def _send(contact: str, code: str) -> None:
	office = frappe.get_cached_doc("Citizen Service Settings").office_name or _("Citizen Service")
	told = _("Your confirmation code: {0}").format(code)
	rest = _("It is valid for 10 minutes. Give it to nobody. If you did not ask for it, ignore this message.")
	if kind_of(contact) != EMAIL:
		wire.send_sms(contact, f"{office}\n{told}\n{rest}")
		return
	language = frappe.local.lang if frappe.local.lang in DIRECTION else "ar"
	html = (
		f'<div dir="{DIRECTION[language]}" lang="{language}" style="font-size: 16px; line-height: 1.8">'
		f"<p>{escape_html(office)}</p><p><b>{told}</b></p><p>{rest}</p></div>"
	)
	wire.send_email(contact, _("Confirmation of your contact – {0}").format(office), html)


def _slot(purpose: str, contact: str) -> bytes:
	return frappe.cache.make_key(f"citizen_service:one_time:{_codes().slot(purpose, contact)}")


def _tries(slot: bytes) -> bytes:
	return slot + b":tries"


def _codes() -> Codes:
	return Codes(get_encryption_key())
