import frappe
from frappe.model.document import Document


class CitizenSearchKey(Document):
	"""What a citizen is found by; written in bulk by `citizens.search` and by nothing else."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		citizen: DF.Link
		word: DF.Data
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Indexes that answer a search alone: the beginning of a word → citizens, and a citizen's words."""
	frappe.db.add_index("Citizen Search Key", ["word", "citizen"], "word_citizen")
	frappe.db.add_index("Citizen Search Key", ["citizen", "word"], "citizen_word")
