"""The public form as the admin defined it: the framework's Web Form record, read into plain fields.

The record says which fields there are, in which order, with which words, and which are required. What kind of
answer a field takes, and whether a citizen may fill it at all, Case itself says.
"""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.utils import cint

from citizen_service.errors import SubmissionRefused
from citizen_service.portal import fields as kinds
from citizen_service.portal.attachments import MEGABYTE, Limits
from citizen_service.portal.fields import Choice, Field

WEB_FORM = "Public Case Form"
# Room for the text fields of a request that also carries files.
REQUEST_OVERHEAD = MEGABYTE

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
	"Date": kinds.DATE,
}
KIND_OF_DATA = {"Email": kinds.EMAIL, "Phone": kinds.PHONE}


@dataclass(frozen=True)
class Section:
	"""A part of the form under its own heading."""

	label: str
	help: str
	fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
	"""The public form in the reader's language. `request_size`: bytes that all its files together may have."""

	title: str
	introduction: str
	button: str
	sections: tuple[Section, ...]
	limits: Limits
	request_size: int

	@property
	def fields(self) -> list[Field]:
		return [field for section in self.sections for field in section.fields]


def read_form() -> Form:
	"""The form as it stands now.

	:raises SubmissionRefused: the admin closed the portal, or took the form away
	"""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	if not settings.portal_enabled or not frappe.db.get_value("Web Form", WEB_FORM, "published"):
		frappe.throw(
			_("The office does not receive cases here at present. Please come to the office or call it."),
			SubmissionRefused,
			title=_("Closed at Present"),
		)
	record = frappe.get_cached_doc("Web Form", WEB_FORM)
	# What is larger, the web server or the framework turns away before any page of ours can say why.
	request_size = (frappe.request.max_content_length or get_max_file_size()) - REQUEST_OVERHEAD
	largest = min(cint(settings.max_attachment_mb) * MEGABYTE, get_max_file_size(), request_size)
	return Form(
		title=_(record.title),
		introduction=frappe.utils.strip_html(_(record.introduction_text or "")),
		button=_(record.button_label) if record.button_label else _("Send"),
		sections=tuple(_sections(record.web_form_fields)),
		limits=Limits(cint(settings.max_attachments), largest // MEGABYTE * MEGABYTE),
		request_size=request_size,
	)


def _sections(rows: list) -> list[Section]:
	sections: list[tuple[str, str, list[Field]]] = [("", "", [])]
	for row in rows:
		if row.fieldtype in ("Section Break", "Page Break"):
			sections.append((_(row.label or ""), _(row.description or ""), []))
		elif field := _field(row):
			sections[-1][2].append(field)
	return [Section(label, help, tuple(fields)) for label, help, fields in sections if fields]


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
