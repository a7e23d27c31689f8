"""The report “Time Limits by Department”: its figures are those of the records, and only the user's own."""

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_to_date, getdate, now_datetime

from citizen_service.citizen_service.report.time_limits_by_department.time_limits_by_department import execute
from citizen_service.errors import BadPeriod, FiguresNotOpen
from citizen_service.referral.actions import withdraw
from citizen_service.referral.extension import ask, grant, refuse_extension
from citizen_service.sla.byhand import set_due
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

REPORT = "Time Limits by Department"
FULL = "Full Reply of Department"
ANSWER = "Answer to Citizen"


class TimeLimitsByDepartmentTest(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		for doctype in ("Service Level Event", "Service Level Record", "Extension Request"):
			frappe.db.delete(doctype)
		office = self.office
		in_time, (roads, self.water) = make.make_referred_case(office, office.roads, office.water)
		make.accept_full_reply(office, roads, office.roads_officer, office.roads_manager)
		make.make_case_under_study(office, opened_on=add_to_date(now_datetime(), days=-60))
		_gone, (withdrawn,) = make.make_referred_case(office)
		waiting = make.make_case_under_study(office)
		make.act("Case", waiting.name, "Ask the Citizen", office.follow_up)
		until = [str(add_to_date(now_datetime(), days=days)) for days in (30, 40, 50)]
		for step, date in ((refuse_extension, until[0]), (grant, until[1])):
			with make.acting_as(office.water_officer):
				request = ask(self.water, date, "قطع الغيار لم تصل")
			with make.acting_as(office.follow_up):
				step(request, "لا" if step is refuse_extension else None)
		with make.acting_as(office.follow_up):
			answer = frappe.db.get_value("Service Level Record", {"case": in_time.name, "clock": ANSWER})
			set_due(answer, until[2], "بانتظار المختبر")
			withdraw(withdrawn, "كُررت بالخطأ")

	def report(self, **filters) -> dict:
		filters = {"from_date": add_to_date(getdate(), days=-90), "to_date": getdate(), **filters}
		_columns, rows, *_rest = execute(filters)
		return {(row["department"], row["clock"]): row for row in rows}

	def figures(self, row: dict) -> tuple:
		names = "started met_in_time met_late open overdue paused cancelled extended asked granted refused"
		return tuple(row[name] for name in names.split())

	def test_the_figures(self):
		rows = self.report()
		self.assertEqual(self.figures(rows[self.office.roads, FULL]), (2, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0))
		self.assertEqual(self.figures(rows[self.office.water, FULL]), (1, 0, 0, 1, 0, 0, 0, 0, 2, 1, 1))
		self.assertEqual(self.figures(rows["Office", ANSWER]), (4, 0, 0, 4, 1, 1, 0, 1, 0, 0, 0))
		acknowledged = rows["Office", "Acknowledge"]
		self.assertEqual(self.figures(acknowledged)[:3], (4, 3, 1))

	def test_a_period_of_local_days(self):
		rows = self.report(from_date=getdate())
		self.assertEqual(rows["Office", ANSWER]["started"], 3)
		rows = self.report(to_date=add_to_date(getdate(), days=-1))
		self.assertEqual(
			{key: row["started"] for key, row in rows.items()},
			{
				("Office", "Acknowledge"): 1,
				("Office", ANSWER): 1,
			},
		)

	def test_one_clock_and_one_department(self):
		self.assertEqual({clock for _department, clock in self.report(clock=FULL)}, {FULL})
		rows = self.report(department=self.office.water)
		self.assertEqual({department for department, _clock in rows}, {self.office.water})

	def test_pitfall_28_a_department_manager_sees_only_their_own(self):
		with make.acting_as(self.office.water_manager):
			self.assertEqual({department for department, _clock in self.report()}, {self.office.water})
			with self.refused(FiguresNotOpen, self.office.roads, "not open to you"):
				self.report(department=self.office.roads)

	def test_who_may_open_it(self):
		office = self.office
		period = {"from_date": getdate(), "to_date": getdate()}
		for user in (office.follow_up, office.manager, office.supervisor, office.roads_manager):
			with self.subTest(user), make.acting_as(user):
				self.assertTrue(run(REPORT, filters=period)["result"])
		for user in (office.reception, office.roads_officer, office.admin):
			with self.subTest(user), make.acting_as(user), self.assertRaises(frappe.PermissionError):
				run(REPORT, filters=period)

	def test_however_many_records_the_same_statements(self):
		self.report()  # what the request remembers
		with self.assertQueryCount(7):
			self.report()

	def test_what_is_refused_and_what_is_empty(self):
		with self.refused(BadPeriod, "before it starts"):
			execute({"from_date": "2001-04-01", "to_date": "2001-03-01"})
		_columns, rows, message, *_rest = execute({"from_date": "1990-01-01", "to_date": "1990-01-31"})
		self.assertEqual(rows, [])
		self.assertIn("No time limit", message)
