import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from citizen_service.errors import FiguresRefused, InvalidMap
from citizen_service.figures.suppression import LOWEST_THRESHOLD, USUAL_THRESHOLD
from citizen_service.portal.place import DEGREES, tile_origin


class CitizenServiceSettings(Document):
	"""How the office is called, who is on duty, what the portal allows."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.signed_form_rule.signed_form_rule import SignedFormRule

		appeal_days: DF.Int
		appeal_department: DF.Link | None
		attachments_mb_per_case: DF.Int
		citizen_accounts: DF.Check
		code_attempts_per_hour: DF.Int
		contact_confirmation: DF.Literal["Never", "Where Given", "Always"]
		country: DF.Literal["", "Kuwait", "Palestine"]
		declaration_ar: DF.SmallText | None
		declaration_en: DF.SmallText | None
		draft_half_year: DF.Check
		draft_month: DF.Check
		draft_quarter: DF.Check
		draft_year: DF.Check
		duplicate_days: DF.Int
		email_case_type: DF.Link | None
		email_language: DF.Link | None
		figures_licence: DF.SmallText | None
		figures_threshold: DF.Int
		form_print_format: DF.Link | None
		held_uploads_mb: DF.Int
		keep_drafts: DF.Check
		mail_department_reports: DF.Check
		manager_on_duty: DF.Link | None
		map_attribution: DF.Data | None
		map_latitude: DF.Float
		map_longitude: DF.Float
		map_tiles: DF.Data | None
		map_zoom: DF.Int
		max_attachment_mb: DF.Int
		max_attachments: DF.Int
		max_scan_mb: DF.Int
		notice_language: DF.Link | None
		office_address: DF.SmallText | None
		office_email: DF.Data | None
		office_name: DF.Data | None
		office_phone: DF.Data | None
		one_time_codes_per_address: DF.Int
		one_time_codes_per_contact: DF.Int
		portal_enabled: DF.Check
		preset: DF.Literal["Ministry", "Municipality"]
		proof_difficulty: DF.Int
		proof_of_work: DF.Check
		reopen_days: DF.Int
		report_digits: DF.Literal["Latin", "Arabic-Indic"]
		report_supervisor: DF.Link | None
		signed_form_rules: DF.Table[SignedFormRule]
		sms_segments: DF.Int
		submissions_per_hour: DF.Int
		tell_missed_deadline: DF.Check
		uploads_mb_per_hour: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_low_threshold()
		self.validate_map()

	def validate_map(self) -> None:
		"""Browsers are told by this address from where pictures may come."""
		if self.map_tiles and tile_origin(self.map_tiles) is None:
			frappe.throw(
				_(
					"“Map Tiles” is not the address of map pictures. It looks like https://tiles.example.org/{z}/{x}/{y}.png."
				),
				InvalidMap,
				title=_("Map of the Public Form"),
			)
		for field, limit in DEGREES.items():
			if not -limit <= flt(self.get(f"map_{field}")) <= limit:
				frappe.throw(
					_("{0} must lie between {1} and {2} degrees.").format(
						_(self.meta.get_label(f"map_{field}")), -limit, limit
					),
					InvalidMap,
					title=_("Map of the Public Form"),
				)

	def refuse_low_threshold(self) -> None:
		"""Empty is the usual threshold."""
		self.figures_threshold = self.figures_threshold or USUAL_THRESHOLD
		if self.figures_threshold < LOWEST_THRESHOLD:
			frappe.throw(
				_("“Smallest Number Shown” is at least {0}: smaller groups would be recognised.").format(
					LOWEST_THRESHOLD
				),
				FiguresRefused,
				title=_("Public Figures"),
			)
