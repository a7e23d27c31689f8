"""The secret code of a case: the thin edge between `secret_code` and the site's key and records."""

import hashlib
import hmac

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.password import get_encryption_key

from citizen_service.answer.gateway import has_gateway
from citizen_service.errors import DeliveryRefused, NoNewCode
from citizen_service.identity.sealing import reachable
from citizen_service.outbox.post import post
from citizen_service.portal import secret_code
from citizen_service.portal.secret_code import new_nonce

__all__ = ["code_for", "first_nonce", "is_right_code", "issue_new", "new_nonce", "rotate", "send_new"]

NONCE_LABEL = b"citizen_service first nonce 1"


def code_for(case: Document) -> str:
	"""The code of `case`, for its receipt; empty for a case that has none, as those of a former register."""
	if not case.code_nonce:
		return ""
	return secret_code.derive(_key(), case.name, case.code_nonce)


def first_nonce(submission_key: str | None) -> str:
	"""The nonce of a new case. What was registered by a form's key has one that is known again by that key."""
	if not submission_key:
		return new_nonce()
	key = secret_code.subkey(get_encryption_key(), NONCE_LABEL)
	return hmac.new(key, submission_key.encode(), hashlib.sha256).hexdigest()[:32]


def is_right_code(case: Document | None, secret: str) -> bool:
	"""Whether `secret` opens `case`. A missing case (None) costs the same work and is always refused."""
	name, nonce = (case.name, case.code_nonce or "") if case else ("", "")
	return secret_code.matches(_key(), name, nonce, secret)


@frappe.whitelist(methods=["POST"])
def issue_new(case: str) -> str:
	"""A new code for a citizen who lost theirs, given at the counter; the old one is worthless from now on.

	:raises frappe.PermissionError: the user may not change the case
	:raises NoNewCode: nobody can tell whose the case is
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("write")
	if document.anonymous:
		frappe.throw(
			_("Case {0} was sent without a name: nobody can tell who may have its code.").format(
				document.name
			),
			NoNewCode,
			title=_("No New Code"),
		)
	return rotate(document)


@frappe.whitelist(methods=["POST"])
def send_new(case: str) -> None:
	"""A new code, sent to the contact that the case has; nobody at the office sees it.

	:raises frappe.PermissionError: the user may not change the case
	:raises DeliveryRefused: the case has no contact that the site can send to
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("write")
	has_email, has_mobile = reachable(document)
	if not (has_email or (has_mobile and has_gateway())):
		frappe.throw(
			_("Case {0} has no contact to send to: give the new code to the citizen in person.").format(
				document.name
			),
			DeliveryRefused,
			title=_("Not Sent"),
		)
	rotate(document)
	key = f"case_new_code:{document.name}:{frappe.generate_hash(length=20)}"
	post("notify", document, {"notice": "case_new_code"}, key=key)


def rotate(case: Document) -> str:
	"""Makes the old code of `case` worthless, notes it in the case's timeline, and returns the new one."""
	case.db_set("code_nonce", new_nonce())
	case.add_comment("Info", _("A new secret code was issued to the citizen."))
	return code_for(case)


def _key() -> bytes:
	return secret_code.subkey(get_encryption_key())
