"""Whatever is sent to the page of a case, its citizen gets a clear answer in their language."""

import time
from dataclasses import replace

import frappe
from frappe.utils import add_days, now_datetime, set_request
from frappe.utils.password import get_encryption_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen_service.following.door import COOKIE, present
from citizen_service.following.forms import FORMS, check, form_of
from citizen_service.following.rules import Cancel, Offers
from citizen_service.following.ticket import LIFE, Tickets
from citizen_service.following.view import Answer, Question, View
from citizen_service.tests.support.following import FollowingTestCase
from citizen_service.tests.support.odd import CORPUS, TEXTS
from citizen_service.tests.support.portal import CASE, TRACK, Page, Visitor

MEGABYTE = "x" * (1024 * 1024)


class TestForgedTickets(FollowingTestCase):
	def test_pitfall_29_a_forged_ticket_reads_and_locks_nothing(self):
		tickets, now = Tickets(get_encryption_key()), int(time.time())
		nonce = frappe.db.get_value("Case", self.reference, "code_nonce")
		good = tickets.issue(self.reference, nonce, "5e" * 16, now)
		forged = [
			Tickets("x").issue(name, nonce, "5e" * 16, now)
			for name in (self.reference, "CS-1999-1", "%' or 1=1")
		]
		forged += [replace(good, seal=""), replace(good, seal=good.mark), replace(good, session="5f" * 16)]
		forged.append(tickets.issue(self.reference, nonce, "5e" * 16, now - LIFE - 5))
		for hold in (False, True):
			for ticket in forged:
				self.assertEqual(self.asked(ticket, hold), (False, []), ticket)
			opens, (statement,) = self.asked(good, hold)
			self.assertTrue(opens)
			self.assertEqual("FOR UPDATE" in statement.upper(), hold)
			# Sealed by the site, but for another code: looked at, and refused.
			self.assertFalse(self.asked(replace(good, mark="0" * 64), hold)[0])

	def asked(self, ticket: object, hold: bool) -> tuple[bool, list[str]]:
		"""Whether a ticket opens the case, and the statements that this takes; `hold` as on POST."""
		set_request(method="POST" if hold else "GET", path=CASE, headers={"Cookie": f"{COOKIE}={ticket}"})
		found = []
		try:
			statements = self.statements(lambda: found.append(present(hold)))
		finally:
			del frappe.local.request  # the framework asks whether there is one
			frappe.db.rollback()
		return bool(found[-1]), statements


class TestBadInput(FollowingTestCase):
	def clear(self, page: Page, what: str) -> None:
		"""Done, or refused in the reader's language; never an error of the server."""
		self.assertIn(page.status, (200, 403, 409, 413, 422, 429), what[:80])
		if page.status != 200:
			letters = "[\u0621-\u064a]" if self.visitor.lang == "ar" else "[a-z]"
			self.assertRegex(page.text_of("main"), letters)

	def test_every_field_with_each_text(self):
		response = self.close()
		names = ("text", "about", "step", "token", "done", "do", "score", "reasons", "csrf_token")
		for at, text in enumerate((*CORPUS, MEGABYTE)):
			self.visitor.lang = lang = ("ar", "en")[at % 2]
			self.visitor.client.session.cookies.set("preferred_language", lang)
			for name in (names[at % len(names)], names[(3 * at + 1) % len(names)], "text"):
				form = {**self.form("rate", response), "score": "9", name: text}
				self.clear(self.visitor.send(form), f"{name}: {text}")
			if len(text) <= 3000:  # how long an address may be
				self.assertLess(self.visitor.client.get(f"{CASE}/file", file=text).status, 500)
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists("Case Rating", {"response": response}))

	def test_tracking_with_each_text(self):
		for text in CORPUS:
			self.clear(self.visitor.track(text, text), text)

	@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
	@given(
		sent=st.dictionaries(st.sampled_from(("reference", "secret", "new", "_lang")), TEXTS),
		real=st.booleans(),
	)
	def test_anything_for_a_reference_or_a_code_opens_nothing(self, sent, real):
		data = {name: text for name, text in sent.items() if text is not None}
		if real:
			data["reference"] = self.reference
		self.visitor = Visitor(self.web.client(), lang="ar")
		page = self.visitor._page(self.visitor.client.request("POST", TRACK, data={**data, "_lang": "ar"}))
		self.clear(page, str(data))
		self.assertNotIn(self.reference, page.reply.headers.get("Location", ""))
		self.assertTrue(self.visitor.open(CASE).tree.select_one("input[name=secret]"), data)

	def test_other_shapes_of_requests(self):
		form = self.form("letter")
		for how in (
			{"json": {**form, "text": {"a": [1]}}},
			{"data": b"\xff\xfe\x00", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
			{"data": b"--x", "headers": {"Content-Type": "multipart/form-data; boundary=y"}},
			{"data": {**form, "text": ["a", "b"]}},
		):
			reply = self.visitor.client.request("POST", CASE, allow_redirects=False, **how)
			self.assertLess(reply.status, 500, how)

	@given(text=st.text(max_size=300), score=st.text(max_size=8), step=st.sampled_from(sorted(FORMS)))
	@settings(max_examples=80, deadline=None)
	def test_any_text_is_taken_or_named(self, text: str, score: str, step: str):
		form = form_of(EVERYTHING, step, "RES-1")
		found = check(form, {"text": text, "score": score}, [(text, text.encode("utf-8", "replace"))])
		self.assertTrue(found.problems or set(found.values) >= {field.name for field in form.fields})
		self.assertTrue(all(isinstance(problem, str) and problem for problem in found.problems.values()))


EVERYTHING = View(
	reference="CS-1",
	subject="",
	told="",
	step=0,
	waiting=False,
	closed=False,
	late=False,
	registered_on=add_days(now_datetime(), -1),
	due_on=None,
	closed_on=None,
	answers=(Answer("RES-1", "Full Reply", now_datetime(), "", may_rate=True, may_dispute=True),),
	questions=(Question("RES-1", "?", now_datetime()),),
	offers=Offers(cancel=Cancel.WISH, reopen=True, appeal=True),
)
"""A case in which every step is offered at once."""
