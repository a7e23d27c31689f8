"""What a story is made of: one thing that happened, and what the sources of happenings are asked about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import frappe


@dataclass(frozen=True)
class Happening:
	"""One thing that happened, in the user's words. Plain text: whoever shows it escapes it.

	`at` is the site's time; `who` a User, or None where the program did it; `why` what a person wrote about it;
	`about` the document behind it as (DocType, name); `tone` one of step, referral, reply, clock, late, notice, end.
	"""

	at: datetime
	what: str
	who: str | None = None
	why: str = ""
	about: tuple[str, str] | None = None
	tone: str = "step"


@dataclass(frozen=True)
class Subject:
	"""The case that is told of, with the rows that several sources read; of a referral only its own.

	`referral` is set where a department reads: a source tells it then nothing of the case or of other departments.
	`is_withheld`: the citizen's identity is, so no source names or addresses the citizen.
	"""

	case: str
	is_withheld: bool
	referral: str | None = None
	referrals: list[frappe._dict] = field(default_factory=list)
	responses: list[frappe._dict] = field(default_factory=list)


Source = Callable[[Subject], Iterable[Happening]]
"""What one part of the app has to tell; one or two statements, whatever the size of the case."""
