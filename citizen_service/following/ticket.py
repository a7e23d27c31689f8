"""The ticket that opens one case's page after the right code was given: plain Python, no frappe import.

A ticket is a cookie that only this site can issue. It names one case and is signed together with the random part
(nonce) of that case's secret code, so a new code ends every ticket of the old one. Its seal needs no nonce: nothing that
somebody else made up is looked for in the database. Each form on the page carries a token that is derived from the
ticket, for that form alone.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace

from citizen_service.portal.secret_code import subkey

LIFE = 30 * 60
"""Seconds from the last use."""
LONGEST = 8 * 3600
"""Seconds from the code that was given: then it is asked again, however often the page was used."""


@dataclass(frozen=True)
class Ticket:
	"""What a cookie says. `session` is random; `begun` and `seen` are seconds since 1970. `seal` signs these for the site,
	`mark` for the case's present code."""

	case: str
	session: str
	begun: int
	seen: int
	seal: str = ""
	mark: str = ""

	def __str__(self) -> str:
		name = base64.urlsafe_b64encode(self.case.encode()).decode().rstrip("=")
		return f"{name}.{self.session}.{self.begun:x}.{self.seen:x}.{self.seal}.{self.mark}"


def read(text: str) -> Ticket | None:
	"""What a cookie says, which is not to be believed before `Tickets.is_sealed` and `is_good`; None if it is none of ours."""
	parts = text.split(".")
	if len(text) > 1000 or len(parts) != 6:
		return None
	name, session, begun, seen, seal, mark = parts
	try:
		case = base64.b64decode(name + "=" * (-len(name) % 4), altchars=b"-_", validate=True).decode()
		return Ticket(case, session, int(begun, 16), int(seen, 16), seal, mark)
	except ValueError:
		return None


class Tickets:
	"""Issues and checks tickets, and the tokens of their forms, with keys of their own."""

	def __init__(self, site_key: str):
		self.sealing = subkey(site_key, b"citizen_service case seal 1")
		self.signing = subkey(site_key, b"citizen_service case ticket 1")
		self.forms = subkey(site_key, b"citizen_service case form 1")

	def issue(self, case: str, nonce: str, session: str, now: int) -> Ticket:
		"""A ticket for a case whose code was just given; `session` is new and random."""
		return self._signed(Ticket(case, session, now, now), nonce)

	def renew(self, ticket: Ticket, nonce: str, now: int) -> Ticket:
		"""The same ticket, used now."""
		return self._signed(replace(ticket, seen=now), nonce)

	def is_sealed(self, ticket: Ticket, now: int) -> bool:
		"""Whether this site issued the ticket, for whichever code, and it is in its time."""
		in_time = 0 <= now - ticket.seen <= LIFE and now - ticket.begun <= LONGEST
		return in_time and _same(ticket.seal, _digest(self.sealing, _said(ticket)))

	def is_good(self, ticket: Ticket, nonce: str, now: int) -> bool:
		"""Whether it is sealed, and for the code that the case has now."""
		signed = _same(ticket.mark, self._signed(ticket, nonce).mark)
		return self.is_sealed(ticket, now) and signed and bool(nonce)

	def token(self, ticket: Ticket, form: str, once: str) -> str:
		"""What a form carries: `once` is new for each showing, so that sending twice can be told."""
		return f"{once}.{_digest(self.forms, (ticket.session, form, once))}"

	def is_token(self, token: str, ticket: Ticket, form: str) -> bool:
		"""Whether `token` was made for this form under this ticket."""
		return _same(token, self.token(ticket, form, token.partition(".")[0]))

	def _signed(self, ticket: Ticket, nonce: str) -> Ticket:
		said = _said(ticket)
		return replace(ticket, seal=_digest(self.sealing, said), mark=_digest(self.signing, (*said, nonce)))


def _said(ticket: Ticket) -> tuple[str, ...]:
	return ticket.case, ticket.session, f"{ticket.begun:x}", f"{ticket.seen:x}"


def _digest(key: bytes, parts: tuple[str, ...]) -> str:
	return hmac.new(key, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
	return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))
