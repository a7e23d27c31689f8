"""A citizen at the page of their case, and the office that works on it."""

import io

import frappe
from frappe.utils import add_days, now_datetime
from PIL import Image

from citizen_service.closing import steps as closing
from citizen_service.delivery.actions import record_delivery
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.portal import CASE, Page, Visitor, sent_case


def picture() -> bytes:
	"""A small photograph."""
	buffer = io.BytesIO()
	Image.new("RGB", (8, 8), "red").save(buffer, "JPEG")
	return buffer.getvalue()


class FollowingTestCase(HttpTestCase):
	"""A citizen with a case of their own, and the office that works on it."""

	def setUp(self) -> None:
		super().setUp()
		self.reference, self.secret = sent_case()
		self.visitor = Visitor(self.web.client())
		self.visitor.track(self.reference, self.secret)

	def statements(self, call) -> list[str]:
		"""What a call asks the database, once caches are warm."""
		call()
		asked, ask = [], frappe.db.sql

		def counted(*args, **kwargs):
			asked.append(str(args[0]))
			return ask(*args, **kwargs)

		frappe.db.sql = counted
		try:
			call()
		finally:
			frappe.db.sql = ask
		return asked

	def case(self):
		frappe.db.rollback()
		return frappe.get_doc("Case", self.reference)

	def page(self) -> Page:
		page = self.visitor.open(CASE)
		self.assertEqual(page.status, 200, page.reply.text[:500])
		return page

	def offered(self, page: Page | None = None) -> set[str]:
		links = (page or self.page()).tree.select("a.act")
		return {link["href"].partition("do=")[2].partition("&")[0] for link in links}

	def done(self, page: Page, words: str) -> Page:
		self.assertEqual(page.status, 200, page.reply.text[:500])
		self.assertIn(words, page.text_of("#told"))
		return page

	def refused(self, page: Page, status: int, words: str) -> Page:
		self.assertEqual(page.status, status, page.reply.text[:500])
		self.assertIn(words, page.text_of("[role=alert]"))
		return page

	def study(self) -> None:
		make.act("Case", self.reference, "Pass to Follow-up", self.office.reception)
		make.act("Case", self.reference, "Start Study", self.office.follow_up)
		frappe.db.commit()

	def reply(self, channel: str = "Phone", **values) -> str:
		"""A full reply, delivered; the name of the response."""
		answer = make.accept_answer(self.office, self.reference, **values)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, channel)
		frappe.db.commit()
		return answer.name

	def close(self) -> str:
		"""Answer and close; the name of the response."""
		self.study()
		response = self.reply()
		with make.acting_as(self.office.follow_up):
			closing.close(self.reference, {"outcome": "Justified", "root_cause": "Delay"})
		frappe.db.commit()
		return response

	def closed_days_ago(self, days: int) -> None:
		frappe.db.set_value("Case", self.reference, "closed_on", add_days(now_datetime(), -days))
		frappe.db.commit()

	def notices(self, notice: str, name: str | None = None) -> int:
		frappe.db.rollback()
		return frappe.db.count(
			"Outbox Entry",
			{"reference_name": name or self.reference, "idempotency_key": ("like", f"{notice}:%")},
		)

	def form(self, step: str, about: str = "", visitor: Visitor | None = None) -> dict[str, str]:
		page = (visitor or self.visitor).open(f"{CASE}?do={step}&about={about}")
		return {f["name"]: f["value"] for f in page.tree.select("form[data-once] input[type=hidden]")}
