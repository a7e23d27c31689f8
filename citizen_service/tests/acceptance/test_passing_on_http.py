"""What reached a department directly, over HTTP with real logins.

`عدم استقبال أي معاملة أو شكاوى الا من خلال البرنامج`
"""

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply
from citizen_service.tests.unit.test_portal_attachments import PDF

PASS_ON = "citizen_service.reception.passing_on."
VALUES = {
	"case_type": "Complaint",
	"subject": "شكوى سُلّمت إلى قسم الطرق",
	"description": "حضر المواطن إلى القسم وسلّم شكواه باليد.",
	"citizen_name": "ماجد راغب السيد",
	"mobile": "0599321321",
}


class PassingOnTest(HttpTestCase):
	def user(self, key: str) -> Client:
		return self.as_user(getattr(self.office, key))

	def send(self, user: str, files: list[tuple[str, bytes]] = (), **values) -> Reply:
		"""As the desk sends it: a multipart request."""
		parts = [("attachments", file) for file in files]
		return self.user(user).request(
			"POST", f"/api/method/{PASS_ON}pass_on", data={**VALUES, **values}, files=parts or None
		)

	def test_a_departments_officer_passes_on_what_reached_them(self):
		"""`عدم استقبال أي معاملة أو شكاوى الا من خلال البرنامج`"""
		made = self.ok(self.send("roads_officer", [("كتاب.pdf", PDF)])).data
		self.assertEqual(list(made), ["reference"])
		reference = made["reference"]
		case = self.ok(self.user("reception").read("Case", reference)).data
		self.assertEqual(case["passed_on_by"], self.office.roads_officer)
		self.assertEqual(case["passed_on_department"], self.office.roads)
		self.assertTrue(frappe.get_cached_value("Intake Channel", case["channel"], "is_department"))
		self.assertTrue(case["due_on"])
		frappe.db.rollback()
		file = frappe.get_doc("File", {"attached_to_doctype": "Case", "attached_to_name": reference})
		self.assertEqual((file.is_private, file.owner), (1, "Administrator"))
		self.assertEqual(file.get_content(), PDF.decode())
		for key in ("roads_officer", "roads_manager", "water_officer"):
			with self.subTest(key):
				self.assertEqual(self.user(key).read("Case", reference).status, 403)
				self.assertEqual(self.user(key).get(file.file_url).status, 403)
				self.assertEqual(self.user(key).delete(f"/api/resource/File/{file.name}").status, 403)
		card = self.ok(self.user("reception").call(PASS_ON + "to_check")).data
		self.assertGreaterEqual(card["value"], 1)
		listed = self.user("reception").list("Case", filters=frappe.as_json(card["route_options"]), limit=0)
		self.assertIn(reference, [row["name"] for row in listed.data])

	def test_sent_again_as_no_answer_came_it_is_passed_on_once(self):
		papers, key = [("كتاب.pdf", PDF)], frappe.generate_hash(length=20)
		first = self.ok(self.send("roads_officer", papers, key=key)).data
		frappe.db.rollback()
		before = frappe.db.count("Case"), frappe.db.count("File")
		self.assertEqual(self.ok(self.send("roads_officer", papers, key=key)).data, first)
		frappe.db.rollback()
		self.assertEqual((frappe.db.count("Case"), frappe.db.count("File")), before)
		self.assertNotEqual(self.ok(self.send("roads_manager", papers, key=key)).data, first, "another's key")

	def test_who_may_pass_on_and_for_whom(self):
		for key in ("reception", "follow_up", "manager", "supervisor", "admin"):
			with self.subTest(key):
				self.denied(self.send(key), "NotYours")
				self.denied(self.user(key).get(f"/api/method/{PASS_ON}setting"), "NotYours")
		self.denied(self.send("roads_officer", department=self.office.water), "NotYours")
		self.ok(self.send("roads_manager", department=self.office.roads))
		self.denied(self.web.client().post(f"/api/method/{PASS_ON}pass_on", json=VALUES))
		setting = self.ok(self.user("water_officer").get(f"/api/method/{PASS_ON}setting")).data
		self.assertEqual(setting["departments"], [self.office.water])

	def test_bad_input_leaves_nothing(self):
		def records() -> list[int]:
			frappe.db.rollback()
			return [frappe.db.count(doctype) for doctype in ("Case", "File", "Outbox Entry")]

		before = records()
		for error, field, values in (
			("IntakeIncomplete", "subject", {"subject": " "}),
			("IntakeIncomplete", "citizen_name", {"citizen_name": ""}),
			("AttachmentRefused", "attachments", {"files": [("برنامج.exe", b"MZ")]}),
			("AttachmentRefused", "attachments", {"files": [("كتاب.pdf", b"no pdf")]}),
		):
			with self.subTest(error=error, field=field):
				reply = self.denied(self.send("roads_officer", **values), error)
				self.assertEqual(list(reply.json["problems"]), [field])
				self.assertEqual(records(), before)

	def test_nobody_else_writes_who_passed_a_case_on(self):
		values = make.case_values(
			passed_on_by=self.office.roads_officer, passed_on_department=self.office.roads
		)
		case = self.ok(self.user("reception").insert("Case", **values)).data
		self.assertFalse(case.get("passed_on_by") or case.get("passed_on_department"))

	def test_without_a_channel_for_departments_it_says_so(self):
		channel = frappe.db.get_value("Intake Channel", {"is_department": 1, "enabled": 1})
		frappe.db.set_value("Intake Channel", channel, "enabled", 0)
		frappe.db.commit()
		try:
			self.denied(self.send("roads_officer"), "ChannelMissing")
		finally:
			frappe.db.set_value("Intake Channel", channel, "enabled", 1)
			frappe.db.commit()
