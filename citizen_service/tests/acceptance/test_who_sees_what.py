"""Rule 5 over REST with real logins: what each role's lists show is what each document answers, and no more."""

import json
import re

import frappe
from frappe.utils import add_to_date, now_datetime
from frappe.utils.global_search import sync_global_search

from citizen_service.referral.extension import ask
from citizen_service.setup.install import offer_in_global_search
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client

MARK = "MARK-7f3a-INTERNAL"
WORD = f"sycamore{frappe.generate_hash(length=8)}"  # found in no earlier run's records
SCOPED = ("Case Referral", "Response", "Service Level Record", "Extension Request")
OFFICE = ("Case", "Citizen", *SCOPED)

# Role → DocTypes whose list it may ask for. Everything else must answer 403.
MAY_LIST = {
	"reception": {
		"Case",
		"Citizen",
		"Case Referral",
		"Response",
		"Service Level Record",
		"Extension Request",
	},
	"follow_up": {
		"Case",
		"Citizen",
		"Case Referral",
		"Response",
		"Service Level Record",
		"Extension Request",
	},
	"manager": {"Case", "Citizen", "Case Referral", "Response", "Service Level Record", "Extension Request"},
	"supervisor": set(),
	"admin": {"Outbox Entry", "Seed Record"},
	"roads_officer": {"Case Referral", "Response", "Service Level Record", "Extension Request"},
	"roads_manager": {"Case Referral", "Response", "Service Level Record", "Extension Request"},
}
KEPT = (*OFFICE, "Outbox Entry", "Seed Record")
# Role → DocTypes in which it may make a new record.
MAY_CREATE = {
	"reception": {"Case", "Citizen", "Response"},
	"follow_up": {"Case Referral", "Response"},
	"manager": {"Case", "Case Referral", "Response"},
	"supervisor": set(),
	"admin": set(),
	"roads_officer": {"Response"},
	"roads_manager": {"Response"},
}


class WhoSeesWhatTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.citizen = make.make_citizen(citizen_name=MARK, mobile="0599777111")
		cls.case, (cls.roads, cls.water) = make.make_referred_case(
			cls.office,
			cls.office.roads,
			cls.office.water,
			citizen=cls.citizen.name,
			citizen_name=MARK,
			mobile="0599777111",
			withhold_identity=1,
			assessment=MARK,
			subject=f"حفرة {WORD}",
		)
		with make.acting_as(cls.office.water_officer):
			cls.extension = ask(cls.water, str(add_to_date(now_datetime(), days=90)), MARK)
		with make.acting_as(cls.office.roads_officer):
			ask(cls.roads, str(add_to_date(now_datetime(), days=90)), "قطع الغيار لم تصل")
		cls.water_response = make.make_response(cls.office.water_officer, cls.water, body=f"<p>{WORD}</p>")
		cls.file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{cls.case.name}.txt",
				"content": MARK,
				"is_private": 1,
				"attached_to_doctype": "Case",
				"attached_to_name": cls.case.name,
			}
		).insert()
		cls.case.add_comment("Comment", MARK)
		offer_in_global_search()
		frappe.db.commit()
		sync_global_search()
		frappe.db.commit()

	def user(self, key: str) -> Client:
		return self.as_user(getattr(self.office, key))

	def test_lists_by_role(self):
		for key, allowed in MAY_LIST.items():
			for doctype in KEPT:
				with self.subTest(role=key, doctype=doctype):
					self.assertEqual(self.user(key).list(doctype).status, 200 if doctype in allowed else 403)

	def test_creating_by_role(self):
		for key, allowed in MAY_CREATE.items():
			for doctype in (*OFFICE, "Outbox Entry"):
				with self.subTest(role=key, doctype=doctype), make.acting_as(getattr(self.office, key)):
					self.assertEqual(bool(frappe.has_permission(doctype, "create")), doctype in allowed)

	def test_nobody_deletes_the_record(self):
		for key in MAY_LIST:
			with make.acting_as(getattr(self.office, key)):
				for doctype in (*OFFICE, "Outbox Entry", "Seed Record"):
					self.assertFalse(frappe.has_permission(doctype, "delete"), (key, doctype))

	def test_pitfall_24_list_and_document_agree(self):
		for key in MAY_LIST:
			for doctype in SCOPED:
				if doctype not in MAY_LIST[key]:
					continue
				listed = self.user(key).list(doctype, limit_page_length=0, fields='["name"]').data
				listed = {row["name"] for row in listed}
				names = frappe.get_all(
					doctype, filters={"case": self.case.name}, pluck="name", order_by="name asc"
				)
				self.assertTrue(names)
				for name in names:
					with self.subTest(role=key, doctype=doctype, name=name):
						status = self.user(key).read(doctype, name).status
						self.assertEqual(status, 200 if name in listed else 403)

	def test_a_department_sees_its_own_only(self):
		for key, own, other in (
			("roads_officer", self.roads, self.water),
			("water_officer", self.water, self.roads),
		):
			names = {row["name"] for row in self.user(key).list("Case Referral", limit_page_length=0).data}
			self.assertIn(own, names)
			self.assertNotIn(other, names)

	def test_pitfall_32_an_officer_of_no_department_sees_nothing_and_is_told_why(self):
		lost = make.make_user("lost.officer", "Department Officer")
		frappe.db.commit()
		for doctype in SCOPED:
			self.assertEqual(self.as_user(lost).list(doctype).data, [])
		for user, told in ((lost, True), (self.office.roads_officer, False), (self.office.supervisor, False)):
			# A login of its own: the desk's page gives it a token without which nothing can be posted any more.
			page = self.ok(self.web.client().login(user, make.password_of(user)).get("/app")).text
			said = re.search(r'"without_department": ?(true|false)', page.replace('\\"', '"'))
			self.assertEqual(said and said.group(1), str(told).lower(), user)

	def test_a_department_reaches_the_case_by_no_door(self):
		"""Pitfalls 24, 25, 28: every way that the framework has to a document, tried on a case and its citizen."""
		officer = self.user("roads_officer")
		for doctype, name in (("Case", self.case.name), ("Citizen", self.citizen.name)):
			filters = json.dumps({"name": name})
			knocks = [
				officer.read(doctype, name),
				officer.list(doctype, fields='["*"]'),
				officer.get(f"/api/method/frappe.client.get?doctype={doctype}&name={name}"),
				officer.call("frappe.client.get_list", doctype=doctype, fields=["*"]),
				officer.call(
					"frappe.client.get_value", doctype=doctype, filters=filters, fieldname="citizen_name"
				),
				officer.call("frappe.desk.form.load.getdoc", doctype=doctype, name=name),
				officer.call("frappe.desk.form.load.get_docinfo", doctype=doctype, name=name),
				officer.call("frappe.desk.reportview.get", doctype=doctype, fields='["*"]'),
				officer.call(
					"frappe.desk.reportview.export_query",
					doctype=doctype,
					fields='["name"]',
					file_format_type="CSV",
				),
				officer.call("frappe.desk.search.search_link", doctype=doctype, txt=""),
				officer.get("/printview", doctype=doctype, name=name),
				officer.get("/api/method/frappe.utils.print_format.download_pdf", doctype=doctype, name=name),
				officer.call("frappe.desk.form.linked_with.get", doctype=doctype, docname=name),
				officer.get("/api/method/frappe.utils.global_search.search", text=MARK),
				officer.get(self.file.file_url),
				officer.list("File", fields='["*"]', filters=json.dumps({"attached_to_name": name})),
				officer.list("Version", fields='["*"]', filters=json.dumps({"docname": name})),
				officer.list("Comment", fields='["*"]', filters=json.dumps({"reference_name": name})),
				officer.list("Communication", fields='["*"]', filters=json.dumps({"reference_name": name})),
				officer.list("ToDo", fields='["*"]', filters=json.dumps({"reference_name": name})),
			]
			for reply in knocks:
				self.assertNotIn(MARK, reply.text)
				self.assertNotIn("0599777111", reply.text)

	def test_pitfall_25_global_search_finds_for_the_office_and_hides_from_departments(self):
		search = "/api/method/frappe.utils.global_search.search"
		found = {row["name"] for row in self.ok(self.user("follow_up").get(search, text=WORD)).data}
		self.assertLessEqual({self.case.name, self.water, self.water_response.name}, found)
		seen = self.ok(self.user("roads_officer").get(search, text=WORD)).data
		self.assertEqual({row["name"] for row in seen}, {self.roads})

	def test_no_door_by_what_everybody_may_read(self):
		"""What is linked to a department or a language is shown only as far as it may be read itself."""
		officer = self.user("roads_officer")
		for doctype, name in (("Department", self.office.water), ("Language", "ar")):
			reply = officer.call("frappe.desk.form.linked_with.get", doctype=doctype, docname=name)
			self.assertNotIn(self.water, reply.text)
			self.assertNotIn(self.water_response.name, reply.text)
		title = officer.call(
			"frappe.desk.search.get_link_title", doctype="Citizen", docname=self.citizen.name
		)
		self.assertNotIn(MARK, title.text)

	def test_nobody_follows_or_tags_what_is_closed_to_them(self):
		officer = self.user("roads_officer")
		self.ok(officer.update("User", self.office.roads_officer, document_follow_notify=1))
		follow = officer.call(
			"frappe.desk.form.document_follow.follow_document",
			doctype="Case",
			doc_name=self.case.name,
			user=self.office.roads_officer,
		)
		self.assertNotEqual(follow.status, 200)
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists("Document Follow", {"ref_docname": self.case.name}))
		tag = self.user("follow_up").call(
			"frappe.desk.doctype.tag.tag.add_tag", tag="سرّي", dt="Case", dn=self.case.name
		)
		self.denied(tag)

	def test_no_dotted_field_leads_from_a_referral_to_its_case(self):
		officer = self.user("roads_officer")
		self.assertNotEqual(
			officer.list("Case Referral", fields='["name", "follows.latest_stage"]').status, 200
		)
		for fields in (
			'["name", "case.assessment"]',
			'["name", "case.citizen_name as x"]',
			'["`tabCase`.assessment"]',
		):
			reply = officer.list("Case Referral", fields=fields)
			self.assertNotIn(MARK, reply.text)
			reply = officer.call("frappe.desk.reportview.get", doctype="Case Referral", fields=fields)
			self.assertNotIn(MARK, reply.text)

	def test_the_referral_carries_no_withheld_identity(self):
		referral = self.user("roads_officer").read("Case Referral", self.roads)
		self.assertEqual(referral.status, 200)
		self.assertNotIn(MARK, referral.text)
		self.assertNotIn("0599777111", referral.text)

	def test_no_share_and_no_assignment_opens_a_case(self):
		manager = self.user("manager")
		for document in (
			("Case", self.case.name),
			("Case Referral", self.water),
			("Extension Request", self.extension),
		):
			doctype, name = document
			share = manager.call(
				"frappe.share.add", doctype=doctype, name=name, user=self.office.roads_officer, read=1
			)
			self.denied(share)
			assign = manager.call(
				"frappe.desk.form.assign_to.add",
				doctype=doctype,
				name=name,
				assign_to=json.dumps([self.office.roads_officer]),
			)
			self.denied(assign)
			self.assertNotEqual(self.user("roads_officer").read(doctype, name).status, 200)
		frappe.db.rollback()
		shares = {"user": self.office.roads_officer, "share_doctype": ("in", OFFICE)}
		self.assertFalse(frappe.get_all("DocShare", shares, order_by="name asc"))

	def test_a_department_writes_no_referral_and_no_foreign_response(self):
		officer = self.user("roads_officer")
		self.denied(officer.update("Case Referral", self.roads, instruction="لا شيء"))
		self.denied(
			officer.insert("Response", referral=self.water, kind="Full Reply", body="<p>نيابة عنهم</p>")
		)
		self.denied(officer.insert("Case", **make.case_values()))
		self.denied(
			officer.insert(
				"Case Referral", case=self.case.name, department=self.office.roads, instruction="؟"
			)
		)

	def test_kept_fields_are_not_written_over_rest(self):
		follow_up = self.user("follow_up")
		before = frappe.db.get_value("Case Referral", self.roads, ["status", "due_on"])
		follow_up.update("Case Referral", self.roads, status="Answered", due_on="2030-01-01 00:00:00")
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Case Referral", self.roads, ["status", "due_on"]), before)
		record = frappe.db.get_value("Service Level Record", {"referral": self.roads}, "name")
		for key in ("follow_up", "manager", "roads_manager", "admin"):
			self.denied(self.user(key).update("Service Level Record", record, status="Met"))

	def test_the_code_of_a_case_is_read_by_nobody(self):
		nonce = frappe.db.get_value("Case", self.case.name, "code_nonce")
		for key in ("reception", "follow_up", "manager"):
			seen = self.user(key).read("Case", self.case.name)
			self.assertEqual(seen.status, 200)
			self.assertNotIn(nonce, seen.text)
