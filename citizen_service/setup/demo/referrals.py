"""What the demo office's referrals have of their own: departments in order, chases, a question to a citizen."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, nowdate

from citizen_service.acting import acting_as
from citizen_service.referral.actions import acknowledge, refer
from citizen_service.referral.asking import ask_citizen
from citizen_service.referral.assigning import assign
from citizen_service.referral.chase import chase
from citizen_service.setup.demo.people import address, staff_of
from citizen_service.setup.demo.story import tell

FOLLOW_UP = address("follow.up")
WATER, ROADS, COLLECTION = "قسم المياه", "قسم الطرق", "قسم الجباية"

IN_ORDER = {
	"subject": "هبوط في الطريق فوق خط مياه مكسور",
	"description": "ينزل الإسفلت أمام المخبز منذ أسبوع، والماء يخرج من تحته، ونخشى على السيارات.",
	"case_type": "Complaint",
	"category": "Damaged Road or Pavement",
	"channel": "Counter",
	"citizen": 5,
	"days": 3,
	"upto": "study",
}
QUESTION = {
	"subject": "فاتورة مياه باسم مالك البيت السابق",
	"description": "اشتريت البيت منذ سنة، وما زالت فاتورة المياه تصدر باسم المالك السابق ومعها مبلغ لا يخصني.",
	"case_type": "Complaint",
	"category": "Objection to a Fee or Bill",
	"channel": "Counter",
	"citizen": 3,
	"days": 2,
	"upto": "study",
}


def make_referrals() -> None:
	"""What is there already is kept."""
	if tell(IN_ORDER, 101):
		_one_after_the_other(_case(IN_ORDER))
	if tell(QUESTION, 102):
		_ask(_case(QUESTION))


def _case(story: dict) -> str:
	return frappe.db.get_value("Case", {"subject": story["subject"]})


def _one_after_the_other(case: str) -> None:
	"""The pipe first, then the road above it; the department of water was chased twice."""
	officer, head = staff_of(WATER)
	with acting_as(FOLLOW_UP):
		water, _roads = refer(
			case,
			[
				{"department": WATER, "instruction": "إصلاح الكسر في خط المياه والإفادة بانتهائه."},
				{"department": ROADS, "instruction": "إصلاح الإسفلت بعد انتهاء قسم المياه من عمله."},
			],
			in_order=1,
		)
	with acting_as(head):
		assign(water, [officer])
	with acting_as(officer):
		acknowledge(water)
	with acting_as(FOLLOW_UP):
		chase(water, "Phone", "أفاد رئيس القسم بأن الفريق ينتظر قطعة الغيار.", add_days(nowdate(), 2))
		chase(water, "E-mail", "نرجو تزويدنا بالمرحلة التي وصل إليها الإصلاح.", asked_for="Stage Update")


def _ask(case: str) -> None:
	"""The department needs a paper that the citizen has: time stands still until it is here."""
	officer, _head = staff_of(COLLECTION)
	with acting_as(FOLLOW_UP):
		(referral,) = refer(case, [COLLECTION], "التحقق من الاشتراك وتصحيح الاسم والمبلغ إن ثبت الخطأ.")
	with acting_as(officer):
		acknowledge(referral)
		request = frappe.get_doc(
			{
				"doctype": "Response",
				"referral": referral,
				"kind": "Request for Information",
				"language": "ar",
				"body": "<p>نحتاج إلى صورة عقد الشراء وتاريخ استلام البيت.</p>",
			}
		).insert()
		apply_workflow(request, "Send to Follow-up")
	with acting_as(FOLLOW_UP):
		ask_citizen(request.name, "نرجو تزويدنا بصورة عن عقد شراء البيت وتاريخ استلامه.")
