"""Citizens' accounts: a website user of the framework and the contacts that its owner has confirmed.

Cases are found by confirmed contacts alone: neither by who made them, nor by the account's own e-mail address, which
can be changed, nor by what anybody typed. What is withheld or without a name has no contact and is never found.
"""

import frappe
from frappe import _
from frappe.core.doctype.user.user import throttle_user_creation
from frappe.utils import now_datetime

from citizen_service.confirmation.codes import kind_of, normal, spellings
from citizen_service.errors import AccountRefused
from citizen_service.portal import limits
from citizen_service.portal.doors import CITIZEN, is_citizen
from citizen_service.portal.fields import EMAIL
from citizen_service.states.meaning import STATE_FIELD

CONTACT = "Confirmed Contact"
NOT_AN_ADDRESS = "citizen.invalid"
"""The framework wants an e-mail address of every user; of one who gave a number only, this is the domain."""
COLUMNS = (
	"name",
	"subject",
	"opened_on",
	"due_on",
	"closed_on",
	"code_nonce",
	"email",
	"mobile",
	"citizen",
	STATE_FIELD,
)
MOST = 100
"""Cases that are listed, the newest."""
HARMLESS = frozenset({CITIZEN, "All", "Guest"})


def enter(contact: str) -> None:
	"""Log in whoever has just confirmed `contact` (normal), with a new account if it has none.

	:raises AccountRefused: switched off, or the address of an account that may do more than a citizen's
	:raises TooManyAttempts: more new users of the site in this hour than it allows
	"""
	_refuse_if_off()
	user = (
		frappe.db.get_value(CONTACT, {"contact": contact}, "user")
		or _user_with(contact)
		or _new_user(contact)
	)
	_refuse_unless_citizens(user)
	_link(contact, user)
	frappe.local.login_manager.login_as(user)


def add(contact: str) -> None:
	"""Link a contact that was just confirmed to the present account.

	:raises AccountRefused: it is another account's
	"""
	_refuse_if_off()
	user = frappe.session.user
	_refuse_unless_citizens(user)
	owner = frappe.db.get_value(CONTACT, {"contact": contact}, "user")
	if owner and owner != user:
		frappe.throw(
			_("This contact belongs to another account. Sign in with it, and remove it there first."),
			AccountRefused,
			title=_("Not Linked"),
		)
	_link(contact, user)


def remove(contact: str) -> None:
	"""Take a contact away from the present account; its cases are no longer listed."""
	frappe.db.delete(CONTACT, {"contact": contact, "user": frappe.session.user})


def contacts() -> list[str]:
	"""The confirmed contacts of the present account."""
	return frappe.get_all(
		CONTACT, filters={"user": frappe.session.user}, pluck="contact", order_by="creation asc, name asc"
	)


def cases() -> list[frappe._dict]:
	"""The present account's cases, the newest first: by COLUMNS."""
	if not is_citizen():
		return []
	return _cases(contacts())


def case(name: str) -> frappe._dict | None:
	"""One of them, if it is one and has a code; None for all others alike."""
	found = _cases(contacts(), name) if is_citizen() else []
	return found[0] if found and found[0].code_nonce else None


def forget_user(doc, method: str | None = None) -> None:
	"""User, before it is deleted: its contacts are free again."""
	frappe.db.delete(CONTACT, {"user": doc.name})


def _cases(confirmed: list[str], name: str | None = None) -> list[frappe._dict]:
	if not confirmed:
		return []
	written = [spelling for contact in confirmed for spelling in spellings(contact)]
	people = _citizens(confirmed, written)
	case = frappe.qb.DocType("Case")
	is_theirs = case.email.isin(written) | case.mobile.isin(written)
	if people:
		is_theirs |= case.citizen.isin(people)
	query = (
		frappe.qb.from_(case)
		.select(*(case[column] for column in COLUMNS))
		.where(is_theirs & (case.withhold_identity == 0))
		.orderby(case.opened_on, order=frappe.qb.desc)
		.orderby(case.name, order=frappe.qb.desc)
		.limit(MOST)
	)
	rows = (query.where(case.name == name) if name else query).run(as_dict=True)
	return [row for row in rows if row.citizen in people or _has_any(row, confirmed)]


def _citizens(confirmed: list[str], written: list[str]) -> set[str]:
	"""The citizens' records that have one of the contacts."""
	citizen = frappe.qb.DocType("Citizen")
	rows = (
		frappe.qb.from_(citizen)
		.select(citizen.name, citizen.email, citizen.mobile)
		.where(citizen.email.isin(written) | citizen.mobile.isin(written))
		.orderby(citizen.name)
	).run(as_dict=True)
	return {row.name for row in rows if _has_any(row, confirmed)}


def _has_any(row: frappe._dict, confirmed: list[str]) -> bool:
	"""The database holds more texts for equal than are the same contact."""
	return any(normal(text) in confirmed for text in (row.email, row.mobile) if text)


def _link(contact: str, user: str) -> None:
	if CITIZEN not in frappe.get_roles(user):
		document = frappe.get_doc("User", user)
		document.flags.ignore_permissions = True
		document.add_roles(CITIZEN)
	name = frappe.db.get_value(CONTACT, {"contact": contact})
	if name:
		frappe.db.set_value(CONTACT, name, "confirmed_on", now_datetime())
		return
	values = {"doctype": CONTACT, "contact": contact, "user": user, "confirmed_on": now_datetime()}
	frappe.get_doc(values).insert(ignore_permissions=True)


def _user_with(contact: str) -> str | None:
	return frappe.db.get_value("User", {"email": contact}) if kind_of(contact) == EMAIL else None


def _new_user(contact: str) -> str:
	try:
		throttle_user_creation()
	except frappe.ValidationError:
		frappe.clear_messages()
		limits.refuse()  # in words for citizens
	is_email = kind_of(contact) == EMAIL
	address = contact if is_email else f"{frappe.generate_hash(length=20)}@{NOT_AN_ADDRESS}"
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": address,
			"first_name": contact.partition("@")[0][:100],
			"user_type": "Website User",
			"send_welcome_email": 0,
			"roles": [{"role": CITIZEN}],
		}
	)
	user.flags.ignore_permissions = user.flags.ignore_password_policy = True
	return user.insert().name


def _refuse_unless_citizens(user: str) -> None:
	"""A code by e-mail or SMS is less than a member of staff's password, perhaps with a second factor."""
	row = frappe.db.get_value("User", user, ("enabled", "user_type"), as_dict=True)
	if not row.enabled or row.user_type != "Website User" or not HARMLESS.issuperset(frappe.get_roles(user)):
		frappe.throw(
			_(
				"This page is for citizens' accounts. Please sign in with your password, or use another contact."
			),
			AccountRefused,
			title=_("Not Possible"),
		)


def _refuse_if_off() -> None:
	settings = frappe.get_cached_doc("Citizen Service Settings")
	if not settings.citizen_accounts:
		frappe.throw(
			_("The office offers no accounts at present. You can follow a case with its reference and code."),
			AccountRefused,
			title=_("Not Possible"),
		)
