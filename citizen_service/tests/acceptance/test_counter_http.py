"""The counter over HTTP with real logins: one request registers a visitor's case, or nothing of it.

`استقبال جمهور المراجعين والرد على استفساراتهم ومساعدتهم في تسهيل وإنجاز معاملاتهم وتوضيح الإجراءات المطلوبة لكل معاملة`
`استقبال شكاوى واستفسارات واقتراحات المواطنين`
"""

from concurrent.futures import ThreadPoolExecutor

import frappe
from frappe.utils import add_days, get_datetime, nowdate

from citizen_service.citizens.national_id import PALESTINE
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply

COUNTER = "citizen_service.reception.counter."
SPOT = "citizen_service.reception.on_the_spot."
EVERYBODY = (
	*("reception", "follow_up", "manager", "supervisor", "admin"),
	*("roads_officer", "roads_manager"),
)
GOOD_ID, BAD_ID = "801234568", "801234567"


class CounterTest(HttpTestCase):
	def user(self, key: str) -> Client:
		return self.as_user(getattr(self.office, key))

	def register(self, case: dict | None = None, user: str = "reception", **parts) -> Reply:
		values = {
			"subject": "استفسار عن رخصة بناء",
			"description": "يسأل المراجع عن الأوراق المطلوبة لرخصة البناء.",
			"case_type": "Inquiry",
			"channel": "Counter",
			**(case or {}),
		}
		return self.user(user).call(COUNTER + "register", case=values, **parts)

	def register_answered(self, **answer) -> dict:
		answer = {"body": "<p>تُقدَّم الأوراق في قسم التنظيم.</p>", **answer}
		person = {"citizen_name": "كريمة عادل حمدان"}
		return self.ok(self.register(citizen=person, answer=answer)).data

	def everything(self) -> dict[str, int]:
		"""How many records there are of whatever a registration makes."""
		frappe.db.rollback()
		doctypes = ("Case", "Citizen", "Response", "Service Level Record", "Outbox Entry", "File")
		return {doctype: frappe.db.count(doctype) for doctype in doctypes}

	def test_a_new_citizen_and_their_case_in_one_request(self):
		"""`استقبال شكاوى واستفسارات واقتراحات المواطنين`"""
		person = {"citizen_name": "أُميمة خليل درويش", "mobile": "0599123123", "citizen_type": "Person"}
		made = self.ok(self.register(citizen=person)).data
		frappe.db.rollback()
		case = frappe.get_doc("Case", made["name"])
		self.assertEqual((case.citizen, case.citizen_name), (made["citizen"], person["citizen_name"]))
		self.assertEqual((case.mobile, case.owner), (person["mobile"], self.office.reception))
		found = self.ok(
			self.user("reception").get(f"/api/method/{COUNTER}look_up", text="درويش اميمه 0599123123")
		).data
		self.assertIn(case.citizen, [row["name"] for row in found["citizens"]])
		again = self.ok(self.register({"citizen": case.citizen})).data
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Case", again["name"], "mobile"), person["mobile"])

	def test_a_request_whose_answer_was_lost_is_sent_again_and_registers_once(self):
		person = {"citizen_name": "سناء", "national_id": f"K-{frappe.generate_hash(length=8)}"}
		key, answer = frappe.generate_hash(length=20), {"body": "<p>نعم.</p>"}
		first = self.ok(self.register(citizen=person, answer=answer, key=key)).data
		before = self.everything()
		again = self.ok(self.register({"subject": "عنوان مصحّح"}, citizen=person, answer=answer, key=key))
		self.assertEqual(again.data, {**first, "earlier": True})
		self.assertFalse(first["earlier"])
		self.assertFalse({"problems", "_server_messages"} & again.json.keys())
		self.assertEqual(self.everything(), before)
		other = self.ok(self.register({"citizen_name": "سناء"}, key=frappe.generate_hash(length=20))).data
		self.assertNotEqual(other["name"], first["name"])
		self.denied(self.register({"subject": " "}, key=frappe.generate_hash(length=20)), "IntakeIncomplete")

	def test_sent_twice_at_once_it_is_one_case_and_one_citizen(self):
		key, person = frappe.generate_hash(length=20), {"citizen_name": frappe.generate_hash(length=12)}
		self.user("reception")
		with ThreadPoolExecutor(2) as pool:
			clients = [
				self.web.client().login(self.office.reception, make.password_of(self.office.reception))
				for _ in "ab"
			]
			case = {"subject": "مرتان", "description": "مرتان", "case_type": "Inquiry", "channel": "Counter"}
			replies = list(
				pool.map(lambda c: c.call(COUNTER + "register", case=case, citizen=person, key=key), clients)
			)
		self.assertEqual([reply.status for reply in replies], [200, 200], [r.text[:500] for r in replies])
		self.assertEqual(len({reply.data["name"] for reply in replies}), 1)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Citizen", person), 1)

	def test_a_colleagues_visitor_comes_back_with_the_reference(self):
		"""`اعلام المواطن بالمرحلة التي وصلت اليها شكواه`: Reception sees the status of every case."""
		case = self.ok(self.register({"citizen_name": "سامر حمدي"})).data
		number = case["name"].rpartition("-")[2]
		arabic = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
		for typed in (case["name"], case["name"].lower(), str(int(number)), arabic):
			with self.subTest(typed):
				found = self.ok(self.user("reception").get(f"/api/method/{COUNTER}look_up", text=typed)).data[
					"cases"
				]
				self.assertEqual([row["name"] for row in found], [case["name"]])
				self.assertEqual((found[0]["state"], found[0]["is_open"]), (case["state"], True))
		for key in ("supervisor", "admin", "roads_officer", "roads_manager"):
			with self.subTest(key):
				reply = self.user(key).get(f"/api/method/{COUNTER}look_up", text=case["name"])
				self.assertEqual(reply.status, 403)

	def test_only_who_may_register_cases_registers_here(self):
		for key in EVERYBODY:
			with self.subTest(key):
				reply = self.register(user=key)
				self.assertEqual(reply.status, 200 if key == "reception" else 403, reply.text[:300])
				setting = self.user(key).get(f"/api/method/{COUNTER}setting")
				if setting.status == 200:
					self.assertEqual(setting.data["may_register"], key == "reception")

	def test_bad_input_is_refused_with_its_field_and_leaves_nothing(self):
		disabled = frappe.get_doc(
			{"doctype": "Case Type", "type_name": frappe.generate_hash(length=8), "enabled": 0, "public": 0}
		).insert()
		before_country = frappe.db.get_single_value("Citizen Service Settings", "country")
		frappe.db.set_single_value("Citizen Service Settings", "country", PALESTINE)
		frappe.db.commit()
		frappe.clear_document_cache("Citizen Service Settings", "Citizen Service Settings")
		self.addCleanup(self.put_back, before_country)
		person = {"citizen_name": "رائد سليم"}
		answer = {"body": "<p>تم.</p>"}
		tomorrow = add_days(nowdate(), 1)
		before = self.everything()
		for error, field, arguments in (
			("IntakeIncomplete", "subject", {"case": {"subject": "  "}, "citizen": person}),
			("IntakeIncomplete", "citizen_name", {"citizen": {"mobile": "0599123123"}}),
			("IntakeIncomplete", "body", {"citizen": person, "answer": {"means": "Phone"}}),
			("NationalIdRefused", "national_id", {"citizen": {**person, "national_id": BAD_ID}}),
			("ChoiceDisabled", "case_type", {"case": {"case_type": disabled.name}, "citizen": person}),
			("BadDate", "letter_date", {"case": {"letter_date": tomorrow}, "citizen": person}),
			("LinkValidationError", "", {"case": {"case_type": "لا يوجد"}, "citizen": person}),
			("BadRequest", "", {"case": {"workflow_state": "Closed"}, "citizen": person}),
			("BadRequest", "", {"citizen": '["رائد"]'}),
			("BadRequest", "", {"citizen": "رائد"}),
			("ResponseRefused", "", {"citizen": person, "answer": {"body": "<p> </p>"}}),
			("DeliveryRefused", "", {"citizen": person, "answer": {**answer, "means": "Letter"}}),
			("DeliveryRefused", "", {"citizen": person, "answer": {**answer, "given_on": tomorrow}}),
		):
			with self.subTest(error=error, field=field):
				reply = self.denied(self.register(**arguments), error)
				self.assertEqual(list(reply.json.get("problems", {})), [field] if field else [])
				self.assertNotIn("Traceback", reply.json.get("_server_messages", ""))
				self.assertEqual(self.everything(), before)
		good = {**person, "national_id": GOOD_ID}
		if not frappe.db.exists("Citizen", {"national_id": GOOD_ID}):
			self.ok(self.register(citizen=good))
		before = self.everything()
		reply = self.denied(self.register(citizen=good), "CitizenKnown")
		self.assertEqual(list(reply.json["problems"]), ["national_id"])
		self.assertEqual(self.everything(), before)
		values = make.case_values(case_type=disabled.name)
		self.denied(self.user("reception").insert("Case", **values), "ChoiceDisabled")

	@staticmethod
	def put_back(country: str | None) -> None:
		frappe.db.set_single_value("Citizen Service Settings", "country", country)
		frappe.db.commit()
		frappe.clear_document_cache("Citizen Service Settings", "Citizen Service Settings")

	def test_an_answer_on_the_spot_waits_for_follow_up_and_counts_from_when_it_was_given(self):
		"""`الرد على استفساراتهم … وتوضيح الإجراءات المطلوبة لكل معاملة`; `لا يتم انتهاء الشكاوى إلا بالرد الكامل`"""
		made = self.register_answered()
		reception, follow_up = self.user("reception"), self.user("follow_up")
		response = reception.read("Response", made["response"]).data
		self.assertEqual((response["kind"], response["audience"]), ("Full Reply", "Citizen"))
		self.assertTrue(response["given_on"])
		self.assertFalse(response.get("delivered_on") or response.get("accepted_on"))
		self.assertEqual(
			[(row["channel"], row["status"]) for row in response["deliveries"]], [("In Person", "Given")]
		)
		self.denied(reception.call(SPOT + "confirm", responses=[made["response"]]))
		self.denied(self.act(follow_up, "Case", made["name"], "Close"), "ClosingRefused")
		done = self.ok(follow_up.call(SPOT + "confirm", responses=[made["response"]])).data
		self.assertEqual(done, {"closed": [made["name"]], "refused": []})
		response = reception.read("Response", made["response"]).data
		self.assertEqual(response["delivered_on"], response["given_on"])
		self.assertEqual([row["status"] for row in response["deliveries"]], ["Delivered"])
		self.assertLessEqual(get_datetime(response["given_on"]), get_datetime(response["accepted_on"]))
		case = follow_up.read("Case", made["name"]).data
		self.assertTrue(case["closed_on"])
		self.assertEqual(case["outcome"], frappe.get_cached_value("Case Type", "Inquiry", "spot_outcome"))
		frappe.db.rollback()
		clocks = frappe.get_all(
			"Service Level Record", {"case": made["name"]}, ["clock", "status"], order_by="clock asc"
		)
		self.assertEqual({row.status for row in clocks}, {"Met"}, clocks)

	def test_a_wrong_answer_is_sent_back_and_no_longer_counts(self):
		made = self.register_answered(means="Phone")
		reception, follow_up = self.user("reception"), self.user("follow_up")
		name = made["response"]
		self.ok(follow_up.update("Response", name, send_back_reason="الرسوم غير صحيحة."))
		self.ok(self.act(follow_up, "Response", name, "Send Back"))
		response = reception.read("Response", name).data
		self.assertFalse(response.get("given_on"))
		self.assertEqual([row["status"] for row in response["deliveries"]], ["Superseded"])
		self.ok(self.act(reception, "Response", name, "Revise"))
		self.ok(reception.update("Response", name, body="<p>الرسوم عشرون دينارًا.</p>"))
		self.denied(follow_up.call(SPOT + "confirm", responses=name), "StageNotReached")
		self.ok(reception.call(SPOT + "give_again", response=name, means="Phone"))
		done = self.ok(follow_up.call(SPOT + "confirm", responses=name)).data
		self.assertEqual(done["closed"], [made["name"]])
		rows = reception.read("Response", name).data["deliveries"]
		self.assertEqual([row["status"] for row in rows], ["Superseded", "Delivered"])

	def test_many_are_confirmed_at_once_each_for_itself(self):
		good, other = self.register_answered(), self.register_answered()
		plain = self.ok(self.register({"citizen_name": "هناء"})).data
		draft = self.ok(
			self.user("reception").insert(
				"Response", case=plain["name"], kind="Full Reply", audience="Citizen", body="<p>نص</p>"
			)
		).data
		names = [good["response"], draft["name"], other["response"]]
		for key in ("reception", "roads_manager", "supervisor"):
			with self.subTest(key):
				reply = self.user(key).call(SPOT + "confirm", responses=names)
				if reply.status == 200:  # Reception may write responses, but has no step that accepts them
					self.assertEqual(reply.data["closed"], [])
				else:
					self.denied(reply)
		done = self.ok(self.user("follow_up").call(SPOT + "confirm", responses=names)).data
		self.assertEqual(done["closed"], [good["name"], other["name"]])
		self.assertEqual(
			[(row["response"], row["error"]) for row in done["refused"]], [(draft["name"], "StageNotReached")]
		)
		self.denied(self.user("follow_up").call(SPOT + "confirm", responses=[]), "BadRequest")

	def test_a_new_cases_form_takes_the_answer_too(self):
		"""`تلقي اتصالات الجمهور`: a call that was registered first and answered while the citizen held the line."""
		reception = self.user("reception")
		case = self.ok(
			reception.insert("Case", **make.case_values(case_type="Inquiry", channel="Phone"))
		).data
		args = {"case": case["name"], "body": "<p>الدوام من الثامنة.</p>"}
		self.denied(self.user("roads_officer").call(SPOT + "answer", **args))
		name = self.ok(reception.call(SPOT + "answer", **args)).data
		row = reception.read("Response", name).data["deliveries"][0]
		self.assertEqual((row["channel"], row["recipient"]), ("Phone", case["citizen_name"]))
		self.denied(reception.call(SPOT + "answer", **args), "StageNotReached")  # Follow-up has it now

	def test_nobody_confirms_their_own_and_nobody_writes_the_record_of_giving(self):
		reception = self.user("reception")
		case = self.ok(reception.insert("Case", **make.case_values(case_type="Inquiry"))).data["name"]
		follow_up = self.user("follow_up")
		args = {"case": case, "body": "<p>نعم.</p>", "means": "In Person"}
		own = self.ok(follow_up.call(SPOT + "answer", **args)).data
		self.denied(follow_up.call(SPOT + "confirm", responses=own))
		self.ok(self.user("second_follow_up").call(SPOT + "confirm", responses=own))
		forged = self.ok(
			reception.insert(
				"Response",
				case=self.ok(self.register({"citizen_name": "ه"})).data["name"],
				kind="Full Reply",
				audience="Citizen",
				body="<p>نص</p>",
				given_on="2020-01-01 10:00:00",
				deliveries=[{"channel": "Phone", "status": "Given", "delivered_on": "2020-01-01 10:00:00"}],
			)
		).data
		self.assertFalse(forged.get("given_on") or forged["deliveries"])

	def act(self, user: Client, doctype: str, name: str, action: str) -> Reply:
		doc = user.read(doctype, name).data
		return user.call("frappe.model.workflow.apply_workflow", doc=frappe.as_json(doc), action=action)
