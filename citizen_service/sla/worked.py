"""Clocks of sites from before `worked_seconds` and `extended`: what those that were met took, by the engine's own
arithmetic, and how often a person set a due date."""

import frappe
from frappe.query_builder.functions import Count

from citizen_service import bulk
from citizen_service.sla.clock import Kind
from citizen_service.sla.records import KINDS, LEDGER, RECORD, hold, worked_seconds

CHUNK = 5000
"""Clocks of one transaction."""


def note_worked_time() -> None:
	"""Write `worked_seconds` of every clock that was met, in chunks by name. Commits each.

	May be repeated: the same ledgers give the same times. A ledger that adds up to nothing is reported and left alone.
	"""
	after: str | None = ""
	while after is not None:
		after = _note_chunk(after)
		frappe.db.commit()  # one chunk at a time


def _note_chunk(after: str) -> str | None:
	"""The clocks that come next by name. Returns the last one's name, None if there was none."""
	record = frappe.qb.DocType(RECORD)
	met = frappe.qb.from_(record).where((record.status == "Met") & (record.name > after))
	names = met.select(record.name).orderby(record.name).limit(CHUNK).run(pluck=True)
	if not names:
		return None
	broken: dict[str, str] = {}
	held = hold(frappe.qb.from_(record).where(record.name.isin(names)).for_update(), broken)
	bulk.update(
		RECORD,
		["worked_seconds"],
		[{"name": clock.name, "worked_seconds": worked_seconds(clock)} for clock in held],
	)
	if broken:
		text = "\n\n".join(f"{name}\n{error}" for name, error in broken.items())
		frappe.log_error(title=f"Working time not noted: {len(broken)}", message=text)
	return names[-1]


def note_extensions() -> None:
	"""Write `extended` of every clock whose due date a person has set. May be repeated."""
	event = frappe.qb.DocType(LEDGER)
	rows = (
		frappe.qb.from_(event)
		.where(event.event == KINDS[Kind.EXTENDED])
		.groupby(event.parent)
		.select(event.parent.as_("name"), Count("*").as_("extended"))
		.run(as_dict=True)
	)
	bulk.update(RECORD, ["extended"], rows)
	frappe.db.commit()
