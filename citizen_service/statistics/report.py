"""The framework's Report, refused without an after-effect."""

import threading

from frappe.core.doctype.report.report import Report


class RefusableReport(Report):
	"""Released versions set a timer that makes a report a prepared one if it takes long, and forget it if the report
	is refused, as for a period that ends before it starts: seconds later nobody could open it without waiting."""

	def execute_script_report(self, filters: dict) -> list | tuple:
		others = _watching(self.name)
		try:
			return super().execute_script_report(filters)
		except Exception:
			for timer in _watching(self.name) - others:
				timer.cancel()
			raise


def _watching(report: str) -> set[threading.Timer]:
	return {
		thread
		for thread in threading.enumerate()
		if isinstance(thread, threading.Timer) and thread.kwargs.get("report") == report
	}
