"""What the public pages keep in the process is gone as soon as somebody has changed it, in whatever process."""

from unittest.mock import patch

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_field
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

from citizen_service.portal import kept
from citizen_service.portal.form import WEB_FORM
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase, TestCase
from citizen_service.tests.support.portal import ANSWERS, SUBMIT, Visitor


class TestKept(TestCase):
	"""The copies themselves, in this process."""

	def setUp(self) -> None:
		super().setUp()
		self.read = iter(range(100))
		self.addCleanup(setattr, frappe.flags, "portal_version", None)
		self.addCleanup(kept._copies.clear)

	def under(self, *version: object) -> int:
		frappe.flags.portal_version = version or None
		with make.acting_as("Guest"):
			return kept.kept("test", lambda: next(self.read))

	def test_is_read_once_under_a_version(self):
		self.assertEqual([self.under("a"), self.under("a"), self.under("b"), self.under("b")], [0, 0, 1, 1])
		self.assertEqual(self.under("a"), 2, "the copy of an earlier version is no longer there")

	def test_without_a_version_nothing_is_kept(self):
		self.assertEqual([self.under(), self.under()], [0, 1])

	def test_another_site_has_copies_of_its_own(self):
		self.under("a")
		with patch.object(frappe.local, "site", "another"):
			self.assertEqual(self.under("a"), 1)

	def test_what_somebody_with_an_account_read_is_not_kept(self):
		frappe.flags.portal_version = ("a",)
		self.assertEqual([kept.kept("test", lambda: next(self.read)) for _ in range(2)], [0, 1])


class TestKeptPages(HttpTestCase):
	"""Changed here, shown by the web server."""

	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client())
		self.visitor.open(SUBMIT)  # the first one after all caches were emptied sets the version
		self.assertNotIn("Changed", self.shown())

	def shown(self, *answers: str) -> str:
		"""The first page of the form; the page after it where the first is answered."""
		page = self.visitor.open(SUBMIT)
		if answers:
			page = self.visitor.go(page, "next", case_type=answers[0])
		self.assertEqual(page.status, 200)
		return str(page.tree.select_one("main"))

	def change(self, doctype: str, name: str, **values: object) -> None:
		"""As a form of the desk saves it; put back at the end of the test."""
		document = frappe.get_doc(doctype, name)
		before = {field: document.get(field) for field in values}
		document.update(values)
		document.save()
		frappe.db.commit()
		self.addCleanup(self.put_back, doctype, document.name, before)

	def put_back(self, doctype: str, name: str, values: dict) -> None:
		document = frappe.get_doc(doctype, name)
		document.update(values)
		document.save()
		frappe.db.commit()

	def drop(self, document: "frappe.model.document.Document") -> None:
		frappe.delete_doc(document.doctype, document.name, force=True)
		frappe.clear_cache(doctype="Case")
		frappe.db.commit()

	def test_the_words_of_the_form(self):
		self.change("Web Form", WEB_FORM, introduction_text="Changed introduction")
		self.assertIn("Changed introduction", self.shown())

	def test_the_form_taken_away_and_given_back(self):
		self.change("Web Form", WEB_FORM, published=0)
		self.assertEqual(self.visitor.open(SUBMIT).status, 422)
		self.put_back("Web Form", WEB_FORM, {"published": 1})
		self.shown()

	def test_what_a_list_offers(self):
		self.change("Case Type", ANSWERS["case_type"], description="Changed explanation")
		self.assertIn("Changed explanation", self.shown())
		self.change("Case Type", ANSWERS["case_type"], public=0)
		self.assertNotIn(f'value="{ANSWERS["case_type"]}"', self.shown())

	def test_a_name_in_a_list(self):
		area = frappe.get_doc(
			{"doctype": "Case Area", "area_name": "Area of the test", "public": 1, "enabled": 1}
		)
		area.insert()
		frappe.db.commit()
		self.addCleanup(self.drop, area)
		field = frappe.get_doc("Web Form", WEB_FORM)
		self.assertIn("area", [row.fieldname for row in field.web_form_fields])
		self.assertIn("Area of the test", self.all_steps())
		area.name = frappe.rename_doc("Case Area", area.name, "Area that Changed")
		frappe.db.commit()
		self.assertIn("Area that Changed", self.all_steps())

	def all_steps(self) -> str:
		page = self.visitor.go(self.visitor.open(SUBMIT), "next", case_type=ANSWERS["case_type"])
		page = self.visitor.go(page, "next", subject=ANSWERS["subject"], description=ANSWERS["description"])
		return str(page.tree.select_one("main"))

	def test_how_people_may_be_named(self):
		self.change("Case Type", ANSWERS["case_type"], allows_anonymous=1)
		self.assertIn('value="anonymous"', self.last_step())
		self.change("Case Type", ANSWERS["case_type"], allows_anonymous=0)
		self.assertNotIn('value="anonymous"', self.last_step())

	def last_step(self) -> str:
		page = self.visitor.go(self.visitor.open(SUBMIT), "next", case_type=ANSWERS["case_type"])
		page = self.visitor.go(page, "next", subject=ANSWERS["subject"], description=ANSWERS["description"])
		return str(self.visitor.go(page, "next").tree.select_one("main"))

	def test_a_translation(self):
		said = frappe.get_doc(
			{
				"doctype": "Translation",
				"language": "ar",
				"source_text": "Follow a case",
				"translated_text": "كلمة تغيّرت",
			}
		)
		self.visitor = Visitor(self.web.client(), lang="ar")
		for _ in range(2):
			self.assertNotIn("كلمة تغيّرت", self.visitor.open(SUBMIT).reply.text)
		said.insert()
		frappe.db.commit()
		self.addCleanup(self.drop, said)
		self.assertIn("كلمة تغيّرت", self.visitor.open(SUBMIT).reply.text)

	def test_customize_form(self):
		"""A label of Case that the form does not word itself, and a field of the office's own."""
		form = frappe.get_doc("Web Form", WEB_FORM)
		row = next(row for row in form.web_form_fields if row.fieldname == "subject")
		label = row.label
		self.addCleanup(self.put_label, label)
		self.put_label("")
		setter = make_property_setter("Case", "subject", "label", "Changed label", "Data")
		frappe.clear_cache(doctype="Case")  # as Customize Form does at its end
		frappe.db.commit()
		self.addCleanup(self.drop, setter)
		self.assertIn("Changed label", self.shown(ANSWERS["case_type"]))

	def put_label(self, label: str) -> None:
		form = frappe.get_doc("Web Form", WEB_FORM)
		next(row for row in form.web_form_fields if row.fieldname == "subject").label = label
		form.save()
		frappe.db.commit()

	def test_a_field_of_the_office_s_own(self):
		create_custom_field(
			"Case", {"fieldname": "test_meter", "label": "Changed meter", "fieldtype": "Data"}
		)
		form = frappe.get_doc("Web Form", WEB_FORM)
		form.append(
			"web_form_fields", {"fieldname": "test_meter", "fieldtype": "Data", "label": "Changed meter"}
		)
		last = form.web_form_fields.pop()
		form.web_form_fields.insert(1, last)
		for number, row in enumerate(form.web_form_fields, 1):
			row.idx = number
		self.addCleanup(self.drop_field)
		form.save()
		frappe.db.commit()
		self.assertIn("Changed meter", self.shown())

	def drop_field(self) -> None:
		form = frappe.get_doc("Web Form", WEB_FORM)
		form.web_form_fields = [row for row in form.web_form_fields if row.fieldname != "test_meter"]
		form.save()
		frappe.delete_doc("Custom Field", "Case-test_meter", force=True)
		frappe.db.commit()
