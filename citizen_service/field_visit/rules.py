"""What a field visit must be like, and when people are reminded of it. Plain Python, no frappe import.

Times are naive times of the site.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

REMIND_BEFORE = timedelta(hours=24)
LONGEST = timedelta(days=7)


@dataclass(frozen=True)
class Problem:
	"""What is wrong with a plan: `code` names the rule, `value` what breaks it.

	no_time, ends_before_start, too_long, past, nobody, department_twice, person_twice.
	"""

	code: str
	value: str = ""


def problem_of(
	start: datetime | None,
	end: datetime | None,
	now: datetime,
	departments: Sequence[str],
	people: Sequence[str],
) -> Problem | None:
	"""The first rule that a plan breaks; None if it may be made."""
	if not start or not end:
		return Problem("no_time")
	if end <= start:
		return Problem("ends_before_start")
	if end - start > LONGEST:
		return Problem("too_long")
	if start < now:
		return Problem("past")
	return problem_of_attending(departments, people)


def problem_of_attending(departments: Sequence[str], people: Sequence[str]) -> Problem | None:
	"""The same for those who attend: somebody, and nobody twice."""
	if not departments and not people:
		return Problem("nobody")
	if twice := _twice(departments):
		return Problem("department_twice", twice)
	if twice := _twice(people):
		return Problem("person_twice", twice)
	return None


def reminder_due(start: datetime, told_on: datetime, now: datetime) -> bool:
	"""Whether it is time to remind people of a visit: from a day before it begins until it does.

	Whoever was told of it (or of its new date) within that day needs no reminder. A run that is missed is made up
	for by the next one.
	"""
	from_ = start - REMIND_BEFORE
	return from_ <= now < start and told_on < from_


def _twice(names: Iterable[str]) -> str | None:
	seen: set[str] = set()
	for name in names:
		if name in seen:
			return name
		seen.add(name)
	return None
