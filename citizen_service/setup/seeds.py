"""The one writer of seeded records: reads what the app ships, asks the ledger, creates or updates.

Shipped are `setup/seeds/*.json`, named after their DocType, and the workflows in the module's `workflow/` folder.
All are made as ordinary records of the site, so that an admin can tune them on every version of the framework.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.permissions import setup_custom_perms
from frappe.utils import strip_html

from citizen_service.desk.modules import shipped_profile
from citizen_service.marks import leave_with_its_bearer
from citizen_service.setup import ledger
from citizen_service.setup.ledger import Decision, Entry, Kind, Status, Step

SEEDS = Path(__file__).parent / "seeds"
WORKFLOWS = Path(__file__).parent.parent / "citizen_service" / "workflow"
LEDGER = "Seed Record"
TABLES = ("Table", "Table MultiSelect")

ORDER = (
	"role",
	"custom_docperm",
	"workflow_state",
	"workflow_action_master",
	"pause_reason",
	"case_priority",
	"assessment_level",
	"priority_proposal",
	"root_cause",
	"rating_reason",
	"case_outcome",
	"case_type",
	"intake_channel",
	"case_category",
	"day_book_kind",
	"working_calendar",
	"escalation_ladder",
	"service_level_policy",
	"workflow",
	"assignment_rule",
	"notification",
	"web_form",
	"print_format",
	"letter_head",
	"response_template",
	"finding_rule",
	"list_view_settings",
	"module_profile",
)
"""The files, each after those that its links name; the Module Profile follows the framework's modules."""


@dataclass
class Report:
	"""What a run did, by record as `DocType: name`; `held` says why a record could not be written."""

	created: list[str] = field(default_factory=list)
	updated: list[str] = field(default_factory=list)
	changed_by_admin: list[str] = field(default_factory=list)
	deleted_by_admin: list[str] = field(default_factory=list)
	held: dict[str, str] = field(default_factory=dict)

	def lines(self) -> list[str]:
		"""The report for the console of install and migrate."""
		lines = [f"Seeds: {len(self.created)} created, {len(self.updated)} updated"]
		lines += [f"  left alone, changed by an administrator: {record}" for record in self.changed_by_admin]
		lines += [
			f"  not made again, deleted by an administrator: {record}" for record in self.deleted_by_admin
		]
		lines += [f"  waits: {record}: {reason}" for record, reason in self.held.items()]
		return lines


def shipped_records(seeds: Path = SEEDS, workflows: Path = WORKFLOWS) -> Iterator[dict[str, Any]]:
	"""Every record that the app ships, in the order in which they can be made."""
	for stem in ORDER:
		if stem == "module_profile":
			yield shipped_profile()
			continue
		paths = sorted(workflows.glob("*/*.json")) if stem == "workflow" else [seeds / f"{stem}.json"]
		for path in paths:
			content = json.loads(path.read_text(encoding="utf-8"))
			yield from content if isinstance(content, list) else [content]


def sync(records: list[dict[str, Any]] | None = None) -> Report:
	"""Bring the site's seeded records up to what is shipped, leaving alone whatever an admin touched.

	:param records: what is shipped, in order; default what the app's own files hold
	"""
	return _Run(list(shipped_records()) if records is None else records).run()


class _Run:
	"""One pass over the shipped records."""

	def __init__(self, records: list[dict[str, Any]]) -> None:
		self.records = records
		self.report = Report()
		rows = frappe.get_all(
			LEDGER,
			fields=[
				"name",
				"document_type",
				"document_name",
				"seed_name",
				"status",
				"seed_hash",
				"set_hash",
				"fields_set",
			],
			order_by="creation asc",
		)
		self.stored: dict[str, dict[str, dict[str, Any]]] = {}
		self.rows = {(row.document_type, row.seed_name): row for row in rows}
		self.shipped_names = {(row.document_type, row.document_name): row.seed_name for row in rows}

	def run(self) -> Report:
		shipped = set()
		for record in self.records:
			key = (record["doctype"], seed_name(record))
			shipped.add(key)
			self._one(record, key)
		for key, row in self.rows.items():
			if key not in shipped and row.status != Status.NOT_SHIPPED:
				frappe.db.set_value(LEDGER, row.name, "status", Status.NOT_SHIPPED.value)
		return self.report

	def _one(self, record: dict[str, Any], key: tuple[str, str]) -> None:
		row = self.rows.get(key)
		label = f"{key[0]}: {key[1]}"
		shape = json.loads(row.fields_set or "{}") if row else _known_shape(record)
		decision = ledger.decide(
			ledger.shipped_digest(record),
			Entry(Status(row.status), row.seed_hash or "", row.set_hash or "") if row else None,
			self._hash_on_site(key[0], row.document_name if row else key[1], shape),
		)
		if decision.step is Step.LEAVE:
			self._leave(record, key, row, decision)
			return
		missing = self._missing_links(record)
		if missing:
			self.report.held[label] = f"{missing} is not on this site"
			return
		frappe.db.savepoint("seed")
		try:
			doc = (
				self._create(record)
				if decision.step is Step.CREATE
				else self._update(record, row.document_name)
			)
		except frappe.ValidationError as refusal:
			frappe.db.rollback(save_point="seed")
			self.report.held[label] = strip_html(str(refusal))
			return
		(self.report.created if decision.step is Step.CREATE else self.report.updated).append(label)
		self._write_down(record, key, row, decision, doc.name)

	def _leave(
		self, record: dict[str, Any], key: tuple[str, str], row: dict[str, Any] | None, decision: Decision
	) -> None:
		if decision.status is Status.CHANGED:
			self.report.changed_by_admin.append(f"{key[0]}: {row.document_name}")
		elif decision.status is Status.DELETED:
			self.report.deleted_by_admin.append(f"{key[0]}: {key[1]}")
		if row is None:
			self._write_down(record, key, None, decision, key[1])
		elif row.status != decision.status.value:
			frappe.db.set_value(LEDGER, row.name, "status", decision.status.value)

	def _create(self, record: dict[str, Any]) -> Document:
		if record["doctype"] == "Custom DocPerm":
			# The first custom permission replaces all standard ones: these are copied beforehand.
			setup_custom_perms(record["parent"])
		doc = frappe.new_doc(record["doctype"])
		doc.update(self._for_site(record) | record.get("on_create", {}))
		if own_name := _naming_field(record["doctype"]):
			doc.set(own_name, record[own_name])
		leave_with_its_bearer(doc)
		doc.insert(ignore_permissions=True, set_name=record.get("name"))
		if record["doctype"] == "Letter Head":
			doc.db_set("source", record["source"])  # its controller makes every new one a picture
		return doc

	def _update(self, record: dict[str, Any], name: str) -> Document:
		doc = frappe.get_doc(record["doctype"], name)
		doc.update(self._for_site(record))
		return doc.save(ignore_permissions=True)

	def _write_down(
		self,
		record: dict[str, Any],
		key: tuple[str, str],
		row: dict[str, Any] | None,
		decision: Decision,
		name: str,
	) -> None:
		shape = _known_shape(record)
		if decision.step is not Step.LEAVE:
			self.stored[key[0]].update(_stored(key[0], [name]))
		entry = frappe.get_doc(LEDGER, row.name) if row else frappe.new_doc(LEDGER)
		entry.update(
			{
				"document_type": key[0],
				"seed_name": key[1],
				"document_name": name,
				"status": decision.status.value,
				"seed_hash": ledger.shipped_digest(record),
				"set_hash": self._hash_on_site(key[0], name, shape),
				"fields_set": json.dumps(shape),
			}
		)
		entry.save(ignore_permissions=True)
		self.rows[key] = frappe._dict(entry.as_dict())
		self.shipped_names[(key[0], name)] = key[1]

	def _hash_on_site(self, doctype: str, name: str, shape: ledger.Shape) -> str | None:
		if doctype not in self.stored:
			self.stored[doctype] = _stored(doctype, self._names(doctype))
		record = self.stored[doctype].get(name)
		return record and ledger.digest(ledger.values(record, shape, _kinds(doctype), self._shipped_name))

	def _names(self, doctype: str) -> list[str]:
		"""The names on this site of everything of a DocType that is shipped."""
		shipped = [seed_name(record) for record in self.records if record["doctype"] == doctype]
		return [self._name_on_site(doctype, name) for name in shipped]

	def _shipped_name(self, doctype: str, name: str) -> str:
		return self.shipped_names.get((doctype, name), name)

	def _name_on_site(self, doctype: str, name: str) -> str:
		row = self.rows.get((doctype, name))
		return row.document_name if row else name

	def _for_site(self, record: dict[str, Any]) -> dict[str, Any]:
		"""The fields that this version of the framework has, links by the names they have on this site."""
		fields: dict[str, Any] = {}
		kinds = _kinds(record["doctype"])
		for fieldname, columns in _known_shape(record).items():
			value = record[fieldname]
			if columns is None:
				fields[fieldname] = self._linked(value, kinds[fieldname])
			else:
				fields[fieldname] = [
					{
						column: self._linked(row.get(column), kinds[fieldname].columns[column])
						for column in columns
					}
					for row in value
				]
		return fields

	def _linked(self, value: Any, kind: Kind) -> Any:
		return self._name_on_site(kind.options, value) if kind.fieldtype == "Link" and value else value

	def _missing_links(self, record: dict[str, Any]) -> str | None:
		"""The first link of the record whose target an admin deleted, as `DocType name`."""
		kinds = _kinds(record["doctype"])
		for fieldname, value in self._for_site(record).items():
			rows = value if isinstance(value, list) else [{fieldname: value}]
			columns = kinds[fieldname].columns or {fieldname: kinds[fieldname]}
			for row in rows:
				for column, target in row.items():
					kind = columns[column]
					if kind.fieldtype == "Link" and target and not frappe.db.exists(kind.options, target):
						return f"{kind.options} {target}"
		return None


def seed_name(record: dict[str, Any]) -> str:
	"""The name under which a record is shipped: its `name`, or the field that its DocType is named by."""
	own_name = _naming_field(record["doctype"])
	return record[own_name] if own_name else record["name"]


def _naming_field(doctype: str) -> str | None:
	"""The field that holds the record's name; it is not compared, so that a renamed record is the same one."""
	kind, _, fieldname = (frappe.get_meta(doctype).autoname or "").partition(":")
	return fieldname if kind == "field" else None


def _known_shape(record: dict[str, Any]) -> ledger.Shape:
	"""The fields that the record sets, without its name and those that this version of the framework lacks."""
	kinds = _kinds(record["doctype"])
	kinds.pop(_naming_field(record["doctype"]), None)
	return {
		fieldname: columns if columns is None else [c for c in columns if c in kinds[fieldname].columns]
		for fieldname, columns in ledger.shape_of(record).items()
		if fieldname in kinds
	}


def _stored(doctype: str, names: list[str]) -> dict[str, dict[str, Any]]:
	"""Records by name, each with the rows of its tables; those that are not on the site are left out."""
	rows = frappe.get_all(doctype, filters={"name": ["in", names]}, fields=["*"], order_by="name asc")
	records = {row.name: row for row in rows}
	for table in frappe.get_meta(doctype).get_table_fields():
		children = frappe.get_all(
			table.options,
			filters={"parent": ["in", list(records)], "parenttype": doctype, "parentfield": table.fieldname},
			fields=["*"],
			order_by="parent asc, idx asc",
		)
		for child in children:
			records[child.parent].setdefault(table.fieldname, []).append(child)
	return records


def _kinds(doctype: str) -> dict[str, Kind]:
	return {
		df.fieldname: Kind(df.fieldtype, df.options, _kinds(df.options) if df.fieldtype in TABLES else None)
		for df in frappe.get_meta(doctype).fields
	}
