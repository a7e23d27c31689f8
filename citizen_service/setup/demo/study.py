"""What the demo office has studied: assessed cases, bodies outside its competence, an appeal not decided yet."""

import frappe

from citizen_service.acting import acting_as
from citizen_service.closing.appeal import appeal
from citizen_service.setup.demo.people import address
from citizen_service.states.meaning import closing_states

BODIES = (
	{
		"body_name": "مديرية الداخلية",
		"phone": "08-2471000",
		"address": "شارع الوحدة، مبنى الداخلية، الطابق الأول",
		"hours": "من الأحد إلى الخميس، 8:00–13:00",
		"competence": "جوازات السفر وبطاقات الهوية والأحوال المدنية.",
	},
	{
		"body_name": "شركة توزيع الكهرباء",
		"phone": "08-2472000",
		"address": "شارع صلاح الدين، مركز خدمة المشتركين",
		"hours": "يومياً عدا الجمعة، 8:00–14:00",
		"competence": "الاشتراكات والعدادات وأعطال الشبكة العامة.",
	},
	{
		"body_name": "سلطة الأراضي",
		"phone": "08-2473000",
		"address": "مجمع الدوائر الحكومية، المبنى الثاني",
		"hours": "من الأحد إلى الخميس، 8:00–13:00",
		"competence": "تسجيل الأراضي وحدودها وسندات الملكية.",
	},
)
ASSESSED = {
	"حفر مكشوف على جانب الطريق": ("Serious", "Pressing", "Well-founded"),
	"كسر في خط المياه أمام العيادة": ("Serious", "At Once", "Well-founded"),
	"اعتراض على فاتورة المياه لشهر تشرين الأول": ("Minor", "Soon", "Cannot Be Established"),
	"رائحة غاز قرب المخبز بعد الإصلاح": ("Grave", "At Once", "Partly Well-founded"),
}
"""Subject → severity, urgency, validity; all lie within the office's competence."""
APPEALED = "الجار يرمي مياه الغسيل في الشارع"
GROUNDS = "لم يعاين القسم المكان في ساعات الصباح حين تُرمى المياه، ويرجو صاحب الشكوى معاينة ثانية بحضوره."


def make_bodies() -> None:
	for body in BODIES:
		if not frappe.db.exists("Outside Body", body["body_name"]):
			frappe.get_doc({"doctype": "Outside Body", **body}).insert()


def make_study() -> None:
	"""Assessments and the appeal; what is there already is kept."""
	for subject, levels in ASSESSED.items():
		_assess(subject, *levels)
	closed = {"subject": APPEALED, "workflow_state": ("in", closing_states())}
	case = frappe.db.get_value("Case", closed)
	if case and not frappe.db.exists("Case Referral", {"case": case, "kind": "Appeal"}):
		with acting_as(address("reception")):
			appeal(case, GROUNDS)


def _assess(subject: str, severity: str, urgency: str, validity: str) -> None:
	case = frappe.db.get_value(
		"Case",
		{
			"subject": subject,
			"assessed_by": ("is", "not set"),
			"workflow_state": ("not in", closing_states()),
		},
	)
	if not case:
		return
	with acting_as(address("follow.up")):
		document = frappe.get_doc("Case", case)
		document.update({"severity": severity, "urgency": urgency, "validity": validity})
		document.competence = "Within Our Competence"
		document.save()
