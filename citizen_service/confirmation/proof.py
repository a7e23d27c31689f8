"""A proof of work by ALTCHA's protocol (its second version), on this site alone: nothing of it goes to another server.

The browser of a citizen looks for the one counter whose derived key begins as the challenge says, while they write.
A challenge is signed and bound to the form it was made for; one form makes one case, so a solution is worth one case.
"""

import hashlib
import re
import secrets
import time

import altcha
import frappe
from frappe import _
from frappe.utils import cint
from frappe.utils.password import get_encryption_key

from citizen_service.calls import refuse_argument
from citizen_service.portal import limits
from citizen_service.portal.secret_code import subkey
from citizen_service.portal.tokens import TOKEN_LIFE

ALGORITHM = "PBKDF2/SHA-256"
ROUNDS = 5000
"""Of the key derivation: one try takes about 2 ms on a desktop, and not much less on a graphics card."""
CHALLENGES_PER_HOUR = 3000
"""For one address, which may be a whole building; each page of a form may ask for one."""
LONGEST = 3000
FORM = re.compile(r"[0-9a-f]{32}")


@frappe.whitelist(allow_guest=True, methods=["GET"])
def challenge(form: str) -> dict:
	"""A challenge for a form, as ALTCHA's protocol writes it: parameters and signature.

	The counter looked for is below the difficulty in the settings. It may be solved as long as a form lives.

	:param form: see `form_of`; not the form's token, which must stand in no web server's log
	:raises BadRequest: it names no form
	:raises TooManyAttempts: more challenges for one address and hour than any building asks for
	"""
	if limits.note("challenge", limits.address()) > CHALLENGES_PER_HOUR:
		limits.refuse()
	if not FORM.fullmatch(form):
		refuse_argument("form", _("text"))
	return new_challenge(form).to_dict()


def form_of(token: str) -> str:
	"""What names the form of `token` where others may read it: it does not give the token back."""
	return hashlib.sha256(token.encode()).hexdigest()[:32]


def new_challenge(form: str, counter: int | None = None) -> altcha.Challenge:
	"""A signed challenge; the `counter` that solves it is by chance in the upper half of the difficulty."""
	if counter is None:
		most = max(cint(frappe.get_cached_doc("Citizen Service Settings").proof_difficulty), 2)
		counter = most // 2 + secrets.randbelow(most - most // 2)
	return altcha.create_challenge(
		algorithm=ALGORITHM,
		cost=ROUNDS,
		counter=counter,
		expires_at=int(time.time()) + TOKEN_LIFE,
		data={"form": form},
		hmac_secret=_key(b"challenge"),
		hmac_key_secret=_key(b"solution"),
	)


def is_proof(token: str, payload: object) -> bool:
	"""Whether `payload` (ALTCHA's, in base 64) is the solution of a challenge made here for the form of `token`."""
	if not isinstance(payload, str) or not payload or len(payload) > LONGEST or not payload.isascii():
		return False
	outcome = altcha.verify_solution(payload, _key(b"challenge"), hmac_key_secret=_key(b"solution"))
	if not outcome.verified:
		return False
	# Signed by us, so its data are what we put there.
	return altcha.Payload.from_base64(payload).challenge.parameters.data == {"form": form_of(token)}


def _key(use: bytes) -> bytes:
	return subkey(get_encryption_key(), b"citizen_service proof of work 1 " + use)
