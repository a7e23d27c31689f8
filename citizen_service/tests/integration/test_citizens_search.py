"""Citizens are found as people write them, by those who may see them, over an index."""

import frappe

from citizen_service.citizens import search
from citizen_service.errors import NotYours
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase


class TestCitizenSearch(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.first = make.make_citizen(
			citizen_name="زغلول أحمد الصقّار", national_id=self.nobodys("801234568"), mobile="+970590007101"
		)
		self.second = make.make_citizen(citizen_name="زغلولة مصطفى عبد الله", mobile="0590007202")
		frappe.set_user(self.office.reception)

	def nobodys(self, national_id: str) -> str:
		"""The number, which no citizen of another test has meanwhile."""
		frappe.db.delete("Citizen", {"national_id": national_id})
		frappe.db.delete("Citizen Search Key", {"word": ("like", f"%{national_id}%")})
		return national_id

	def found(self, text: str) -> list[str]:
		return [row.name for row in search.find(text)]

	def test_by_name_phone_and_number_however_they_are_written(self):
		for text in ("احمد زغلول", "الصقار احم", "صقار زغ", "٨٠١٢٣٤٥٦٨", "059 000 7101", "00970590007101"):
			self.assertEqual(self.found(text), [self.first.name], text)
		for text in ("عبدالله زغلوله", "مصطفي زغلولة", "+970 59 0007202", self.second.name.lower()):
			self.assertEqual(self.found(text), [self.second.name], text)
		for text in ("زغلول مصطفى النجار", "", "%", "_", "%%%", "' or 1=1 --"):
			self.assertEqual(self.found(text), [], text)

	def test_whole_words_come_before_begun_ones(self):
		self.assertEqual(self.found("زغلول"), [self.first.name, self.second.name])
		self.assertEqual(self.found("زغلولة"), [self.second.name])

	def test_no_more_than_twenty(self):
		for _number in range(search.MOST + 3):
			make.make_citizen(citizen_name="شمشون الفريد")
		self.assertEqual(len(search.find("شمشون")), search.MOST)

	def test_a_changed_citizen_is_found_by_what_is_true_now(self):
		citizen = frappe.get_doc("Citizen", self.first.name)
		citizen.citizen_name, citizen.mobile = "بهلول القطّان", None
		citizen.save()
		self.assertEqual(self.found("قطان بهلول"), [self.first.name])
		self.assertEqual((self.found("زغلول احمد"), self.found("0590007101")), ([], []))
		frappe.set_user("Administrator")
		citizen.delete()
		self.assertFalse(frappe.db.exists(search.KEY, {"citizen": citizen.name}))

	def test_hits_tell_their_cases_in_one_statement(self):
		make.make_case(citizen=self.first.name)
		closed = make.make_case(citizen=self.first.name)
		state = frappe.get_all(
			"Workflow State Meaning", {"is_closing": 1, "parent": "Case"}, pluck="state", order_by="idx asc"
		)[0]
		frappe.db.set_value("Case", closed.name, "workflow_state", state)
		told = {row.name: (row.cases, row.open_cases) for row in search.find("زغلول")}
		self.assertEqual(told, {self.first.name: (2, 1), self.second.name: (0, 0)})
		with self.assertQueryCount(3):
			search.find("زغلول")

	def test_only_for_those_who_may_see_citizens(self):
		for user in (self.office.roads_officer, self.office.supervisor, self.office.admin):
			with make.acting_as(user), self.refused(NotYours):
				search.find("زغلول")
			with make.acting_as(user), self.refused(NotYours):
				search.link_query("Citizen", "زغلول", "name", 0, 20)

	def test_the_desks_link_fields_search_so_too(self):
		(row,) = make.offered_links("Citizen", "احمد صقار")
		self.assertEqual(row["value"], self.first.name)
		self.assertIn("زغلول أحمد الصقّار", row["description"])
		others = {"name": ["!=", self.first.name], "citizen_type": "Person"}
		found = make.offered_links("Citizen", "زغلول", filters=others)
		self.assertEqual([row["value"] for row in found], [self.second.name])
		self.assertIn(self.second.name, [row["value"] for row in make.offered_links("Citizen", "")])

	def test_citizens_of_earlier_versions_get_keys(self):
		frappe.db.delete(search.KEY, {"citizen": self.first.name})
		self.assertEqual(self.found("احمد زغلول"), [])
		commit = frappe.db.commit
		self.addCleanup(setattr, frappe.db, "commit", commit)
		frappe.db.commit = lambda: None  # what a test makes is rolled back
		search.write_missing_keys(batch=1)
		self.assertEqual(self.found("احمد زغلول"), [self.first.name])

	def test_every_part_is_looked_up_in_an_index(self):
		statement = search.candidates_query([("احمد",), ("زغ", "غ")])
		plan = frappe.db.sql(f"explain {statement.get_sql()}", as_dict=True)
		self.assertEqual([row["key"] is not None for row in plan], [True, True], plan)
		self.assertEqual([row["type"] for row in plan if row["type"] == "ALL"], [], plan)
