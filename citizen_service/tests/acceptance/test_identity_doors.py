"""A withheld identity, asked for by every role at every door that the framework and the app have, over HTTP.

(ب) «عدم استقبال أي معاملة أو شكوى إلا من خلال البرنامج»: who must stay unnamed has to be able to trust the program, too.
"""

import json
import secrets

import frappe
from frappe.utils.global_search import sync_global_search

from citizen_service.identity.copies import MARK
from citizen_service.identity.sealing import contact_of
from citizen_service.setup.install import offer_in_global_search
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.identity_doors import (
	METHOD,
	by_the_identity,
	on_paper,
	on_the_case,
	text_of,
)
from citizen_service.tests.support.server import Client, Reply

WORD = secrets.token_hex(4)  # found in no earlier run's records


def new_mobile() -> str:
	return f"059{secrets.randbelow(10**7):07}"


IDENTITY = {
	"citizen_name": f"Zephyrine Quill{WORD}",
	"mobile": new_mobile(),
	"email": f"zephyrine.{WORD}@{make.DOMAIN}",
}
OTHER = {"citizen_name": "هند السالم", "mobile": new_mobile(), "email": f"hind.{WORD}@{make.DOMAIN}"}
FORMER_MOBILE = new_mobile()
SECRETS = (*IDENTITY.values(), FORMER_MOBILE)
ROLES = (
	"reception",
	"follow_up",
	"manager",
	"supervisor",
	"admin",
	"roads_officer",
)
OFFICE = ("reception", "follow_up", "manager")
TRIED_ON_BOTH = ("follow_up", "system manager")
LOOKS = "citizen_service.identity.looks."


class IdentityDoorsTest(HttpTestCase):
	"""`withheld`: from the start, registered by Reception. `later`: only once the case had left its traces."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		reception = cls.as_user(cls.office.reception)
		cls.citizen = make.make_citizen(**IDENTITY).name
		frappe.db.commit()
		values = make.case_values(
			citizen=cls.citizen,
			withhold_identity=1,
			subject=f"رائحة غاز {WORD}",
			category=None,
			is_emergency=1,
			emergency_reason="خطر على السكان",
			**IDENTITY,
		)
		cls.answer_to_reception = reception.insert("Case", **values)
		cls.withheld = cls.answer_to_reception.data["name"]
		cls.later, cls.referrals = make.make_referred_case(
			cls.office,
			cls.office.roads,
			citizen=cls.citizen,
			subject=f"مكب نفايات {WORD}",
			**{**IDENTITY, "mobile": FORMER_MOBILE},
		)
		cls.leave_traces(cls.later)
		offer_in_global_search()
		frappe.db.commit()
		cls.withholding = reception.update("Case", cls.later.name, withhold_identity=1)
		frappe.db.rollback()
		sync_global_search()
		frappe.db.commit()

	@classmethod
	def leave_traces(cls, case) -> None:
		"""What a case leaves behind before anybody withholds whose it is."""
		frappe.db.commit()
		changed = cls.as_user(cls.office.reception).update("Case", case.name, mobile=IDENTITY["mobile"])
		assert changed.status == 200, changed.text  # over HTTP: only there the framework writes versions
		frappe.db.rollback()
		told = f"Called {IDENTITY['citizen_name']} on {FORMER_MOBILE}"
		case.add_comment("Comment", told)
		make.accept_answer(cls.office, case.name)
		frappe.get_doc(
			{
				"doctype": "Communication",
				"communication_type": "Automated Message",
				"reference_doctype": "Case",
				"reference_name": case.name,
				"subject": f"Dear {IDENTITY['citizen_name']}",
				"content": told,
				"recipients": IDENTITY["email"],
				"sent_or_received": "Sent",
			}
		).insert()
		frappe.get_doc(
			{
				"doctype": "ToDo",
				"reference_type": "Case",
				"reference_name": case.name,
				"description": told,
				"allocated_to": cls.office.follow_up,
			}
		).insert()
		frappe.get_doc(
			{
				"doctype": "Notification Log",
				"document_type": "Case",
				"document_name": case.name,
				"subject": told,
				"for_user": cls.office.follow_up,
				"type": "Alert",
			}
		).insert()

	def user(self, key: str) -> Client:
		return self.as_user(getattr(self.office, key))

	def clients(self):
		for key in ROLES:
			yield key, self.user(key)
		yield "system manager", self.as_user(make.make_user("system.manager", "System Manager"))

	def nothing_told(self, replies: dict[str, Reply], secrets: tuple[str, ...], who: str) -> None:
		for door, reply in replies.items():
			with self.subTest(role=who, door=door):
				self.assertLess(reply.status, 500, reply.text[-2000:])
				text = text_of(reply)
				for secret in secrets:
					self.assertNotIn(secret, text)

	def test_even_the_clerk_who_registered_it_is_not_answered_with_it(self):
		self.ok(self.answer_to_reception)
		self.nothing_told({"insert": self.answer_to_reception}, (*SECRETS, self.citizen), "reception")
		self.ok(self.withholding)
		self.nothing_told({"update": self.withholding}, (*SECRETS, self.citizen), "reception")

	def test_no_door_of_the_case_tells_it(self):
		for who, client in self.clients():
			for case in (self.withheld, self.later.name) if who in TRIED_ON_BOTH else (self.withheld,):
				replies = on_the_case(client, case)
				self.nothing_told(replies, (*SECRETS, self.citizen), who)
				if who in OFFICE:
					for door in ("resource", "form", "story", "report", "versions"):
						expected = 403 if door == "versions" else 200
						self.assertEqual(
							replies[door].status, expected, (who, door, replies[door].text[:500])
						)

	def test_no_paper_tells_it(self):
		replies = on_paper(self.user("manager"), self.withheld)
		self.nothing_told(replies, (*SECRETS, self.citizen), "manager")
		for door, reply in replies.items():
			self.assertEqual(reply.status, 200, (door, reply.text[:500]))

	def test_no_door_of_the_departments_tells_it(self):
		for key in ("roads_officer", "roads_manager"):
			client, referral = self.user(key), self.referrals[0]
			doc = {"doctype": "Case Referral", "name": referral}
			self.nothing_told(
				{
					"referral": self.ok(client.read("Case Referral", referral)),
					"form": self.ok(client.get(f"{METHOD}frappe.desk.form.load.getdoc", **doc)),
					"print": self.ok(client.get("/printview", **doc)),
					"story": self.ok(
						client.get(f"{METHOD}citizen_service.desk.story.of_referral", referral=referral)
					),
				},
				(*SECRETS, self.citizen),
				key,
			)

	def test_nobody_comes_from_the_person_to_the_case(self):
		for who, client in self.clients():
			replies = by_the_identity(client, self.citizen, IDENTITY)
			self.nothing_told(replies, (self.withheld, self.later.name), who)
			if who in OFFICE:
				self.assertEqual(self.ok(replies["history"]).data["total"], 0)
		found = self.user("reception").get(
			f"{METHOD}citizen_service.citizens.search.find", text=IDENTITY["mobile"]
		)
		self.assertEqual([row["cases"] for row in self.ok(found).data], [0])

	def test_it_is_in_no_table_in_the_clear(self):
		"""Print formats, notifications and server scripts may read any table."""
		frappe.db.rollback()
		for doctype in (
			"Case",
			"Withheld Identity",
			"Case Referral",
			"Response",
			"Outbox Entry",
			"Identity Look",
		):
			rows = frappe.get_all(doctype, fields=["*"], order_by="creation asc")
			held = json.dumps(rows, default=str, ensure_ascii=False)
			for secret in (IDENTITY["email"], IDENTITY["citizen_name"]):
				self.assertNotIn(secret, held, doctype)

	def test_what_was_taken_out_is_said_on_the_case(self):
		frappe.db.rollback()
		said = frappe.get_all(
			"Comment",
			filters={"reference_doctype": "Case", "reference_name": self.later.name},
			pluck="content",
			order_by="creation asc",
		)
		self.assertTrue(any("taken out of" in text for text in said), said)
		self.assertTrue(any(MARK in text for text in said), said)
		self.assertEqual(contact_of(self.later.name).email, IDENTITY["email"])

	def test_the_manager_looks_with_a_reason_and_it_is_recorded(self):
		manager = self.user("manager")
		self.denied(manager.call(LOOKS + "look", case=self.withheld, reason=" "), "IdentityWithheld")
		reason = f"طلبت النيابة العامة العنوان، واسمها {IDENTITY['citizen_name']}"
		seen = self.ok(manager.call(LOOKS + "look", case=self.withheld, reason=reason)).data
		self.assertEqual({**seen, **IDENTITY}, seen)
		self.assertEqual(seen["citizen"], self.citizen)
		looks = self.ok(
			manager.list("Identity Look", fields='["*"]', filters=json.dumps({"case": self.withheld}))
		).data
		self.assertEqual([row["user"] for row in looks], [self.office.manager])
		self.assertIn("طلبت النيابة العامة", looks[0]["reason"])
		self.assertNotIn(IDENTITY["citizen_name"], looks[0]["reason"])
		self.assertTrue(looks[0]["from_address"])
		story = self.ok(
			self.user("reception").get(f"{METHOD}citizen_service.desk.story.of_case", case=self.withheld)
		)
		self.assertIn("طلبت النيابة العامة", json.dumps(story.data, ensure_ascii=False))

	def test_nobody_else_looks(self):
		for who, client in self.clients():
			if who != "manager":
				for step in ("look", "give_back"):
					reply = client.call(LOOKS + step, case=self.withheld, reason="فضول")
					self.assertEqual(reply.status, 403, (who, reply.text[:300]))

	def test_pitfall_32_nobody_writes_over_it_or_gives_it_back_in_passing(self):
		for key in OFFICE:
			client = self.user(key)
			self.denied(client.update("Case", self.withheld, withhold_identity=0), "IdentityWithheld")
			self.denied(client.update("Case", self.withheld, email=f"mine@{make.DOMAIN}"), "IdentityWithheld")
		self.assertEqual(contact_of(self.withheld).email, IDENTITY["email"])

	def test_the_record_of_looks_is_changed_by_nobody(self):
		self.ok(self.user("manager").call(LOOKS + "look", case=self.later.name, reason="سبب"))
		frappe.db.rollback()
		name = frappe.db.get_value("Identity Look", {"case": self.later.name})
		administrator = self.web.client().login("Administrator", "admin")
		for who, client in (*self.clients(), ("Administrator", administrator)):
			with self.subTest(who):
				self.denied(client.update("Identity Look", name, reason="لا شيء"))
				self.denied(client.delete(f"/api/resource/Identity Look/{name}"))
				self.denied(
					client.insert("Identity Look", case=self.later.name, action="Looked", reason="زور")
				)
				self.denied(client.delete(f"/api/resource/Withheld Identity/{self.later.name}"))

	def test_no_role_is_let_in_by_the_role_permission_manager(self):
		"""Even a permission that an admin adds opens no sealed row."""
		from frappe.permissions import add_permission, reset_perms

		add_permission("Withheld Identity", "System Manager")
		frappe.db.commit()
		try:
			client = self.as_user(make.make_user("system.manager", "System Manager"))
			self.assertEqual(client.read("Withheld Identity", self.withheld).status, 403)
			self.assertEqual(self.ok(client.list("Withheld Identity")).data, [])
		finally:
			reset_perms("Withheld Identity")
			frappe.db.commit()


class GivingBackTest(HttpTestCase):
	"""`Choosing to be named after all`: the manager gives the identity back to the case, corrected or not."""

	def test_corrected_then_given_back(self):
		reception, manager = self.as_user(self.office.reception), self.as_user(self.office.manager)
		case = self.ok(reception.insert("Case", **make.case_values(withhold_identity=1, **OTHER))).data[
			"name"
		]
		number = new_mobile()
		wrong = manager.call(LOOKS + "correct", case=case, reason="رقم جديد", values={"subject": "x"})
		self.denied(wrong, "IdentityWithheld")
		reason = f"تغيّر رقم {OTHER['mobile']} إلى {number}"
		self.ok(manager.call(LOOKS + "correct", case=case, reason=reason, values={"mobile": number}))
		self.assertEqual(contact_of(case).mobile, number)
		self.assertNotIn(number, reception.read("Case", case).text)
		self.denied(manager.call(LOOKS + "give_back", case=case, reason=""), "IdentityWithheld")
		self.ok(manager.call(LOOKS + "give_back", case=case, reason="طلب صاحب الشكوى ذلك خطيًا"))
		seen = self.ok(reception.read("Case", case)).data
		self.assertEqual((seen["mobile"], seen["email"]), (number, OTHER["email"]))
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists("Withheld Identity", case))
		looks = frappe.get_all(
			"Identity Look", {"case": case}, ["action", "reason"], order_by="looked_on asc"
		)
		self.assertEqual([row.action for row in looks], ["Corrected", "No Longer Withheld"])
		self.assertEqual(looks[0].reason, f"تغيّر رقم {MARK} إلى {MARK}", "neither what was nor what is")
