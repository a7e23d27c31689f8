"""Category and area names: spellings joined, placeholders dropped, cut names completed, trees laid."""

import unittest
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.register_import import mapping as mappings
from citizen_service.register_import.mapping import Columns, Mapping
from citizen_service.register_import.places import AreaPaths, CategoryPaths
from citizen_service.register_import.text import Names, clean, fold

words = st.text(max_size=20)


def a_mapping(**settings) -> Mapping:
	return Mapping("Test", Columns("opened"), **settings)


examples = settings(max_examples=60, deadline=None, database=None)


class TestSpellings(unittest.TestCase):
	@examples
	@given(words)
	def test_folding_twice_changes_nothing(self, text):
		self.assertEqual(fold(fold(text)), fold(text))

	@examples
	@given(words)
	def test_cleaning_keeps_the_name(self, text):
		self.assertEqual(clean(clean(text)), clean(text))
		self.assertEqual(fold(clean(text)), fold(text))

	def test_one_name_in_several_spellings(self):
		for one, other in (
			("E-Waste Pickups", "E-WASTE  PICKUPS"),
			("Birth Certificate (outside US)", "BIRTH CERTIFICATE OUTSIDE U.S."),
			("النظافة", "النّظافه"),
			("إنارة الشوارع", "انارة الشوارع"),
			("شكوى", "شكوي"),
			("حي ١٢", "حي 12"),
			("Café", "CAFE"),
		):
			with self.subTest(one=one):
				self.assertEqual(fold(one), fold(other))

	def test_the_best_spelling_is_kept(self):
		names = Names({"Missed Collection": 826, "Missed collection": 1, "POST OFFICE": 9, "Post Office": 2})
		self.assertEqual(names("MISSED COLLECTION"), "Missed Collection")
		self.assertEqual(names("post office"), "Post Office")

	def test_a_name_that_exists_already_wins(self):
		self.assertEqual(Names({"Parks": 100, "PARKS": 1}, known=["PARKS"])("parks"), "PARKS")

	def test_placeholders_signs_and_nothing_say_nothing(self):
		names = Names({}, placeholders=["Please choose an issue...", "@getxlate.Udf_Code_Genera"])
		for raw in ("please choose an issue", "", "  ", "---", "...", "@GETXLATE.Udf_Code_Genera"):
			with self.subTest(raw=raw):
				self.assertIsNone(names(raw))

	def test_a_cut_name_is_completed_where_only_one_is_longer(self):
		cut = "Fire and Emergency Manage"
		full = "Fire and Emergency Management"
		self.assertEqual(Names({cut: 7, full: 1}, cut_at=25)(cut), full)
		self.assertEqual(Names({cut.upper(): 7, full: 1}, cut_at=25)(cut.upper()), full)
		self.assertEqual(Names({cut: 7}, known=[full], cut_at=25)(cut), full)

	def test_a_cut_name_with_two_endings_stays(self):
		counts = {
			"Oversight and Investigati": 1,
			"Oversight and Investigation": 1,
			"Oversight and Investigating": 1,
		}
		self.assertEqual(Names(counts, cut_at=25)("Oversight and Investigati"), "Oversight and Investigati")

	def test_a_shorter_name_is_not_taken_for_a_cut_one(self):
		self.assertEqual(
			Names({"Parks": 1, "Parks and Recreation Areas of the City": 1}, cut_at=25)("Parks"), "Parks"
		)

	def test_an_alias_decides(self):
		self.assertEqual(Names({"LIC": 93}, aliases={"lic": "Long Island City"})("LIC"), "Long Island City")

	@examples
	@given(st.dictionaries(words, st.integers(1, 9), max_size=12), st.integers(0, 12))
	def test_spellings_of_one_name_come_to_one_name(self, counts, cut_at):
		names = Names(counts, cut_at=cut_at)
		kept: dict[str, set] = {}
		for raw in counts:
			kept.setdefault(fold(raw), set()).add(names(raw))
		for spellings in kept.values():
			self.assertEqual(len(spellings), 1)
		for name in filter(None, {n for spellings in kept.values() for n in spellings}):
			self.assertEqual(fold(name), fold(names(name) or ""), "a kept name is its own name")


class TestCategories(unittest.TestCase):
	PAIRS = Counter(
		{
			("Transportation", "Bicycles"): 5,
			("TRANSPORTATION", "BICYCLES"): 1,
			("@macro", "Bicycles"): 2,
			("", "Misc"): 1,
			("Parks", "Misc"): 1,
			("Health", "Misc"): 1,
			("", "Food Stamps"): 1,
			("SCRIE", "scrie"): 1,
			("Parks", ""): 1,
			("@macro", ""): 1,
		}
	)

	def setUp(self) -> None:
		self.path = CategoryPaths(self.PAIRS, a_mapping(placeholders=("@macro",)))

	def test_spellings_are_one_branch(self):
		self.assertEqual(self.path(("TRANSPORTATION", "BICYCLES")), ("Transportation", "Bicycles"))

	def test_a_lost_category_is_found_where_the_file_knows_only_one(self):
		self.assertEqual(self.path(("@macro", "Bicycles")), ("Transportation", "Bicycles"))

	def test_a_lost_category_is_not_guessed(self):
		self.assertEqual(self.path(("", "Misc")), ("Misc",))
		self.assertEqual(self.path(("", "Food Stamps")), ("Food Stamps",))

	def test_a_name_is_not_its_own_child(self):
		self.assertEqual(self.path(("SCRIE", "scrie")), ("SCRIE",))

	def test_half_and_nothing(self):
		self.assertEqual(self.path(("Parks", "")), ("Parks",))
		self.assertEqual(self.path(("@macro", "")), ())


class TestAreas(unittest.TestCase):
	PAIRS = Counter(
		{
			("East", "Mill Lane"): 30,
			("", "MILL LANE"): 6,
			("West", "Mill Lane"): 1,
			("East", "East"): 9,
			("", "East"): 2,
			("", "212-555-0100"): 50,
			("", "Japan"): 1,
			("West", "Japan"): 1,
			("East", "Ridge"): 20,
			("West", "Ridge"): 20,
			("", "Ridge"): 2,
			("", ""): 9,
			("", "Far Away"): 60,
			("East", "Far Away"): 1,
		}
	)

	def setUp(self) -> None:
		self.path = AreaPaths(self.PAIRS, a_mapping(area_min_rows=5))

	def test_a_town_lies_in_its_district(self):
		self.assertEqual(self.path(("East", "Mill Lane")), ("East", "Mill Lane"))
		self.assertEqual(self.path(("", "MILL LANE")), ("East", "Mill Lane"))

	def test_the_district_of_the_row_is_believed(self):
		self.assertEqual(self.path(("West", "Mill Lane")), ("West",))

	def test_a_town_with_a_districts_name_is_the_district(self):
		self.assertEqual(self.path(("", "East")), ("East",))
		self.assertEqual(self.path(("East", "East")), ("East",))

	def test_telephone_numbers_and_rare_places_are_no_areas(self):
		self.assertEqual(self.path(("", "212-555-0100")), ())
		self.assertEqual(self.path(("", "Japan")), ())
		self.assertEqual(self.path(("West", "Japan")), ("West",))

	def test_a_town_of_two_districts_stands_by_itself(self):
		self.assertEqual(self.path(("", "Ridge")), ("Ridge",))
		self.assertEqual(self.path(("East", "Ridge")), ("East",))

	def test_one_row_in_sixty_gives_a_town_no_district(self):
		self.assertEqual(self.path(("", "Far Away")), ("Far Away",))

	def test_nowhere(self):
		self.assertEqual(self.path(("", "")), ())


class TestMappingFiles(unittest.TestCase):
	GOOD = '{"register": "City", "columns": {"opened_on": "opened", "category": ["kind"]}}'

	def refused(self, text: str) -> str:
		with self.assertRaises(mappings.Refusal) as caught:
			mappings.parse(text, "m.json")
		return caught.exception.params.get("key", caught.exception.code)

	def test_shipped_mappings_are_sound_and_found_by_their_columns(self):
		shipped = mappings.shipped()
		self.assertTrue(shipped)
		for mapping in shipped.values():
			mapping.check(mapping.match)
			self.assertEqual(mappings.choose(mapping.match[::-1]), mapping)

	def test_a_good_mapping(self):
		mapping = mappings.parse(self.GOOD, "m.json")
		self.assertEqual(mapping.columns.category, ("kind",))
		mapping.check(["kind", "opened", "other"])

	def test_what_is_wrong_is_named(self):
		self.assertEqual(self.refused("{"), "mapping_not_json")
		self.assertEqual(self.refused("[]"), "mapping_not_json")
		self.assertEqual(self.refused('{"columns": {"opened_on": "x"}}'), "register")
		self.assertEqual(self.refused('{"register": "City", "columns": {}}'), "columns.opened_on")
		self.assertEqual(self.refused(self.GOOD.replace('["kind"]', '"kind"')), "columns.category")
		self.assertEqual(self.refused(self.GOOD.replace('["kind"]', '["a", "b", "c"]')), "columns.category")
		self.assertEqual(self.refused(self.GOOD.replace('"category"', '"catgory"')), "columns.catgory")
		self.assertEqual(self.refused(self.GOOD[:-1] + ', "cut_at": "25"}'), "cut_at")
		self.assertEqual(self.refused(self.GOOD[:-1] + ', "encoding": "klingon"}'), "encoding")
		self.assertEqual(self.refused(self.GOOD[:-1] + ', "colour": "red"}'), "colour")

	def test_missing_columns_are_named(self):
		with self.assertRaises(mappings.Refusal) as caught:
			mappings.parse(self.GOOD, "m.json").check(["kind"])
		self.assertEqual(caught.exception.params, {"missing": ["opened"], "found": ["kind"]})

	def test_no_shipped_mapping_fits_foreign_columns(self):
		with self.assertRaises(mappings.Refusal) as caught:
			mappings.choose(["a", "b"])
		self.assertEqual(caught.exception.code, "no_mapping_fits")
