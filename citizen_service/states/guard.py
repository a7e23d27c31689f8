"""A workflow of ours is saved only if each of its states has a meaning."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import StateWithoutMeaning

CASE_STAGES = frozenset(
	{"Received", "Registered", "Study", "Referred", "Answering", "Waiting", "Closed"}
)
RESPONSE_STAGES = frozenset(
	{"Draft", "Department Review", "Follow-up Review", "Accepted", "Sent Back"}
)
STAGES = {"Case": CASE_STAGES, "Response": RESPONSE_STAGES}


def validate_workflow(doc: Document, method: str | None = None) -> None:
	"""Workflow: every state has exactly one meaning, of a stage that fits the document.

	:raises StateWithoutMeaning: a meaning is missing, doubled or does not fit
	"""
	if doc.document_type not in STAGES or not doc.is_active:
		return
	problems = list(problems_of(doc))
	if problems:
		frappe.throw(
			"<br>".join(problems),
			StateWithoutMeaning,
			title=_("Meaning of States Incomplete"),
		)


def problems_of(doc: Document) -> list[str]:
	"""What is wrong with the meanings of a Workflow, in the user's language."""
	states = [row.state for row in doc.states]
	meant = [row.state for row in doc.get("state_meanings") or []]
	problems = [
		_("The state {0} has no row in the table “Meaning of States”.").format(frappe.bold(_(state)))
		for state in states
		if state not in meant
	]
	for row in doc.get("state_meanings") or []:
		if row.state not in states:
			problems.append(
				_("The table “Meaning of States” names {0}, which is not a state of this workflow.").format(
					frappe.bold(_(row.state))
				)
			)
		elif meant.count(row.state) > 1:
			problems.append(_("The state {0} has more than one meaning.").format(frappe.bold(_(row.state))))
		if row.stage not in STAGES[doc.document_type]:
			problems.append(
				_("The stage {0} of the state {1} does not fit {2}.").format(
					frappe.bold(_(row.stage)), frappe.bold(_(row.state)), _(doc.document_type)
				)
			)
	if doc.document_type == "Case" and not any(row.is_closing for row in doc.get("state_meanings") or []):
		problems.append(_("No state closes the case: mark one as closing."))
	return list(dict.fromkeys(problems))
