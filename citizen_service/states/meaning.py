"""What a workflow state means, as the admin set it on the Workflow's own form.

No code of the app compares a state's name: it asks here for the state's stage, for whether it closes
the case, and for what the clocks do in it.
"""

from dataclasses import asdict, dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions, get_workflow_name

from citizen_service.errors import StageNotReached, StateWithoutMeaning

CACHE_KEY = "citizen_service:state_meanings"
CACHE_SECONDS = 60
"""A reader whose transaction is older than the admin's change may write old meanings back; not for long."""
STATE_FIELD = "workflow_state"


@dataclass(frozen=True)
class Meaning:
	"""The meaning of one state of a workflow.

	`stage` is one of the options of Workflow State Meaning's stage; `clock` is Run, Pause or Stop;
	`pause_reason` is a Pause Reason where the clock pauses; `citizen_text` is what the citizen is told, by a letter too
	if `tell_citizen`.
	"""

	state: str
	stage: str
	is_closing: bool
	clock: str
	pause_reason: str | None
	citizen_text: str | None
	tell_citizen: bool = False


def meanings(doctype: str) -> dict[str, Meaning]:
	"""State → meaning for the DocType's active workflow, in the workflow's order; empty without one."""
	rows = frappe.cache.get_value(f"{CACHE_KEY}:{doctype}", expires=True)
	if rows is None:
		rows = _read(doctype)
		frappe.cache.set_value(f"{CACHE_KEY}:{doctype}", rows, expires_in_sec=CACHE_SECONDS)
	return {row["state"]: Meaning(**row) for row in rows}


def _read(doctype: str) -> list[dict]:
	workflow = get_workflow_name(doctype)
	if not workflow:
		return []
	rows = frappe.get_all(
		"Workflow State Meaning",
		filters={"parent": workflow, "parenttype": "Workflow"},
		fields=["state", "stage", "is_closing", "clock", "pause_reason", "citizen_text", "tell_citizen"],
		order_by="idx asc",
	)
	ticks = ("is_closing", "tell_citizen")
	return [asdict(Meaning(**{**row, **{tick: bool(row[tick]) for tick in ticks}})) for row in rows]


def meaning_of(doctype: str, state: str | None) -> Meaning:
	"""The meaning of `state`.

	:raises StateWithoutMeaning: no active workflow, or the admin gave the state no meaning
	"""
	known = meanings(doctype)
	if state not in known:
		frappe.throw(
			_(
				"The state {0} of {1} has no meaning. Ask an administrator to set it in the table “Meaning of States” of the workflow."
			).format(frappe.bold(_(state or "—")), _(doctype)),
			StateWithoutMeaning,
			title=_("State without Meaning"),
		)
	return known[state]


def states_in(doctype: str, *stages: str) -> list[str]:
	"""The names of the states that have one of the stages."""
	return [m.state for m in meanings(doctype).values() if m.stage in stages]


def closing_states(doctype: str = "Case") -> list[str]:
	"""The names of the states that end the document."""
	return [m.state for m in meanings(doctype).values() if m.is_closing]


def stage_of(doc: Document) -> str:
	"""The stage the document is in now."""
	return meaning_of(doc.doctype, doc.get(STATE_FIELD)).stage


def move_to_stage(doc: Document, stage: str) -> Document:
	"""Take the workflow action open to the present user that leads to a state of `stage`.

	:return: the saved document; the same one if it is there already
	:raises StageNotReached: the user has no action that leads there
	"""
	if stage_of(doc) == stage:
		return doc
	wanted = states_in(doc.doctype, stage)
	for transition in get_transitions(doc):
		if transition["next_state"] in wanted:
			return apply_workflow(doc, transition["action"])
	frappe.throw(
		_("{0} {1} cannot go from the state {2} to that step, or not by you.").format(
			_(doc.doctype), doc.name, frappe.bold(_(doc.get(STATE_FIELD)))
		),
		StageNotReached,
		title=_("Step Not Open"),
	)


def clear_cache(doc: Document | None = None, method: str | None = None) -> None:
	"""Forget the meanings; called when a Workflow is saved or deleted, and again at the transaction's
	end, as others may have read the old ones meanwhile."""
	forget()
	frappe.db.after_commit.add(forget)
	frappe.db.after_rollback.add(forget)


def forget() -> None:
	"""Forget at once; also part of the framework's own clearing of caches."""
	frappe.cache.delete_value([f"{CACHE_KEY}:{doctype}" for doctype in ("Case", "Response")])
