"""Every text of the app that a person can read, found in its sources. No frappe import.

The framework's own extractors differ between its versions and leave out web forms, workflow states, number cards and
seeded records; this one reads what the app ships, the same everywhere.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APP = Path(__file__).parents[2]
MODULE = APP / "citizen_service"
CALLS = {"_", "_lt"}

STRING = r'"(?:\\.|[^"\\\n])*"' + r"|'(?:\\.|[^'\\\n])*'" + r"|`(?:\\.|[^`\\])*`"
SCRIPT_CALL = re.compile(rf"(?<![\w.$])__?\(\s*((?:{STRING})(?:\s*\+\s*(?:{STRING}))*)")
SCRIPT_STRING = re.compile(STRING)

RECORD_TEXTS: dict[str, tuple[str, ...]] = {
	"Assessment Level": ("level_name",),
	"Assignment Rule": ("name",),
	"Case Category": ("category_name",),
	"Case Outcome": ("outcome_name",),
	"Case Priority": ("priority_name",),
	"Case Type": ("type_name", "description"),
	"Dashboard": ("dashboard_name",),
	"Dashboard Chart": ("chart_name",),
	"Day Book Kind": ("kind_name",),
	"Escalation Ladder": ("ladder_name",),
	"Finding Rule": ("rule_name",),
	"Intake Channel": ("channel_name",),
	"Letter Head": ("letter_head_name",),
	"Module Onboarding": ("title", "subtitle", "success_message"),
	"Notification": ("name",),
	"Number Card": ("label",),
	"Onboarding Step": ("title", "description", "action_label"),
	"Page": ("title",),
	"Pause Reason": ("reason_name",),
	"Print Format": ("name",),
	"Report": ("report_name", "columns.label", "filters.label", "roles.role"),
	"Role": ("role_name",),
	"Root Cause": ("cause_name",),
	"Rating Reason": ("reason_name",),
	"Service Level Policy": ("policy_name",),
	"Web Form": (
		"title",
		"introduction_text",
		"button_label",
		"success_title",
		"success_message",
		"web_form_fields.label",
		"web_form_fields.description",
	),
	"Workflow": (
		"name",
		"states.state",
		"transitions.action",
		"state_meanings.citizen_text",
	),
	"Workflow Action Master": ("workflow_action_name",),
	"Workflow State": ("workflow_state_name",),
	"Working Calendar": ("calendar_name", "seasons.season_name", "holidays.holiday_name"),
	"Workspace": ("label", "title", "shortcuts.label", "shortcuts.format", "links.label", "charts.label"),
}
"""Which fields of the records that the app ships are shown to people, by DocType; `table.field` for child rows."""

NOT_SHOWN = {
	"Custom DocPerm",
	"Dashboard Chart Source",
	"List View Settings",
	"Response Template",
	"Priority Proposal",
}
"""Seeded DocTypes without a text of their own."""


@dataclass(frozen=True, order=True)
class Word:
	"""A text in English, its context if the call gives one, and the file that says it."""

	text: str
	context: str
	where: str


def words() -> list[Word]:
	"""Every text that the app says, sorted, each with one place where it is said."""
	found: dict[tuple[str, str], Word] = {}
	for path in _sources():
		for text, context in _texts(path):
			text = text.strip()
			if re.search(r"[A-Za-z]", text):
				where = str(path.relative_to(APP))
				found.setdefault((text, context), Word(text, context, where))
	return sorted(found.values())


def placeholders(text: str) -> list[str]:
	"""The places of a text that are filled in: `{0}`, `{}`, `{name}`; sorted, with repetitions."""
	return sorted(re.findall(r"\{\w*\}", text))


def _sources() -> Iterator[Path]:
	for path in sorted(APP.rglob("*")):
		inside = path.relative_to(APP)
		if inside.parts[0] in ("tests", "translations") or {"dist", "node_modules"} & set(inside.parts):
			continue
		if path.suffix in (".py", ".js", ".html", ".json"):
			yield path


def _texts(path: Path) -> Iterator[tuple[str, str]]:
	content = path.read_text(encoding="utf-8")
	if path.suffix == ".py":
		yield from python_texts(content)
	elif path.suffix in (".js", ".html"):
		yield from script_texts(content)
	elif path.parent == APP / "setup" / "seeds" or path.is_relative_to(MODULE):
		record = json.loads(content)
		for one in record if isinstance(record, list) else [record]:
			yield from ((text, "") for text in record_texts(one))


def python_texts(source: str) -> Iterator[tuple[str, str]]:
	"""The literals given to `_()` and `_lt()`, with the context, and the words of fields written as dictionaries.

	:raises ValueError: for an f-string, which cannot be looked up
	"""
	for node in ast.walk(ast.parse(source)):
		if isinstance(node, ast.Dict):
			yield from _field_texts(node)
		elif isinstance(node, ast.Call) and node.args and _called(node) in CALLS:
			text = node.args[0]
			if isinstance(text, ast.JoinedStr):
				raise ValueError(f"line {node.lineno}: an f-string cannot be translated")
			if isinstance(text, ast.Constant) and isinstance(text.value, str):
				context = next((k.value.value for k in node.keywords if k.arg == "context"), "")
				yield text.value, context


def _called(call: ast.Call) -> str:
	return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _field_texts(node: ast.Dict) -> Iterator[tuple[str, str]]:
	"""Label and description of a field: the framework translates them when it shows the form."""
	entries = {
		key.value: value
		for key, value in zip(node.keys, node.values, strict=True)
		if isinstance(key, ast.Constant)
	}
	if {"fieldname", "fieldtype"} <= entries.keys():
		for key in ("label", "description"):
			text = entries.get(key)
			if isinstance(text, ast.Constant) and isinstance(text.value, str):
				yield text.value, ""


def script_texts(source: str) -> Iterator[tuple[str, str]]:
	"""The literals given to `__()` in JavaScript and to `_()` in a template.

	:raises ValueError: for a template literal with a place in it, which cannot be looked up
	"""
	for call in SCRIPT_CALL.finditer(source):
		parts = SCRIPT_STRING.findall(call.group(1))
		if any(part[0] == "`" and "${" in part for part in parts):
			raise ValueError(f"a template literal with ${{}} cannot be translated: {call.group(0)}")
		yield "".join(re.sub(r"\\(.)", r"\1", part[1:-1]) for part in parts), ""


def record_texts(record: dict[str, Any]) -> Iterator[str]:
	"""The texts of one record that the app ships as JSON.

	:raises ValueError: for a DocType of which this module does not know what it shows
	"""
	doctype = record.get("doctype")
	if doctype == "DocType":
		yield from _doctype_texts(record)
	elif doctype in RECORD_TEXTS:
		for path in RECORD_TEXTS[doctype]:
			yield from _values(record, path.split("."))
		yield from _content_texts(record.get("content") if doctype == "Workspace" else None)
		yield from (text for text, _context in script_texts(record.get("html") or ""))
	elif doctype not in NOT_SHOWN:
		raise ValueError(f"say in RECORD_TEXTS what a person reads of {doctype}")


def _doctype_texts(doctype: dict[str, Any]) -> Iterator[str]:
	yield from _values(doctype, ["name"])
	yield from _values(doctype, ["module"])
	yield from _values(doctype, ["description"])
	yield from _values(doctype, ["permissions", "role"])
	yield from _values(doctype, ["links", "group"])
	yield from _values(doctype, ["actions", "label"])
	yield from _values(doctype, ["states", "title"])
	for field in doctype["fields"]:
		yield from _values(field, ["label"])
		yield from _values(field, ["description"])
		if field["fieldtype"] == "Select" and field["fieldname"] != "naming_series":
			yield from (field.get("options") or "").split("\n")
		elif field["fieldtype"] in ("HTML", "Heading"):
			yield from _values(field, ["options"])


def _content_texts(content: str | None) -> Iterator[str]:
	"""The headers of a workspace, without their tags."""
	for block in json.loads(content or "[]"):
		text = block["data"].get("text")
		if text:
			yield re.sub(r"<[^>]+>", "", text)


def _values(record: dict[str, Any], path: list[str]) -> Iterator[str]:
	value = record.get(path[0])
	if len(path) > 1:
		for row in value or []:
			yield from _values(row, path[1:])
	elif value:
		yield value
