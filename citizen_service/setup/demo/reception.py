"""What Reception has done today: answers given on the spot that wait for Follow-up, and what departments passed on."""

from typing import Any

import frappe

from citizen_service.acting import acting_as
from citizen_service.reception.counter import register
from citizen_service.reception.passing_on import pass_on
from citizen_service.reception.procedures import text
from citizen_service.setup.demo.people import address

ANSWERED: tuple[dict[str, Any], ...] = (
	{
		"subject": "الأوراق المطلوبة لبراءة الذمة",
		"description": "تسأل المراجعة عن أوراق شهادة براءة الذمة ورسومها قبل بيع شقتها.",
		"channel": "Counter",
		"procedure": "إصدار شهادة براءة ذمة",
		"citizen_name": "نهى صبري الغول",
	},
	{
		"subject": "مدة الاشتراك في شبكة المياه",
		"description": "اتصل يسأل عن المدة بعد دفع رسوم الاشتراك الجديد.",
		"channel": "Phone",
		"procedure": "طلب اشتراك مياه جديد",
		"citizen_name": "باسل نعيم عطا الله",
	},
)
PASSED_ON = {
	"officer": "roads.officer",
	"department": "قسم الطرق",
	"case_type": "Complaint",
	"subject": "مطب مخالف أمام الروضة",
	"description": "حضر إلى القسم ولي أمر يشكو من مطب أُنشئ دون ترخيص أمام روضة الأطفال.",
	"citizen_name": "عدنان فوزي الأسطل",
	"mobile": "0599450450",
}


def make_reception() -> None:
	"""Answers on the spot, and one case passed on; what is there already is kept."""
	for case in ANSWERED:
		if not frappe.db.exists("Case", {"subject": case["subject"]}):
			_answer(dict(case))
	values = dict(PASSED_ON)
	officer = values.pop("officer")
	if not frappe.db.exists("Case", {"subject": values["subject"]}):
		with acting_as(address(officer)):
			pass_on(**values)


def _answer(case: dict[str, Any]) -> None:
	citizen = {"citizen_name": case.pop("citizen_name"), "language": "ar"}
	case["procedure"] = frappe.db.get_value("Service Procedure", {"title": case["procedure"]})
	with acting_as(address("reception")):
		register(
			case={**case, "case_type": "Inquiry", "language": "ar"},
			citizen=citizen,
			answer={"body": text(case["procedure"], "ar")},
		)
