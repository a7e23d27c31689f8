"""The public form as the admin defined it: the framework's Web Form record, read into plain fields.

The record says which fields there are, in which order, with which words, and which are required. What kind of
answer a field takes, and whether a citizen may fill it at all, Case itself says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import frappe
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.utils import cint

from citizen_service.desk.reading import rows_of
from citizen_service.errors import SubmissionRefused
from citizen_service.identity.sealing import FIELDS as TELLING
from citizen_service.portal import fields as kinds
from citizen_service.portal.attachments import MEGABYTE, Limits
from citizen_service.portal.conditions import Condition, parse
from citizen_service.portal.fields import Choice, Field
from citizen_service.portal.identity import ANONYMOUS, GIVEN, IDENTITY, MARKS, WITHHELD
from citizen_service.portal.kept import kept
from citizen_service.portal.steps import Section, Step

WEB_FORM = "Public Case Form"
# Room for the text fields of a request that also carries files.
REQUEST_OVERHEAD = MEGABYTE

NAMED = Condition("anonymous", negated=True)
"""Who gives no name is asked for nothing that tells it."""

KIND_OF = {
	"Data": kinds.LINE,
	"Small Text": kinds.LINES,
	"Text": kinds.LINES,
	"Long Text": kinds.LINES,
	"Select": kinds.CHOICE,
	"Link": kinds.CHOICE,
	"Check": kinds.TICK,
	"Phone": kinds.PHONE,
	"Int": kinds.INTEGER,
	"Float": kinds.NUMBER,
	"Currency": kinds.NUMBER,
	"Percent": kinds.NUMBER,
	"Date": kinds.DATE,
}
KIND_OF_DATA = {"Email": kinds.EMAIL, "Phone": kinds.PHONE}


@dataclass(frozen=True)
class _Written:
	"""What stands on the form, in one language."""

	title: str
	introduction: str
	button: str
	steps: tuple[Step, ...]


@dataclass(frozen=True)
class Form(_Written):
	"""The public form in the reader's language. `request_size`: bytes that all its files together may have."""

	limits: Limits
	request_size: int

	@property
	def fields(self) -> list[Field]:
		return [field for step in self.steps for field in step.fields]


@dataclass(frozen=True)
class _Record(_Written):
	"""The form as it is for everybody; `allowed`: type of case → how people may be named in it."""

	allowed: Mapping[str, frozenset[str]]


def read_form(answers: Mapping[str, object]) -> Form:
	"""The form as it stands now, for somebody who answered so far what stands in `answers`.

	:raises SubmissionRefused: the admin closed the portal, or took the form away
	"""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	record = kept(f"form:{frappe.local.lang}", _read) if settings.portal_enabled else None
	if not record:
		frappe.throw(
			_("The office does not receive cases here at present. Please come to the office or call it."),
			SubmissionRefused,
			title=_("Closed at Present"),
		)
	case_type = kinds.clean(str(answers.get("case_type") or "")[:140])
	allowed = record.allowed.get(case_type)
	# What is larger, the web server or the framework turns away before any page of ours can say why.
	request_size = (frappe.request.max_content_length or get_max_file_size()) - REQUEST_OVERHEAD
	largest = min(cint(settings.max_attachment_mb) * MEGABYTE, get_max_file_size(), request_size)
	return Form(
		title=record.title,
		introduction=record.introduction,
		button=record.button,
		steps=record.steps if allowed is None else tuple(_narrowed(step, allowed) for step in record.steps),
		limits=Limits(cint(settings.max_attachments), largest // MEGABYTE * MEGABYTE),
		request_size=request_size,
	)


def _read() -> _Record | None:
	"""None if the admin took the form away."""
	if not frappe.db.get_value("Web Form", WEB_FORM, "published"):
		return None
	record = frappe.get_cached_doc("Web Form", WEB_FORM)
	types = rows_of("Case Type", ["name", "allows_withheld", "allows_anonymous"], ["name"])
	return _Record(
		title=_(record.title),
		introduction=frappe.utils.strip_html(_(record.introduction_text or "")),
		button=_(record.button_label) if record.button_label else _("Send"),
		steps=tuple(_steps(record.web_form_fields)),
		allowed={
			row.name: frozenset(
				[GIVEN, *[WITHHELD] * bool(row.allows_withheld), *[ANONYMOUS] * bool(row.allows_anonymous)]
			)
			for row in types
		},
	)


def _narrowed(step: Step, allowed: frozenset[str]) -> Step:
	"""The step whose question about the name offers only what is allowed."""
	if IDENTITY not in {field.name for field in step.fields}:
		return step
	sections = []
	for section in step.sections:
		fields = [
			replace(field, choices=tuple(choice for choice in field.choices if choice.value in allowed))
			if field.name == IDENTITY
			else field
			for field in section.fields
		]
		sections.append(replace(section, fields=tuple(fields)))
	return replace(step, sections=tuple(sections))


def _steps(rows: list) -> list[Step]:
	"""`Page Break` begins a step, `Section Break` a section; a break's own condition holds for all that follows it."""
	has_marks = {row.fieldname for row in rows} & set(MARKS)
	steps: list[tuple[str, str, list]] = [("", "", [("", "", [])])]
	on_step = on_section = None
	for row in rows:
		if row.fieldtype == "Page Break":
			on_step, on_section = parse(row.depends_on), None
			steps.append((_(row.label or ""), _(row.description or ""), [("", "", [])]))
		elif row.fieldtype == "Section Break":
			on_section = parse(row.depends_on)
			steps[-1][2].append((_(row.label or ""), _(row.description or ""), []))
		elif row.fieldname in MARKS:
			if row.fieldname in has_marks and (field := _identity(has_marks)):
				steps[-1][2][-1][2].append(field)
			has_marks = set()
		elif field := _field(row):
			own = (on_step, on_section, parse(row.depends_on), NAMED if row.fieldname in TELLING else None)
			conditions = tuple(condition for condition in own if condition)
			steps[-1][2][-1][2].append(replace(field, conditions=conditions))
	return [_step(*parts) for parts in steps if any(fields for _label, _help, fields in parts[2])]


def _step(label: str, help: str, parts: list) -> Step:
	sections = tuple(Section(name, text, tuple(fields)) for name, text, fields in parts if fields)
	if label:
		return Step(label, help, sections)
	# A first page has no break of its own to be named by: it takes the name of its first section.
	return Step(sections[0].label, sections[0].help, (replace(sections[0], label="", help=""), *sections[1:]))


def _identity(marks: set[str]) -> Field | None:
	"""The question how much of themselves a citizen gives."""
	meta = frappe.get_meta("Case")
	if not all(meta.get_field(mark) and not meta.get_field(mark).permlevel for mark in marks):
		return None
	choices = [
		Choice(
			GIVEN,
			_("I give my name"),
			help=_("The office and the department that handles it know who you are."),
		)
	]
	if "withhold_identity" in marks:
		choices.append(
			Choice(
				WITHHELD,
				_("Keep my name from the departments"),
				help=_("Only the office knows who you are. It can still reach you."),
			)
		)
	if "anonymous" in marks:
		choices.append(
			Choice(
				ANONYMOUS,
				_("Without a name"),
				help=_(
					"Nobody knows who you are, and the office cannot reach you. You see the answer only with the code that you get at the end."
				),
			)
		)
	return Field(IDENTITY, kinds.CHOICE, _("Your name"), required=True, choices=tuple(choices), default=GIVEN)


def _field(row: object) -> Field | None:
	"""The field of one row; None if a citizen may not fill it, whatever the row says."""
	field = frappe.get_meta("Case").get_field(row.fieldname) if row.fieldname else None
	if not field or field.permlevel or field.read_only or row.read_only or row.hidden:
		return None
	kind = KIND_OF_DATA.get(field.options) if field.fieldtype == "Data" and field.options else None
	kind = kind or KIND_OF.get(field.fieldtype)
	choices = _choices(field) if kind == kinds.CHOICE else ()
	if not kind or (kind == kinds.CHOICE and not choices):
		return None
	return Field(
		name=row.fieldname,
		kind=kind,
		label=_(row.label or field.label),
		help=_(row.description or ""),
		required=bool(row.reqd or field.reqd),
		longest=min(cint(row.max_length) or kinds.LONGEST[kind], kinds.LONGEST[kind]),
		choices=choices,
		default=row.default or "",
		required_if=parse(row.mandatory_depends_on),
	)


def _choices(field: object) -> tuple[Choice, ...]:
	if field.fieldtype == "Select":
		return tuple(Choice(option, _(option)) for option in (field.options or "").split("\n") if option)
	meta = frappe.get_meta(field.options)
	# Only lists that are made to be offered to the public are shown to it: never citizens, users or cases.
	if not (meta.has_field("public") and meta.has_field("enabled")):
		return ()
	parent = meta.get("nsm_parent_field")
	rows = frappe.get_all(
		field.options,
		filters={"public": 1, "enabled": 1},
		fields=[
			"name",
			*(["description"] if meta.has_field("description") else []),
			*([f"{parent} as parent_name", "is_group"] if parent else []),
		],
		order_by="`rank` asc, name asc" if meta.has_field("rank") else "name asc",
	)
	if parent:
		return tuple(_in_tree(rows))
	return tuple(Choice(row.name, _(row.name), help=_(row.description or "")) for row in rows)


def _in_tree(rows: list) -> list[Choice]:
	"""The leaves of a tree in its order, each under the path of the groups above it; hidden groups hide what is below."""
	below: dict[str, list] = {}
	for row in rows:
		below.setdefault(row.parent_name or "", []).append(row)

	def walk(parent: str, path: tuple[str, ...]) -> list[Choice]:
		found = []
		for row in below.get(parent, []):
			if row.is_group:
				found += walk(row.name, (*path, _(row.name)))
			else:
				found.append(Choice(row.name, _(row.name), " – ".join(path)))
		return found

	return walk("", ())
