"""What the admin is told before changed working hours are saved: how many time limits would move."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, now_datetime, nowdate

from citizen_service.errors import BadRequest, InvalidCalendar, NotYours
from citizen_service.sla import retiming
from citizen_service.sla.reading import calendar_named, clear_cache
from citizen_service.sla.records import ANSWER
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.integration.test_retiming import holidays, kinds, make_hours, record, work


class PreviewTest(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(clear_cache)
		self.calendar, _ladder = make_hours()
		self.addCleanup(frappe.clear_document_cache, "Working Calendar", self.calendar.name)

	def test_the_admin_sees_before_saving_how_many_will_move(self):
		make.make_referred_case(self.office)
		paused = make.make_case_under_study(self.office)
		make.act("Case", paused.name, "Ask the Citizen", self.office.follow_up)
		make.make_case_under_study(self.office, opened_on=add_to_date(now_datetime(), days=-60))
		unsaved = holidays(self.calendar)
		with make.acting_as(self.office.admin), patch.object(retiming, "CHUNK", 2):
			seen = retiming.preview(unsaved.as_json())
		self.assertEqual(
			seen, {"open": 5, "moved": 4, "earlier": 0, "later": 4, "breached_at_once": 0, "more": 0}
		)
		with patch.object(retiming, "CHUNK", 2), patch.object(retiming, "MOST_SEEN", 4):
			some = retiming.preview(unsaved.as_json())
		self.assertEqual((some["open"], some["more"]), (4, 1), "nobody waits for all of very many")
		self.assertFalse(frappe.db.exists("Service Level Event", {"event": "Recalculated", "reason": ""}))
		self.assertEqual(len(calendar_named(self.calendar.name).spec.holidays), 0)
		unsaved.save()
		work(self.calendar)
		moved = sum(
			"Recalculated" in kinds(frappe.get_doc("Service Level Record", name))
			for name in frappe.get_all(
				"Service Level Record",
				{"working_calendar": self.calendar.name},
				pluck="name",
				order_by="name",
			)
		)
		self.assertEqual(moved, 4)

	def test_earlier_and_breached_at_once(self):
		make.make_case_under_study(self.office, opened_on=add_to_date(now_datetime(), days=-8))
		longer = frappe.get_doc("Working Calendar", self.calendar.name)
		calendar = holidays(self.calendar, 1)
		calendar.save()
		work(self.calendar)
		seen = retiming.preview(longer.as_json())
		self.assertEqual((seen["moved"], seen["earlier"], seen["breached_at_once"]), (1, 1, 0))

	def test_a_date_that_would_then_lie_in_the_past_is_counted_as_missed_at_once(self):
		past = {"holiday_name": "عطلة"}
		past |= {"from_date": add_days(nowdate(), -6), "to_date": add_days(nowdate(), -2)}
		shorter = frappe.get_doc("Working Calendar", self.calendar.name)
		self.calendar.append("holidays", past)
		self.calendar.save()
		case = make.make_case_under_study(self.office, opened_on=add_to_date(now_datetime(), days=-12))
		self.assertFalse(record(ANSWER, case=case.name).breached)
		seen = retiming.preview(shorter.as_json())
		self.assertEqual((seen["moved"], seen["earlier"], seen["breached_at_once"]), (1, 1, 1))
		shorter.modified = self.calendar.modified
		shorter.save()
		work(self.calendar)
		self.assertTrue(record(ANSWER, case=case.name).breached, "what was said comes about")

	def test_no_change_is_quick_and_moves_nothing(self):
		make.make_case_under_study(self.office)
		self.assertEqual(
			retiming.preview(frappe.get_doc("Working Calendar", self.calendar.name).as_json())["moved"], 0
		)

	def test_who_may_ask_and_what_is_refused(self):
		for user in (self.office.follow_up, self.office.roads_manager):
			with make.acting_as(user), self.refused(NotYours):
				retiming.preview(self.calendar.as_json())
		with make.acting_as(self.office.admin):
			for text in ("{", "[]", "{}", "null", '"x"'):
				with self.subTest(text), self.refused(BadRequest, "doc"):
					retiming.preview(text)
			wrong = frappe.get_doc("Working Calendar", self.calendar.name)
			wrong.shifts = []
			with self.refused(InvalidCalendar, "no working time"):
				retiming.preview(wrong.as_json())
