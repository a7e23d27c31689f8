"""The records a register's names point to: categories and areas, found or made through the document API."""

from collections.abc import Iterable

import frappe

from citizen_service.register_import.places import Path
from citizen_service.register_import.text import fold


class Tree:
	"""One tree of masters, by name.

	:param doctype: Case Category or Case Area
	:param qualified: a lower name gets its upper one in front, as "Parks: Litter"; names are unique in the
		whole tree, and the same sub-category stands under several categories
	"""

	def __init__(self, doctype: str, qualified: bool) -> None:
		self.doctype = doctype
		self.made = 0
		self._qualified = qualified
		self._parent_field = f"parent_{frappe.scrub(doctype)}"
		self._name_field = {"Case Category": "category_name", "Case Area": "area_name"}[doctype]
		rows = frappe.get_all(doctype, fields=["name", self._parent_field, "is_group"], order_by="lft desc")
		self._known = {fold(row.name): row.name for row in rows}
		self._below = {(row[self._parent_field], fold(row.name)): row.name for row in rows}
		self._groups = {row.name for row in rows if row.is_group}
		self._roots = [row.name for row in rows if not row[self._parent_field]]
		self._found: dict[Path, str | None] = {(): None}

	@property
	def roots(self) -> Iterable[str]:
		"""The names at the top of the tree as it was found."""
		return self._roots

	def record(self, path: Path, make: bool = True) -> str | None:
		"""The record for a path, made if it is not there; None for an empty path.

		:param make: False counts what would be made, and makes nothing
		"""
		if path not in self._found:
			parent = self.record(path[:-1], make)
			self._found[path] = self._existing(path, parent) or self._new(path, parent, make)
		return self._found[path]

	def _existing(self, path: Path, parent: str | None) -> str | None:
		if (parent, fold(path[-1])) in self._below:
			return self._below[parent, fold(path[-1])]
		return self._known.get(fold(self._name(path, parent)))

	def _name(self, path: Path, parent: str | None) -> str:
		return f"{parent}: {path[-1]}" if parent and self._qualified else path[-1]

	def _new(self, path: Path, parent: str | None, make: bool) -> str:
		name = self._name(path, parent)
		self.made += 1
		if make:
			if parent and parent not in self._groups:
				frappe.get_doc(self.doctype, parent).update({"is_group": 1}).save(ignore_permissions=True)
				self._groups.add(parent)
			frappe.get_doc(
				{
					"doctype": self.doctype,
					self._name_field: name,
					self._parent_field: parent,
					"is_group": int(len(path) == 1),
					"public": 0,
				}
			).insert(ignore_permissions=True)
		self._known[fold(name)] = name
		if len(path) == 1:
			self._groups.add(name)
		return name


def named(doctype: str, name: str, field: str, make: bool) -> str:
	"""The record of that name, made as one that is not offered to citizens if it is not there."""
	existing = frappe.db.get_value(doctype, {field: name})
	if existing or not make:
		return existing or name
	values = {"doctype": doctype, field: name, "rank": 990}
	if frappe.get_meta(doctype).has_field("public"):
		values["public"] = 0
	return frappe.get_doc(values).insert(ignore_permissions=True).name
