"""The table that proposes a priority, and what the levels of a scale can mean. No frappe import."""

from collections.abc import Iterable
from dataclasses import dataclass

WITHIN, OUTSIDE = "Within Competence", "Outside Competence"
UPHELD, PARTLY_UPHELD, REJECTED = "Upheld", "Partly Upheld", "Rejected"
MEANINGS: dict[str, tuple[str, ...]] = {
	"Severity": ("",),
	"Urgency": ("",),
	"Validity": ("",),
	"Competence": ("", WITHIN, OUTSIDE),
	"Appeal": (UPHELD, PARTLY_UPHELD, REJECTED),
}
"""Scale → what its levels can mean to the program; empty: nothing follows from it."""


@dataclass(frozen=True)
class Row:
	"""A row of the admin's table: the priority proposed for a severity and an urgency."""

	severity: str
	urgency: str
	priority: str


def propose(table: Iterable[Row], severity: str | None, urgency: str | None) -> str | None:
	"""The priority proposed for the pair; None where one of them is open or the table has no row for it."""
	if not (severity and urgency):
		return None
	return next((row.priority for row in table if (row.severity, row.urgency) == (severity, urgency)), None)
