"""What a case's story tells of its emergency: who was told, and why it was marked or cleared."""

from collections.abc import Iterator
from itertools import groupby

from frappe import _

from citizen_service.desk.happening import Happening, Subject
from citizen_service.desk.names import names_of
from citizen_service.desk.reading import rows_of
from citizen_service.emergency.record import CLEARED, EVENT, MARKED, TOLD
from citizen_service.listing import listed


def events(subject: Subject) -> Iterator[Happening]:
	"""Marks, clearings, and whom the program told."""
	rows = rows_of(
		EVENT,
		["event", "user", "happened_on", "reason", "referral"],
		["happened_on", "name"],
		case=subject.case,
	)
	people = names_of({row.user for row in rows if row.event == TOLD})
	for (event, at), group in groupby(rows, key=lambda row: (row.event, row.happened_on)):
		found = list(group)
		if event == TOLD:
			told = listed(people.get(row.user, row.user) for row in found)
			yield Happening(at, _("Emergency told to: {0}").format(told), tone="notice")
			continue
		what = {MARKED: _("Reason for the emergency"), CLEARED: _("Reason for clearing the emergency")}[event]
		yield Happening(at, what, found[0].user, found[0].reason or "", tone="late")
