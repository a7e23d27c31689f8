"""Due dates that people set: Follow-up by hand, and what a department asks for."""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.errors import (
	BadDate,
	DueDateRefused,
	ExtensionRefused,
	NotYours,
	OwnExtension,
	RecordInUse,
)
from citizen_service.outbox.notices import matching
from citizen_service.referral.actions import transfer, withdraw
from citizen_service.referral.extension import ask, grant, refuse_extension
from citizen_service.sla.byhand import set_due
from citizen_service.sla.instants import from_column, instant_of, to_local
from citizen_service.sla.reading import calendar_named
from citizen_service.sla.records import ANSWER, FULL_REPLY, cancel_clocks
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase


def in_days(days: int, hour: int = 10):
	return add_to_date(now_datetime(), days=days).replace(hour=hour, minute=0, second=0, microsecond=0)


class HandTestCase(OfficeTestCase):
	def record(self, clock: str, **filters):
		name = frappe.db.get_value(
			"Service Level Record", {"clock": clock, **filters}, order_by="creation desc"
		)
		return frappe.get_doc("Service Level Record", name)

	def due(self, record):
		return to_local(from_column(frappe.get_doc("Service Level Record", record.name).due_utc))

	def posted(self, doc, notice: str) -> int:
		payload = ("like", f'%"{notice}"%')
		return frappe.db.count("Outbox Entry", {"reference_name": doc.name, "payload": payload})


class SetDueTest(HandTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.case, (self.referral,) = make.make_referred_case(self.office, email="s@example.invalid")
		self.answer = self.record(ANSWER, case=self.case.name)

	def test_follow_up_sets_a_date_with_its_reason_in_the_ledger(self):
		wanted = in_days(40)
		with make.acting_as(self.office.follow_up):
			done = set_due(self.answer.name, str(wanted), "بانتظار تقرير المختبر")
		record = frappe.get_doc("Service Level Record", self.answer.name)
		event = record.events[-1]
		self.assertEqual((event.event, event.reason), ("Extended", "بانتظار تقرير المختبر"))
		self.assertEqual(
			(event.by_user, event.previous_due_utc), (self.office.follow_up, self.answer.due_utc)
		)
		self.assertEqual(self.due(record), wanted)
		self.assertEqual(frappe.db.get_value("Case", self.case.name, "due_on"), wanted)
		self.assertEqual([row["event"] for row in done["ledger"]], ["Started", "Extended"])
		self.assertEqual(self.posted(self.case, "case_new_date"), 0)
		self.assertGreater(record.next_utc, self.answer.next_utc)

	def test_earlier_is_possible_too(self):
		wanted = add_to_date(now_datetime(), minutes=5).replace(microsecond=0)
		with make.acting_as(self.office.manager):
			set_due(self.answer.name, str(wanted), "موعد التزم به المدير")
		self.assertEqual(self.due(self.answer), wanted)

	def test_a_date_when_nobody_works_stands_and_the_closing_before_it_is_told(self):
		calendar = calendar_named(None)
		night = in_days(20, hour=23)
		self.assertFalse(calendar.is_open(instant_of(night)))
		with make.acting_as(self.office.follow_up):
			done = set_due(self.answer.name, str(night), "حتى نهاية اليوم")
			self.assertIn("outside the working hours", done["note"])
			self.assertEqual(self.due(self.answer), night)
			closing = calendar.due(calendar.before(instant_of(night), 1), 1)
			self.assertIsNone(set_due(self.answer.name, str(to_local(closing)), "حتى الإغلاق")["note"])

	def test_the_citizen_is_told_if_so_wanted(self):
		with make.acting_as(self.office.follow_up):
			set_due(self.answer.name, str(in_days(30)), "بانتظار التقرير", tell_citizen=1)
			set_due(self.answer.name, str(in_days(40)), "تأخر التقرير", tell_citizen=1)
		self.assertEqual(self.posted(self.case, "case_new_date"), 2)
		case = frappe.get_doc("Case", self.case.name)
		for language, word in (("ar", "موعد جديد"), ("en", "A new date")):
			case.language = language
			(notice,) = (row for row in matching(case, "case_new_date") if row.channel == "Email")
			self.assertIn(word, frappe.render_template(notice.subject, {"doc": case}))
			text = frappe.render_template(
				notice.message, {"doc": case, "frappe": frappe._dict(utils=frappe.utils, db=frappe.db)}
			)
			self.assertIn(frappe.utils.format_datetime(in_days(40), "dd/MM/yyyy"), text)

	def test_the_citizen_is_told_of_the_answer_only_and_not_during_a_pause(self):
		department = self.record(FULL_REPLY, referral=self.referral)
		waiting = make.make_case_under_study(self.office)
		make.act("Case", waiting.name, "Ask the Citizen", self.office.follow_up)
		with make.acting_as(self.office.follow_up):
			with self.refused(DueDateRefused, "answer only"):
				set_due(department.name, str(in_days(30)), "س", tell_citizen=1)
			with self.refused(DueDateRefused, "paused"):
				set_due(self.record(ANSWER, case=waiting.name).name, str(in_days(30)), "س", tell_citizen=1)

	def test_a_departments_clock(self):
		department = self.record(FULL_REPLY, referral=self.referral)
		with make.acting_as(self.office.follow_up):
			set_due(department.name, str(in_days(30)), "بطلب من المدير")
		self.assertEqual(frappe.db.get_value("Case Referral", self.referral, "due_on"), in_days(30))

	def test_who_may_not(self):
		department = self.record(FULL_REPLY, referral=self.referral)
		for user in (
			self.office.reception,
			self.office.roads_officer,
			self.office.roads_manager,
			self.office.supervisor,
			self.office.admin,
		):
			for record in (self.answer, department):
				with self.subTest(user), make.acting_as(user), self.refused(NotYours):
					set_due(record.name, str(in_days(30)), "أريد وقتاً")

	def test_what_is_refused(self):
		met = self.record("Acknowledge", case=self.case.name)
		with make.acting_as(self.office.follow_up):
			with self.refused(DueDateRefused, "in the past"):
				set_due(self.answer.name, str(in_days(-1)), "س")
			with self.refused(DueDateRefused, "reason is empty"):
				set_due(self.answer.name, str(in_days(30)), "  ")
			with self.refused(DueDateRefused, "has ended"):
				set_due(met.name, str(in_days(30)), "س")
			for text in ("غداً", "", "2026-13-45"):
				with self.subTest(text), self.refused(BadDate, "is not a date"):
					set_due(self.answer.name, text, "س")
			with self.refused(BadDate, "ten years"):
				set_due(self.answer.name, "2126-01-01 10:00", "س")
		self.assertEqual(self.due(self.answer), to_local(from_column(self.answer.due_utc)))


class ExtensionTest(HandTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.case, (self.referral,) = make.make_referred_case(self.office)
		self.reply = self.record(FULL_REPLY, referral=self.referral)

	def ask(self, until=None, reason: str = "قطع الغيار لم تصل", user: str | None = None) -> str:
		with make.acting_as(user or self.office.roads_officer):
			return ask(self.referral, str(until or in_days(30)), reason)

	def events(self) -> list[str]:
		return [e.event for e in frappe.get_doc("Service Level Record", self.reply.name).events]

	def test_asked_and_granted(self):
		name = self.ask()
		request = frappe.get_doc("Extension Request", name)
		self.assertEqual(
			(request.status, request.department, request.case, request.requested_by, request.referred_by),
			(
				"Requested",
				self.office.roads,
				self.case.name,
				self.office.roads_officer,
				self.office.follow_up,
			),
		)
		self.assertEqual(request.present_due, self.due(self.reply))
		self.assertEqual(self.due(self.reply), request.present_due, "nothing moves by asking")
		self.assertEqual(self.posted(request, "extension_requested"), 1)
		with make.acting_as(self.office.follow_up):
			done = grant(name)
		request.reload()
		self.assertEqual((request.status, request.decided_by), ("Granted", self.office.follow_up))
		self.assertEqual((request.granted_due, done["due_on"]), (in_days(30), in_days(30)))
		self.assertEqual(self.due(self.reply), in_days(30))
		self.assertEqual(frappe.db.get_value("Case Referral", self.referral, "due_on"), in_days(30))
		self.assertEqual(self.events(), ["Started", "Extension Requested", "Extended"])
		self.assertEqual(self.posted(request, "extension_decided"), 1)
		said = frappe.get_doc("Service Level Record", self.reply.name).events[-1]
		self.assertEqual(said.reason, f"Extension {name} granted: قطع الغيار لم تصل")

	def test_granted_to_another_date_with_a_note(self):
		name = self.ask()
		with make.acting_as(self.office.manager):
			grant(name, str(in_days(25)), "لا أكثر من ذلك")
		request = frappe.get_doc("Extension Request", name)
		self.assertEqual((request.granted_due, request.decision_note), (in_days(25), "لا أكثر من ذلك"))
		self.assertEqual(self.due(self.reply), in_days(25))

	def test_refused_with_a_reason(self):
		name = self.ask()
		before = self.due(self.reply)
		with make.acting_as(self.office.follow_up):
			with self.refused(ExtensionRefused, "reason is empty"):
				refuse_extension(name, " ")
			refuse_extension(name, "المدة كافية")
		request = frappe.get_doc("Extension Request", name)
		self.assertEqual((request.status, request.decision_note), ("Refused", "المدة كافية"))
		self.assertEqual(self.due(self.reply), before)
		self.assertEqual(self.events(), ["Started", "Extension Requested", "Extension Refused"])
		self.assertTrue(self.ask(), "it may ask again")

	def test_both_notices_in_both_languages(self):
		request = frappe.get_doc("Extension Request", self.ask())
		for notice, receiver in (
			("extension_requested", self.office.follow_up),
			("extension_decided", self.office.roads_officer),
		):
			for language in ("ar", "en"):
				request.language = language
				(found,) = matching(request, notice)
				context = {"doc": request, "alert": found, "comments": None}
				self.assertEqual(found.get_list_of_recipients(request, context)[0], [receiver])
				self.assertTrue(found.send_system_notification)
				self.assertIn(request.referral, frappe.render_template(found.message, {"doc": request}))

	def test_a_manager_is_written_to_if_whoever_referred_the_case_has_left(self):
		user = frappe.get_doc("User", self.office.follow_up)
		for field, value in (("enabled", 0), ("roles", [])):
			with self.subTest(field):
				frappe.db.savepoint("here")
				user.reload()
				user.set(field, value)
				user.save()
				asked = frappe.get_doc("Extension Request", self.ask())
				roles = frappe.get_roles(asked.referred_by)
				self.assertIn("Citizen Service Manager", roles)
				self.assertTrue(frappe.db.get_value("User", asked.referred_by, "enabled"))
				frappe.db.rollback(save_point="here")
		frappe.clear_cache(user=user.name)

	def test_who_may_ask(self):
		for user in (self.office.water_officer, self.office.supervisor, self.office.admin):
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				self.ask(user=user)
		with self.refused(NotYours):
			self.ask(user=self.office.reception)

	def test_who_may_decide(self):
		name = self.ask()
		for user in (self.office.roads_manager, self.office.reception, self.office.water_manager):
			with self.subTest(user), make.acting_as(user):
				with self.refused(NotYours):
					grant(name)
				with self.refused(NotYours):
					refuse_extension(name, "لا")

	def test_nobody_decides_on_their_own_request(self):
		name = self.ask(user=self.office.follow_up)
		with make.acting_as(self.office.follow_up):
			for step in (lambda: grant(name), lambda: refuse_extension(name, "لا")):
				with self.refused(OwnExtension, "somebody else"):
					step()
		with make.acting_as(self.office.second_follow_up):
			grant(name)

	def test_one_request_at_a_time(self):
		name = self.ask()
		with self.refused(ExtensionRefused, name):
			self.ask(user=self.office.roads_manager)

	def test_decided_once(self):
		name = self.ask()
		with make.acting_as(self.office.follow_up):
			refuse_extension(name, "المدة كافية")
			with self.refused(ExtensionRefused, "already"):
				grant(name)

	def test_only_a_later_date_and_a_reason(self):
		with self.refused(ExtensionRefused, "in the past"):
			self.ask(in_days(-2))
		with self.refused(ExtensionRefused, "not later than"):
			self.ask(add_to_date(self.due(self.reply), hours=-1))
		with self.refused(ExtensionRefused, "reason is empty"):
			self.ask(reason="  ")
		with self.refused(BadDate):
			self.ask("لاحقاً")
		name = self.ask()
		with make.acting_as(self.office.follow_up), self.refused(ExtensionRefused, "not later than"):
			grant(name, str(add_to_date(self.due(self.reply), hours=-1)))
		self.assertEqual(frappe.db.get_value("Extension Request", name, "status"), "Requested")

	def test_a_settled_referral_takes_no_request_and_lets_one_lapse(self):
		name = self.ask()
		with make.acting_as(self.office.follow_up):
			withdraw(self.referral, "كُررت بالخطأ")
		self.assertEqual(frappe.db.get_value("Extension Request", name, "status"), "Lapsed")
		with self.refused(ExtensionRefused, "Withdrawn"):
			self.ask()
		with make.acting_as(self.office.follow_up), self.refused(ExtensionRefused, "Lapsed"):
			grant(name)

	def test_it_lapses_by_transfer_and_by_the_full_reply(self):
		name = self.ask()
		with make.acting_as(self.office.follow_up):
			transfer(self.referral, self.office.water, "من اختصاصهم")
		self.assertEqual(frappe.db.get_value("Extension Request", name, "status"), "Lapsed")
		_case, (other,) = make.make_referred_case(self.office)
		self.referral = other
		name = self.ask()
		make.accept_full_reply(self.office, other, self.office.roads_officer, self.office.roads_manager)
		self.assertEqual(frappe.db.get_value("Extension Request", name, "status"), "Lapsed")

	def test_without_an_open_time_limit(self):
		name = self.ask()
		cancel_clocks("لا مدة", referral=self.referral)
		with make.acting_as(self.office.follow_up):
			with self.refused(ExtensionRefused, "has ended"):
				grant(name)
			refuse_extension(name, "لا مدة بعد الآن")
		with self.refused(ExtensionRefused, "no open time limit"):
			self.ask()

	def test_what_is_breached_stays_breached(self):
		past = add_to_date(now_datetime(), days=-3)
		frappe.db.set_value(
			"Service Level Event", {"parent": self.reply.name}, "due_utc", past, update_modified=False
		)
		name = self.ask()
		with make.acting_as(self.office.follow_up):
			grant(name)
		record = frappe.get_doc("Service Level Record", self.reply.name)
		self.assertTrue(record.breached)
		self.assertEqual(
			[e.event for e in record.events], ["Started", "Breached", "Extension Requested", "Extended"]
		)

	def test_never_deleted(self):
		with self.refused(RecordInUse):
			frappe.get_doc("Extension Request", self.ask()).delete()
