"""Somebody tries to read or change a case that is not theirs, by way of its page; and sends the page whatever there is."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import frappe
from bs4 import BeautifulSoup
from frappe.utils import now_datetime
from frappe.utils.password import get_encryption_key

from citizen_service.errors import CodeRefused
from citizen_service.following.forms import FORMS
from citizen_service.following.ticket import LIFE, Tickets, read
from citizen_service.following.view import view_of
from citizen_service.portal.code import rotate
from citizen_service.portal.tracking import opened
from citizen_service.referral.asking import ask_citizen
from citizen_service.tests import factories as make
from citizen_service.tests.support.following import FollowingTestCase
from citizen_service.tests.support.portal import CASE, TRACK, Page, Visitor, sent_case

MARKER = "INTERNAL-4d7e"
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code", "JSON", "Phone", "Signature")
COOKIE = "citizen_service_case"
XSS = (
	"<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
	"</textarea><svg onload=alert(1)>\"'><b onmouseover=alert(1)>y</b>"
)
READ_STATEMENTS, CODE_STATEMENTS = 12, 1
"""Of the page of an open case without answers; of a reference with its code."""


class AttackTestCase(FollowingTestCase):
	def post(self, visitor: Visitor | None = None, **data: object):
		visitor = visitor or self.visitor
		return visitor.client.request("POST", CASE, data=data, allow_redirects=False)

	def letters(self) -> int:
		frappe.db.rollback()
		return frappe.db.count("Communication", {"reference_name": self.reference})


class TestTickets(AttackTestCase):
	def opens(self, ticket: object) -> bool:
		client = self.web.client()
		reply = client.request("GET", CASE, headers={"Cookie": f"{COOKIE}={ticket}"}, allow_redirects=False)
		self.assertIn(reply.status, (200, 303), ticket)
		if reply.status == 303:
			self.assertTrue(reply.headers["Location"].startswith(TRACK))
			self.assertNotIn(self.reference, reply.text)
		return reply.status == 200

	def test_pitfall_29_a_reference_alone_opens_nothing(self):
		nonce = frappe.db.get_value("Case", self.reference, "code_nonce")
		key, now = get_encryption_key(), int(time.time())
		tickets = Tickets(key)
		good = tickets.issue(self.reference, nonce, "5e" * 16, now)
		self.assertTrue(self.opens(good))
		other, _secret = sent_case()
		for wrong in (
			"",
			"x",
			self.reference,
			"....",
			replace(good, case=other),
			replace(good, session="5f" * 16),
			replace(good, seen=now + 1),
			replace(good, mark=""),
			replace(good, mark=good.mark[:-1]),
			replace(good, seal=""),
			replace(good, seal=good.seal[:-1]),
			replace(good, case="CS-1999-1"),
			Tickets(key + "x").issue(self.reference, nonce, "5e" * 16, now),
			tickets.issue(self.reference, "", "5e" * 16, now),
			tickets.issue(other, nonce, "5e" * 16, now),
			tickets.issue(self.reference, nonce, "5e" * 16, now - LIFE - 5),
			tickets.issue(self.reference, nonce, "5e" * 16, now + 60),
		):
			self.assertFalse(self.opens(wrong), wrong)
		for step in (*FORMS, "leave"):
			reply = self.web.client().request(
				"POST",
				CASE,
				data={"step": step, "text": MARKER, "reference": self.reference},
				allow_redirects=False,
			)
			self.assertEqual(reply.status, 303, step)
		self.assertEqual(self.letters(), 0)

	def test_a_new_code_ends_every_ticket_of_the_old_one(self):
		ticket = self.visitor.client.session.cookies.get(COOKIE)
		self.assertTrue(self.opens(ticket))
		form = self.form("letter")
		rotate(self.case())
		frappe.db.commit()
		self.assertFalse(self.opens(ticket))
		self.assertEqual(self.post(**form, text=MARKER).status, 303)
		self.assertEqual(self.letters(), 0)

	def test_the_cookie_is_closed_to_scripts_and_other_sites_and_holds_no_code(self):
		reply = Visitor(self.web.client()).client.request(
			"POST", TRACK, data={"reference": self.reference, "secret": self.secret}, allow_redirects=False
		)
		self.assertEqual((reply.status, reply.headers["Location"]), (303, CASE))
		(cookie,) = (part for part in reply.headers["Set-Cookie"].split(", ") if part.startswith(COOKIE))
		for word in ("HttpOnly", "SameSite=Lax", "Path=/citizen-service"):
			self.assertIn(word, cookie)
		self.assertNotIn(self.secret.replace(" ", ""), cookie)
		self.assertEqual(read(cookie.partition("=")[2].partition(";")[0]).case, self.reference)

	def test_no_address_to_go_to_is_taken_from_the_request(self):
		evil = "https://evil.example/"
		names = (
			"redirect",
			"redirect-to",
			"redirect_to",
			"next",
			"url",
			"return_to",
			"route",
			"continue",
			"done",
		)
		extra = dict.fromkeys(names, evil)
		reply = Visitor(self.web.client()).client.request(
			"POST",
			f"{TRACK}?next={evil}",
			data={"reference": self.reference, "secret": self.secret, **extra},
			headers={"Referer": evil, "Origin": evil},
			allow_redirects=False,
		)
		self.assertEqual(reply.headers["Location"], CASE)
		reply = self.post(**self.form("letter"), text="نص", **extra)
		self.assertEqual((reply.status, reply.headers["Location"]), (303, f"{CASE}?done=letter#told"))
		reply = self.visitor.client.get(CASE, **extra)
		self.assertFalse(
			[
				at
				for at in Page(reply, BeautifulSoup(reply.text, "html.parser")).tree.select(
					"[href], [action], [src]"
				)
				if evil in (at.get("href"), at.get("action"), at.get("src"))
			]
		)


class TestForms(AttackTestCase):
	def test_a_form_is_refused_without_the_token_of_this_form_and_this_visit(self):
		form = self.form("letter")
		stranger = Visitor(self.web.client())
		stranger.track(*sent_case())
		theirs = self.form("letter", visitor=stranger)
		again = Visitor(self.web.client())
		again.track(self.reference, self.secret)
		for token in (
			None,
			"",
			"x",
			theirs["token"],
			self.form("cancel")["token"],
			self.form("letter", visitor=again)["token"],
			form["token"].replace(form["token"][0], "z", 1),
		):
			data = {**form, "token": token} if token is not None else {"step": "letter", "about": ""}
			reply = self.post(**data, text=MARKER)
			self.assertEqual(reply.status, 403, token)
		# Another site's form has neither cookie nor token; one with the cookie has no token.
		self.assertEqual(self.post(step="leave").status, 403)
		self.assertEqual(self.letters(), 0)

	def test_a_form_sent_twice_or_at_once_does_it_once(self):
		form = self.form("letter")
		for _ in range(2):
			self.assertEqual(self.post(**form, text="مرة").status, 303)
		self.assertEqual(self.letters(), 1)
		form = self.form("letter")
		with ThreadPoolExecutor(4) as pool:
			statuses = [reply.status for reply in pool.map(lambda _: self.post(**form, text="معاً"), range(4))]
		self.assertEqual(statuses, [303] * 4)
		self.assertEqual(self.letters(), 2)
		# What failed may be sent again, by the same form.
		form = self.form("letter")
		self.assertEqual(self.post(**form, text="").status, 422)
		self.assertEqual(self.post(**form, text="الآن").status, 303)
		self.assertEqual(self.letters(), 3)

	def test_two_ratings_at_once_are_one(self):
		response = self.close()
		forms = [self.form("rate", response) for _ in range(3)]
		with ThreadPoolExecutor(3) as pool:
			statuses = [reply.status for reply in pool.map(lambda form: self.post(**form, score="4"), forms)]
		self.assertEqual(sorted(statuses), [303, 409, 409])
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case Rating", {"response": response}), 1)

	def test_no_other_field_is_taken_and_no_other_case(self):
		other, _secret = sent_case()
		before = self.case()
		reply = self.post(
			**self.form("letter"),
			text="نص",
			case=other,
			reference_name=other,
			name=other,
			owner="Administrator",
			workflow_state="Closed",
			priority="High",
			department=self.office.roads,
			due_on="2030-01-01",
			medium="Email",
			sender="minister@example.com",
			is_private="0",
		)
		self.assertEqual(reply.status, 303)
		after = self.case()
		self.assertEqual(after.as_json(), before.as_json())
		letter = frappe.get_last_doc("Communication", {"reference_name": self.reference})
		self.assertEqual((letter.owner, letter.sender or ""), ("Guest", ""))
		self.assertFalse(frappe.db.exists("Communication", {"reference_name": other}))

	def test_nothing_is_done_to_an_answer_of_another_case(self):
		mine = self.reference
		other = self.close()
		self.reference, secret = sent_case()
		visitor = Visitor(self.web.client())
		visitor.track(self.reference, secret)
		form = self.form("letter", visitor=visitor)
		for step in ("rate", "not_received", "answer"):
			reply = self.post(visitor, **{**form, "step": step, "about": other}, score="1", text="x")
			self.assertEqual(reply.status, 409, step)
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists("Case Rating", {"case": ("in", [mine, self.reference])}))

	def test_stored_scripts_are_text_on_every_page(self):
		response = self.close()
		self.visitor.take("letter", text=XSS, files=[("<img src=x onerror=alert(1)>.pdf", b"%PDF-1.4 x")])
		self.visitor.take("rate", response, score="1", text=XSS)
		self.visitor.take("not_received", response, text=XSS)
		self.visitor.take("appeal", text=XSS)
		page = self.page()
		self.assertIn("alert(1)", page.text_of(".sent"))
		self.harmless(page)
		page = self.visitor.take("letter", text=XSS, files=[("x.svg", b"<svg/>")])
		self.assertEqual(page.status, 422)
		self.harmless(page)
		letter = frappe.get_last_doc("Communication", {"reference_name": self.reference})
		self.assertNotRegex(letter.content, "<(script|img|svg|a|b)\\b")

	def harmless(self, page: Page) -> None:
		found = page.tree.select(
			"main script, main img, main svg, main [onerror], main [onmouseover], main [onload]"
		)
		self.assertEqual(found, [])
		self.assertFalse(
			[link for link in page.tree.select("a[href]") if link["href"].startswith("javascript")]
		)


class TestNothingInternal(AttackTestCase):
	def test_a_marker_in_every_internal_field_is_in_no_answer(self):
		self.study()
		with make.acting_as(self.office.follow_up):
			(referral,) = make.refer(self.reference, [self.office.roads], MARKER)
		request = make.make_response(
			self.office.roads_officer, referral, kind="Request for Information", body=MARKER
		)
		make.act("Response", request.name, "Send to Follow-up", self.office.roads_officer)
		with make.acting_as(self.office.follow_up):
			ask_citizen(request.name, "ما رقم البيت؟")
		reply = make.accept_answer(self.office, self.reference, body="<p>رد</p>")
		reply.db_set("delivered_on", now_datetime())
		draft = make.make_response(
			self.office.follow_up, case=self.reference, audience="Citizen", body=MARKER
		)
		make.make_visit(self.office, self.reference)
		public = {
			"Case": {"subject"},
			"Response": {"body", "question"},
		}
		for doctype, link in self.kept_beside_a_case():
			self.record(doctype, {link: self.reference, "referral": referral, "response": reply.name})
			for name in frappe.get_all(doctype, {link: self.reference}, pluck="name", order_by="name asc"):
				self.mark(doctype, name, public.get(doctype, set()))
		self.mark("Case", self.reference, public["Case"])
		frappe.db.commit()
		case = self.case()
		case.add_comment("Comment", MARKER)
		for doctype, values in (
			("Communication", {"subject": MARKER, "content": MARKER, "reference_doctype": "Case", "reference_name": case.name, "communication_medium": "Email", "sent_or_received": "Received"}),
			("Communication", {"subject": MARKER, "content": MARKER, "reference_doctype": "Case", "reference_name": case.name, "communication_medium": "Other", "sent_or_received": "Sent"}),
			("ToDo", {"description": MARKER, "reference_type": "Case", "reference_name": case.name}),
			("File", {"file_name": f"{MARKER}.txt", "content": MARKER, "attached_to_doctype": "Case", "attached_to_name": case.name, "is_private": 1}),
			("Version", {"ref_doctype": "Case", "docname": case.name, "data": f'{{"changed": [["subject", "{MARKER}", "x"]]}}'}),
		):  # fmt: skip
			frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)
		frappe.db.commit()
		said = []
		for path in (
			CASE,
			*(
				f"{CASE}?do={step}&about={about}"
				for step in FORMS
				for about in ("", request.name, reply.name, draft.name)
			),
		):
			page = self.visitor.open(path)
			self.assertEqual(page.status, 200, path)
			said.append(page.reply.text)
		self.assertIn("ما رقم البيت؟", said[0])
		for file in frappe.get_all(
			"File", {"attached_to_name": case.name}, pluck="name", order_by="name asc"
		):
			said.append(self.visitor.client.get(f"{CASE}/file", file=file).text)
		form = self.form("letter")
		for step in FORMS:
			for about in ("", draft.name):
				reply = self.visitor.client.request(
					"POST",
					CASE,
					data={**form, "step": step, "about": about},
					headers={"Accept": "application/json"},
				)
				said.append(reply.text + str(reply.headers))
		said.append(self.visitor.take("answer", request.name, text="رقم ٩").reply.text)
		self.assertEqual([text for text in said if MARKER in text], [])

	def kept_beside_a_case(self) -> list[tuple[str, str]]:
		"""Every DocType of ours that belongs to a case, with its link to the case."""
		link = frappe.qb.DocType("DocField")
		doctype = frappe.qb.DocType("DocType")
		found = (
			frappe.qb.from_(link)
			.join(doctype)
			.on((doctype.name == link.parent) & (doctype.module == "Citizen Service"))
			.select(link.parent, link.fieldname)
			.where((link.fieldtype == "Link") & (link.options == "Case") & (link.parent != "Case"))
			.orderby(link.parent)
			.run()
		)
		self.assertGreaterEqual(len(found), 11)
		return found

	def record(self, doctype: str, links: dict[str, str]) -> None:
		"""One of these, whatever its rules say, as there may be one in a case of that kind."""
		document = frappe.new_doc(doctype)
		document.update({field: name for field, name in links.items() if document.meta.has_field(field)})
		if not frappe.db.exists(doctype, {"case": self.reference}):
			document.name = frappe.generate_hash(length=10)
			document.db_insert()
			self.addCleanup(lambda: (frappe.db.delete(doctype, {"name": document.name}), frappe.db.commit()))

	def mark(self, doctype: str, name: str, public: set[str]) -> None:
		keep = {"code_nonce", "submission_key", "legacy_key", "question", *public}
		for field in frappe.get_meta(doctype).fields:
			if field.fieldtype in TEXTS and field.fieldname not in keep:
				if frappe.db.has_column(doctype, field.fieldname):
					frappe.db.set_value(doctype, name, field.fieldname, MARKER, update_modified=False)
			elif field.fieldtype == "Table":
				for row in frappe.get_doc(doctype, name).get(field.fieldname):
					self.mark(row.doctype, row.name, set())


class TestEnumeration(AttackTestCase):
	def test_pitfall_29_the_same_work_whether_a_reference_exists_or_not(self):
		nobody = f"CS-1999-{frappe.generate_hash(length=8)}"

		def refused(reference: str, secret: str = "1234 5678 9012 3456 7890"):
			def call() -> None:
				with self.assertRaises(CodeRefused):
					opened(reference, secret)

			return call

		shapes = {
			tuple(sql.split(" WHERE ")[0] for sql in self.statements(refused(name)))
			for name in (self.reference, nobody)
		}
		self.assertEqual(len(shapes), 1)
		self.assertEqual(len(shapes.pop()), CODE_STATEMENTS)

	def test_the_page_and_the_code_stay_cheap(self):
		row = frappe.db.get_value("Case", self.reference, "*", as_dict=True)
		self.assertEqual(len(self.statements(lambda: opened(self.reference, self.secret))), CODE_STATEMENTS)
		new = self.statements(lambda: view_of(row))
		self.assertLessEqual(len(new), READ_STATEMENTS, new)
		response = self.close()
		self.visitor.take("rate", response, score="4")
		for _ in range(3):
			self.visitor.take("letter", text="تفصيل")
		frappe.db.rollback()
		row = frappe.db.get_value("Case", self.reference, "*", as_dict=True)
		closed = self.statements(lambda: view_of(row))
		self.assertLessEqual(len(closed), READ_STATEMENTS, closed)
		for sql in (*new, *closed):
			self.assertNotIn("`tabFile`.`*`", sql)
