"""The demo office's field visits: one planned next week, one done with its findings."""

from datetime import datetime

import frappe
from frappe.utils import add_days, add_to_date, now_datetime

from citizen_service.acting import acting_as
from citizen_service.field_visit.actions import record_findings
from citizen_service.setup.demo.people import OFFICE, address, staff_of

VISIT = "Field Visit"
PLANNED = "معاينة مشتركة للموقع قبل بدء العمل"
DONE = "معاينة الموقع مع الجهة المختصة"
FINDINGS = (
	"عويِن الموقع بحضور الجهة المختصة، وتبيّن وجود الضرر كما ورد في الشكوى.\n"
	"اتُّفق على البدء بالإصلاح خلال أسبوعين، ووُضعت إشارات تحذير مؤقتة."
)


def make_visits() -> None:
	"""For cases that are with a department; what is there already is kept."""
	referrals = frappe.get_all(
		"Case Referral",
		filters={
			"status": "Acknowledged",
			"department": ("in", [row["department_name"] for row in OFFICE["departments"]]),
		},
		fields=["name", "department"],
		order_by="name asc",
		limit=2,
	)
	if len(referrals) < 2 or frappe.db.exists(VISIT, {"subject": ("in", (PLANNED, DONE))}):
		return
	_plan(PLANNED, referrals[0], _next_week())
	visit = _plan(DONE, referrals[1], add_to_date(now_datetime(), minutes=5))
	with acting_as(address("follow.up")):
		record_findings(visit, FINDINGS, met_person="صاحب الشكوى")
	# The program takes no plan in the past: the demo's past is written afterwards.
	yesterday = add_days(now_datetime(), -1).replace(hour=9, minute=0, second=0, microsecond=0)
	times = {
		"planned_start": yesterday,
		"planned_end": add_to_date(yesterday, hours=2),
		"arrived_on": yesterday,
	}
	frappe.db.set_value(VISIT, visit, times, update_modified=False)


def _next_week() -> datetime:
	"""A working morning of such an office, five to eight days ahead."""
	day = add_days(now_datetime(), 5).replace(hour=9, minute=30, second=0, microsecond=0)
	while day.strftime("%A") in ("Thursday", "Friday", "Saturday"):
		day = add_days(day, 1)
	return day


def _plan(subject: str, referral: dict, start: datetime) -> str:
	officer, _head = staff_of(referral.department)
	with acting_as(address("follow.up")):
		return (
			frappe.get_doc(
				{
					"doctype": VISIT,
					"referral": referral.name,
					"subject": subject,
					"purpose": "معاينة الموقع، وتحديد سبب الضرر ومساحته، وتصويره، وسماع صاحب الشكوى.",
					"planned_start": start,
					"planned_end": add_to_date(start, hours=2),
					"departments": [{"department": referral.department}],
					"people": [{"user": address("follow.up")}, {"user": officer}],
				}
			)
			.insert()
			.name
		)
