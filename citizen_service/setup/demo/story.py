"""The demo office's cases, each taken as far as its story goes, by the people whose work it is.

Everything goes the way staff do it: documents, workflow actions and the app's own steps, as the user concerned.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_to_date, now_datetime

from citizen_service.acting import acting_as
from citizen_service.closing.steps import reopen
from citizen_service.delivery.actions import record_delivery, send_by_email
from citizen_service.referral.actions import acknowledge, refer, return_to_follow_up
from citizen_service.setup.demo.people import OFFICE, address, staff_of
from citizen_service.sla import records as clocks
from citizen_service.sla.instants import instant_of
from citizen_service.states.meaning import move_to_stage

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
CASE_FIELDS = (
	"subject",
	"description",
	"case_type",
	"category",
	"channel",
	"priority",
	"is_emergency",
	"emergency_reason",
	"withhold_identity",
)
CLOSING_FIELDS = ("outcome", "root_cause", "corrective_action", "directed_to_body", "directed_to")
CITIZEN_FIELDS = ("citizen_name", "national_id", "mobile", "email", "area", "address", "language")
RECEPTION, FOLLOW_UP, SECOND = address("reception"), address("follow.up"), address("follow.up.2")

WAY = (
	"new",
	"registered",
	"study",
	"referred",
	"acknowledged",
	"stage",
	"drafted",
	"with_manager",
	"with_follow_up",
	"answering",
	"closed",
	"reopened",
)
"""How far a case may go; `waiting` and `returned` are side ways out of study and referral."""


def tell(story: dict[str, Any], position: int) -> bool:
	"""Register a case of the demo and take it as far as its story goes; False if it is there already."""
	if frappe.db.exists("Case", {"subject": story["subject"]}):
		return False
	_Story(story, position).tell()
	return True


class _Story:
	"""One case on its way. Each step returns at once where the story has ended before it."""

	def __init__(self, story: dict[str, Any], position: int) -> None:
		self.story = story
		self.position = position
		self.case = ""
		self.referrals: list[str] = []
		self.replies: list[str] = []

	def reaches(self, step: str) -> bool:
		upto = {"waiting": "study", "returned": "referred"}.get(self.story["upto"], self.story["upto"])
		return WAY.index(upto) >= WAY.index(step)

	def tell(self) -> None:
		self.register()
		if self.reaches("registered"):
			self.acknowledge_in_time()
			self.act("Pass to Follow-up", RECEPTION)
		if self.reaches("study"):
			self.act("Start Study", FOLLOW_UP)
		if self.story["upto"] == "waiting":
			self.act("Ask the Citizen", FOLLOW_UP)
		if self.story.get("departments"):
			self.in_departments()
		if self.reaches("answering"):
			self.act("Prepare Answer", FOLLOW_UP)
		if self.reaches("closed"):
			self.close()
		if self.reaches("reopened"):
			with acting_as(FOLLOW_UP):
				reopen(self.case, self.story["reopen_reason"])

	def register(self) -> None:
		citizen = OFFICE["citizens"][self.story["citizen"]]
		values = {field: self.story[field] for field in CASE_FIELDS if field in self.story}
		values.update({field: citizen[field] for field in CITIZEN_FIELDS})
		values["citizen"] = frappe.db.get_value("Citizen", {"citizen_name": citizen["citizen_name"]})
		values["opened_on"] = self.opened_on()
		with acting_as(RECEPTION):
			self.case = frappe.get_doc({"doctype": "Case", **values}).insert().name

	def acknowledge_in_time(self) -> None:
		"""The citizen was told the same morning, though the demo is seeded later; a few are told late."""
		if self.position % 7:
			told = add_to_date(frappe.db.get_value("Case", self.case, "opened_on"), minutes=20)
			clocks.meet_clocks(instant_of(told), case=self.case, clock=clocks.ACKNOWLEDGE)

	def opened_on(self) -> datetime:
		"""Some days ago in the morning, but never later than now."""
		now = now_datetime()
		morning = add_to_date(now, days=-self.story["days"]).replace(
			hour=8 + self.position % 4, minute=self.position * 7 % 60, second=0, microsecond=0
		)
		return min(morning, add_to_date(now, minutes=-30))

	def act(self, action: str, user: str) -> None:
		with acting_as(user):
			apply_workflow(frappe.get_doc("Case", self.case), action)

	def in_departments(self) -> None:
		with acting_as(FOLLOW_UP):
			self.referrals = self.refer()
		for department, referral in zip(self.story["departments"], self.referrals, strict=True):
			self.in_department(referral, *staff_of(department))

	def refer(self) -> list[str]:
		"""Cases that are still with a department were referred on the day after they came in, so that some are
		overdue by now; the others are referred now, so that their replies are in time."""
		referred_on = add_to_date(self.opened_on(), days=1)
		if self.reaches("answering") or referred_on > now_datetime():
			return refer(self.case, self.story["departments"], self.story["instruction"])
		referrals = [
			frappe.get_doc(
				{
					"doctype": "Case Referral",
					"case": self.case,
					"department": department,
					"instruction": self.story["instruction"],
					"required": 1,
				}
			)
			for department in self.story["departments"]
		]
		for referral in referrals:
			referral.flags.referred_on = referred_on
			referral.insert()
		move_to_stage(frappe.get_doc("Case", self.case), "Referred")
		return [referral.name for referral in referrals]

	def in_department(self, referral: str, officer: str, head: str) -> None:
		if self.story["upto"] == "returned":
			with acting_as(head):
				return_to_follow_up(referral, self.story["reason"])
			return
		if self.reaches("acknowledged"):
			with acting_as(officer):
				acknowledge(referral)
		if "stage" in self.story:
			update = self.write(officer, self.story["stage"], referral=referral, kind="Stage Update")
			self.answer_act(update, "Send to Follow-up", officer)
			self.answer_act(update, "Accept", FOLLOW_UP)
		if "reply" in self.story:
			self.reply(referral, officer, head)

	def reply(self, referral: str, officer: str, head: str) -> None:
		reply = self.write(officer, self.story["reply"], referral=referral)
		if self.reaches("with_manager"):
			self.answer_act(reply, "Send to Manager", officer)
		if self.reaches("with_follow_up"):
			self.answer_act(reply, "Approve", head)
		if self.reaches("answering"):
			self.answer_act(reply, "Accept", FOLLOW_UP)

	def close(self) -> None:
		"""Answer the citizen, hand the answer over, then close with the outcome."""
		answer = self.write(FOLLOW_UP, self.story["answer"], audience="Citizen")
		self.answer_act(answer, "Send to Follow-up", FOLLOW_UP)
		self.answer_act(answer, "Accept", SECOND)
		self.deliver(answer)
		with acting_as(FOLLOW_UP):
			case = frappe.get_doc("Case", self.case)
			case.update({field: self.story[field] for field in CLOSING_FIELDS if field in self.story})
			if "merged_into" in self.story:
				case.merged_into = frappe.db.get_value("Case", {"subject": self.story["merged_into"]})
			case.save()
			apply_workflow(case, "Close")

	def deliver(self, answer: str) -> None:
		with acting_as(FOLLOW_UP):
			if self.story["deliver"] == "E-mail":
				send_by_email(answer)
				record_delivery(answer, "Phone", note="أُبلغ هاتفياً كذلك.")
			elif self.story["deliver"] == "unreached":
				record_delivery(answer, "Phone", note="لم يُجب بعد ثلاث محاولات.", reached=0)
			else:
				record_delivery(answer, self.story["deliver"])

	def write(self, user: str, text: str, **values: Any) -> str:
		with acting_as(user):
			response: Document = frappe.get_doc(
				{
					"doctype": "Response",
					"case": self.case,
					"kind": "Full Reply",
					"language": OFFICE["citizens"][self.story["citizen"]]["language"],
					"body": f"<p>{text}</p>",
					**values,
				}
			)
			return response.insert().name

	def answer_act(self, response: str, action: str, user: str) -> None:
		with acting_as(user):
			apply_workflow(frappe.get_doc("Response", response), action)
