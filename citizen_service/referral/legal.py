"""Which steps of a referral are open in which status, and to whom: one table, for what a form offers and for what a
step refuses. Plain Python, no frappe."""

from enum import Enum

from citizen_service.referral.order import OPEN, WAITING


class By(Enum):
	"""Whose step it is."""

	DEPARTMENT = "the department's staff"
	HEAD = "the department's manager"
	OFFICE = "Follow-up and the manager of the office"


STEPS: dict[str, tuple[By, tuple[str, ...]]] = {
	"acknowledge": (By.DEPARTMENT, ("Open",)),
	"report_stage": (By.DEPARTMENT, OPEN),
	"interim_reply": (By.DEPARTMENT, OPEN),
	"full_reply": (By.DEPARTMENT, OPEN),
	"advise": (By.DEPARTMENT, OPEN),
	"request_information": (By.DEPARTMENT, OPEN),
	"return": (By.DEPARTMENT, OPEN),
	"assign": (By.HEAD, OPEN),
	"chase": (By.OFFICE, OPEN),
	"ask_stage": (By.OFFICE, OPEN),
	"transfer": (By.OFFICE, (*OPEN, "Returned")),
	"answer_in_place": (By.OFFICE, ("Returned",)),
	"open_now": (By.OFFICE, (WAITING,)),
	"withdraw": (By.OFFICE, (*OPEN, WAITING)),
}
"""Step → whose it is, and the statuses in which it is open."""

ON_CASES_IN_HAND = frozenset({"transfer", "open_now"})
"""Steps that give a department a case, which must then be in a stage in which it may be referred."""


def statuses(step: str) -> tuple[str, ...]:
	"""The statuses of a referral in which the step is open."""
	return STEPS[step][1]


def open_steps(status: str, who: frozenset[By], referable: bool, settled: bool) -> list[str]:
	"""The steps that are open now, in the order of the table.

	:param who: the parts that the user has
	:param referable: the case is in a stage in which it may be referred
	:param settled: the case is closed, or the referral has been referred on: nothing is open any more
	"""
	if settled:
		return []
	return [
		step
		for step, (by, open_in) in STEPS.items()
		if by in who and status in open_in and (referable or step not in ON_CASES_IN_HAND)
	]
