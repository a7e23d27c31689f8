from frappe import _
from frappe.utils.nestedset import NestedSet

from citizen_service.in_use import refuse_deletion


class CaseCategory(NestedSet):
	"""What a case is about: a tree of subjects."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category_name: DF.Data
		department: DF.Link | None
		enabled: DF.Check
		is_group: DF.Check
		lft: DF.Int
		old_parent: DF.Link | None
		parent_case_category: DF.Link | None
		public: DF.Check
		rank: DF.Int
		rgt: DF.Int
	# end: auto-generated types

	def on_trash(self) -> None:
		way_out = _("Disable it instead: it is then no longer offered for new cases.")
		refuse_deletion(self.name, [("Case", "category")], way_out)
		super().on_trash()
