"""Whatever is sent to the public form, people get a clear answer in their language: no 500, nothing half-written."""

import secrets

import frappe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen_service.portal import site_tokens
from citizen_service.portal.uploads import room
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.odd import CORPUS, TEXTS
from citizen_service.tests.support.portal import ANSWERS, SUBMIT, Page, Visitor, proof_for
from citizen_service.tests.unit.test_portal_attachments import HTML, PDF, SVG

API = "/api/method/citizen_service.portal.intake.submit"
FIELDS = (
	"case_type", "category", "subject", "description", "area", "address", "latitude", "longitude",
	"identity", "withhold_identity", "anonymous", "citizen_name", "mobile", "email", "procedure",
)  # fmt: skip
CARRIED = (
	"token",
	"step",
	"go",
	"review",
	"proof",
	"confirmed_mobile",
	"confirmed_email",
	"code",
	"code_for",
	"_lang",
)
BUTTONS = (
	"next",
	"back",
	"send",
	"attach",
	"remove:",
	"remove:../..",
	"to:",
	"to:-1",
	"to:999",
	"code",
	"resend",
	"x",
	"",
)
SENT = st.fixed_dictionaries(
	{
		"go": st.sampled_from(BUTTONS),
		"step": st.sampled_from(["0", "1", "2", "3", "4", "99", "-1", "x", "²", ""]),
	},
	optional={name: TEXTS for name in (*FIELDS, *CARRIED) if name not in ("go", "step", "token")},
)


class TestPortalBadInput(HttpTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client(), lang=secrets.choice(("ar", "en")))
		self.cases_before = frappe.db.count("Case")
		self.files_before = frappe.db.count("File")

	def clear(self, page: Page, what: object) -> None:
		"""A page of ours, or the receipt; and if it refuses, it says why."""
		self.assertIn(page.status, (200, 403, 413, 422, 429), f"{what!r:.300}: {page.text_of('main')[:500]}")
		self.assertNotIn("Traceback", page.reply.text)
		if page.status in (403, 422, 429):
			self.assertTrue(page.text_of(".summary"), what)
			letters = "[\u0621-\u064a]" if self.visitor.lang == "ar" else "[a-z]"
			self.assertRegex(page.text_of(".summary h2"), letters)

	def nothing_written(self) -> None:
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case"), self.cases_before)
		self.assertEqual(frappe.db.count("File"), self.files_before)

	def post(self, data: object, **how: object) -> Page:
		return self.visitor._page(self.visitor.client.request("POST", SUBMIT, data=data, **how))

	def test_all_fields_with_each_text_at_the_end(self):
		token = self.visitor.token()
		# An e-mail that is none keeps it from being registered, whatever the fields hold.
		fields = [field for field in FIELDS if field not in ("identity", "anonymous")]
		for at, text in enumerate(CORPUS):
			some = fields[at % 3 :: 3]
			for odd in (dict.fromkeys(some, text), {FIELDS[at % len(FIELDS)]: text, "subject": ""}):
				page = self.post({**ANSWERS, "email": "nobody", "token": token, **odd, "case_type": text})
				self.clear(page, odd)
				self.assertEqual(page.status, 422, odd)
		self.nothing_written()

	def test_what_a_case_takes_of_odd_texts(self):
		for text in CORPUS[2:12]:
			token = self.visitor.token()
			page = self.visitor.submit(token=token, description=text, address=text, citizen_name=f"ا{text}")
			self.clear(page, text)
			if page.status == 200:
				reference = page.receipt[0]
				frappe.db.rollback()
				case = frappe.get_doc("Case", reference)
				for value in (case.description, case.address or "", case.citizen_name):
					self.assertNotRegex(value, "[\0\u202e\u2066]")

	@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
	@given(SENT, st.booleans())
	def test_any_button_on_any_step_with_anything(self, sent, with_file):
		data = {name: value for name, value in sent.items() if value is not None}
		if data.get("go") in ("send", "code", "resend"):
			data["subject"] = ""
		token = getattr(self, "token", None) or self.visitor.token()
		self.token = token
		files = [("attachments", ("a.pdf", HTML if with_file else PDF))]
		self.clear(self.post({"token": token, **data}, files=files), data)

	def test_odd_requests(self):
		token = self.visitor.token()
		boundary = "multipart/form-data; boundary=xyz"
		for body, kind in (
			(b"", "application/x-www-form-urlencoded"),
			(b"", boundary),
			(b"--xyz\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\nhalf", boundary),
			(b"--xyz\r\nContent-Disposition: form-data; name=\"attachments\"; filename=\"a.pdf\"\r\n\r\n%PDF-", boundary),
			(b"no multipart at all", boundary),
			(b"x", "multipart/form-data"),
			(f"token={token}&subject=a&subject=b&subject=&step=1&step=2&go=next&go=back".encode(), "application/x-www-form-urlencoded"),
			(b"%ff%fe=%00&subject=%ed%a0%80&go=%ff", "application/x-www-form-urlencoded"),
			(b"\xff\xfe\x00", "text/plain"),
			(b"{\"subject\": [\"a\"], \"token\": {\"a\": 1}, \"step\": [1], \"go\": {}}", "application/json"),
			(b"{\"subject\": null, \"token\": 7, \"step\": 2.5, \"go\": true, \"identity\": [\"anonymous\"]}", "application/json"),
		):  # fmt: skip
			page = self.post(body, headers={"Content-Type": kind})
			self.clear(page, (body, kind))
		self.nothing_written()

	def test_texts_of_a_megabyte(self):
		huge = "ب" * 500_000
		token = self.visitor.token()
		for data, how in (
			({"token": token, "description": huge, "step": "1", "go": "next"}, {}),
			({"token": token, "description": huge}, {"files": [("attachments", ("", b""))]}),
			({"token": huge, "go": huge, "step": huge, "proof": huge, "code": huge, "code_for": huge}, {}),
		):
			page = self.post(data, **how)
			self.clear(page, list(data))
			self.assertLess(len(page.reply.text), 200_000)
		self.nothing_written()

	def test_files_that_are_none_on_every_step(self):
		page = self.visitor.open(SUBMIT)
		for step in (0, 1, 4):
			for name, content in (
				("a.svg", SVG),
				("a.pdf", HTML),
				("\0\u202egpj.exe", b"MZ"),
				("x" * 500 + ".pdf", b""),
			):
				answer = self.visitor.go(page, "attach", [(name, content)], step=str(step))
				self.clear(answer, (step, name))
				self.assertEqual(answer.status, 422)
		self.nothing_written()
		token = page.filled("form[data-steps]")["token"]
		self.assertEqual(room().files(site_tokens.mark(token)), [])

	def test_over_posting_reaches_nothing_on_any_way(self):
		odd = dict(
			name="CS-1", owner="Administrator", workflow_state="Closed", priority="Urgent", is_emergency="1", channel="Phone",
			due_on="2030-01-01 00:00:00", closed_in_former_register="1", code_nonce="0", submission_key="x", assessment="x",
			doctype="User", docstatus="1", citizen="CIT-1", opened_on="2001-01-01 00:00:00", language="fr", national_id="1",
			ready_for_assignment="1", passed_on_department="x", registered_for="x", outcome="x", merged_into="x",
			legacy_number="1", severity="High", flags="{}", __islocal="1", department="x", letter_number="7",
		)  # fmt: skip
		page = self.visitor.go(self.visitor.open(SUBMIT), "next", case_type="Complaint", **odd)
		self.assertFalse(set(page.filled("form[data-steps]")) & set(odd))
		page = self.visitor.go(page, "next", subject="s", description="d", **odd)
		page = self.visitor.go(page, "next", **odd)
		page = self.visitor.go(page, "next", citizen_name="أحمد", **odd)
		token = page.tree.select_one("[name=token]")["value"]
		page = self.visitor.go(page, "send", proof=proof_for(token), **odd)
		plain = self.visitor.submit()
		frappe.db.rollback()
		case, other = (frappe.get_doc("Case", one.receipt[0]) for one in (page, plain))
		for field in set(odd) - {
			"name",
			"code_nonce",
			"submission_key",
			"opened_on",
			"due_on",
			"flags",
			"__islocal",
			"department",
		}:
			self.assertEqual(case.get(field), other.get(field), field)
		self.assertNotEqual(case.name, "CS-1")
		self.assertNotEqual(case.code_nonce, "0")
		self.assertEqual(
			(str(case.opened_on)[:4], str(case.due_on)[:4]), (str(other.opened_on)[:4], str(other.due_on)[:4])
		)
