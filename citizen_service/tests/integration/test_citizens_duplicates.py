"""A new case is compared with those of the last days; the clerk is told, and decides."""

import json

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import add_days, now_datetime

from citizen_service.citizens import history
from citizen_service.citizens.duplicates import likely
from citizen_service.errors import BadRequest, NotYours
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

HOLE = {
	"subject": "حفرة عميقة في شارع المدارس",
	"description": "الحفرة أمام بوابة المدرسة وتضر بالسيارات.",
}
OTHER = {"subject": "طلب شهادة سكن", "description": "يلزمني إثبات عنوان لتقديمه إلى الجامعة."}


class TestDuplicates(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Citizen", {"national_id": "801234568"})
		self.citizen = make.make_citizen(national_id="801234568", mobile="+970590008101")
		self.category = frappe.get_all(
			"Case Category", filters={"is_group": 0, "enabled": 1}, pluck="name", order_by="name asc"
		)[0]
		self.area = frappe.get_doc({"doctype": "Case Area", "area_name": "حي اختبار التكرار"}).insert().name
		frappe.set_user(self.office.reception)

	def told(self, **doc: object) -> dict[str, str]:
		return {row["name"]: row["why"] for row in likely(doc)}

	def opened(self, days: int, **values: object) -> str:
		return make.make_case(opened_on=add_days(now_datetime(), -days), **values).name

	def test_same_person_and_similar_text(self):
		case = self.opened(3, citizen=self.citizen.name, **HOLE)
		again = {"subject": "حفرة بشارع المدارس", "description": "لم تصلح الحفرة"}
		for person, why in (
			({"citizen": self.citizen.name}, "same citizen"),
			({"national_id": "801234568"}, "same national id"),
			({"mobile": "0590008101"}, "same phone"),
			({"mobile": "00970590008101"}, "same phone"),
		):
			self.assertEqual(self.told(**again, **person), {case: f"{why} · similar text"})
		self.assertEqual(self.told(**OTHER, citizen=self.citizen.name), {})
		self.assertEqual(self.told(**again, citizen=make.make_citizen().name, mobile="0590008102"), {})

	def test_same_category_in_the_same_place_by_whomever(self):
		case = self.opened(2, category=self.category, area=self.area, **HOLE)
		near = self.opened(1, category=self.category, latitude=31.5400, longitude=34.5300, **OTHER)
		self.assertEqual(
			self.told(**OTHER, category=self.category, area=self.area), {case: "same category · same area"}
		)
		self.assertEqual(
			self.told(**HOLE, category=self.category, latitude=31.5409, longitude=34.5305),
			{near: "same category · within about 150 m"},
		)
		self.assertEqual(self.told(**HOLE, category=self.category, latitude=31.55, longitude=34.53), {})
		self.assertEqual(self.told(**HOLE, area=self.area), {})

	def test_only_of_the_last_days_that_the_office_sets(self):
		old = self.opened(20, citizen=self.citizen.name, **HOLE)
		self.assertEqual(self.told(**HOLE, citizen=self.citizen.name), {})
		settings = "Citizen Service Settings"
		self.addCleanup(frappe.clear_document_cache, settings, settings)
		for days, found in ((30, [old]), (0, [])):
			frappe.db.set_single_value(settings, "duplicate_days", days)
			frappe.clear_document_cache(settings, settings)
			self.assertEqual(list(self.told(**HOLE, citizen=self.citizen.name)), found)

	def test_the_likeliest_first_and_a_case_is_not_its_own(self):
		same = self.opened(5, citizen=self.citizen.name, **HOLE)
		like = self.opened(1, citizen=self.citizen.name, subject="حفرة في شارع المدارس", description="خطرة")
		doc = {**HOLE, "citizen": self.citizen.name}
		rows = likely(json.dumps(doc))
		self.assertEqual(
			[(row["name"], row["subject"]) for row in rows],
			[(same, HOLE["subject"]), (like, "حفرة في شارع المدارس")],
		)
		self.assertEqual((rows[0]["similarity"], bool(rows[0]["state"])), (1, True))
		self.assertEqual(list(self.told(**doc, name=same)), [like])

	def test_few_statements(self):
		likely({})
		doc = {
			**HOLE,
			"citizen": self.citizen.name,
			"mobile": "0590008101",
			"latitude": 31.5,
			"longitude": 34.5,
		}
		with self.assertQueryCount(3):
			likely({**doc, "category": self.category, "area": self.area})

	def test_bad_input(self):
		for bad in ("[]", "7"):
			with self.refused(BadRequest):
				likely(bad)
		self.assertEqual(
			likely({"citizen": ["like", "%"], "mobile": {"a": 1}, "latitude": "x", "subject": 7}), []
		)

	def test_pitfall_25_nothing_that_the_list_of_cases_hides(self):
		case = self.opened(3, citizen=self.citizen.name, category=self.category, area=self.area, **HOLE)
		asked = {"citizen": self.citizen.name, "category": self.category, "area": self.area, **HOLE}
		self.assertEqual(list(self.told(**asked)), [case])
		elsewhere = frappe.get_doc({"doctype": "Case Area", "area_name": "حي آخر للتكرار"}).insert(
			ignore_permissions=True
		)
		add_user_permission("Case Area", elsewhere.name, self.office.reception, ignore_permissions=True)
		self.addCleanup(frappe.clear_cache, user=self.office.reception)
		self.assertEqual(frappe.get_list("Case", {"name": case}, pluck="name", order_by="name asc"), [])
		self.assertEqual(self.told(**asked), {})

	def test_pitfall_25_not_for_departments(self):
		for user in (self.office.roads_officer, self.office.supervisor):
			with make.acting_as(user), self.refused(NotYours):
				likely(HOLE)
			with make.acting_as(user), self.refused(NotYours):
				history.cases_of(self.citizen.name)

	def test_history_of_a_citizen(self):
		first, second, last = (self.opened(days, citizen=self.citizen.name) for days in (2, 1, 0))
		self.addCleanup(setattr, history, "MOST", history.MOST)
		history.MOST = 2
		told = history.cases_of(self.citizen.name)
		self.assertEqual((told["total"], told["open"]), (3, 3))
		self.assertEqual(
			[(row["name"], row["is_open"]) for row in told["cases"]], [(last, True), (second, True)]
		)
		besides = history.cases_of(self.citizen.name, besides=last)
		self.assertEqual([row["name"] for row in besides["cases"]], [second, first])
