"""Rule 1: no case ends without its full reply. Plain facts in, what is missing out.

Source: the municipality's plan, `لا يتم انتهاء الشكاوى إلا بالرد الكامل`, and DESIGN's rule 1.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

FULL_REPLY = "Full Reply"
WORKING = frozenset({"Waiting", "Open", "Acknowledged"})
HANDED_BACK = frozenset({"Returned", "Transferred"})
ANSWERED = "Answered"
"""A referral's status, and a kind of closing."""
UNREACHABLE = "Unreachable"
OUTSIDE = "Outside Competence"
WITHIN = "Within Competence"
APPEAL = "Appeal"


@dataclass(frozen=True)
class ReferralFacts:
	"""A referral as the rule sees it; `replaced`: another referral follows it.

	An appeal has no department where the manager decides on it; `decided` is said of appeals only.
	"""

	name: str
	department: str | None
	required: bool
	status: str
	replaced: bool = False
	appeal: bool = False
	decided: bool = False


@dataclass(frozen=True)
class ResponseFacts:
	"""A response as the rule sees it. `delivered` and `attempted` (a delivery that failed) count from the case's
	last reopening on: a reopened case needs a reply of its own."""

	name: str
	kind: str
	accepted: bool
	for_citizen: bool
	delivered: bool
	attempted: bool = False
	referral: str | None = None
	by_department: bool = False


@dataclass(frozen=True)
class CaseFacts:
	"""A case about to be closed.

	`closing_kind` is the kind of its outcome, None without an outcome; `directed_to` the body outside;
	`competence` what the assessment of competence means, None where nothing follows from it.
	"""

	closing_kind: str | None
	referrals: tuple[ReferralFacts, ...] = field(default=())
	responses: tuple[ResponseFacts, ...] = field(default=())
	merged_into: str | None = None
	directed_to: str | None = None
	outcome_offered: bool = True
	competence: str | None = None
	asks_root_cause: bool = False
	root_cause: str | None = None


@dataclass(frozen=True)
class Gap:
	"""One condition that is not met. `code` is stable; `subject` names the referral's department."""

	code: str
	subject: str | None = None


def last_day_to_reopen(closed_on: date, days: int) -> date | None:
	"""The last day, in full, on which a case may be reopened; None where the office sets no such window (0 days).

	It counts from the closing alone: nothing that is written on the case afterwards begins it anew.
	"""
	return closed_on + timedelta(days=days) if days else None


def gaps(case: CaseFacts) -> list[Gap]:
	"""What is missing before the case may be closed; empty when nothing is."""
	first = _kind_gaps(case) if case.closing_kind else [Gap("no_outcome")]
	return [*first, *_reply_gaps(case), *_referral_gaps(case), *_appeal_gaps(case)]


def _kind_gaps(case: CaseFacts) -> list[Gap]:
	"""What the outcome itself asks for, and where it contradicts the assessment."""
	kind = case.closing_kind
	wanting = {
		"outcome_disabled": not case.outcome_offered,
		"no_merge_target": kind == "Merged" and not case.merged_into,
		"no_direction": kind == OUTSIDE and not case.directed_to,
		"outside_answered": kind == ANSWERED and case.competence == OUTSIDE,
		"within_directed": kind == OUTSIDE and case.competence == WITHIN,
		"no_root_cause": kind == ANSWERED and case.asks_root_cause and not case.root_cause,
	}
	return [Gap(code) for code, wants in wanting.items() if wants]


def _appeal_gaps(case: CaseFacts) -> list[Gap]:
	"""Whatever the outcome, an appeal is decided first, unless it was taken back or passed on."""
	return [
		Gap("appeal_undecided", referral.department)
		for referral in case.referrals
		if referral.appeal and not (referral.decided or referral.replaced or referral.status == "Withdrawn")
	]


def _reply_gaps(case: CaseFacts) -> list[Gap]:
	"""An accepted full reply for the citizen, delivered; for the unreachable, tried."""
	accepted = [r for r in case.responses if r.kind == FULL_REPLY and r.accepted and r.for_citizen]
	if not accepted:
		return [Gap("no_full_reply")]
	if any(r.delivered for r in accepted):
		return []
	if case.closing_kind == UNREACHABLE:
		return [] if any(r.attempted for r in accepted) else [Gap("no_attempt")]
	return [Gap("not_delivered")]


def _referral_gaps(case: CaseFacts) -> list[Gap]:
	"""Nothing required may still be with a department; what came back must have been answered."""
	found = []
	for referral in case.referrals:
		if not referral.required or referral.appeal:
			continue
		if referral.status in WORKING:
			found.append(Gap("referral_open", referral.department))
		elif case.closing_kind not in (None, ANSWERED):
			continue
		elif (
			referral.status in HANDED_BACK
			and not referral.replaced
			and not _answered_by_office(referral, case)
		):
			found.append(Gap("returned_unanswered", referral.department))
		elif referral.status == "Answered" and not _answered_by_department(referral, case):
			found.append(Gap("referral_open", referral.department))
	return found


def _answered_by_office(referral: ReferralFacts, case: CaseFacts) -> bool:
	return any(
		r.referral == referral.name and r.kind == FULL_REPLY and r.accepted and not r.by_department
		for r in case.responses
	)


def _answered_by_department(referral: ReferralFacts, case: CaseFacts) -> bool:
	return any(
		r.referral == referral.name and r.kind == FULL_REPLY and r.accepted and r.by_department
		for r in case.responses
	)
