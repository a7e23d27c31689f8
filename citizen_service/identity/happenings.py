"""What a case's story tells of its withheld identity: who opened it, and why. Not whose it is."""

from collections.abc import Iterator

from frappe import _

from citizen_service.desk.happening import Happening, Subject
from citizen_service.desk.reading import rows_of


def looks(subject: Subject) -> Iterator[Happening]:
	"""Looks, corrections, and that it was given back."""
	rows = rows_of(
		"Identity Look",
		["action", "user", "looked_on", "reason"],
		["looked_on", "name"],
		case=subject.case,
	)
	said = {
		"Looked": _("Looked at the withheld identity"),
		"Corrected": _("Corrected the withheld identity"),
		"No Longer Withheld": _("Gave the identity back to the case"),
	}
	for row in rows:
		yield Happening(row.looked_on, said[row.action], row.user, row.reason)
