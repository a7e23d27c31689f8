"""Referrals and what departments answer, over real HTTP with real logins.

Each test quotes the duty that it holds the program to: (م) the ministry's Citizen Service Office,
(ب) the municipality's Complaints Unit.
"""

import json

import frappe
from frappe.utils import add_days, nowdate

from citizen_service.outbox import worker
from citizen_service.tests import factories as make
from citizen_service.tests.acceptance.test_whole_way import APPLY, REFERRAL, WayTestCase
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.server import forget_left_work

CHASE = "citizen_service.referral.chase.chase"
ASSIGN = "citizen_service.referral.assigning.assign"
ASKING = "citizen_service.referral.asking."
STEPS = "citizen_service.referral.steps.of"


class ReferralTestCase(WayTestCase):
	def steps_of(self, user: str, referral: str) -> list[str]:
		reply = self.as_user(user).get(f"/api/method/{STEPS}", referral=referral)
		return self.ok(reply).data["steps"]

	def list_of(self, user: str, doctype: str, **filters) -> list[str]:
		reply = self.as_user(user).list(
			doctype, filters=json.dumps(filters), order_by="name asc", limit_page_length=0
		)
		return [row["name"] for row in self.ok(reply).data]

	def upload(self, user: str, case: str, content: bytes) -> dict:
		"""A file of a case, as the desk uploads it."""
		reply = self.as_user(user).request(
			"POST",
			"/api/method/upload_file",
			data={"doctype": "Case", "docname": case, "is_private": "1"},
			files={"file": (f"{frappe.generate_hash(length=6)}.txt", content)},
		)
		return self.ok(reply).data

	def status(self, referral: str) -> str:
		frappe.db.rollback()
		return frappe.db.get_value("Case Referral", referral, "status")


class ReferringTest(ReferralTestCase):
	def test_to_each_department_what_it_needs(self):
		"""(م) «إحالة جميع الاستفسارات والشكاوى والاقتراحات إلى الجهات المعنية لدراستها واتخاذ ما يلزم بشأنها»"""
		office = self.office
		for kind in ("Inquiry", "Complaint", "Suggestion"):
			case = self.study(case_type=kind)
			chosen = self.upload(office.follow_up, case, f"للجهة {case}".encode())
			kept = self.upload(office.follow_up, case, f"للمكتب {case}".encode())
			roads, water = self.ok(
				self.as_user(office.follow_up).call(
					REFERRAL + "refer",
					case=case,
					departments=[
						{"department": office.roads, "instruction": "المعاينة", "files": [chosen["name"]]},
						{"department": office.water, "required": 0},
					],
				)
			).data
			self.assertEqual(self.state_of(case), "Referred")
			officer = self.as_user(office.roads_officer)
			read = self.ok(officer.read("Case Referral", roads)).data
			self.assertEqual((read["instruction"], read["required"]), ("المعاينة", 1))
			self.assertTrue(read["due_on"] and read["extract"])
			self.assertEqual(officer.get(chosen["file_url"]).status, 200)
			self.assertEqual(officer.get(kept["file_url"]).status, 403)
			self.assertEqual(self.as_user(office.water_officer).get(chosen["file_url"]).status, 403)
			self.denied(officer.read("Case Referral", water))
			self.denied(officer.read("Case", case))

	def test_one_after_the_other(self):
		"""(م) «متابعة الأجهزة المعنية…»: the next department gets the case when the one before it has answered."""
		office = self.office
		case = self.study()
		first, second = self.ok(
			self.as_user(office.follow_up).call(
				REFERRAL + "refer", case=case, departments=[office.roads, office.water], in_order=1
			)
		).data
		water = self.as_user(office.water_officer)
		self.assertEqual(self.status(second), "Waiting")
		self.assertNotIn(second, self.list_of(office.water_officer, "Case Referral"))
		self.denied(water.read("Case Referral", second))
		self.denied(water.call(REFERRAL + "acknowledge", referral=second))
		self.assertEqual(self.steps_of(office.follow_up, second), ["open_now", "withdraw"])
		self.full_reply(first, office.roads_officer, office.roads_manager)
		self.assertEqual(self.status(second), "Open")
		self.assertIn(second, self.list_of(office.water_officer, "Case Referral"))
		self.ok(water.call(REFERRAL + "acknowledge", referral=second))

	def test_not_ours_goes_back_and_on(self):
		"""(م) «إحالة جميع الاستفسارات والشكاوى والاقتراحات إلى الجهات المعنية»: “not ours” never ends a case."""
		office = self.office
		case = self.study()
		(referral,) = self.refer(case, office.roads)
		manager = self.as_user(office.roads_manager)
		self.denied(
			manager.call(REFERRAL + "return_to_follow_up", referral=referral, reason=""), "ReferralRefused"
		)
		self.ok(
			manager.call(
				REFERRAL + "return_to_follow_up",
				referral=referral,
				reason="الخط تابع للمياه",
				belongs_to=office.water,
			)
		)
		self.assertEqual(self.state_of(case), "Referred")
		self.assertEqual(self.steps_of(office.follow_up, referral), ["transfer", "answer_in_place"])
		follow_up = self.as_user(office.follow_up)
		whose = self.ok(follow_up.read("Case Referral", referral)).data["belongs_to"]
		made = self.ok(
			follow_up.call(REFERRAL + "transfer", referral=referral, department=whose, reason="بحسب ردهم")
		).data
		self.assertIn(made, self.list_of(office.water_officer, "Case Referral"))

	def test_the_manager_assigns_within_the_department(self):
		"""(ب) «تكليف جميع الدوائر ذات الاختصاص بالرد على الشكاوى»"""
		office = self.office
		(referral,) = self.refer(self.study(), office.roads)
		self.denied(
			self.as_user(office.roads_officer).call(
				ASSIGN, referral=referral, officers=[office.roads_officer]
			),
			"NotYours",
		)
		manager = self.as_user(office.roads_manager)
		self.denied(
			manager.call(ASSIGN, referral=referral, officers=[office.water_officer]), "AssignmentRefused"
		)
		self.ok(manager.call(ASSIGN, referral=referral, officers=[office.roads_officer]))
		found = self.ok(manager.get(f"/api/method/{STEPS}", referral=referral)).data
		self.assertEqual(found["assigned"], [{"user": office.roads_officer, "name": "Roads Officer"}])


class FollowingTest(ReferralTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		send_through(cls)

	def setUp(self) -> None:
		super().setUp()
		forget_left_work()

	def sent(self, doctype: str, name: str) -> list[str]:
		"""What the worker has put into the mail queue about a document."""
		worker.drain()
		frappe.db.rollback()
		failed = {"reference_name": name, "last_error": ("is", "set")}
		errors = frappe.get_all("Outbox Entry", failed, pluck="last_error", order_by="name")
		self.assertEqual(errors, [])
		return frappe.get_all(
			"Email Queue",
			{"reference_doctype": doctype, "reference_name": name},
			pluck="name",
			order_by="name",
		)

	def test_every_chase_is_on_record(self):
		"""(ب) «متابعة الأقسام في الرد على الشكاوى»; (م) «متابعة الأجهزة المعنية…»"""
		office = self.office
		(referral,) = self.refer(self.study(), office.roads)
		follow_up = self.as_user(office.follow_up)
		promised = add_days(nowdate(), 3)
		self.ok(
			follow_up.call(CHASE, referral=referral, means="Phone", note="وعدوا بالرد", promised_on=promised)
		)
		self.ok(follow_up.call(CHASE, referral=referral, means="E-mail", note="نرجو الرد على هذه الشكوى"))
		self.assertEqual(
			len(self.sent("Case Referral", referral)), 2, "of the referral, and of the reminder by e-mail"
		)
		read = self.ok(follow_up.read("Case Referral", referral)).data
		self.assertEqual([row["chased_by"] for row in read["chases"]], [office.follow_up] * 2)
		self.assertEqual(read["chase_count"], 2)
		row = read["chases"][0]["name"]
		self.assertEqual(
			self.list_of(office.follow_up, "Case Referral", chase_count=[">", 1], name=referral), [referral]
		)
		# Nobody changes or deletes what was logged, by whatever door.
		self.ok(
			follow_up.update(
				"Case Referral", referral, chases=[{"name": row, "means": "Visit", "note": "غيره"}]
			)
		)
		for client in (follow_up, self.as_user(office.manager), self.as_user(office.roads_manager)):
			client.delete(f"/api/resource/Referral Chase/{row}")
			client.update("Referral Chase", row, note="غيره")
			client.call(
				"frappe.client.set_value", doctype="Referral Chase", name=row, fieldname="note", value="غيره"
			)
			client.insert(
				"Referral Chase",
				parent=referral,
				parenttype="Case Referral",
				parentfield="chases",
				means="Phone",
				note="كذب",
				asked_for="Reply",
				chased_on=nowdate(),
				chased_by=office.follow_up,
			)
		after = self.ok(follow_up.read("Case Referral", referral)).data["chases"]
		self.assertEqual([row["note"] for row in after], ["وعدوا بالرد", "نرجو الرد على هذه الشكوى"])

	def test_feedback_on_the_stage(self):
		"""(ب) «تزويدنا بتغذية راجعة عن المرحلة التي وصلت اليها الشكاوى من خلال النظام الإلكتروني»"""
		office = self.office
		case = self.study()
		(referral,) = self.refer(case, office.roads)
		self.ok(
			self.as_user(office.follow_up).call(
				CHASE, referral=referral, means="E-mail", note="أين وصلتم؟", asked_for="Stage Update"
			)
		)
		self.respond(
			office.roads_officer,
			"Send to Follow-up",
			referral=referral,
			kind="Stage Update",
			body="<p>عُوين الموقع وبدأ العمل.</p>",
		)
		reply = self.as_user(office.follow_up).get(
			"/api/method/citizen_service.desk.overview.case_overview", case=case
		)
		(row,) = self.ok(reply).data["referrals"]
		self.assertEqual((row["latest_stage"], row["chase_count"]), ("عُوين الموقع وبدأ العمل.", 1))
		self.assertTrue(row["latest_stage_on"])

	def test_what_only_the_citizen_knows(self):
		"""(م) «متابعة الأجهزة المعنية…»: time stands still while the citizen is asked, and the department gets the answer."""
		office = self.office
		email = f"{frappe.generate_hash(length=8)}@{make.DOMAIN}"
		case = self.study(email=email)
		(referral,) = self.refer(case, office.roads)
		request = self.respond(
			office.roads_officer,
			"Send to Follow-up",
			referral=referral,
			kind="Request for Information",
			body="<p>ما رقم الاشتراك؟</p>",
		)
		self.denied(
			self.as_user(office.roads_manager).call(ASKING + "ask_citizen", response=request, question="؟"),
			"NotYours",
		)
		follow_up = self.as_user(office.follow_up)
		self.ok(follow_up.call(ASKING + "ask_citizen", response=request, question="ما رقم اشتراككم؟"))
		self.assertEqual(len(self.sent("Response", request)), 1)
		clocks = frappe.get_all(
			"Service Level Record", {"case": case}, ["status", "referral"], order_by="name asc"
		)
		self.assertEqual({row.status for row in clocks if row.status != "Met"}, {"Paused"})
		self.assertIn(referral, {row.referral for row in clocks if row.status == "Paused"})
		bill = self.upload(office.follow_up, case, f"فاتورة {case}".encode())
		self.ok(
			follow_up.call(
				ASKING + "citizen_answered", response=request, answer="الاشتراك 4471", files=[bill["name"]]
			)
		)
		self.assertEqual(self.state_of(case), "Referred")
		officer = self.as_user(office.roads_officer)
		self.assertEqual(self.ok(officer.read("Response", request)).data["citizen_answer"], "الاشتراك 4471")
		self.assertEqual(officer.get(bill["file_url"]).status, 200)
		self.assertEqual(len(self.sent("Case Referral", referral)), 2, "of the referral, and of the answer")


class RepliesTest(ReferralTestCase):
	def test_departments_reply_through_the_system_and_each_word_is_kept(self):
		"""(ب) «تكليف جميع الدوائر ذات الاختصاص بالرد على الشكاوى»"""
		office = self.office
		(referral,) = self.refer(self.study(), office.roads)
		reply = self.respond(office.roads_officer, "Send to Manager", referral=referral, body="<p>الأول</p>")
		for user in (office.water_manager, office.roads_officer):
			self.denied(self.try_to_act("Response", reply, "Approve", user))
		manager = self.as_user(office.roads_manager)
		self.denied(self.try_to_act("Response", reply, "Send Back", office.roads_manager), "ResponseRefused")
		self.ok(manager.update("Response", reply, send_back_reason="متى الإصلاح؟"))
		self.act("Response", reply, "Send Back", office.roads_manager)
		self.act("Response", reply, "Revise", office.roads_officer)
		self.ok(self.as_user(office.roads_officer).update("Response", reply, body="<p>الثاني</p>"))
		rows = frappe.get_all("Version", {"docname": reply}, pluck="data", order_by="creation asc")
		versions = json.dumps([json.loads(row) for row in rows], ensure_ascii=False)
		self.assertIn("الأول", versions)
		self.assertIn("متى الإصلاح؟", versions)

	def test_bad_input_is_refused_with_its_reason(self):
		"""(ب) «متابعة الأقسام في الرد على الشكاوى»: each is refused by name, in the user's language, and nothing is written."""
		office = self.office
		case = self.study()
		follow_up = self.as_user(office.follow_up)
		closed = make.make_department("قسم مغلق للاختبار", enabled=0)
		frappe.db.commit()
		for departments in ([], "", [closed], [office.roads, office.roads], ["لا أحد"], [{"department": 4}]):
			reply = follow_up.call(REFERRAL + "refer", case=case, departments=departments, instruction="انظر")
			self.denied(reply, "ReferralRefused", "LinkValidationError")
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case Referral", {"case": case}), 0)
		(referral,) = self.refer(case, office.roads)
		self.denied(
			follow_up.call(REFERRAL + "refer", case=case, departments=[office.roads]), "ReferralRefused"
		)
		officer = self.as_user(office.roads_officer)
		for body in ("", "<p>&nbsp;</p>", "<div><br></div>"):
			self.denied(
				officer.insert("Response", referral=referral, kind="Full Reply", body=body),
				"ResponseRefused",
				"MandatoryError",
			)
		answer = self.respond(office.follow_up, "Send to Follow-up", case=case, audience="Citizen")
		self.denied(self.try_to_act("Response", answer, "Accept", office.follow_up))

	def test_what_is_named_in_the_record_is_not_deleted(self):
		"""(ب) «متابعة الأقسام في الرد على الشكاوى»: the refusal names the cases, and says what to do instead."""
		office = self.office
		category = frappe.get_doc(
			{"doctype": "Case Category", "category_name": f"فئة {frappe.generate_hash(length=6)}"}
		).insert()
		frappe.db.commit()
		case = self.study(category=category.name)
		(referral,) = self.refer(case, office.roads)
		admin = self.as_user(office.admin)
		for doctype, name, named in (
			("Department", office.roads, None),
			("Case Category", category.name, case),
		):
			reply = self.denied(admin.delete(f"/api/resource/{doctype}/{name}"), "RecordInUse")
			self.assertIn("Disable it", reply.text)
			if named:
				self.assertIn(named, reply.text)
		self.assertTrue(referral)


class StaleTest(ReferralTestCase):
	"""A form that somebody else has overtaken is refused with a clear message, also in Arabic."""

	def stale(self, reply, *words: str) -> None:
		self.denied(reply, "TimestampMismatchError")
		for word in words:
			self.assertIn(word, " ".join(self.messages(reply)))

	def messages(self, reply) -> list[str]:
		"""What the desk shows."""
		return [
			json.loads(text)["message"] for text in json.loads(reply.json.get("_server_messages") or "[]")
		]

	def arabic(self, user: str):
		frappe.db.set_value("User", user, "language", "ar")
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, "User", user, "language", "en")
		return self.web.client().login(user, make.password_of(user))

	def test_saving(self):
		office = self.office
		case = self.study()
		(referral,) = self.refer(case, office.roads)
		answer = self.ok(
			self.as_user(office.follow_up).insert(
				"Response", case=case, audience="Citizen", kind="Full Reply", body="<p>نص</p>", language="ar"
			)
		).data["name"]
		client = self.arabic(office.second_follow_up)
		for doctype, name, change in (
			("Case", case, {"assessment": "تقييم"}),
			("Case Referral", referral, {"instruction": "غيره"}),
			("Response", answer, {"body": "<p>غيره</p>"}),
		):
			seen = self.ok(client.read(doctype, name)).data["modified"]
			self.ok(self.as_user(office.follow_up).update(doctype, name, **change))
			reply = client.update(doctype, name, modified=seen, **{key: "لاحق" for key in change})
			self.stale(reply, "عُدِّل هذا السجل بعد أن فتحته")

	def test_acting(self):
		office = self.office
		case = self.study()
		old = {"doctype": "Case", "name": case, "modified": "2001-01-01 00:00:00"}
		stranger = self.as_user(office.water_officer)
		reply = self.denied(stranger.call(APPLY, doc=json.dumps(old), action="Close"))
		self.assertNotIn("TimestampMismatch", reply.text)
		client = self.arabic(office.second_follow_up)
		seen = self.ok(client.read("Case", case)).data
		self.ok(self.as_user(office.follow_up).update("Case", case, assessment="تقييم"))
		reply = client.call(APPLY, doc=json.dumps(seen), action="Prepare Answer")
		self.stale(reply, "عدَّل مستخدم آخر")
		self.assertEqual(self.state_of(case), "Under Study")
		fresh = self.ok(client.read("Case", case)).data
		self.ok(client.call(APPLY, doc=json.dumps(fresh), action="Prepare Answer"))
