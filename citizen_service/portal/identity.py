"""How much of themselves a citizen gives: one question to them, two marks on the case. Plain Python, no frappe import."""

from collections.abc import Mapping

IDENTITY = "identity"
GIVEN, WITHHELD, ANONYMOUS = "given", "withheld", "anonymous"
MARKS = {"withhold_identity": WITHHELD, "anonymous": ANONYMOUS}
"""The marks on the case, and the answer that sets each. A form asks the question if it has one of these fields."""


def with_identity(answers: Mapping[str, object]) -> dict[str, object]:
	"""`answers` in which the question and the marks say the same; whoever sends marks alone is understood, too."""
	choice = answers.get(IDENTITY)
	if not choice:
		choice = next((value for mark, value in MARKS.items() if _is_set(answers.get(mark))), GIVEN)
	return {
		**answers,
		IDENTITY: choice,
		**{mark: "1" if choice == value else "" for mark, value in MARKS.items()},
	}


def _is_set(mark: object) -> bool:
	return str(mark or "").strip().lower() not in ("", "0", "false", "no")
