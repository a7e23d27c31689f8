"""What a citizen may do with their case now: plain facts in, what is offered out. No frappe import."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from citizen_service.closing.rules import last_day_to_reopen


class Cancel(str, Enum):
	"""What becomes of a cancellation."""

	NOW = "now"
	WISH = "wish"


@dataclass(frozen=True)
class Facts:
	"""A case as the rule sees it.

	`may_close`, `may_reopen`, `may_appeal`: whether the workflow has such a step open to citizens where the case stands.
	`has_reply`: whether the office has a reply and an outcome for cancelled cases. `begun`: somebody studies the case.
	`appeal_open`: one is being decided. Days of 0 mean: without end.
	"""

	closed_on: date | None
	today: date
	begun: bool
	merged: bool = False
	may_close: bool = False
	may_reopen: bool = False
	may_appeal: bool = False
	has_reply: bool = False
	wished: bool = False
	appeal_open: bool = False
	level_left: bool = True
	reopen_days: int = 0
	appeal_days: int = 0


@dataclass(frozen=True)
class Offers:
	"""What is offered. A day is the last one on which it is possible, where there is one."""

	cancel: Cancel | None = None
	reopen: bool = False
	reopen_until: date | None = None
	appeal: bool = False
	appeal_until: date | None = None
	over: bool = False
	"""Closed, and the time for reopening is past."""


def offers(case: Facts) -> Offers:
	"""What of cancelling, reopening and appealing is open now."""
	if not case.closed_on:
		return Offers(cancel=_cancel(case))
	reopen_until = last_day_to_reopen(case.closed_on, case.reopen_days)
	appeal_until = last_day_to_reopen(case.closed_on, case.appeal_days)
	over = bool(reopen_until) and case.today > reopen_until
	late = bool(appeal_until) and case.today > appeal_until
	return Offers(
		reopen=case.may_reopen and not over and not case.merged,
		reopen_until=reopen_until,
		appeal=case.may_appeal and not late and not case.merged and not case.appeal_open and case.level_left,
		appeal_until=appeal_until,
		over=over,
	)


def _cancel(case: Facts) -> Cancel | None:
	if case.wished or case.appeal_open:
		return None
	if case.begun:
		return Cancel.WISH
	if not case.may_close:
		return None
	return Cancel.NOW if case.has_reply else Cancel.WISH
