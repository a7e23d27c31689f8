"""What the pages of the form show: a step, everything to look over, the question for a code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import frappe
from frappe import _
from frappe.utils import cint, flt

from citizen_service.confirmation import proof
from citizen_service.portal import fields as kinds
from citizen_service.portal.attachments import MEGABYTE
from citizen_service.portal.fields import Field
from citizen_service.portal.form import Form
from citizen_service.portal.held import HeldFile
from citizen_service.portal.identity import IDENTITY, with_identity
from citizen_service.portal.place import DEGREES, LATITUDE, LONGITUDE, tile_origin
from citizen_service.portal.started import Started
from citizen_service.portal.steps import Step, asked, step_of

ROUTE = "/citizen-service/submit"
FILES = "attachments"
COUNTRIES = {"Kuwait": (29.35, 47.95, 10), "Palestine": (31.9, 35.2, 9)}
"""Latitude, longitude and zoom of the map where the settings name no middle."""


@dataclass(frozen=True)
class Answered:
	"""One question and its answer as people read it. `ltr`: it is written from left to right in any language."""

	label: str
	text: str
	ltr: bool = False


@dataclass(frozen=True)
class Part:
	"""The answers of one step, for looking over."""

	number: int
	label: str
	answers: tuple[Answered, ...]
	files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Showing:
	"""All that any page of the form shows, or carries on unseen."""

	form: Form
	answers: dict[str, str]
	extras: dict[str, str]
	way: Sequence[int]
	files_step: int | None
	files: Sequence[HeldFile]
	procedure: Started | None
	returns: bool
	fresh: bool = False

	def step(self, number: int, step: Step, problems: dict[str, str], message: str, status: int) -> dict:
		"""One step, with what is wrong in it."""
		step = _without_lonely_choice(step, problems)
		here = {field.name for field in step.fields}
		has_files = number == self.files_step
		return {
			**self._page(number, here, message, status),
			"template": "www/citizen_service_submit.html",
			"step": step,
			"position": self._position(number),
			"is_first": number == (self.way[0] if self.way else 0),
			"problems": problems,
			"labels": {FILES: _("Attach files"), **{field.name: field.label for field in step.fields}},
			"condition": condition,
			"files": self.files if has_files else None,
			"files_help": self._files_help(),
			**self._map(here),
		}

	def review(self, message: str = "", status: int = 200) -> dict:
		"""Everything that was answered, to be looked over and sent."""
		last = len(self.form.steps)
		return {
			**self._page(last, set(), message, status),
			"template": "templates/portal/submit_review.html",
			"position": self._position(last),
			"parts": [self._part(number) for number in self.way],
			"anonymous": bool(with_identity(self.answers)["anonymous"]),
		}

	def code(self, field: str, contact: str, problem: str = "", status: int = 200) -> dict:
		"""The question for the code that was sent to `contact`."""
		last = len(self.form.steps)
		return {
			**self._page(last, set(), problem, status),
			"template": "templates/portal/submit_code.html",
			"heading": _("Confirm how we reach you"),
			"code_for": field,
			"contact": contact,
			"contact_step": step_of(self.form.steps, field),
		}

	def _page(self, number: int, here: set[str], message: str, status: int) -> dict:
		unseen = {name: answer for name, answer in self.answers.items() if name not in here}
		returns = {"review": "1"} if self.returns and number < len(self.form.steps) else {}
		settings = frappe.get_cached_doc("Citizen Service Settings")
		return {
			"title": self.form.title,
			"route": ROUTE,
			"http_status": status,
			"styles": ["portal-submit.css"],
			"scripts": ["portal-submit.js"],
			"form": self.form,
			"message": message,
			"answers": self.answers,
			"carried": {**unseen, **self.extras, **returns, "step": str(number)},
			"token": self.extras["token"],
			"returns": self.returns,
			"procedure": self.procedure,
			"fresh": self.fresh,
			"draft": _draft(self.procedure) if settings.keep_drafts else "",
			"prove": bool(settings.proof_of_work),
			"proof_form": proof.form_of(self.extras["token"]),
			"difficulty": cint(settings.proof_difficulty),
		}

	def _position(self, number: int) -> dict:
		names = [self.form.steps[one].label for one in self.way] + [_("Look it over and send")]
		at = sum(one < number for one in self.way)
		return {
			"at": at,
			"names": names,
			"told": _("Step {0} of {1}").format(at + 1, len(names)),
		}

	def _part(self, number: int) -> Part:
		step = self.form.steps[number]
		names = {field.name for field in asked(self.form.fields, with_identity(self.answers))}
		answered = [self._answered(field) for field in step.fields if field.name in names]
		files = tuple(file.name for file in self.files) if number == self.files_step else ()
		return Part(number, step.label, tuple(one for one in answered if one), files)

	def _answered(self, field: Field) -> Answered | None:
		answer = kinds.clean(self.answers.get(field.name, ""), lines=field.kind == kinds.LINES)
		if field.name == LONGITUDE or not kinds.visible(answer):
			return None
		if field.name == LATITUDE:
			point = f"{answer}, {self.answers.get(LONGITUDE, '')}"
			return Answered(_("Place on the map"), point, ltr=True)
		if field.kind == kinds.TICK:
			return Answered(field.label, _("Yes"))
		if field.kind == kinds.CHOICE:
			labels = {choice.value: choice.label for choice in field.choices}
			return Answered(field.label, labels.get(answer, answer))
		return Answered(field.label, answer, ltr=field.kind not in (kinds.LINE, kinds.LINES))

	def _files_help(self) -> str:
		limits = self.form.limits
		return _("Up to {0} files: photos, PDF or Word, each of at most {1} MB.").format(
			limits.count, limits.size // MEGABYTE
		)

	def _map(self, here: set[str]) -> dict:
		if not set(DEGREES) <= here:
			return {"map": None}
		settings = frappe.get_cached_doc("Citizen Service Settings")
		tiles = settings.map_tiles or ""
		origin = tile_origin(tiles)
		latitude, longitude, zoom = (
			flt(settings.map_latitude),
			flt(settings.map_longitude),
			cint(settings.map_zoom),
		)
		if not latitude and not longitude:
			latitude, longitude, zoom = COUNTRIES.get(settings.country, (0.0, 0.0, 2))
		return {
			"map": {
				"tiles": tiles if origin is not None else "",
				"knows_middle": bool(latitude or longitude or tiles),
				"attribution": settings.map_attribution or "",
				"latitude": latitude,
				"longitude": longitude,
				"zoom": zoom,
			},
			"images": [origin] if origin else [],
			"geolocation": True,
		}


def condition(field: Field) -> str:
	"""When a question is asked, as the browser reads it; empty for always."""
	rules = [{"field": one.field, "value": one.value, "negated": one.negated} for one in field.conditions]
	return json.dumps(rules, ensure_ascii=False) if rules else ""


def _draft(procedure: Started | None) -> str:
	"""Under which name the browser keeps the draft: one for each request that can be started."""
	return f"citizen_service:draft:{procedure.name if procedure else ''}"


def _without_lonely_choice(step: Step, problems: dict[str, str]) -> Step:
	"""Where the type of a case leaves no choice how to be named, nothing is asked about it."""
	sections = [
		replace(
			section,
			fields=tuple(
				field
				for field in section.fields
				if field.name != IDENTITY or len(field.choices) > 1 or IDENTITY in problems
			),
		)
		for section in step.sections
	]
	return replace(step, sections=tuple(section for section in sections if section.fields))
