import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import InvalidCalendar
from citizen_service.marks import keep_single
from citizen_service.sla.calendar import NoWorkingTime, compile
from citizen_service.sla.reading import clear_cache, spec_of
from citizen_service.sla.spec import Problem, validate


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
		self.refuse_unknown_seasons()
		self.refuse_problems()

	def refuse_unknown_seasons(self) -> None:
		known = {row.season_name for row in self.seasons}
		for row in self.shifts:
			if row.season and row.season not in known:
				self.refuse(
					_("Shift {0}: the season {1} is not in the table of seasons.").format(row.idx, row.season)
				)

	def refuse_problems(self) -> None:
		"""Everything the engine finds wrong, said with its table and row."""
		spec = spec_of(self)
		problems = validate(spec)
		if problems:
			self.refuse("<br>".join(dict.fromkeys(self.describe(problem) for problem in problems)))
		this_year = frappe.utils.getdate()
		try:
			compile(spec, this_year, this_year).next_opening(int(frappe.utils.now_datetime().timestamp()))
		except NoWorkingTime:
			self.refuse(_("This calendar has no working time in the next ten years."))

	def describe(self, problem: Problem) -> str:
		where = (
			_(self.meta.get_label(problem.field)) if self.meta.has_field(problem.field) else _(problem.field)
		)
		row = "" if problem.row is None else f" {problem.row + 1}"
		return f"<b>{where}{row}</b>: {MESSAGES[problem.code]()}"

	def refuse(self, message: str) -> None:
		frappe.throw(message, InvalidCalendar, title=_("Working Calendar"))

	def before_save(self) -> None:
		keep_single(self, "is_default")

	def on_update(self) -> None:
		clear_cache()

	def on_trash(self) -> None:
		clear_cache()


MESSAGES = {
	"unknown_time_zone": lambda: _("There is no such time zone. For example: Asia/Gaza."),
	"no_working_time": lambda: _("There is no working time: enter at least one shift."),
	"bad_weekday": lambda: _("Choose a day of the week."),
	"minute_out_of_day": lambda: _("The time lies outside the day."),
	"shift_ends_before_start": lambda: _("A shift ends before it starts."),
	"shifts_overlap": lambda: _("Two shifts of the same day overlap."),
	"season_ends_before_start": lambda: _("A season ends before it starts."),
	"season_without_shifts": lambda: _("A season has no shifts: enter its hours in the table of shifts."),
	"seasons_overlap": lambda: _("Two seasons overlap."),
	"holiday_ends_before_start": lambda: _("A holiday ends before it starts."),
	"yearly_holiday_too_long": lambda: _("A yearly holiday must be shorter than a year."),
	"holiday_hours_end_before_start": lambda: _("The closed hours of a holiday end before they start."),
}
