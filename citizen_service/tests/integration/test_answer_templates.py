"""Response templates: who keeps them, which are offered, what is filled in; and what never is."""

import frappe

from citizen_service.answer import templates
from citizen_service.answer.placeholders import unknown_places
from citizen_service.errors import InvalidTemplate, NotYours
from citizen_service.setup.seeds import shipped_records
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

TEMPLATE = "Response Template"
BODY = "<p>{رقم المعاملة} | {citizen_name} | {department} | {subject}</p>"


class TestResponseTemplates(OfficeTestCase):
	def make(self, **values):
		title = frappe.generate_hash(length=10)
		return frappe.get_doc(
			{"doctype": TEMPLATE, "title": title, "language": "ar", "body": BODY, "enabled": 1, **values}
		).insert()

	def names(self, **matter) -> list[str]:
		return [row["name"] for row in templates.offered(**matter)]

	def test_what_nothing_fills_in_is_named_with_what_may_stand_there(self):
		with self.refused(InvalidTemplate, "{phone}", "{reference}", "{رقم المعاملة}"):
			self.make(body="<p>{phone} {subject}</p>")
		with self.refused(InvalidTemplate, "{"):
			self.make(body="<p>{{ doc.name }}</p>")
		with self.refused(InvalidTemplate, "empty"):
			self.make(body="<p><br></p>")

	def test_shipped_ones_are_good_in_both_languages(self):
		shipped = [record for record in shipped_records() if record["doctype"] == TEMPLATE]
		self.assertEqual({record["language"] for record in shipped}, {"ar", "en"})
		for record in shipped:
			self.assertEqual(unknown_places(record["body"]), [], record["title"])
			self.assertTrue(frappe.db.exists(TEMPLATE, record["title"]))

	def test_a_manager_keeps_those_of_their_department(self):
		own, foreign, general = (
			self.make(department=department).name
			for department in (self.office.roads, self.office.water, None)
		)
		with make.acting_as(self.office.roads_manager):
			seen = frappe.get_list(TEMPLATE, pluck="name", order_by="name", limit_page_length=0)
			self.assertIn(own, seen)
			self.assertIn(general, seen)
			self.assertNotIn(foreign, seen)
			for name, reads, writes in ((own, True, True), (general, True, False), (foreign, False, False)):
				document = frappe.get_doc(TEMPLATE, name)
				self.assertEqual(document.has_permission("read"), reads, name)
				self.assertEqual(document.has_permission("write"), writes, name)
				self.assertEqual(document.has_permission("delete"), writes, name)
			self.make(department=self.office.roads)
			for department in (self.office.water, None):
				self.assertRaises((NotYours, frappe.PermissionError), self.make, department=department)
			moved = frappe.get_doc(TEMPLATE, own)
			moved.department = None
			self.assertRaises((NotYours, frappe.PermissionError), moved.save)
		with make.acting_as(self.office.roads_officer):
			self.assertFalse(frappe.get_doc(TEMPLATE, own).has_permission("write"))
		with make.acting_as(self.office.admin):
			self.assertTrue(frappe.get_doc(TEMPLATE, foreign).has_permission("write"))

	def test_the_most_particular_is_offered_first(self):
		case, (referral,) = make.make_referred_case(self.office)
		general = self.make().name
		complaint = self.make(case_type="Complaint", kind="Full Reply").name
		inquiry = self.make(case_type="Inquiry").name
		interim = self.make(kind="Interim Reply").name
		roads = self.make(department=self.office.roads, case_type="Complaint", kind="Full Reply").name
		water = self.make(department=self.office.water).name
		off = self.make(enabled=0).name
		with make.acting_as(self.office.roads_officer):
			offered = self.names(referral=referral, kind="Full Reply", language="ar")
			self.assertRaises((NotYours, frappe.PermissionError), self.names, case=case.name)
		self.assertEqual(offered[0], roads)
		self.assertLess(offered.index(complaint), offered.index(general))
		for name in (inquiry, interim, water, off):
			self.assertNotIn(name, offered)
		with make.acting_as(self.office.water_officer):
			self.assertRaises((NotYours, frappe.PermissionError), self.names, referral=referral)
		with make.acting_as(self.office.follow_up):
			self.assertIn(water, self.names(case=case.name, kind="Full Reply"))

	def test_filled_in_for_the_office_and_for_a_department(self):
		name = "سميرة <b>النجار</b>"
		case, (referral,) = make.make_referred_case(self.office, citizen_name=name)
		template = self.make().name
		with make.acting_as(self.office.follow_up):
			text = templates.text(template, case=case.name)
		for part in (case.name, self.office.roads, case.subject, "سميرة"):
			self.assertIn(part, text)
		self.assertNotIn("<b>", text)
		with make.acting_as(self.office.roads_officer):
			self.assertIn(case.name, templates.text(template, referral=referral))
			self.assertRaises((NotYours, frappe.PermissionError), templates.text, template, case=case.name)
		frappe.db.set_value(TEMPLATE, template, "enabled", 0)
		with make.acting_as(self.office.follow_up), self.refused(InvalidTemplate, "disabled"):
			templates.text(template, case=case.name)

	def test_a_withheld_identity_is_in_nobodys_text(self):
		case, (referral,) = make.make_referred_case(
			self.office, citizen_name="Nobody Knows", withhold_identity=1
		)
		template = self.make().name
		for user, matter in (
			(self.office.roads_officer, {"referral": referral}),
			(self.office.follow_up, {"case": case.name}),
		):
			with make.acting_as(user):
				text = templates.text(template, **matter)
			self.assertNotIn("Nobody Knows", text)
			self.assertIn("الكريم", text)
