"""(ب) «لا يتم انتهاء الشكاوى إلا بالرد الكامل»: on every path that the framework has to a state."""

import csv
import io
import json

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.acceptance.test_whole_way import WayTestCase
from citizen_service.tests.support.server import Worker, forget_left_work


class NoEarlyClosingTest(WayTestCase):
	"""Each path is tried by the role that may use it, on a case whose answer is only prepared."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		forget_left_work()
		cls.worker = Worker().start()
		cls.addClassCleanup(cls.worker.stop)

	def setUp(self) -> None:
		super().setUp()
		self.case = self.study()
		self.refer(self.case, self.office.roads)
		self.act("Case", self.case, "Prepare Answer", self.office.follow_up)
		self.set_outcome(self.case)
		self.before = self.state_of(self.case)
		self.follow_up = self.as_user(self.office.follow_up)
		self.manager = self.as_user(self.office.manager)

	def tearDown(self) -> None:
		self.assertEqual(self.state_of(self.case), self.before)
		self.assertFalse(frappe.db.get_value("Case", self.case, "closed_on"))
		super().tearDown()

	def test_workflow_action_over_rest(self):
		self.denied(self.try_to_act("Case", self.case, "Close", self.office.follow_up), "ClosingRefused")

	def test_form_save(self):
		doc = self.ok(self.follow_up.read("Case", self.case)).data
		doc["workflow_state"] = "Closed"
		reply = self.follow_up.call("frappe.desk.form.save.savedocs", doc=json.dumps(doc), action="Save")
		self.denied(reply, "ClosingRefused")

	def test_rest_put(self):
		self.denied(self.follow_up.update("Case", self.case, workflow_state="Closed"), "ClosingRefused")

	def test_rest_put_of_kept_fields(self):
		self.follow_up.update("Case", self.case, closed_on="2026-01-01 10:00:00", closed_in_former_register=1)
		frappe.db.rollback()
		self.assertFalse(frappe.db.get_value("Case", self.case, "closed_in_former_register"))

	def test_client_set_value(self):
		reply = self.follow_up.call(
			"frappe.client.set_value",
			doctype="Case",
			name=self.case,
			fieldname="workflow_state",
			value="Closed",
		)
		self.denied(reply, "ClosingRefused")

	def test_client_save(self):
		doc = self.ok(self.follow_up.read("Case", self.case)).data
		doc["workflow_state"] = "Closed"
		self.denied(self.follow_up.call("frappe.client.save", doc=json.dumps(doc)), "ClosingRefused")

	def test_bulk_edit(self):
		self.ok(
			self.manager.call(
				"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
				doctype="Case",
				docnames=json.dumps([self.case]),
				action="update",
				data=json.dumps({"workflow_state": "Closed"}),
			)
		)

	def test_bulk_workflow(self):
		self.ok(
			self.follow_up.call(
				"frappe.model.workflow.bulk_workflow_approval",
				docnames=json.dumps([self.case]),
				doctype="Case",
				action="Close",
			)
		)

	def test_data_import(self):
		content = io.StringIO()
		csv.writer(content).writerows([["ID", "State"], [self.case, "Closed"]])
		with make.acting_as("Administrator"):
			upload = frappe.get_doc(
				{
					"doctype": "File",
					"file_name": f"{self.case}.csv",
					"content": content.getvalue(),
					"is_private": 1,
				}
			).insert()
			data_import = frappe.get_doc(
				{
					"doctype": "Data Import",
					"reference_doctype": "Case",
					"import_type": "Update Existing Records",
					"import_file": upload.file_url,
				}
			).insert()
			frappe.db.commit()
			from frappe.core.doctype.data_import.data_import import start_import

			start_import(data_import.name)
		frappe.db.rollback()
		self.assertNotIn("Success", frappe.db.get_value("Data Import", data_import.name, "status"))
		logs = frappe.get_all(
			"Data Import Log", {"data_import": data_import.name}, ["success", "messages"], order_by="name asc"
		)
		self.assertTrue(logs and not any(log.success for log in logs))
		self.assertIn("cannot be closed yet", logs[0].messages)

	def test_deleting_it_is_no_way_out(self):
		for user in (self.office.follow_up, self.office.manager):
			self.denied(self.as_user(user).delete(f"/api/resource/Case/{self.case}"))
		self.assertTrue(frappe.db.exists("Case", self.case))

	def test_kanban_drag(self):
		reply = self.manager.call(
			"frappe.client.bulk_update",
			docs=json.dumps([{"doctype": "Case", "docname": self.case, "workflow_state": "Closed"}]),
		)
		self.assertIn("cannot be closed yet", reply.text)
