"""The demo office's data fits together, and fits what the app seeds."""

import json
import unittest
from pathlib import Path

from citizen_service.citizens.national_id import checked

SETUP = Path(__file__).parents[2] / "setup"


def read(path: str):
	return json.loads((SETUP / path).read_text(encoding="utf-8"))


class TestDemoData(unittest.TestCase):
	office = read("demo/office.json")
	cases = read("demo/cases.json")

	def test_cases_name_what_is_seeded(self):
		for field, seeds, key in (
			("case_type", "case_type", "type_name"),
			("category", "case_category", "category_name"),
			("channel", "intake_channel", "channel_name"),
			("priority", "case_priority", "priority_name"),
			("outcome", "case_outcome", "outcome_name"),
		):
			known = {row[key] for row in read(f"seeds/{seeds}.json")}
			named = {case[field] for case in self.cases if field in case}
			self.assertLessEqual(named, known)

	def test_the_year_before_names_what_is_seeded_and_repeats_no_story(self):
		past = read("demo/past.json")
		matters = past["matters"]
		for field, seeds, key in (
			("case_type", "case_type", "type_name"),
			("category", "case_category", "category_name"),
		):
			known = {row[key] for row in read(f"seeds/{seeds}.json")}
			self.assertLessEqual({matter[field] for matter in matters}, known)
		for field, seeds, key in (
			("outcomes", "case_outcome", "outcome_name"),
			("root_causes", "root_cause", "cause_name"),
		):
			known = {row[key] for row in read(f"seeds/{seeds}.json")}
			self.assertLessEqual({name for matter in matters for name in matter[field]}, known)
		self.assertLessEqual(
			set(past["channels"]), {row["channel_name"] for row in read("seeds/intake_channel.json")}
		)
		self.assertEqual(set(past["areas"]), set(self.office["areas"]))
		staffed = {row["department_name"] for row in self.office["departments"] if row["head"]}
		self.assertLessEqual({matter["department"] for matter in matters} - {""}, staffed)
		told = {case["subject"] for case in self.cases}
		self.assertFalse(told & {matter["subject"] for matter in matters})

	def test_cases_go_to_departments_with_a_head_and_an_officer(self):
		staffed = {
			row["department_name"] for row in self.office["departments"] if row["head"] and row["members"]
		}
		named = {name for case in self.cases for name in case.get("departments", ())}
		self.assertLessEqual(named, staffed)
		self.assertGreater(len(named), 5)

	def test_departments_people_and_places_exist(self):
		keys = {user["key"] for user in self.office["users"]}
		groups = {row["department_name"] for row in self.office["departments"] if row["is_group"]}
		for row in self.office["departments"]:
			self.assertLessEqual({*row["members"], *([row["head"]] if row["head"] else [])}, keys)
			self.assertTrue(row["parent_department"] is None or row["parent_department"] in groups)
		for citizen in self.office["citizens"]:
			self.assertIn(citizen["area"], self.office["areas"])

	def test_somebody_of_every_role_can_log_in(self):
		roles = {user["role"] for user in self.office["users"] if user["listed"]}
		self.assertEqual(
			roles,
			{
				"Reception Officer",
				"Follow-up Officer",
				"Department Officer",
				"Department Manager",
				"Citizen Service Manager",
				"Citizen Service Supervisor",
				"Citizen Service Admin",
			},
		)

	def test_subjects_are_unique_because_a_second_run_goes_by_them(self):
		subjects = [case["subject"] for case in self.cases]
		self.assertEqual(len(subjects), len(set(subjects)))
		for case in self.cases:
			if "merged_into" in case:
				self.assertIn(case["merged_into"], subjects[: subjects.index(case["subject"])])

	def test_the_stories_show_what_an_office_sees(self):
		self.assertGreaterEqual(len(self.cases), 40)
		self.assertEqual(sum(case.get("is_emergency", 0) for case in self.cases), 2)
		self.assertIn("en", {self.office["citizens"][case["citizen"]]["language"] for case in self.cases})
		self.assertTrue(any(case["days"] > 15 for case in self.cases))
		self.assertEqual(
			{case["upto"] for case in self.cases},
			{
				*("new", "registered", "study", "waiting", "referred", "acknowledged", "stage", "drafted"),
				*("with_manager", "with_follow_up", "returned", "answering", "closed", "reopened"),
			},
		)

	def test_national_ids_are_of_the_offices_country(self):
		for citizen in self.office["citizens"]:
			number = citizen["national_id"]
			self.assertEqual(checked(number, self.office["country"]), number)

	def test_nobody_real_is_written_to(self):
		for address in (self.office["domain"], *(c["email"] for c in self.office["citizens"] if c["email"])):
			self.assertTrue(address.endswith(".example"), address)
