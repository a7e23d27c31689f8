"""Rule 8: what nobody can read is refused by name, with what would be right, and nothing is written. (All methods and
all arguments are tried by `tests/permissions/test_bad_input.py`.)

(ب) «عدم استقبال أي معاملة أو شكاوى أو رد إلا من خلال البرنامج»
"""

import json
from typing import Any

import frappe

from citizen_service.citizens.national_id import PALESTINE
from citizen_service.tests import factories as make
from citizen_service.tests.acceptance.test_whole_way import APPLY, REFERRAL, WayTestCase
from citizen_service.tests.support.server import Reply

SAVE = "frappe.desk.form.save.savedocs"
DELETE = "frappe.client.delete"
SETTINGS = "Citizen Service Settings"
BAD_ID = "801234567"


class BadInputTestCase(WayTestCase):
	def said(self, reply: Reply) -> list[str]:
		"""Titles and messages, as the desk shows them."""
		shown = [json.loads(text) for text in json.loads(reply.json["_server_messages"])]
		return [f"{one['title']}: {one['message']}" for one in shown]

	def unreadable(self, reply: Reply, *fragments: str) -> None:
		self.denied(reply, "BadRequest")
		(said,) = self.said(reply)
		for fragment in ("Not Understood: ", *fragments):
			self.assertIn(fragment, said)

	def save(self, user: str, doctype: str, **values: Any) -> Reply:
		"""As the desk's form saves a new document."""
		doc = {"doctype": doctype, "name": f"new-{frappe.scrub(doctype)}-1", "__islocal": 1, **values}
		return self.as_user(user).call(SAVE, doc=json.dumps(doc), action="Save")


class UnreadableTest(BadInputTestCase):
	def test_calls(self):
		acknowledge = f"/api/method/{REFERRAL}acknowledge"
		officer = self.as_user(self.office.roads_officer)
		for body, *fragments in (
			("{}", "referral", "is missing", "text"),
			('{"referral": 5}', "referral", "cannot be read", "text"),
			('{"referral": ["x"]}', "referral", "cannot be read", "text"),
			('{"referral": "\\ud800"}', "Unicode"),
			(json.dumps({"referral": "[" * 5000}), "nested too deeply"),
			('{"referral": ', "no JSON object"),
			('["referral"]',),  # no object, or from 15.5x on a list for the parameter “data”
		):
			with self.subTest(body[:40]):
				headers = {"Content-Type": "application/json"}
				self.unreadable(officer.post(acknowledge, data=body, headers=headers), *fragments)

	def test_on_the_public_pages(self):
		guest, headers = self.web.client(), {"Content-Type": "application/json"}
		for page in ("/citizen-service/submit", "/citizen-service/track", "/citizen-service/case"):
			for body in ("{", "null", '"x"', "5"):
				with self.subTest(page, body=body):
					self.unreadable(guest.post(page, data=body, headers=headers))
			self.assertLess(guest.post(page, data="[1]", headers=headers).status, 500)

	def test_whoever_may_not_call_hears_of_that_alone(self):
		reply = self.web.client().call(REFERRAL + "acknowledge")
		self.denied(reply, "PermissionError")
		self.assertEqual(reply.status, 403)

	def test_in_arabic(self):
		headers = {"Content-Type": "application/json", "Accept-Language": "ar"}
		reply = self.web.client().post("/api/resource/Case", data="{", headers=headers)
		self.assertEqual(self.said(reply), ["تعذّر فهم الطلب: محتوى الطلب ليس كائناً بصيغة JSON."])

	def test_json_of_another_shape(self):
		follow_up, close = self.as_user(self.office.follow_up), "citizen_service.closing.steps.close"
		case = self.study()
		self.unreadable(follow_up.call(close, case=case, values="[1]"), "values", "object")
		self.unreadable(follow_up.call(close, case=case, values={"outcome": {"a": 1}}), "outcome")
		self.unreadable(follow_up.call(APPLY, doc="nonsense", action="Start Study"), "doc")
		self.unreadable(follow_up.call(APPLY, doc='{"doctype": "Case"}', action="Start Study"), "doc")

	def test_documents_of_another_shape(self):
		reception = self.as_user(self.office.reception)
		for values, *fragments in (
			({"subject": {"a": 1}}, "Subject", "text"),
			({"category": ["x"]}, "Category", "text"),
			({"opened_on": "gestern"}, "Opened On", "date and time"),
			({"idx": "x"}, "idx", "number"),
		):
			with self.subTest(values):
				values = make.case_values(**values)
				self.unreadable(reception.insert("Case", **values), *fragments)
				self.unreadable(self.save(self.office.reception, "Case", **values), *fragments)
		self.unreadable(reception.call(SAVE, doc="[", action="Save"), "doc", "object")
		self.denied(reception.insert("No Such DocType", subject="x"), "DoesNotExistError")
		files = {"case": "x", "citizen_files": ["x"]}
		self.unreadable(self.as_user(self.office.follow_up).insert("Response", **files), "object")

	def test_more_than_a_field_holds(self):
		(referral,) = self.refer(self.study(), self.office.roads)
		reply = self.as_user(self.office.roads_manager).call(
			REFERRAL + "return_to_follow_up", referral=referral, reason="ب" * 40_000
		)
		self.denied(reply, "ValueTooLarge")
		self.assertIn("Reason", self.said(reply)[0])
		frappe.db.rollback()
		self.assertNotEqual(frappe.db.get_value("Case Referral", referral, "status"), "Returned")


class RefusedByEveryWayTest(BadInputTestCase):
	"""The form's way and REST's are refused alike."""

	def alike(self, name: str, user: str, doctype: str, **values: Any) -> None:
		for reply in (self.save(user, doctype, **values), self.as_user(user).insert(doctype, **values)):
			self.denied(reply, name)
			self.assertTrue(all(not said.startswith("Message: ") for said in self.said(reply)), reply.text)

	def test_an_id_with_a_wrong_check_digit(self):
		before = frappe.db.get_single_value(SETTINGS, "country")
		self.set_country(PALESTINE)
		self.addCleanup(self.set_country, before)
		user = self.office.reception
		self.alike("NationalIdRefused", user, "Citizen", citizen_name="رائد سليم", national_id=BAD_ID)
		self.alike("NationalIdRefused", user, "Case", **make.case_values(national_id=BAD_ID))

	def set_country(self, country: str | None) -> None:
		frappe.db.set_single_value(SETTINGS, "country", country)
		frappe.db.commit()
		frappe.clear_document_cache(SETTINGS, SETTINGS)

	def test_a_full_reply_with_an_empty_body(self):
		(referral,) = self.refer(self.study(), self.office.roads)
		reply = {"referral": referral, "kind": "Full Reply", "language": "ar", "body": "<p>&nbsp;</p>"}
		self.alike("ResponseRefused", self.office.roads_officer, "Response", **reply)

	def test_a_referral_to_a_disabled_department_or_a_second_one(self):
		closed = make.make_department("قسم مغلق للاختبار", enabled=0)
		frappe.db.commit()
		case = self.study()
		self.refer(case, self.office.roads)
		for department in (closed, self.office.roads):
			values = {"case": case, "department": department, "instruction": "انظر"}
			self.alike("ReferralRefused", self.office.follow_up, "Case Referral", **values)

	def test_deleting_what_is_in_use(self):
		citizen = make.make_citizen()
		values = {"doctype": "Case Category", "category_name": f"فئة {frappe.generate_hash(length=6)}"}
		category = frappe.get_doc(values).insert()
		frappe.db.commit()
		case = self.study(citizen=citizen.name, category=category.name)
		self.refer(case, self.office.roads)
		admin = self.as_user(self.office.admin)
		nobody_else = self.web.client().login("Administrator", frappe.conf.admin_password or "admin")
		for user, doctype, name in (
			(nobody_else, "Citizen", citizen.name),
			(admin, "Department", self.office.roads),
			(admin, "Case Category", category.name),
		):
			with self.subTest(doctype):
				self.denied(user.call(DELETE, doctype=doctype, name=name), "RecordInUse")
				self.denied(user.delete(f"/api/resource/{doctype}/{name}"), "RecordInUse")

	def test_a_referral_to_none(self):
		for reply in (
			self.save(self.office.follow_up, "Case Referral", case=self.study(), instruction="انظر"),
			self.as_user(self.office.follow_up).insert("Case Referral", case=self.study()),
		):
			self.denied(reply)

	def test_accepting_ones_own_and_approving_anothers(self):
		office = self.office
		(referral,) = self.refer(self.study(), office.roads)
		own = make.make_response(office.follow_up, case=self.study(), audience="Citizen")
		make.act("Response", own.name, "Send to Follow-up", office.follow_up)
		theirs = make.make_response(office.roads_officer, referral)
		make.act("Response", theirs.name, "Send to Manager", office.roads_officer)
		frappe.db.commit()
		for user, response, state in (
			(office.follow_up, own, "Accepted"),
			(office.water_manager, theirs, "With Follow-up"),
		):
			document = frappe.get_doc("Response", response.name)
			changed = frappe.as_json({**document.as_dict(), "workflow_state": state})
			client = self.as_user(user)
			for reply in (
				client.call(SAVE, doc=changed, action="Save"),
				client.update("Response", response.name, workflow_state=state),
				client.call(
					"frappe.client.set_value",
					doctype="Response",
					name=response.name,
					fieldname="workflow_state",
					value=state,
				),
			):
				self.denied(reply)
			frappe.db.rollback()
			self.assertEqual(
				frappe.db.get_value("Response", response.name, "workflow_state"), document.workflow_state
			)
