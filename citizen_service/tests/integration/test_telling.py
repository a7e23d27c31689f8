"""Whom a breach or a step of the ladder concerns is told: staff in digests, citizens by letter, once each."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.outbox import digest, worker
from citizen_service.setup.install import give_new_settings_their_defaults
from citizen_service.sla import clock as engine
from citizen_service.sla import sweep
from citizen_service.sla.instants import present, to_local
from citizen_service.sla.records import ANSWER, FULL_REPLY, change, meet_clocks
from citizen_service.states.meaning import STATE_FIELD, closing_states
from citizen_service.tests import factories as make
from citizen_service.tests.integration.test_notices import letters
from citizen_service.tests.support.clocks import (
	ENTRY,
	HOURS,
	clock_of,
	deliver,
	let_pass,
	step,
	terms,
)
from citizen_service.tests.support.told import TellingTestCase, mail_to

SETTINGS = "Citizen Service Settings"


class TestDigest(TellingTestCase):
	def test_one_message_for_all_that_happened_in_a_run(self):
		by = terms(step("percent", 75, recipient="Assigned Person"), clocks=(FULL_REPLY,))
		cases = [self.referred(by) for _number in range(2)]
		for hours, (case, _referrals) in zip((8.01, 8), cases, strict=True):  # the first is the older one
			let_pass(case, hours)
		sweep.sweep()
		deliver()
		mail = self.only_mail(self.office.roads_officer)
		for _case, (referral,) in cases:
			self.assertIn(referral, mail.html)
		self.assertIn("Nearly due (2)", mail.html)
		self.assertRegex(mail.html, "(1 hour and 59 minutes|2 hours) left")  # within a second or after it
		self.assertNotIn("Overdue (", mail.html)
		self.assertEqual(mail.subject, "Time limits: 2 overdue or nearly due")
		(bell,) = frappe.get_all(
			"Notification Log",
			{"for_user": self.office.roads_officer},
			["subject", "document_type", "document_name"],
			order_by="creation",
		)
		self.assertEqual((bell.subject, bell.document_name), (mail.subject, cases[0][1][0]))
		for other in (self.office.roads_manager, self.office.manager, self.office.water_officer):
			self.assertEqual(mail_to(other), [])

	def test_the_severest_state_once_for_each_clock(self):
		by = terms(
			step("percent", 50, recipient="Assigned Person"),
			step("percent", 75, recipient="Assigned Person"),
			step("hours", 0, recipient="Assigned Person"),
			clocks=(FULL_REPLY,),
		)
		case, (referral,) = self.referred(by)
		self.run_out(case)
		deliver()
		mail = self.only_mail(self.office.roads_officer)
		self.assertEqual(mail.html.count(f">{referral}<"), 1)
		self.assertIn("Overdue (1)", mail.html)
		self.assertIn("overdue by 30 minutes", mail.html)
		self.assertNotIn("Nearly due", mail.html)

	def test_each_step_reaches_whom_it_names(self):
		above = make.make_department("دائرة أعلى للاختبار", self.office.water_manager, is_group=1)
		middle = make.make_department("دائرة بلا رئيس للاختبار", parent_department=above, is_group=1)
		below = make.make_department(
			"شعبة للاختبار", self.office.roads_manager, [self.office.roads_officer], parent_department=middle
		)
		by = terms(
			step("hours", 1, recipient="Department Head"),
			step("hours", 2, recipient="Parent Department's Head"),
			step("hours", 3, recipient="Manager on Duty"),
			step("hours", 4, recipient="Role", role="Reception Officer"),
			clocks=(FULL_REPLY,),
		)
		case, _referrals = self.referred(by, below)
		told = []
		for hours in (HOURS + 0.5, 1, 1, 1, 1):
			self.run_out(case, hours)
			deliver()
			told.append({recipient for recipient in self.recipients() if mail_to(recipient)})
			self.forget_mail()
		self.assertEqual(told[0], {self.office.roads_officer})
		self.assertEqual(told[1], {self.office.roads_manager})
		self.assertEqual(told[2], {self.office.water_manager})
		self.assertEqual(told[3], set(self.holders("Citizen Service Manager")))
		self.assertEqual(told[4], set(self.holders("Reception Officer")))

	def recipients(self) -> list[str]:
		return frappe.get_all(
			"Email Queue Recipient", pluck="recipient", distinct=True, order_by="recipient asc"
		)

	def holders(self, role: str) -> list[str]:
		return frappe.get_all(
			"Has Role",
			{"role": role, "parenttype": "User", "parent": ("!=", "Administrator")},
			pluck="parent",
			order_by="parent",
		)

	def test_a_place_that_is_empty_is_stood_in_for(self):
		"""No head, none above: the manager on duty. Somebody who is disabled counts as nobody."""
		lonely = make.make_department("شعبة بلا رئيس للاختبار")
		by = terms(step("hours", 0, recipient="Department Head"), clocks=(FULL_REPLY,))
		case, _referrals = self.referred(by, lonely)
		settings = frappe.get_doc(SETTINGS)
		settings.update({"manager_on_duty": self.office.manager}).save()
		self.addCleanup(lambda: frappe.get_doc(SETTINGS).update({"manager_on_duty": None}).save())
		self.run_out(case)
		deliver()
		self.assertEqual(self.recipients(), [self.office.manager])

	def test_a_breach_concerns_the_assigned_person_without_any_ladder(self):
		case, (referral,) = self.referred(terms())
		assigned = [
			frappe.db.get_value("ToDo", {"reference_name": name, "status": "Open"}, "allocated_to")
			for name in (case, referral)
		]
		self.assertTrue(all(assigned), assigned)
		self.run_out(case)
		deliver()
		self.assertIn(case, self.only_mail(assigned[0]).html)
		self.assertIn(referral, self.only_mail(assigned[1]).html)
		self.assertNotIn(f">{case}<", self.only_mail(assigned[1]).html)

	def test_what_was_done_meanwhile_is_left_out(self):
		case, _referrals = self.referred(terms(clocks=(FULL_REPLY,)))
		self.run_out(case)
		self.assertEqual(len(self.waiting(self.office.roads_officer)), 1)
		meet_clocks(case=case)
		deliver()
		self.assertEqual(self.waiting(self.office.roads_officer), [])
		self.assertEqual(mail_to(self.office.roads_officer), [])

	def test_nobody_is_told_of_what_they_may_not_read(self):
		case, (referral,) = self.referred(terms(clocks=(FULL_REPLY,)))
		clock = clock_of(case).name
		for user in (self.office.water_officer, self.office.supervisor, self.office.admin):
			self.assertEqual(digest.compose(user, [clock]).lines, [], user)
		(line,) = digest.compose(self.office.roads_officer, [clock]).lines
		self.assertEqual(line.name, referral)
		self.assertEqual(frappe.session.user, "Administrator")

	def test_a_withheld_identity_is_in_no_message(self):
		case, _referrals = self.referred(
			terms(), withhold_identity=1, citizen_name="اسم لا يُذكر", mobile="0599123456"
		)
		self.run_out(case)
		deliver()
		for user in self.recipients():
			for mail in mail_to(user):
				if user != frappe.db.get_value("Case", case, "email"):
					self.assertNotIn("اسم لا يُذكر", mail.html)
					self.assertNotIn("0599123456", mail.html)
		self.assertTrue(mail_to(self.office.roads_officer))

	def test_in_the_readers_language_and_direction(self):
		user = make.make_user("telling.arabic", "Department Officer", language="ar")
		department = make.make_department("شعبة عربية للاختبار", None, [user])
		case, (referral,) = self.referred(terms(clocks=(FULL_REPLY,)), department)
		self.run_out(case)
		deliver()
		mail = self.only_mail(user)
		self.assertIn('dir="rtl"', mail.html)
		self.assertIn("متأخرة (1)", mail.html)
		self.assertIn("الرد الكامل", mail.html)
		self.assertIn(referral, mail.html)
		self.assertIn("موجز المدد الزمنية", mail.subject)

	def test_of_very_many_the_oldest_are_listed_and_the_others_counted(self):
		by = terms(clocks=(FULL_REPLY,))
		cases = [self.referred(by)[0] for _number in range(3)]
		for hours, case in zip((11, 13, 12), cases, strict=True):
			let_pass(case, hours)
		clocks = [clock_of(case).name for case in cases]
		with patch.object(digest, "MOST", 2):
			found = digest.compose(self.office.roads_officer, clocks)
		listed = [line.name for line in found.lines]
		referrals = [clock_of(cases[at]).referral for at in (1, 2)]
		self.assertEqual((listed, found.more, found.total), (referrals, 1, 3))

	def test_what_waits_for_the_same_opening_is_one_message(self):
		by = terms(closed=True, clocks=(FULL_REPLY,))
		cases = [self.referred(by)[0] for _number in range(3)]
		for case in cases[:2]:
			change(lambda held: engine.extend(held.clock, present(), present() + 60, "x"), case=case)
			self.run_out(case, 1)
		(entry,) = self.waiting(self.office.roads_officer)
		self.assertGreater(entry.available_at, now_datetime() + timedelta(hours=24))
		deliver()
		self.assertEqual(mail_to(self.office.roads_officer), [])
		frappe.db.set_value(ENTRY, entry.name, "available_at", add_to_date(now_datetime(), seconds=-1))
		frappe.db.commit()
		worker.drain()
		mail = self.only_mail(self.office.roads_officer)
		self.assertIn("Overdue (2)", mail.html)
		# One that comes in the moment after that is not lost, and the others are not told of again.
		change(lambda held: engine.extend(held.clock, present(), present() + 60, "x"), case=cases[2])
		self.run_out(cases[2], 1)
		(again,) = self.waiting(self.office.roads_officer)
		self.assertEqual(again.name, entry.name)
		worker.drain()
		mail = mail_to(self.office.roads_officer)
		self.assertEqual(len(mail), 2)
		self.assertIn("Overdue (1)", mail[1].html)


class TestCitizenIsTold(TellingTestCase):
	def letters(self, case: str) -> list:
		return [row for row in letters("Case", case) if case in row.subject]

	def test_of_each_missed_deadline_once_in_their_language_without_a_date_that_nobody_set(self):
		by = terms(clocks=(ANSWER,))
		arabic, english = (self.referred(by, language=language)[0] for language in ("ar", "en"))
		for case in (arabic, english):
			let_pass(case, HOURS + 1)
		for _run in range(2):
			sweep.sweep()
			deliver()
		(letter,) = self.letters(arabic)
		self.assertIn("نعتذر", letter.html)
		self.assertNotIn("الموعد الجديد", letter.html)
		self.assertEqual(letter.recipients, [frappe.db.get_value("Case", arabic, "email")])
		(letter,) = self.letters(english)
		self.assertIn("apologise", letter.html)
		self.assertNotIn("expected by", letter.html)

	def test_with_the_date_that_the_policys_grace_gives_and_again_when_that_is_missed(self):
		case, _referrals = self.referred(terms(clocks=(ANSWER,), grace=48), language="en")
		self.run_out(case)
		deliver()
		(letter,) = self.letters(case)
		promised = to_local(present() + 47 * 3600 + 1800)
		self.assertIn(promised.strftime("%d/%m/%Y"), letter.html)
		self.run_out(case, 49)
		deliver()
		_first, letter = self.letters(case)
		self.assertNotIn("expected by", letter.html)

	def test_with_the_date_that_follow_up_set_and_again_when_that_is_missed(self):
		case, _referrals = self.referred(terms(clocks=(ANSWER,)), language="en")
		self.run_out(case)
		new = present() + 5 * 86400
		change(lambda held: engine.extend(held.clock, present(), new, "weather"), case=case)
		deliver()
		(letter,) = self.letters(case)
		self.assertIn(to_local(new).strftime("%d/%m/%Y"), letter.html)
		self.run_out(case, 5 * 24 + 1)
		deliver()
		self.assertEqual(len(self.letters(case)), 2)

	def test_also_when_a_command_notices_it(self):
		case, _referrals = self.referred(terms(clocks=(ANSWER,)))
		let_pass(case, HOURS + 1)
		reason = frappe.get_all("Pause Reason", pluck="name", order_by="name")[0]
		change(lambda held: engine.pause(held.clock, present(), reason), case=case)
		deliver()
		self.assertEqual(len(self.letters(case)), 1)

	def test_not_of_what_was_answered_or_closed_before_the_letter_is_written(self):
		by = terms(clocks=(ANSWER,))
		answered, closed = (self.referred(by)[0] for _number in range(2))
		for case in (answered, closed):
			let_pass(case, HOURS + 1)
		sweep.sweep()
		meet_clocks(case=answered)
		frappe.db.set_value("Case", closed, STATE_FIELD, closing_states()[0])
		deliver()
		for case in (answered, closed):
			entry = frappe.get_doc(ENTRY, {"action": "tell_missed_deadline", "reference_name": case})
			self.assertEqual((entry.status, self.letters(case)), ("Done", []))

	def test_no_letter_without_an_address_to_a_former_registers_case_or_when_switched_off(self):
		by = terms(clocks=(ANSWER,))
		anonymous, former, off = (self.referred(by)[0] for _number in range(3))
		frappe.db.set_value("Case", anonymous, "email", "")
		frappe.db.set_value("Case", former, "legacy_register", "former")
		for case in (anonymous, former):
			let_pass(case, HOURS + 1)
		sweep.sweep()
		frappe.get_doc(SETTINGS).update({"tell_missed_deadline": 0}).save()
		self.addCleanup(lambda: frappe.get_doc(SETTINGS).update({"tell_missed_deadline": 1}).save())
		self.run_out(off)
		for case in (anonymous, former, off):
			self.assertFalse(
				frappe.db.exists(ENTRY, {"action": "tell_missed_deadline", "reference_name": case}), case
			)

	def test_it_is_on_for_sites_that_are_older_than_the_setting(self):
		def stored():
			return frappe.db.get_value(
				"Singles", {"doctype": SETTINGS, "field": "tell_missed_deadline"}, "value", order_by=None
			)

		frappe.db.delete("Singles", {"doctype": SETTINGS, "field": "tell_missed_deadline"})
		give_new_settings_their_defaults()
		self.assertEqual(stored(), "1")
		frappe.db.set_single_value(SETTINGS, "tell_missed_deadline", 0)
		self.addCleanup(frappe.db.set_single_value, SETTINGS, "tell_missed_deadline", 1)
		give_new_settings_their_defaults()
		self.assertEqual(stored(), "0")
