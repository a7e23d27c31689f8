"""Service procedures: what may not be saved, how they are found, and how they read in either language."""

import frappe
from frappe.utils import add_days, nowdate

from citizen_service.acting import acting_as
from citizen_service.errors import InvalidProcedure, NotYours, ResponseRefused
from citizen_service.reception.procedures import search, text, to_review
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

REFUSED = {
	"no step": ({"steps": []}, "no step"),
	"an empty step": ({"steps": [{"instruction": "  "}]}, "Steps to Take, row 1"),
	"ends before it starts": (
		{"valid_from": "2026-05-02", "valid_to": "2026-05-01"},
		"lies before “Valid From”",
	),
	"negative fee": (
		{"fees": [{"fee_for": "أ", "amount": 0}, {"fee_for": "ب", "amount": -1}]},
		"Fees, row 2.*Give 0",
	),
	"negative duration": ({"duration": -3}, "“Time Needed” is negative"),
}


class TestServiceProcedure(OfficeTestCase):
	def values(self, **values) -> dict:
		return {
			"doctype": "Service Procedure",
			"title": "إصدار رخصة بناء للاختبار",
			"title_en": "Building permit",
			"keywords": "ترخيص مبنى، إذن بناء",
			"department": self.office.roads,
			"steps": [{"instruction": "تقديم الطلب", "place": "الشباك 2"}, {"instruction": "دفع الرسوم"}],
			"documents": [{"document": "سند الملكية", "form_of": "Original and Photocopy", "note": "مصدّق"}],
			"fees": [
				{"fee_for": "رسم الرخصة", "amount": 2.5, "currency": "ILS", "basis": "متر مربع"},
				{"fee_for": "الطلب", "amount": 0},
			],
			"duration": 15,
			"duration_unit": "Working Days",
			"legal_base": "نظام الأبنية",
			**values,
		}

	def make(self, **values):
		return frappe.get_doc(self.values(**values)).insert()

	def found(self, words: str) -> list[str]:
		return [name for name, *_rest in search("Service Procedure", words)]

	def test_refused_with_what_is_wrong_and_where(self):
		for what, (values, message) in REFUSED.items():
			with self.subTest(what), self.refused(InvalidProcedure, message):
				self.make(**values)

	def test_a_disabled_department_takes_no_new_procedure_and_keeps_its_old_ones(self):
		old = self.make()
		frappe.db.set_value("Department", self.office.roads, "enabled", 0)
		with self.refused(InvalidProcedure, "is disabled"):
			self.make()
		old.legal_base = "نظام الأبنية المعدل"
		old.save()

	def test_found_however_it_is_spelt(self):
		name = self.make().name
		for words in ("رخصه البناء", "رُخْصَة", "اذن  بنـاء", "building PERMIT", "الترخيص مبني"):
			with self.subTest(words):
				self.assertIn(name, self.found(words))
		self.assertNotIn(name, self.found("رخصة حفر بئر"))

	def test_only_what_holds_today_is_offered(self):
		for values, offered in (
			({"valid_from": nowdate(), "valid_to": nowdate()}, True),
			({"valid_from": add_days(nowdate(), 1)}, False),
			({"valid_to": add_days(nowdate(), -1)}, False),
			({"enabled": 0}, False),
		):
			with self.subTest(values):
				self.assertEqual(self.make(**values).name in self.found(""), offered)

	def test_a_link_field_offers_the_title_and_takes_the_name(self):
		name = self.make().name
		found = factories.offered_links("Service Procedure", "رخصه بناء للاختبار")
		offered = {row["value"]: row["label"] for row in found}
		self.assertEqual(offered.get(name), "إصدار رخصة بناء للاختبار")

	def test_text_in_arabic(self):
		shown = text(self.make().name, "ar")
		for part in (
			"إصدار رخصة بناء للاختبار",
			"<li>تقديم الطلب (الشباك 2)</li><li>دفع الرسوم</li>",
			"سند الملكية (الأصل وصورة عنه): مصدّق",
			"رسم الرخصة: 2.5 ₪ عن كل متر مربع",
			"الطلب: دون رسوم",
			"15 يوم عمل",
			"نظام الأبنية",
		):
			self.assertIn(part, shown)
		self.assertNotIn("جهة المراجعة", shown, "what is empty is left out")

	def test_text_in_english(self):
		shown = text(self.make(duration=0, fees=[]).name, "en")
		for part in (
			"Building permit",
			"<li>\u2068تقديم الطلب\u2069 (\u2068الشباك 2\u2069)</li>",
			"Required Documents",
			"Free of charge",
			"While you wait",
		):
			self.assertIn(part, shown)

	def test_text_is_no_markup(self):
		self.assertIn("&lt;b&gt;", text(self.make(where_to_go="<b>هنا</b>").name))

	def test_the_card_counts_what_waits_for_its_review(self):
		before = to_review()["value"]
		self.make(review_on=nowdate())
		self.make(review_on=add_days(nowdate(), 1))
		self.make(review_on=add_days(nowdate(), -40), enabled=0)
		card = to_review()
		self.assertEqual(card["value"], before + 1)
		self.assertEqual(
			frappe.db.count("Service Procedure", card["route_options"]), card["value"], "the list behind it"
		)

	def test_versions_are_kept(self):
		procedure = self.make()
		procedure.duration = 10
		procedure.save(ignore_version=False)  # in tests the framework keeps none unless asked
		versions = frappe.get_all(
			"Version", {"docname": procedure.name}, ["data", "owner"], order_by="creation asc"
		)
		self.assertTrue(any('"duration"' in version.data for version in versions))

	def test_who_reads_it(self):
		name = self.make().name
		with acting_as(self.office.roads_officer):
			self.assertIn("تقديم الطلب", text(name))
			self.assertIn(name, self.found("رخصة بناء"))
		with acting_as("Guest"):
			with self.assertRaises(frappe.PermissionError):
				text(name)
			with self.assertRaises(NotYours):
				self.found("رخصة بناء")

	def test_the_procedure_of_a_response_stands_once_it_was_sent_on(self):
		first, second = self.make().name, self.make().name
		case = factories.make_case_under_study(self.office)
		answer = factories.make_response(
			self.office.reception, case=case.name, audience="Citizen", procedure=first
		)
		factories.act("Response", answer.name, "Send to Follow-up", self.office.reception)
		answer.reload()
		answer.procedure = second
		with self.refused(ResponseRefused, "has been sent on"):
			answer.save()
