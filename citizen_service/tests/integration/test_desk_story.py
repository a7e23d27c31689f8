"""A case told as a story: what is in it, in whose words, for whom, and at what price."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from citizen_service.acting import acting_as
from citizen_service.delivery.actions import record_delivery
from citizen_service.desk import story
from citizen_service.desk.names import names_of
from citizen_service.referral.actions import acknowledge, return_to_follow_up
from citizen_service.sla.records import pause_clocks
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

STATEMENTS = 20
"""Of which a story's own sources are one each; the rest is the case itself and the permission."""


@contextmanager
def versions_kept() -> Iterator[None]:
	"""The framework keeps no versions of what tests save."""
	frappe.flags.in_test = False
	try:
		yield
	finally:
		frappe.flags.in_test = True


class TestStory(OfficeTestCase):
	def told(self, case: str, user: str | None = None) -> list[dict]:
		with acting_as(user or self.office.follow_up):
			return story.of_case(case)

	def told_of_referral(self, referral: str, user: str) -> list[dict]:
		with acting_as(user):
			return story.of_referral(referral)

	def whole_way(self):
		office = self.office
		case, (roads, water) = factories.make_referred_case(office, office.roads, office.water)
		with acting_as(office.roads_officer):
			acknowledge(roads)
		with acting_as(office.water_manager):
			return_to_follow_up(water, "ليست من اختصاصنا")
		response = factories.make_response(office.roads_officer, roads)
		factories.act("Response", response.name, "Send to Manager", office.roads_officer)
		factories.act("Response", response.name, "Approve", office.roads_manager)
		factories.act("Response", response.name, "Accept", office.follow_up)
		answer = factories.accept_answer(office, case.name)
		with acting_as(office.follow_up):
			record_delivery(answer.name, "Phone", recipient="0599000111")
		return case, roads, water

	def test_who_did_what_in_the_order_of_time(self):
		office = self.office
		with versions_kept():
			case, _roads, _water = self.whole_way()
		names = names_of(vars(office).values())
		found = [(line["what"], line["who"]) for line in self.told(case.name)]
		expected = [
			("Complaint received: Counter", names[office.reception]),
			("Passed to Follow-up", names[office.reception]),
			("Study begun", names[office.follow_up]),
			(f"Referred to {office.roads}", names[office.follow_up]),
			(f"{office.roads} took it up", names[office.roads_officer]),
			(f"{office.water} returned it", names[office.water_manager]),
			(f"Full Reply of {office.roads}: before the department's manager", names[office.roads_officer]),
			(f"Full Reply of {office.roads}: sent to Follow-up", names[office.roads_manager]),
			(f"Full Reply of {office.roads}: accepted", names[office.follow_up]),
			("Full Reply of Office: accepted", names[office.second_follow_up]),
			("The answer reached the citizen: Phone · 0599000111", names[office.follow_up]),
		]
		positions = [found.index(line) for line in expected]
		self.assertEqual(positions, sorted(positions), found)
		moments = [line["at"] for line in self.told(case.name)]
		self.assertEqual(moments, sorted(moments))

	def test_reasons_are_told(self):
		case, _roads, water = self.whole_way()
		(line,) = (line for line in self.told(case.name) if line["why"] == "ليست من اختصاصنا")
		self.assertEqual(line["about"], ("Case Referral", water))

	def test_what_clocks_did_that_no_person_did(self):
		case, (roads,) = factories.make_referred_case(self.office)
		pause_clocks("Waiting for the Citizen", case=case.name)
		told = [line["what"] for line in self.told(case.name)]
		self.assertIn("Answer to Citizen: paused: Waiting for the Citizen", told)
		self.assertFalse([what for what in told if "started" in what], told)
		self.assertTrue(
			any("paused" in line["what"] for line in self.told_of_referral(roads, self.office.roads_officer))
		)

	def test_a_department_hears_of_its_own_referral_alone(self):
		office = self.office
		with versions_kept():
			case, roads, _water = self.whole_way()
		text = json.dumps(self.told_of_referral(roads, office.roads_officer), ensure_ascii=False)
		self.assertIn(office.roads, text)
		for foreign in (
			office.water,
			"ليست من اختصاصنا",
			"0599000111",
			"Study begun",
			"Full Reply of Office",
		):
			self.assertNotIn(foreign, text)
		with self.assertRaises(frappe.PermissionError):
			self.told_of_referral(roads, office.water_officer)
		for user in (office.roads_officer, office.supervisor):
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				self.told(case.name, user)

	def test_a_withheld_identity_is_not_in_it(self):
		office = self.office
		name, phone = "خليل وديع البطش", "0599123456"
		case = factories.make_case_under_study(office, citizen_name=name, mobile=phone, withhold_identity=1)
		answer = factories.accept_answer(office, case.name)
		with acting_as(office.follow_up):
			record_delivery(answer.name, "Phone", recipient=f"{name} {phone}", note=f"أُبلغ {name}")
		for user in (office.follow_up, office.manager):
			told = json.dumps(self.told(case.name, user), ensure_ascii=False)
			self.assertIn("The answer reached the citizen: Phone", told)
			for hidden in (name, phone):
				self.assertNotIn(hidden, told)

	def test_e_mails_name_staff_and_departments_never_the_citizen_s_address(self):
		office = self.office
		case, (roads,) = factories.make_referred_case(office, email="somebody@example.com")
		department = frappe.db.get_value("Department", office.roads, "email")
		self.mail("Case", case.name, "somebody@example.com", "Sent")
		self.mail("Case Referral", roads, department, "Not Sent")
		told = [line["what"] for line in self.told(case.name)]
		self.assertIn("E-mail sent to: the citizen", told)
		self.assertIn(f"E-mail waits for: {office.roads}", told)
		self.assertNotIn("somebody@example.com", json.dumps(told))
		theirs = [line["what"] for line in self.told_of_referral(roads, office.roads_officer)]
		self.assertIn(f"E-mail waits for: {office.roads}", theirs)
		self.assertNotIn("E-mail sent to: the citizen", theirs)

	def mail(self, doctype: str, name: str, recipient: str, status: str) -> None:
		frappe.get_doc(
			{
				"doctype": "Email Queue",
				"sender": "office@example.com",
				"message": "…",
				"status": status,
				"reference_doctype": doctype,
				"reference_name": name,
				"recipients": [{"recipient": recipient}],
			}
		).insert(ignore_permissions=True)

	def test_an_interim_reply_is_told_in_its_words(self):
		office = self.office
		case, (roads,) = factories.make_referred_case(office)
		update = factories.make_response(
			office.roads_officer, roads, kind="Stage Update", body="<p>المعاينة يوم الأحد.</p>"
		)
		with versions_kept():
			factories.act("Response", update.name, "Send to Follow-up", office.roads_officer)
		(line,) = (line for line in self.told(case.name) if line["about"] == ("Response", update.name))
		self.assertEqual(line["why"], "المعاينة يوم الأحد.")

	def test_the_price_does_not_grow_with_the_case(self):
		case, (roads, *_others) = factories.make_referred_case(
			self.office, self.office.roads, self.office.water
		)
		small = self.statements(case.name)
		self.assertLessEqual(small, STATEMENTS)
		for _number in range(5):
			factories.make_response(self.office.roads_officer, roads)
		self.assertEqual(self.statements(case.name), small)

	def statements(self, case: str) -> int:
		self.told(case)  # what is cached is cached
		asked, ask = [], frappe.db.sql

		def counted(*args, **kwargs):
			asked.append(args[0])
			return ask(*args, **kwargs)

		frappe.db.sql = counted
		try:
			self.told(case)
		finally:
			frappe.db.sql = ask
		return len(asked)

	def test_what_came_before_the_program_stands_first(self):
		with acting_as(self.office.reception):
			case = factories.make_case(opened_on=now_datetime() - timedelta(days=9))
		self.assertEqual(self.told(case.name)[0]["what"], "Complaint received: Counter")
