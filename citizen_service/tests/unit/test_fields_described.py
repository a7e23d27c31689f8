"""Every field a person can meet says what it is called and what it is for."""

import json
import unittest
from pathlib import Path

DOCTYPES = Path(__file__).parents[2] / "citizen_service" / "doctype"
WITHOUT_DATA = {"Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold"}


def doctypes() -> list[dict]:
	return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DOCTYPES.glob("*/*.json"))]


class TestFieldsDescribed(unittest.TestCase):
	def test_the_doctypes_are_found(self):
		names = {doctype["name"] for doctype in doctypes()}
		self.assertLessEqual({"Case", "Case Referral", "Response", "Citizen", "Department"}, names)

	def test_every_doctype_is_described(self):
		self.assertEqual([d["name"] for d in doctypes() if not d.get("description")], [])

	def test_the_types_in_the_code_name_every_field_and_option(self):
		missing = []
		for path in sorted(DOCTYPES.glob("*/*.json")):
			code = path.with_suffix(".py").read_text(encoding="utf-8")
			types = code.partition("# begin: auto-generated types")[2].partition(
				"# end: auto-generated types"
			)[0]
			for field in json.loads(path.read_text(encoding="utf-8"))["fields"] if types else ():
				name = field["fieldname"]
				options = field.get("options", "").split("\n") if field["fieldtype"] == "Select" else []
				if field["fieldtype"] not in WITHOUT_DATA and f"\t{name}: DF." not in types:
					missing.append(f"{path.stem}.{name}")
				missing += [f"{path.stem}.{name}: {o}" for o in options if o and f'"{o}"' not in types]
		self.assertEqual(missing, [])

	def test_every_field_with_data_has_a_label_and_a_description(self):
		bare = [
			f"{doctype['name']}.{field['fieldname']}"
			for doctype in doctypes()
			for field in doctype["fields"]
			if field["fieldtype"] not in WITHOUT_DATA
			and not (field.get("label") and field.get("description"))
		]
		self.assertEqual(bare, [])

	def test_every_tab_has_a_label(self):
		bare = [
			f"{doctype['name']}.{field['fieldname']}"
			for doctype in doctypes()
			for field in doctype["fields"]
			if field["fieldtype"] == "Tab Break" and not field.get("label")
		]
		self.assertEqual(bare, [])

	def test_what_is_searched_and_shown_exists(self):
		wrong = []
		for doctype in doctypes():
			fields = {field["fieldname"] for field in doctype["fields"]} | {"name"}
			named = [*doctype.get("search_fields", "").split(","), doctype.get("title_field") or ""]
			wrong += [
				f"{doctype['name']}: {name}" for name in map(str.strip, named) if name and name not in fields
			]
			if sorted(doctype["field_order"]) != sorted(fields - {"name"}):
				wrong.append(f"{doctype['name']}: field_order")
		self.assertEqual(wrong, [])
