from frappe.utils.nestedset import NestedSet


class CaseArea(NestedSet):
	"""Where a case happened: a tree of areas."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area_name: DF.Data
		enabled: DF.Check
		is_group: DF.Check
		lft: DF.Int
		old_parent: DF.Link | None
		parent_case_area: DF.Link | None
		public: DF.Check
		rgt: DF.Int
	# end: auto-generated types
