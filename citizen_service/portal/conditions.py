"""When a question of the public form is asked: the simple forms of the framework's `depends_on`. Plain Python.

Read, never evaluated: `fieldname`, `!fieldname`, `eval:doc.f`, `eval:!doc.f`, `eval:doc.f == "v"`, `eval:doc.f != "v"`.
Whoever gets None shows the question: better asked too often than lost.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
PLAIN = re.compile(rf"(!?)\s*({NAME})")
FIELD = re.compile(rf"(!?)\s*doc\.({NAME})")
COMPARED = re.compile(
	rf"doc\.({NAME})\s*(===?|!==?)\s*(?:\"([^\"\\]*)\"|'([^'\\]*)'|(-?[0-9]+(?:\.[0-9]+)?))"
)
LONGEST = 1000
NOTHING = ("", "0", "false", "no")


@dataclass(frozen=True)
class Condition:
	"""That `field` is answered (`value` None), or that its answer is `value`; the contrary where `negated`."""

	field: str
	value: str | None = None
	negated: bool = False

	def holds(self, answers: Mapping[str, str]) -> bool:
		"""Whether it is so; a field without an answer is empty."""
		answer = (answers.get(self.field) or "").strip()
		if self.value is None:
			met = answer.lower() not in NOTHING
		else:
			met = answer == self.value
		return met != self.negated


def parse(text: str | None) -> Condition | None:
	"""The condition that `text` is; None for an empty one and for whatever is not one of the simple forms."""
	text = (text or "").strip()
	if not text or len(text) > LONGEST:
		return None
	if not text.startswith("eval:"):
		found = PLAIN.fullmatch(text)
		return Condition(found[2], negated=bool(found[1])) if found else None
	text = text.removeprefix("eval:").strip().removesuffix(";").strip()
	if found := FIELD.fullmatch(text):
		return Condition(found[2], negated=bool(found[1]))
	if found := COMPARED.fullmatch(text):
		value = next(part for part in found.groups()[2:] if part is not None)
		return Condition(found[1], value, negated=found[2].startswith("!"))
	return None
