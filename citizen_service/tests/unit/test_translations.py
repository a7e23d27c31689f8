"""The app speaks Arabic: every text it says has an Arabic one, and the catalogue holds nothing else."""

import csv
import re
import unittest
from collections import Counter
from pathlib import Path

from citizen_service.tests.support import words
from citizen_service.tests.support.words import APP, placeholders

CATALOGUE = APP / "translations" / "ar.csv"
FRAMEWORK_WORDS = Path(__file__).parents[1] / "data" / "framework_words.txt"
"""Words of the framework that our screens show; one a line, `\\n` for a line break, the context after a tab."""

ARABIC_LETTER = re.compile("[\u0621-\u064a]")
LATIN_PUNCTUATION = re.compile(r"[,;?]")


def catalogue() -> list[tuple[str, str, str]]:
	"""The rows of `ar.csv` as source, Arabic, context."""
	with CATALOGUE.open(encoding="utf-8", newline="") as file:
		return [(row[0], row[1], row[2] if len(row) > 2 else "") for row in csv.reader(file)]


def framework_words() -> list[tuple[str, str]]:
	"""The words of the framework in the catalogue, as source and context."""
	lines = FRAMEWORK_WORDS.read_text(encoding="utf-8").splitlines()
	return [
		(source.replace("\\n", "\n"), context) for source, _, context in (x.partition("\t") for x in lines)
	]


class TestCatalogue(unittest.TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		cls.rows = catalogue()
		cls.said = words.words()
		cls.framework = framework_words()

	def test_every_text_of_the_app_is_in_it(self):
		known = {(source, context) for source, _, context in self.rows}
		missing = [
			f"{word.where}: {word.text}" for word in self.said if (word.text, word.context) not in known
		]
		self.assertEqual(missing, [], "add these to translations/ar.csv")

	def test_one_spelling_and_one_word_for_one_thing(self):
		"""Tanwin before its alif; a limit is met “within its time”, and a matter is assigned, not charged with."""
		wrong = re.compile("\u064b\u0627|استوفي|مستوفاة|الموعود|تُستحق|موقوف|التكليف")
		self.assertEqual([arabic for _, arabic, _ in self.rows if wrong.search(arabic)], [])

	def test_it_holds_nothing_that_nobody_says(self):
		said = {(word.text, word.context) for word in self.said} | set(self.framework)
		unused = [source for source, _, context in self.rows if (source, context) not in said]
		self.assertEqual(
			unused, [], "delete these from translations/ar.csv, or list them in framework_words.txt"
		)

	def test_the_framework_words_are_in_it_and_not_ours(self):
		known = {(source, context) for source, _, context in self.rows}
		said = {(word.text, word.context) for word in self.said}
		self.assertEqual(
			[word for word in self.framework if word not in known], [], "not in translations/ar.csv"
		)
		self.assertEqual([word for word in self.framework if word in said], [], "the app itself says these")
		self.assertEqual(self.framework, sorted(set(self.framework)), "sorted, each once")

	def test_every_entry_is_arabic(self):
		wrong = [source for source, arabic, _ in self.rows if not ARABIC_LETTER.search(arabic)]
		self.assertEqual(wrong, [])

	def test_every_place_of_a_text_is_kept(self):
		wrong = [
			(source, arabic)
			for source, arabic, _ in self.rows
			if placeholders(source) != placeholders(arabic)
		]
		self.assertEqual(wrong, [])

	def test_each_text_is_there_once(self):
		times = Counter((source, context) for source, _, context in self.rows)
		self.assertEqual([text for text, count in times.items() if count > 1], [])

	def test_punctuation_is_arabic(self):
		wrong = [arabic for _, arabic, _ in self.rows if LATIN_PUNCTUATION.search(arabic)]
		self.assertEqual(wrong, [])

	def test_no_text_is_padded(self):
		wrong = [row for row in self.rows if any(part != part.strip() for part in row)]
		self.assertEqual(wrong, [], "the framework looks up texts without the space around them")


class TestWordsOfTheApp(unittest.TestCase):
	"""The extractor reaches every kind of source."""

	def test_each_kind_of_source_is_read(self):
		said = {word.text for word in words.words()}
		for text in (
			"Case Referral",  # a DocType's name
			"Awaiting Citizen",  # a workflow state
			"Ask the Citizen",  # a workflow action
			"We have received your case and are entering it in our register.",  # the meaning of a state
			"In one line, what the citizen asks or complains of.",  # a field's description
			"Stage Update",  # an option
			"Reception Officer",  # a role
			"Overdue Cases",  # a number card
			"Cases by Department",  # a report
			"{} Open",  # a workspace's shortcut
			"Complaint",  # a seeded record
			"Tell us more",  # a field of the public form
			"Meaning of States",  # a custom field
			"Refer Case {0}",  # a script
			"Show my case",  # a page
			"The outcome is empty: choose what came of the case.",  # Python
		):
			self.assertIn(text, said)

	def test_python(self):
		source = '_("a {0}" " b").format(1)\nfrappe._("c", context="d")\n_(name)\nother("e")\n'
		source += 'X = {"fieldname": "f", "fieldtype": "Data", "label": "g", "description": _("h")}'
		self.assertEqual(
			sorted(words.python_texts(source)), [("a {0} b", ""), ("c", "d"), ("g", ""), ("h", "")]
		)

	def test_scripts_and_templates(self):
		source = """__("a \\"b\\"") + __('c' + "d", [1]) + x.__("no") + __(name) {{ _("e") }} __(\n`f`)"""
		self.assertEqual([text for text, _ in words.script_texts(source)], ['a "b"', "cd", "e", "f"])

	def test_what_cannot_be_looked_up_is_refused(self):
		with self.assertRaises(ValueError):
			list(words.python_texts('_(f"{a} cases")'))
		with self.assertRaises(ValueError):
			list(words.script_texts("__(`${a} cases`)"))

	def test_a_record_nobody_described_is_refused(self):
		with self.assertRaises(ValueError):
			list(words.record_texts({"doctype": "Blog Post", "name": "Ours"}))
