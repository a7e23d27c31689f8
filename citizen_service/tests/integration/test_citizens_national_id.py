"""National ids are checked by the office's country, on citizens and on cases, over every path that saves."""

import frappe

from citizen_service.errors import CitizenKnown, NationalIdRefused
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

GOOD, WRONG, SHORT = "801234568", "801234567", "80123456"


class TestNationalIds(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.set_country("Palestine")
		frappe.db.delete("Citizen", {"national_id": ("in", (GOOD, WRONG, "285010112358", "A-12", "CR-77"))})

	def set_country(self, country: str) -> None:
		frappe.db.set_single_value("Citizen Service Settings", "country", country)
		frappe.clear_document_cache("Citizen Service Settings", "Citizen Service Settings")
		self.addCleanup(frappe.clear_document_cache, "Citizen Service Settings", "Citizen Service Settings")

	def test_a_number_is_kept_in_latin_digits(self):
		self.assertEqual(make.make_citizen(national_id="٨٠١٢٣٤٥٦٨").national_id, GOOD)
		with make.acting_as(self.office.reception):
			self.assertEqual(make.make_case(national_id="80-1234568").national_id, GOOD)

	def test_a_wrong_number_is_refused_with_the_way_out(self):
		with self.refused(NationalIdRefused, WRONG, "Palestine", "last digit", "Leave the field empty"):
			make.make_citizen(national_id=WRONG)
		with make.acting_as(self.office.reception), self.refused(NationalIdRefused, "9 digits"):
			make.make_case(national_id=SHORT)

	def test_another_country_another_rule(self):
		self.set_country("Kuwait")
		with self.refused(NationalIdRefused, "12 digits"):
			make.make_citizen(national_id=GOOD)
		self.assertEqual(make.make_citizen(national_id="285010112358").national_id, "285010112358")

	def test_no_country_no_check(self):
		self.set_country("")
		self.assertEqual(make.make_citizen(national_id="A-١٢").national_id, "A-12")

	def test_a_company_has_its_register_number(self):
		company = make.make_citizen(citizen_type="Company", national_id="CR-٧٧")
		with make.acting_as(self.office.reception):
			self.assertEqual(make.make_case(citizen=company.name).national_id, "CR-77")

	def test_nobody_has_two_records_of_one_kind(self):
		"""Also where two clerks enter the same visitor; a representative has a record for each whom they represent."""
		known = make.make_citizen(national_id=GOOD)
		with make.acting_as(self.office.reception), self.refused(CitizenKnown, known.name):
			make.make_citizen(national_id="٨٠١٢٣٤٥٦٨")
		company = make.make_citizen(citizen_type="Company", national_id=GOOD).name
		one, other = (
			make.make_citizen(citizen_type="Representative", national_id=GOOD, represents=represented)
			for represented in (company, None)
		)
		with self.refused(CitizenKnown, one.name):
			make.make_citizen(citizen_type="Representative", national_id=GOOD, represents=company)
		with self.refused(CitizenKnown, other.name):
			make.make_citizen(citizen_type="Representative", national_id=GOOD)
		known.address = "شارع المدارس"
		known.save()

	def test_old_records_stay_editable_until_the_number_is_changed(self):
		citizen = make.make_citizen()
		citizen.db_set("national_id", WRONG)
		citizen = frappe.get_doc("Citizen", citizen.name)
		citizen.address = "شارع المدارس"
		citizen.save()
		with make.acting_as(self.office.reception):
			case = make.make_case(citizen=citizen.name)
		self.assertEqual(case.national_id, WRONG)
		case.address = "شارع المدارس"
		case.save()
		case.national_id = SHORT
		with self.refused(NationalIdRefused, SHORT):
			case.save()
