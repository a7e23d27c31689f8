import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.citizens.identity import check_national_id, refuse_known_number
from citizen_service.citizens.search import drop_keys, write_keys
from citizen_service.errors import RecordInUse
from citizen_service.identity.sealing import has_withheld_cases
from citizen_service.in_use import refuse_deletion


class Citizen(Document):
	"""A person, a company or a representative whom the office serves."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.SmallText | None
		area: DF.Link | None
		citizen_name: DF.Data
		citizen_type: DF.Literal["Person", "Company", "Representative"]
		email: DF.Data | None
		language: DF.Link | None
		mobile: DF.Data | None
		national_id: DF.Data | None
		represents: DF.Link | None
		user: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		check_national_id(self, of_person=self.citizen_type != "Company")
		refuse_known_number(self)

	def on_update(self) -> None:
		write_keys(self)

	def on_trash(self) -> None:
		refuse_deletion(self.name, [("Case", "citizen")], _("Correct what is wrong in it instead."))
		if has_withheld_cases(self.name):
			frappe.throw(
				_("{0} has cases in the record and cannot be deleted.").format(self.citizen_name),
				RecordInUse,
				title=_("Kept in the Record"),
			)
		drop_keys(self.name)
