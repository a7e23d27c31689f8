"""What the demo office's answers show: a department's own template, and an answer that is being composed."""

import frappe

from citizen_service.acting import acting_as
from citizen_service.answer import compose, templates
from citizen_service.setup.demo.people import address
from citizen_service.states.meaning import states_in

TEMPLATE = "Response Template"
TITLE = "رد الدائرة بعد الكشف الميداني"
BODY = (
	"<p>إشارة إلى المعاملة رقم {رقم المعاملة} بشأن «{الموضوع}»، نفيدكم بأن {الجهة} أجرت الكشف الميداني، وتبيّن ما يأتي:</p>"
	"<p>…</p><p>والإجراء المتخذ:</p><p>…</p>"
)
ANSWER = "رد على شكوى بعد دراستها"


def make_answers() -> None:
	"""Idempotent: what is there is kept."""
	if not frappe.db.exists(TEMPLATE, TITLE):
		frappe.get_doc(
			{
				"doctype": TEMPLATE,
				"title": TITLE,
				"language": "ar",
				"kind": "Full Reply",
				"body": BODY,
				"enabled": 1,
			}
		).insert()
	with acting_as(address("follow.up")):
		_begin_an_answer()


def _begin_an_answer() -> None:
	"""The oldest case that waits for its answer gets the department's words in the office's form."""
	waiting = {"workflow_state": ("in", states_in("Case", "Answering"))}
	for case in frappe.get_all("Case", waiting, pluck="name", order_by="opened_on asc"):
		material = compose.material(case)
		if material["draft"]:
			return
		if material["responses"] and frappe.db.exists(TEMPLATE, ANSWER):
			form = templates.text(ANSWER, case=case)
			compose.save(case, form.replace("<p>…</p>", material["responses"][0]["body"]))
			return
