"""The steps of the public form: which questions each asks, and where an answer that is wrong leads. Plain Python.

Steps are counted from 0 as the admin ordered them; the step after the last one is looking everything over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from citizen_service.portal.fields import LINES, TICK, TICKED, Field, clean
from citizen_service.portal.identity import IDENTITY, MARKS


@dataclass(frozen=True)
class Section:
	"""A part of a step under its own heading."""

	label: str
	help: str
	fields: tuple[Field, ...]


@dataclass(frozen=True)
class Step:
	"""One page of the form."""

	label: str
	help: str
	sections: tuple[Section, ...]

	@property
	def fields(self) -> list[Field]:
		return [field for section in self.sections for field in section.fields]


def asked(fields: Sequence[Field], answers: Mapping[str, object]) -> list[Field]:
	"""The fields whose conditions hold; what is not asked counts as empty in the conditions of others.

	A condition on something that the form does not have is left out: the field is asked.
	"""
	known = {field.name for field in fields} | set(MARKS)
	texts = {name: _text(answers.get(name)) for name in known}
	kept = []
	for field in fields:
		if all(condition.field not in known or condition.holds(texts) for condition in field.conditions):
			must = field.required_if
			needed = field.required or bool(must and must.field in known and must.holds(texts))
			kept.append(replace(field, required=needed))
		else:
			texts[field.name] = ""
	return kept


def shown(step: Step, fields: Sequence[Field], answers: Mapping[str, object]) -> Step:
	"""`step` with the questions of its page: also those that other answers on the same page decide about."""
	here = {field.name for field in step.fields}
	while True:
		names = {field.name for field in asked([_open_to(here, field) for field in fields], answers)}
		if here <= names:
			break
		here &= names  # what is not asked decides about nothing
	sections = [
		replace(section, fields=tuple(field for field in section.fields if field.name in names))
		for section in step.sections
	]
	return replace(step, sections=tuple(section for section in sections if section.fields))


def _open_to(here: Collection[str], field: Field) -> Field:
	"""The field without its conditions on what the same page asks."""
	decided = {*here, *MARKS} if IDENTITY in here else here
	return replace(field, conditions=tuple(one for one in field.conditions if one.field not in decided))


def walk(steps: Sequence[Step], answers: Mapping[str, object], always: Collection[int] = ()) -> list[int]:
	"""The steps that have something to ask, by number; those in `always` do in any case."""
	fields = [field for step in steps for field in step.fields]
	return [
		number
		for number, step in enumerate(steps)
		if number in always or shown(step, fields, answers).sections
	]


def following(way: Sequence[int], at: int, last: int) -> int:
	"""The step after `at` on the `way`, or `last`."""
	return next((number for number in way if number > at), last)


def preceding(way: Sequence[int], at: int) -> int:
	"""The step before `at` on the `way`; its first one if there is none."""
	return next((number for number in reversed(way) if number < at), way[0] if way else 0)


def step_of(steps: Sequence[Step], name: str) -> int | None:
	"""The step that asks for the field `name`."""
	return next((number for number, step in enumerate(steps) if name in {f.name for f in step.fields}), None)


def _text(answer: object) -> str:
	return clean(str(answer)[: 4 * 140]) if isinstance(answer, str | int | float | bool) else ""


def carried(field: Field, answer: object) -> str:
	"""An answer as the next page carries it on: as it was typed, but never endlessly long."""
	text = str(answer) if isinstance(answer, str | int | float | bool) else ""
	if field.kind == TICK:
		return "1" if text.strip().lower() in TICKED else ""
	most = field.longest * (2 if field.kind == LINES else 4)
	return text.replace("\0", "")[:most]
