from frappe.utils.nestedset import NestedSet


class Department(NestedSet):
	"""A body that answers referrals: sector, department, section or unit."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.department_member.department_member import DepartmentMember

		assignment_method: DF.Literal["Round Robin", "Load Balancing"]
		department_code: DF.Data | None
		department_head: DF.Link | None
		department_name: DF.Data
		email: DF.Data | None
		enabled: DF.Check
		is_group: DF.Check
		lft: DF.Int
		members: DF.Table[DepartmentMember]
		old_parent: DF.Link | None
		parent_department: DF.Link | None
		phone: DF.Data | None
		rgt: DF.Int
		time_limit: DF.Int
		time_limit_unit: DF.Literal["Working Hours", "Working Days", "Calendar Days"]
	# end: auto-generated types
