"""For tests of what people are told of their clocks: the mail that was written, and nothing left from before."""

import email
import email.policy

import frappe

from citizen_service.sla import sweep
from citizen_service.tests.support.clocks import ENTRY, HOURS, ClockTestCase, let_pass


def mail_to(user: str) -> list:
	"""What was written to a user by e-mail, oldest first."""
	found = []
	for name in frappe.get_all(
		"Email Queue Recipient", {"recipient": user}, pluck="parent", order_by="creation asc"
	):
		text = frappe.db.get_value("Email Queue", name, "message")
		message = email.message_from_string(text, policy=email.policy.default)
		html = message.get_body(("html",)).get_content()
		found.append(frappe._dict(subject=message["Subject"], html=html))
	return found


class TellingTestCase(ClockTestCase):
	def begin(self) -> None:
		"""Assignments alone, and nothing written about them."""
		frappe.db.delete(ENTRY, {"status": "Pending", "action": ("!=", "assign")})
		frappe.db.commit()
		super().begin()
		self.forget_mail()

	def forget_mail(self) -> None:
		for doctype in ("Email Queue Recipient", "Email Queue", "Notification Log"):
			frappe.db.delete(doctype)
		frappe.db.delete(ENTRY, {"action": "tell_stage"})
		frappe.db.commit()

	def run_out(self, case: str, hours: float = HOURS + 0.5) -> None:
		let_pass(case, hours)
		sweep.sweep()

	def waiting(self, user: str) -> list:
		return frappe.get_all(
			ENTRY,
			{"action": "digest", "reference_name": user, "status": "Pending"},
			["name", "available_at", "payload"],
			order_by="creation",
		)

	def only_mail(self, user: str):
		(mail,) = mail_to(user)
		return mail
