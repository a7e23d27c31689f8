"""Over HTTP with real logins: who may do what with time limits, and by which name the others are refused."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from citizen_service.sla.records import ANSWER, FULL_REPLY, RECORD
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply

BY_HAND = "citizen_service.sla.byhand.set_due"
EXTENSION = "citizen_service.referral.extension."
LEFT = "citizen_service.desk.time_left.time_left"
LEDGER = "/api/method/citizen_service.desk.timeline.ledger"
GETDOC = "/api/method/frappe.desk.form.load.getdoc"

OFFICE = {"reception", "follow_up", "manager"}
ROADS = {"roads_officer", "roads_manager"}
WATER = {"water_officer", "water_manager"}
READ_CALENDARS = OFFICE | ROADS | WATER | {"supervisor", "admin"}
EVERYBODY = READ_CALENDARS
FORBIDDEN = (None, "NotYours", "PermissionError")
"""The names of a refusal with 403; where the framework itself refuses, the 2023 build gives none."""


class TimeLimitsTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		case, referrals = make.make_referred_case(cls.office, cls.office.roads, cls.office.water)
		cls.case, (cls.roads, cls.water) = case.name, referrals
		cls.answer = frappe.db.get_value(RECORD, {"case": cls.case, "clock": ANSWER})
		cls.of_roads, cls.of_water = (
			frappe.db.get_value(RECORD, {"referral": name, "clock": FULL_REPLY}) for name in referrals
		)
		cls.calendar = frappe.get_doc("Working Calendar", {"is_default": 1}).as_json()
		frappe.db.commit()

	def user(self, key: str) -> Client:
		return self.web.client() if key == "guest" else self.as_user(getattr(self.office, key))

	def forbidden(self, reply: Reply) -> None:
		self.assertEqual(reply.status, 403, reply.text[:500])
		self.assertIn(reply.exc_type, FORBIDDEN)

	def only(self, allowed: set[str], ask) -> None:
		"""Each of these is answered; everybody else, and whoever is not logged in, is refused with 403."""
		for key in sorted(EVERYBODY | {"guest"}):
			with self.subTest(key):
				reply: Reply = ask(self.user(key))
				if key in allowed:
					self.ok(reply)
				else:
					self.forbidden(reply)

	def in_days(self, days: int) -> str:
		return str(now_datetime() + timedelta(days=days))[:19]

	def test_setting_a_due_date(self):
		for record in (self.answer, self.of_roads):
			self.only(
				{"follow_up", "manager"},
				lambda user, record=record: user.call(
					BY_HAND, record=record, due_on=self.in_days(60), reason="بانتظار التقرير"
				),
			)
		follow_up = self.user("follow_up")
		for name, values in (
			("DueDateRefused", {"due_on": self.in_days(-1)}),
			("DueDateRefused", {"reason": " "}),
			("BadDate", {"due_on": "غداً"}),
			("DoesNotExistError", {"record": "none"}),
		):
			given = {"record": self.answer, "due_on": self.in_days(60), "reason": "س", **values}
			self.denied(follow_up.call(BY_HAND, **given), name)
		self.assertIn(follow_up.get(f"/api/method/{BY_HAND}", **given).status, (403, 405))

	def ask(self, user: Client, days: int = 90) -> Reply:
		return user.call(
			EXTENSION + "ask", referral=self.roads, until=self.in_days(days), reason="تأخرت القطع"
		)

	def test_an_extension_is_asked_for_and_decided_on(self):
		for key in sorted(WATER | {"reception", "supervisor", "admin", "guest"}):
			self.forbidden(self.ask(self.user(key)))
		request = self.ok(self.ask(self.user("roads_officer"))).data
		self.denied(self.ask(self.user("roads_manager")), "ExtensionRefused")
		for key in sorted(EVERYBODY - {"follow_up", "manager"} | {"guest"}):
			for step, values in (("grant", {}), ("refuse_extension", {"reason": "لا"})):
				with self.subTest(key, step=step):
					self.forbidden(self.user(key).call(EXTENSION + step, request=request, **values))
		for key in sorted(WATER):
			self.forbidden(self.user(key).read("Extension Request", request))
			self.assertNotIn({"name": request}, self.user(key).list("Extension Request").data)
		follow_up = self.user("follow_up")
		self.ok(follow_up.call(EXTENSION + "grant", request=request))
		self.denied(follow_up.call(EXTENSION + "grant", request=request), "ExtensionRefused")
		second = self.ok(self.ask(self.user("roads_manager"), 120)).data
		refuse = {"request": second, "reason": "المدة كافية"}
		self.ok(self.user("manager").call(EXTENSION + "refuse_extension", **refuse))
		own = self.ok(self.ask(follow_up, 150)).data
		self.denied(follow_up.call(EXTENSION + "grant", request=own), "OwnExtension")
		self.ok(self.user("manager").call(EXTENSION + "refuse_extension", request=own, reason="لا حاجة"))

	def test_calendars_and_policies(self):
		preview = "citizen_service.sla.retiming.preview"
		self.only({"admin"}, lambda user: user.call(preview, doc=self.calendar))
		self.denied(self.user("admin").call(preview, doc="{"), "BadRequest")
		desk = "citizen_service.desk."
		month = {"calendar": self.calendar, "year": 2027, "month": 2}
		self.only(READ_CALENDARS, lambda user: user.call(desk + "calendar_preview.month", **month))
		limit = {"calendar": self.calendar, "amount": 5, "unit": "Working Days"}
		self.only(READ_CALENDARS, lambda user: user.call(desk + "calendar_preview.due", **limit))
		self.denied(self.user("admin").call(desk + "calendar_preview.due", **{**limit, "amount": 0}))

	def test_which_policy_a_case_gets(self):
		test = "citizen_service.desk.policy_test.test"
		self.only(
			OFFICE | {"supervisor", "admin"},
			lambda user: user.call(test, case_type="Complaint", channel="Counter"),
		)
		self.only(OFFICE, lambda user: user.call(test, case=self.case))

	def test_what_is_left(self):
		self.only(OFFICE, lambda user: user.call(LEFT, doctype="Case", names=[self.case]))
		names = [self.roads, self.water]
		for keys, seen in ((OFFICE, names), (ROADS, [self.roads]), (WATER, [self.water])):
			for key in sorted(keys):
				with self.subTest(key):
					found = self.ok(self.user(key).call(LEFT, doctype="Case Referral", names=names)).data
					self.assertEqual(sorted(found), sorted(seen))
		self.forbidden(self.user("guest").call(LEFT, doctype="Case Referral", names=names))
		self.denied(self.user("reception").call(LEFT, doctype="User", names=["Guest"]))

	def test_a_ledger(self):
		for record, allowed in ((self.answer, set()), (self.of_roads, ROADS), (self.of_water, WATER)):
			self.only(OFFICE | allowed, lambda user, record=record: user.get(LEDGER, record=record))

	def test_the_timeline_of_a_case_and_of_a_referral(self):
		def timeline(key: str, doctype: str, name: str) -> str:
			reply = self.ok(self.user(key).get(GETDOC, doctype=doctype, name=name))
			return str(reply.json["docinfo"]["additional_timeline_content"])

		for key in sorted(OFFICE):
			shown = timeline(key, "Case", self.case)
			for department in (self.office.roads, self.office.water):
				self.assertIn(department, shown)
		for key in sorted(EVERYBODY - OFFICE | {"guest"}):
			self.forbidden(self.user(key).get(GETDOC, doctype="Case", name=self.case))
		for key in sorted(ROADS):
			shown = timeline(key, "Case Referral", self.roads)
			self.assertIn(self.office.roads, shown)
			self.assertNotIn(self.office.water, shown)
			self.forbidden(self.user(key).get(GETDOC, doctype="Case Referral", name=self.water))
