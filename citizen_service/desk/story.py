"""A case as a story: who did what, when; clocks, notices and answers between; on the server, in one place.

What each part of the app has to tell is a source: a function from a `Subject` to `Happening`s. A part that comes later
adds its own to one of the two lists below, in one line.
"""

import frappe
from frappe import _
from frappe.utils import get_datetime

from citizen_service.closing import happenings as closing
from citizen_service.desk import happenings
from citizen_service.desk.happening import Happening, Source, Subject
from citizen_service.desk.names import names_of
from citizen_service.desk.reading import rows_of
from citizen_service.desk.wording import moment_of
from citizen_service.emergency import happenings as emergency
from citizen_service.following import happenings as following
from citizen_service.identity import happenings as identity
from citizen_service.referral import happenings as referral
from citizen_service.states.citizens import CITIZEN

OF_CASE: list[Source] = [
	happenings.registration,
	happenings.referrals,
	happenings.chases,
	referral.questions,
	happenings.visits,
	happenings.changes,
	happenings.deliveries,
	happenings.clocks,
	happenings.notices,
	happenings.signed_forms,
	identity.looks,
	emergency.events,
	closing.reopenings,
	closing.appeals,
	following.letters,
	following.ratings,
	following.disputes,
	following.wishes,
]
"""Told to the office, which reads cases."""

OF_REFERRAL: list[Source] = [
	happenings.referrals,
	happenings.chases,
	referral.questions,
	happenings.visits,
	happenings.changes,
	happenings.clocks,
	happenings.notices,
]
"""Told to a department as well: of its own referral alone."""


@frappe.whitelist(methods=["GET"])
def of_case(case: str) -> list[dict]:
	"""The story of a case, oldest first: `at` and `moment` (site's time), `what`, `why`, `who` (a name), `tone`,
	`about` (DocType and name). Plain text; the citizen is not in it where the identity is withheld.

	:raises PermissionError: the user may not read the case
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("read")
	subject = Subject(
		document.name,
		bool(document.withhold_identity),
		referrals=_referrals(case=document.name),
		responses=_responses(case=document.name),
	)
	return _told(OF_CASE, subject)


@frappe.whitelist(methods=["GET"])
def of_referral(referral: str) -> list[dict]:
	"""The story of one referral, for its department: nothing of the case's other referrals, nor of the citizen.

	:return: as `of_case`
	:raises PermissionError: the user may not read the referral
	"""
	document = frappe.get_doc("Case Referral", referral)
	document.check_permission("read")
	subject = Subject(
		document.case,
		is_withheld=True,
		referral=document.name,
		referrals=_referrals(name=document.name),
		responses=_responses(referral=document.name, department=document.department),
	)
	return _told(OF_REFERRAL, subject)


def _referrals(**where: str) -> list[frappe._dict]:
	fields = ["name", "creation", "kind", "department", "required", "status", "instruction", "referred_by"]
	fields += ["referred_on", "acknowledged_on", "acknowledged_by"]
	fields += ["settled_on", "settled_by", "settled_reason"]
	return rows_of("Case Referral", fields, ["creation", "name"], **where)


def _responses(**where: str) -> list[frappe._dict]:
	fields = ["name", "kind", "department", "send_back_reason", "body"]
	return rows_of("Response", fields, ["creation", "name"], **where)


def _told(sources: list[Source], subject: Subject) -> list[dict]:
	found = [happening for source in sources for happening in source(subject)]
	found.sort(key=lambda happening: get_datetime(happening.at))
	people = names_of({happening.who for happening in found if happening.who}) | {CITIZEN: _("Citizen")}
	return [_shown(happening, people) for happening in found]


def _shown(happening: Happening, people: dict[str, str]) -> dict:
	return {
		"at": str(happening.at)[:19],
		"moment": moment_of(happening.at),
		"what": happening.what,
		"who": people.get(happening.who, "") if happening.who else "",
		"why": happening.why,
		"tone": happening.tone,
		"about": happening.about,
	}
