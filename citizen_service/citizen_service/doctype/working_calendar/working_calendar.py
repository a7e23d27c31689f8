import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.citizen_service.doctype.working_calendar.refusals import refusals
from citizen_service.errors import InvalidCalendar
from citizen_service.marks import keep_single
from citizen_service.sla.reading import clear_cache
from citizen_service.sla.retiming import follow


class WorkingCalendar(Document):
	"""Working hours, seasons and holidays by which time limits are counted."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.working_calendar_holiday.working_calendar_holiday import (
			WorkingCalendarHoliday,
		)
		from citizen_service.citizen_service.doctype.working_calendar_season.working_calendar_season import (
			WorkingCalendarSeason,
		)
		from citizen_service.citizen_service.doctype.working_calendar_shift.working_calendar_shift import (
			WorkingCalendarShift,
		)

		calendar_name: DF.Data
		holidays: DF.Table[WorkingCalendarHoliday]
		is_default: DF.Check
		seasons: DF.Table[WorkingCalendarSeason]
		shifts: DF.Table[WorkingCalendarShift]
		time_zone: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_problems()

	def refuse_problems(self) -> None:
		"""Refuse what cannot be counted by, each problem with its table, row and field.

		:raises InvalidCalendar: always with everything that is wrong
		"""
		if found := refusals(self):
			frappe.throw("<br>".join(found), InvalidCalendar, title=_("Working Calendar"))

	def before_save(self) -> None:
		keep_single(self, "is_default")

	def on_update(self) -> None:
		clear_cache()
		follow(self)

	def on_trash(self) -> None:
		clear_cache()
