"""Rows of child tables: the framework would take them by themselves, past the rules of the document they belong to."""

import frappe

from citizen_service.answer.files import attached
from citizen_service.errors import BadRequest
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase


class TestRows(OfficeTestCase):
	def test_nothing_is_slipped_into_what_was_accepted_for_the_citizen(self):
		case = make.make_case_under_study(self.office)
		answer = make.accept_answer(self.office, case.name)
		file = frappe.get_doc(
			{"doctype": "File", "file_name": "x.txt", "content": "سري", "is_private": 1}
		).insert()
		row = {
			"parent": answer.name,
			"parenttype": "Response",
			"parentfield": "citizen_files",
			"file": file.name,
		}
		with make.acting_as(self.office.follow_up), self.refused(BadRequest, answer.name):
			frappe.get_doc({"doctype": "Response Attachment", **row}).insert()
		self.assertEqual(attached(frappe.get_doc("Response", answer.name)), [])

	def test_nobody_is_let_into_a_visit_past_its_rules(self):
		visit = make.make_visit(self.office, make.make_case_under_study(self.office).name)
		row = {"parent": visit.name, "parenttype": "Field Visit", "parentfield": "people"}
		with make.acting_as(self.office.follow_up), self.refused(BadRequest, visit.name):
			frappe.get_doc(
				{"doctype": "Field Visit Person", "user": self.office.water_manager, **row}
			).insert()
		known = visit.departments[0]
		with make.acting_as(self.office.manager), self.refused(BadRequest, visit.name):
			frappe.get_doc("Field Visit Department", known.name).save()

	def test_every_table_of_ours_is_guarded(self):
		for doctype in frappe.get_all(
			"DocType", {"module": "Citizen Service", "istable": 1}, pluck="name", order_by="name asc"
		):
			with self.subTest(doctype), self.assertRaises(frappe.ValidationError):
				frappe.new_doc(doctype).run_method("validate")
