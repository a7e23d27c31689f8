"""Reception over HTTP with real logins: the guide of procedures, the day book, the answer on the spot.

`استقبال جمهور المراجعين والرد على استفساراتهم ومساعدتهم في تسهيل وإنجاز معاملاتهم وتوضيح الإجراءات المطلوبة لكل معاملة`
"""

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply

PROCEDURE, ENTRY, KIND = "Service Procedure", "Day Book Entry", "Day Book Kind"
DAY_BOOK = "citizen_service.reception.day_book."
WRITERS = {"follow_up", "manager", "admin"}
READERS = WRITERS | {"reception", "supervisor", "roads_officer", "roads_manager"}
COUNTERS = {"reception", "follow_up", "manager"}
EVERYBODY = READERS


class ReceptionTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.kind = (
			frappe.get_doc({"doctype": KIND, "kind_name": frappe.generate_hash(length=10)}).insert().name
		)
		cls.procedure = frappe.get_doc({"doctype": PROCEDURE, **cls.procedure_values()}).insert().name
		frappe.db.commit()
		cls.addClassCleanup(cls.put_away)

	@classmethod
	def put_away(cls) -> None:
		"""What stays on the test site is offered to nobody."""
		frappe.db.set_value(KIND, cls.kind, "enabled", 0)
		frappe.db.set_value(PROCEDURE, {"title": cls.procedure_values()["title"]}, "enabled", 0)
		frappe.db.commit()

	@classmethod
	def procedure_values(cls, **values) -> dict:
		return {
			"title": "إصدار براءة ذمة للاختبار",
			"department": cls.office.roads,
			"steps": [{"instruction": "تقديم الطلب"}],
			"documents": [{"document": "بطاقة الهوية", "form_of": "Original"}],
			**values,
		}

	def user(self, key: str) -> Client:
		return self.as_user(getattr(self.office, key))

	def only(self, allowed: set[str], ask) -> None:
		"""Each role is answered, or refused with 403, as it should be."""
		for key in sorted(EVERYBODY):
			with self.subTest(key):
				reply: Reply = ask(self.user(key))
				self.assertEqual(reply.status, 200 if key in allowed else 403, reply.text[:500])

	def test_who_reads_and_writes_the_guide(self):
		self.only(READERS, lambda user: user.list(PROCEDURE))
		text = "/api/method/citizen_service.reception.procedures.text"
		self.only(READERS, lambda user: user.get(text, procedure=self.procedure))
		self.only(WRITERS, lambda user: user.insert(PROCEDURE, **self.procedure_values()))
		self.only(WRITERS, lambda user: user.update(PROCEDURE, self.procedure, legal_base="نظام الرسوم"))
		spare = frappe.get_doc({"doctype": PROCEDURE, **self.procedure_values()}).insert().name
		frappe.db.commit()
		for key in ("reception", "follow_up", "manager"):
			self.assertEqual(self.user(key).delete(f"/api/resource/{PROCEDURE}/{spare}").status, 403)
		self.assertEqual(self.user("admin").delete(f"/api/resource/{PROCEDURE}/{spare}").status, 202)
		guest = self.web.client()
		self.denied(guest.read(PROCEDURE, self.procedure))
		self.denied(guest.get(text, procedure=self.procedure))

	def test_a_wrong_procedure_is_refused_over_rest(self):
		for values in (
			{"steps": []},
			{"valid_from": "2026-02-01", "valid_to": "2026-01-01"},
			{"fees": [{"fee_for": "رسم", "amount": -1}]},
		):
			with self.subTest(values):
				reply = self.user("manager").insert(PROCEDURE, **self.procedure_values(**values))
				self.denied(reply, "InvalidProcedure")

	def test_calls_are_counted_with_one_request(self):
		"""`تلقي اتصالات الجمهور`"""
		self.only(COUNTERS, lambda user: user.call(DAY_BOOK + "add", kind=self.kind))
		self.only(COUNTERS, lambda user: user.get(f"/api/method/{DAY_BOOK}today"))
		self.only(COUNTERS, lambda user: user.list(ENTRY))
		entry = self.ok(
			self.user("reception").call(DAY_BOOK + "add", kind=self.kind, procedure=self.procedure, note="ه")
		).data["entries"][0]
		self.assertEqual(
			(entry["about"], entry["department"]), ("إصدار براءة ذمة للاختبار", self.office.roads)
		)
		for key in sorted(EVERYBODY - {"reception"}):
			with self.subTest(key):
				self.denied(self.user(key).call(DAY_BOOK + "undo", entry=entry["name"]), "NotYours")
		for key in ("reception", "manager"):  # no way round by REST, not even for the maker
			with self.subTest(key):
				self.assertEqual(self.user(key).update(ENTRY, entry["name"], note="غيره").status, 403)
				self.assertEqual(self.user(key).delete(f"/api/resource/{ENTRY}/{entry['name']}").status, 403)
		state = self.ok(self.user("reception").call(DAY_BOOK + "undo", entry=entry["name"])).data
		self.assertNotIn(entry["name"], [row["name"] for row in state["entries"]])
		self.ok(
			self.user("reception").call(DAY_BOOK + "undo", entry=entry["name"])
		)  # a second click harms nobody

	def test_a_get_request_counts_nothing(self):
		for step in ("add", "undo"):
			self.assertEqual(self.user("reception").get(f"/api/method/{DAY_BOOK}{step}").status, 403)

	def test_what_is_settled_on_the_spot_has_its_response_as_well(self):
		"""`لا يتم انتهاء الشكاوى إلا بالرد الكامل`: also at the counter, with the procedure explained."""
		reception, follow_up = self.user("reception"), self.user("follow_up")
		case = self.ok(reception.insert("Case", **make.case_values(case_type="Inquiry"))).data["name"]
		self.ok(follow_up.update("Case", case, outcome=self.outcome(), root_cause="Delay"))
		text = self.ok(
			reception.get(
				"/api/method/citizen_service.reception.procedures.text",
				procedure=self.procedure,
				language="ar",
			)
		).data
		answer = self.ok(
			reception.insert(
				"Response",
				case=case,
				kind="Full Reply",
				audience="Citizen",
				language="ar",
				procedure=self.procedure,
				body=text,
			)
		).data
		self.assertEqual(answer["body"], text, "nothing in it that the framework cleans away")
		self.denied(self.act(follow_up, "Case", case, "Close"), "ClosingRefused")
		self.ok(self.act(reception, "Response", answer["name"], "Send to Follow-up"))
		self.denied(self.act(reception, "Response", answer["name"], "Accept"))
		self.ok(self.act(follow_up, "Response", answer["name"], "Accept"))
		self.denied(self.act(follow_up, "Case", case, "Close"), "ClosingRefused")
		self.ok(
			reception.call(
				"citizen_service.delivery.actions.record_delivery",
				response=answer["name"],
				channel="In Person",
			)
		)
		self.ok(self.act(follow_up, "Case", case, "Close"))

	def act(self, user: Client, doctype: str, name: str, action: str) -> Reply:
		doc = user.read(doctype, name).data
		return user.call("frappe.model.workflow.apply_workflow", doc=frappe.as_json(doc), action=action)

	def outcome(self) -> str:
		"""Any outcome of a case that was answered."""
		return frappe.db.get_value("Case Outcome", {"closing_kind": "Answered"}, order_by="name asc")
