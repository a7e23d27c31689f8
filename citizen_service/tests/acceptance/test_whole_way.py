"""A case's whole way over real HTTP, each role with a login of its own.

Each test quotes the duty that it holds the program to: (م) the ministry's Citizen Service Office,
(ب) the municipality's Complaints Unit.
"""

import json

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.portal import Visitor
from citizen_service.tests.support.server import (
	Scheduler,
	Worker,
	forget_left_work,
	wait_until,
)
from citizen_service.tests.unit.test_portal_attachments import PDF

APPLY = "frappe.model.workflow.apply_workflow"
REFERRAL = "citizen_service.referral.actions."
DELIVERY = "citizen_service.delivery.actions."


class WayTestCase(HttpTestCase):
	"""The steps of the way, as HTTP calls by the people who take them."""

	def register(self, **values) -> str:
		"""Reception registers a case at the counter and passes it on."""
		reception = self.as_user(self.office.reception)
		case = self.ok(reception.insert("Case", **make.case_values(**values))).data["name"]
		self.act("Case", case, "Pass to Follow-up", self.office.reception)
		return case

	def study(self, **values) -> str:
		case = self.register(**values)
		self.act("Case", case, "Start Study", self.office.follow_up)
		return case

	def refer(self, case: str, *departments: str) -> list[str]:
		follow_up = self.as_user(self.office.follow_up)
		reply = follow_up.call(
			REFERRAL + "refer", case=case, departments=list(departments), instruction="يرجى الدراسة والإفادة"
		)
		return self.ok(reply).data

	def act(self, doctype: str, name: str, action: str, user: str) -> dict:
		return self.ok(self.try_to_act(doctype, name, action, user)).data

	def try_to_act(self, doctype: str, name: str, action: str, user: str):
		return self.as_user(user).call(
			APPLY, doc=json.dumps({"doctype": doctype, "name": name}), action=action
		)

	def respond(self, user: str, action: str, **values) -> str:
		body = {"kind": "Full Reply", "language": "ar", "body": "<p>تم إصلاح الخلل.</p>", **values}
		response = self.ok(self.as_user(user).insert("Response", **body)).data["name"]
		self.act("Response", response, action, user)
		return response

	def full_reply(self, referral: str, officer: str, manager: str) -> str:
		response = self.respond(officer, "Send to Manager", referral=referral)
		self.act("Response", response, "Approve", manager)
		self.act("Response", response, "Accept", self.office.follow_up)
		return response

	def answer(self, case: str) -> str:
		"""Follow-up's answer to the citizen, accepted by a second officer."""
		answer = self.respond(self.office.follow_up, "Send to Follow-up", case=case, audience="Citizen")
		self.act("Response", answer, "Accept", self.office.second_follow_up)
		return answer

	def hand_over(self, answer: str) -> None:
		follow_up = self.as_user(self.office.follow_up)
		self.ok(
			follow_up.call(
				DELIVERY + "record_delivery", response=answer, channel="In Person", recipient="سميرة"
			)
		)

	def set_outcome(self, case: str, outcome: str = "Justified") -> None:
		values = {"outcome": outcome, "root_cause": "Delay"}
		self.ok(self.as_user(self.office.follow_up).update("Case", case, **values))

	def state_of(self, case: str) -> str:
		frappe.db.rollback()
		return frappe.db.get_value("Case", case, "workflow_state")


class WholeWayTest(WayTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)
		forget_left_work()
		for process in (Worker(), Scheduler()):
			process.start()
			cls.addClassCleanup(process.stop)

	def test_from_the_guest_to_the_full_reply(self):
		"""(ب) «استقبال طلبات جميع المواطنين وتحويلها للأقسام المعنية ومتابعة الردود عليها وإشعار المواطن بمرحلة المعاملة من الإنجاز»"""
		email = f"{frappe.generate_hash(length=8)}@{make.DOMAIN}"
		visitor = Visitor(self.web.client(), lang="ar")
		case, code = visitor.submit([("photo.pdf", PDF)], email=email).receipt
		registered = wait_until(lambda: self.smtp.sent_to(email), "the notice of registration")[0]
		body = registered.get_body(("html",)).get_content()
		self.assertIn(case, body)
		self.assertIn('dir="rtl"', body)
		self.assertNotIn(code, registered.as_string())

		self.act("Case", case, "Pass to Follow-up", self.office.reception)
		wait_until(
			lambda: frappe.get_all("ToDo", {"reference_name": case, "status": "Open"}, order_by="name asc"),
			"the assignment to Follow-up",
		)
		self.act("Case", case, "Start Study", self.office.follow_up)
		roads, water = self.refer(case, self.office.roads, self.office.water)
		self.assertEqual(self.state_of(case), "Referred")
		for referral, officer, department in (
			(roads, self.office.roads_officer, self.office.roads),
			(water, self.office.water_officer, self.office.water),
		):
			address = frappe.db.get_value("Department", department, "email")
			notices = wait_until(lambda address=address: self.smtp.sent_to(address), "the notice of referral")
			self.assertTrue(
				any(referral in notice.as_string() or case in notice.as_string() for notice in notices)
			)
			assigned = wait_until(
				lambda referral=referral: frappe.get_all(
					"ToDo",
					{"reference_name": referral, "status": "Open"},
					pluck="allocated_to",
					order_by="name asc",
				),
				"the assignment within the department",
			)
			self.assertEqual(assigned, [officer])
			self.ok(self.as_user(officer).call(REFERRAL + "acknowledge", referral=referral))
			self.respond(
				officer,
				"Send to Follow-up",
				referral=referral,
				kind="Stage Update",
				body="<p>قيد المعاينة</p>",
			)
			stage = self.ok(self.as_user(self.office.follow_up).read("Case Referral", referral)).data[
				"latest_stage"
			]
			self.assertEqual(stage, "قيد المعاينة")
		self.full_reply(roads, self.office.roads_officer, self.office.roads_manager)
		self.full_reply(water, self.office.water_officer, self.office.water_manager)

		self.act("Case", case, "Prepare Answer", self.office.follow_up)
		answer = self.answer(case)
		self.set_outcome(case)
		self.denied(self.try_to_act("Case", case, "Close", self.office.follow_up), "ClosingRefused")
		self.ok(self.as_user(self.office.follow_up).call(DELIVERY + "send_by_email", response=answer))
		wait_until(
			lambda: frappe.db.get_value("Response", answer, "delivered_on"),
			"the recorded delivery of the answer",
		)
		letters = [m.get_body(("html",)).get_content() for m in self.smtp.sent_to(email)]
		self.assertEqual(len([letter for letter in letters if "تم إصلاح الخلل" in letter]), 1)
		self.act("Case", case, "Close", self.office.follow_up)
		frappe.db.rollback()
		self.assertTrue(frappe.db.get_value("Case", case, "closed_on"))
		self.assertEqual(
			frappe.get_all("Outbox Entry", {"status": "Failed"}, pluck="last_error", order_by="creation asc"),
			[],
		)
		told = visitor.track(case, code)
		self.assertIn("تم إصلاح الخلل", told.reply.text)

	def test_emergencies_go_to_the_manager_on_duty(self):
		"""(ب) «وحصر الطلبات الطارئة والتعامل معها»"""
		reception = self.as_user(self.office.reception)
		case = self.ok(reception.insert("Case", **make.case_values(is_emergency=1))).data["name"]
		assigned = wait_until(
			lambda: frappe.get_all(
				"ToDo", {"reference_name": case}, pluck="allocated_to", order_by="name asc"
			),
			"the assignment of the emergency",
		)
		roles = frappe.get_roles(assigned[0])
		self.assertIn("Citizen Service Manager", roles)
		policy = frappe.db.get_value("Service Level Record", {"case": case}, "policy")
		self.assertEqual(frappe.db.get_value("Service Level Policy", policy, "emergency"), "Emergencies Only")


class DutiesTest(WayTestCase):
	def test_reception_receives_cases_of_every_kind(self):
		"""(م) «استقبال شكاوى واستفسارات واقتراحات جمهور المراجعين على اختلاف أنواعها»"""
		for case_type in ("Inquiry", "Complaint", "Suggestion", "Service Request"):
			with self.subTest(case_type):
				self.assertEqual(self.state_of(self.register(case_type=case_type)), "Registered")

	def test_follow_up_refers_all_kinds(self):
		"""(م) «إحالة جميع الاستفسارات والشكاوى والاقتراحات إلى الجهات المعنية لدراستها واتخاذ ما يلزم بشأنها»"""
		for case_type in ("Inquiry", "Complaint", "Suggestion"):
			with self.subTest(case_type):
				case = self.study(case_type=case_type)
				(referral,) = self.refer(case, self.office.roads)
				seen = self.ok(self.as_user(self.office.roads_officer).read("Case Referral", referral)).data
				self.assertEqual(seen["instruction"], "يرجى الدراسة والإفادة")
				self.assertIn("حفرة", seen["extract"])

	def test_the_unit_sets_the_time_limit(self):
		"""(ب) «تحديد المدة الزمنية للرد على الشكاوى»"""
		(referral,) = self.refer(self.study(), self.office.roads)
		seen = self.ok(self.as_user(self.office.roads_officer).read("Case Referral", referral)).data
		self.assertTrue(seen["due_on"] > seen["referred_on"])
		clocks = self.ok(
			self.as_user(self.office.roads_officer).list(
				"Service Level Record",
				fields='["clock", "status", "due_utc"]',
				filters=json.dumps({"referral": referral}),
			)
		).data
		self.assertEqual(
			{(c["clock"], c["status"]) for c in clocks},
			{("First Reply of Department", "Running"), ("Full Reply of Department", "Running")},
		)

	def test_departments_report_the_stage(self):
		"""(ب) «تزويدنا بتغذية راجعة عن المرحلة التي وصلت اليها الشكاوى من خلال النظام الإلكتروني»"""
		(referral,) = self.refer(self.study(), self.office.roads)
		self.respond(
			self.office.roads_officer,
			"Send to Follow-up",
			referral=referral,
			kind="Stage Update",
			body="<p>طُلبت المواد</p>",
		)
		seen = self.ok(self.as_user(self.office.follow_up).read("Case Referral", referral)).data
		self.assertEqual(seen["latest_stage"], "طُلبت المواد")
		self.assertTrue(seen["latest_stage_on"])

	def test_every_department_must_answer(self):
		"""(ب) «تكليف جميع الدوائر ذات الاختصاص بالرد على الشكاوى لان رأيها مهم لاتخاذ القرار»"""
		case = self.study()
		roads, water = self.refer(case, self.office.roads, self.office.water)
		self.full_reply(roads, self.office.roads_officer, self.office.roads_manager)
		self.act("Case", case, "Prepare Answer", self.office.follow_up)
		self.hand_over(self.answer(case))
		self.set_outcome(case)
		refused = self.denied(self.try_to_act("Case", case, "Close", self.office.follow_up), "ClosingRefused")
		self.assertIn(
			json.dumps(self.office.water)[1:-1].replace("\\", "\\\\"),
			refused.text.replace("\\\\\\\\", "\\\\"),
		)
		self.full_reply(water, self.office.water_officer, self.office.water_manager)
		self.act("Case", case, "Close", self.office.follow_up)

	def test_the_director_follows_everything(self):
		"""(ب) «متابعة جميع المعاملات باستثناء تعبئة الطلبات والشكاوى من المواطنين»"""
		case = self.study()
		(referral,) = self.refer(case, self.office.roads)
		manager = self.as_user(self.office.manager)
		self.ok(manager.read("Case", case))
		self.ok(manager.read("Case Referral", referral))
		self.denied(manager.insert("Case", **make.case_values()))

	def test_the_citizen_is_told_the_result(self):
		"""(م) «وإبلاغ أصحاب الشأن بنتائج بحث شكواهم» (ب) «اشعار المواطنين بالرد على شكاوهم»"""
		case = self.study()
		self.set_outcome(case)
		refused = self.denied(self.try_to_act("Case", case, "Close", self.office.follow_up), "ClosingRefused")
		self.assertIn("full reply", refused.text)
		answer = self.answer(case)
		self.denied(self.try_to_act("Case", case, "Close", self.office.follow_up), "ClosingRefused")
		self.hand_over(answer)
		self.act("Case", case, "Close", self.office.follow_up)
		delivered = self.ok(self.as_user(self.office.follow_up).read("Response", answer)).data
		self.assertTrue(delivered["delivered_on"])
		self.assertEqual(delivered["deliveries"][0]["delivered_by"], self.office.follow_up)
