"""Duties of the two offices that no other test walks, over HTTP: (م) the ministry's, (ب) the municipality's."""

import json

import frappe
from frappe.utils import add_to_date, now_datetime, today

from citizen_service.sla.records import FULL_REPLY, RECORD
from citizen_service.tests import factories as make
from citizen_service.tests.acceptance.test_whole_way import REFERRAL, WayTestCase

BOARD = "/api/method/citizen_service.desk.board.departments"
REPORT = "/api/method/frappe.desk.query_report.run"
STORY = "/api/method/citizen_service.desk.story.of_case"
CHASE = "citizen_service.referral.chase.chase"


class WholeWayTest(WayTestCase):
	def test_from_the_counter_to_the_full_reply(self):
		"""(م) «تمهيدا للرد عليها بالتعاون مع الأجهزة المعنية بالوزارة من خلال قسم المتابعة» (ب) «لا يتم انتهاء الشكاوى إلا بالرد الكامل»"""
		office = self.office
		case = self.study()
		roads, water = self.refer(case, office.roads, office.water)
		for referral, officer in ((roads, office.roads_officer), (water, office.water_officer)):
			self.ok(self.as_user(officer).call(REFERRAL + "acknowledge", referral=referral))
		self.refuse_closing(case)
		self.full_reply(roads, office.roads_officer, office.roads_manager)
		self.full_reply(water, office.water_officer, office.water_manager)
		self.act("Case", case, "Prepare Answer", office.follow_up)
		self.set_outcome(case)
		self.refuse_closing(case)
		answer = self.answer(case)
		self.refuse_closing(case)
		self.hand_over(answer)
		self.act("Case", case, "Close", office.follow_up)
		seen = self.ok(self.as_user(office.reception).read("Case", case)).data
		self.assertTrue(seen["closed_on"])
		story = self.as_user(office.manager).get(STORY, case=case)
		self.assertTrue(self.ok(story).data)

	def refuse_closing(self, case: str) -> None:
		for user in (self.office.follow_up, self.office.manager):
			self.denied(self.try_to_act("Case", case, "Close", user), "ClosingRefused")

	def test_studied_assessed_and_advised(self):
		"""(م) «بعد دراستها وتقييمها وتقديم المشورة للجهات المعنية بالوزارة»"""
		case = self.study()
		follow_up = self.as_user(self.office.follow_up)
		assessed = {"advice": "يُنظر في القرار السابق بشأن الشارع نفسه.", **self.assessment()}
		self.ok(follow_up.update("Case", case, **assessed))
		(referral,) = self.refer(case, self.office.roads)
		kept = self.ok(follow_up.read("Case", case)).data
		self.assertEqual({field: kept[field] for field in assessed}, assessed)
		officer = self.as_user(self.office.roads_officer)
		told = self.ok(officer.read("Case Referral", referral)).data
		self.assertIn(assessed["advice"], json.dumps(told, ensure_ascii=False))
		self.denied(officer.update("Case", case, advice="غيره"))

	def assessment(self) -> dict[str, str]:
		"""The first level of each scale, as the office has them."""
		scales = {"severity": "Severity", "urgency": "Urgency", "validity": "Validity"}
		return {
			field: frappe.get_all("Assessment Level", {"scale": scale}, pluck="name", order_by="name asc")[0]
			for field, scale in scales.items()
		}


class DirectorTest(WayTestCase):
	def test_the_director_fills_in_only_for_an_absent_clerk(self):
		"""(ب) «القيام بتعبئة الطلبات في حال غياب الموظف المختص»"""
		manager, reception = self.as_user(self.office.manager), self.as_user(self.office.reception)
		self.denied(manager.insert("Case", **make.case_values()), "NoDelegation")
		delegation = self.ok(
			reception.insert(
				"Delegation",
				absent_user=self.office.reception,
				stand_in=self.office.manager,
				role="Reception Officer",
				from_date=today(),
				to_date=today(),
				reason="إجازة سنوية",
			)
		).data["name"]
		self.addCleanup(self.withdraw, delegation)
		case = self.ok(manager.insert("Case", **make.case_values())).data["name"]
		kept = self.ok(reception.read("Case", case)).data
		self.assertEqual((kept["delegation"], kept["registered_for"]), (delegation, self.office.reception))
		self.withdraw(delegation)
		self.denied(manager.insert("Case", **make.case_values()), "NoDelegation")

	def withdraw(self, delegation: str) -> None:
		self.ok(self.as_user(self.office.reception).update("Delegation", delegation, withdrawn=1))

	def test_the_director_oversees_all_departments(self):
		"""(ب) «الاشراف التام على الدائرة وموظفيها»"""
		self.refer(self.study(), self.office.roads, self.office.water)
		seen = self.departments_on_board("manager")
		self.assertLessEqual({self.office.roads, self.office.water}, seen)
		own = self.departments_on_board("roads_manager")
		self.assertIn(self.office.roads, own)
		self.assertNotIn(self.office.water, own)

	def departments_on_board(self, person: str) -> set[str]:
		rows = self.ok(self.as_user(getattr(self.office, person)).get(BOARD)).data["rows"]
		return {row["name"] for row in rows}

	def test_the_director_follows_up_with_departments_directly(self):
		"""(ب) «منح صلاحيات لمدير الدائرة للمتابعة المباشرة مع الدوائر والاقسام لسرعة حل الشكاوى»"""
		(referral,) = self.refer(self.study(), self.office.roads)
		manager = self.as_user(self.office.manager)
		chase = {"referral": referral, "means": "Phone", "asked_for": "Reply", "note": "وُعدنا بالرد غدًا."}
		self.ok(manager.call(CHASE, **chase))
		self.denied(self.as_user(self.office.roads_manager).call(CHASE, **chase))
		record = frappe.db.get_value(RECORD, {"referral": referral, "clock": FULL_REPLY}, "name")
		due = str(add_to_date(now_datetime(), days=40))[:19]
		set_due = {"record": record, "due_on": due, "reason": "اتُّفق عليه مع مدير القسم."}
		self.ok(manager.call("citizen_service.sla.byhand.set_due", **set_due))
		self.ok(manager.call(REFERRAL + "withdraw", referral=referral, reason="حُلّت الشكوى مباشرةً."))

	def test_statistics_reach_the_supervisor_and_the_departments(self):
		"""(م) «إعداد الإحصائيات التحليلية والتقارير الدورية … ورفعها للمسئول المباشر … وتزويد الجهات المعنية بذلك»"""
		self.refer(self.study(), self.office.roads, self.office.water)
		seen = self.departments_in_report("supervisor")
		self.assertLessEqual({self.office.roads, self.office.water}, seen)
		own = self.departments_in_report("roads_manager")
		self.assertIn(self.office.roads, own)
		self.assertNotIn(self.office.water, own)
		self.denied(self.as_user(self.office.supervisor).list("Case"))

	def departments_in_report(self, person: str) -> set[str]:
		period = json.dumps({"from_date": today(), "to_date": today()})
		user = self.as_user(getattr(self.office, person))
		reply = user.get(REPORT, report_name="Cases by Department", filters=period)
		return {row.get("department") for row in self.ok(reply).data["result"] if isinstance(row, dict)}
