"""The open pages over HTTP: home, procedures and their forms, public figures; whatever is asked of them."""

import json
from urllib.parse import quote

import frappe
from frappe.utils import add_days, nowdate

from citizen_service.acting import acting_as
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.committed import keep_only, records
from citizen_service.tests.support.portal import Visitor
from citizen_service.tests.support.server import Worker, forget_left_work, wait_until
from citizen_service.tests.support.settings import set_settings
from citizen_service.tests.unit.test_portal_attachments import PDF

HOME = "/citizen-service"
GUIDE = f"{HOME}/procedures"
FIGURES = f"{HOME}/figures"
SCRIPT = '<script>alert("هنا")</script><img src=x onerror=alert(1)>'
NASTY = (
	"رُخْصَةُ بِنَاءٍ",
	"\u202eabc\u2066\u200f",
	"👩‍👩‍👧‍👦🏗️",
	"\u200b\u200c\ufeff",
	"\x00",
	"%",
	"_%_%",
	"\\",
	"' or 1=1 -- ",
	'"><script>',
	"{{ 7*7 }}{% raw %}",
	"../../../etc/passwd",
	"٠١٢٣",
	"-1",
	"9" * 400,
	"ا" * 5000,
)


class PublicPagesTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.addClassCleanup(keep_only, records())
		cls.shown = cls.make_procedure("ترخيص محل للاختبار", title_en="Shop licence", keywords="رخصة دكان")
		cls.hidden = cls.make_procedure("إجراء داخلي للاختبار", published=0)
		cls.disabled = cls.make_procedure("إجراء معطل للاختبار", enabled=0)
		cls.over = cls.make_procedure("إجراء منته للاختبار", valid_to=add_days(nowdate(), -1))
		cls.coming = cls.make_procedure("إجراء قادم للاختبار", valid_from=add_days(nowdate(), 1))
		frappe.db.commit()

	@classmethod
	def make_procedure(cls, title: str, **values) -> str:
		procedure = frappe.get_doc(
			{
				"doctype": "Service Procedure",
				"title": title,
				"department": cls.office.roads,
				"category": "Trade Licence",
				"published": 1,
				"where_to_go": SCRIPT,
				"legal_base": SCRIPT,
				"steps": [{"instruction": SCRIPT, "place": SCRIPT}],
				"documents": [{"document": SCRIPT, "form_of": "Original", "note": SCRIPT}],
				"fees": [{"fee_for": SCRIPT, "amount": 2.5, "currency": "ILS", "basis": SCRIPT}],
				**values,
			}
		).insert()
		address = cls.attach(procedure.name, f"نموذج {title}.pdf", PDF)
		procedure.append("forms", {"title": SCRIPT, "file": address})
		return procedure.save().name

	@staticmethod
	def attach(procedure: str, name: str, content: bytes, doctype: str = "Service Procedure") -> str:
		return (
			frappe.get_doc(
				{
					"doctype": "File",
					"file_name": name,
					"content": content + frappe.generate_hash().encode(),
					"is_private": 1,
					"attached_to_doctype": doctype,
					"attached_to_name": procedure,
				}
			)
			.insert()
			.file_url
		)

	def visitor(self, lang: str = "en") -> Visitor:
		return Visitor(self.web.client(), lang)


class TestHome(PublicPagesTest):
	def test_the_doors_of_the_types_that_citizens_may_submit(self):
		page = self.visitor().open(HOME)
		links = [link["href"] for link in page.tree.select(".doors a")]
		public = frappe.get_all("Case Type", {"public": 1, "enabled": 1}, pluck="name", order_by="name asc")
		for name in public:
			self.assertIn(f"{HOME}/submit?case_type={quote(name)}", links)
		self.assertEqual(len([link for link in links if "case_type=" in link]), len(public))
		for route in ("track", "procedures"):
			self.assertIn(f"{HOME}/{route}", links)

	def test_the_door_of_accounts_is_there_if_the_office_offers_them(self):
		for offered in (1, 0):
			set_settings(self, citizen_accounts=offered)
			links = [link["href"] for link in self.visitor().open(HOME).tree.select(".doors a")]
			self.assertEqual(f"{HOME}/my-cases" in links, bool(offered))

	def test_whether_the_office_is_open_today(self):
		for lang, begins in (("en", "The office is "), ("ar", "المكتب")):
			said = self.visitor(lang).open(HOME).text_of("section[aria-labelledby=office] p")
			self.assertIn(begins, said)

	def test_every_page_shows_where_it_is_and_keeps_its_question_in_the_other_language(self):
		visitor = self.visitor("ar")
		for route, current in ((HOME, HOME), (GUIDE, GUIDE), (f"{GUIDE}/{self.shown}", GUIDE)):
			page = visitor.open(route)
			self.assertEqual(page.tree.select_one(".site [aria-current]")["href"], current, route)
			self.assertEqual(page.tree.html["dir"], "rtl")
		page = visitor.open(f"{GUIDE}?q=%D8%B1%D8%AE%D8%B5%D8%A9&page=1")
		english = page.tree.select_one(".languages a")["href"]
		page = visitor.open(english)
		self.assertEqual((page.tree.html["lang"], page.tree.select_one("#q")["value"]), ("en", "رخصة"))
		self.assertIn("preferred_language=en", page.reply.headers["Set-Cookie"])


class TestProcedures(PublicPagesTest):
	def found(self, text: str) -> str:
		return self.visitor().open(f"{GUIDE}?q={quote(text)}").text_of("main")

	def test_found_however_it_is_spelt(self):
		for text in ("ترخيص مَحَلّ للاختبار", "رخصه الدكان", "SHOP licence"):
			self.assertIn("Shop licence", self.found(text), text)
		self.assertNotIn("Shop licence", self.found("مقبرة"))

	def test_by_category_without_a_question(self):
		page = self.visitor().open(GUIDE)
		headings = [heading.get_text(strip=True) for heading in page.tree.select("main h2")]
		self.assertIn("Trades and Markets", headings)
		self.assertEqual(len(headings), len(set(headings)))

	def test_pages_of_a_long_list(self):
		names = [self.make_procedure(f"معاملة طويلة رقم {n}") for n in range(21)]
		frappe.db.commit()
		visitor = self.visitor()
		first, second, beyond = (
			visitor.open(f"{GUIDE}?q={quote('معاملة طويلة')}&page={page}") for page in (1, 2, 99)
		)
		listed = [{link["href"] for link in page.tree.select(".guide a")} for page in (first, second)]
		self.assertEqual({f"{GUIDE}/{name}" for name in names}, listed[0] | listed[1])
		self.assertEqual((len(listed[0]), len(listed[1])), (20, 1))
		self.assertEqual({link["href"] for link in beyond.tree.select(".guide a")}, listed[1])
		self.assertTrue(first.tree.select_one(".pages a[rel=next]"))

	def test_only_what_is_published_and_in_force_is_reachable(self):
		visitor = self.visitor()
		self.assertEqual(visitor.open(f"{GUIDE}/{self.shown}").status, 200)
		texts = set()
		for name, status in ((self.hidden, 404), (self.disabled, 404), (self.coming, 404), (self.over, 410)):
			page = visitor.open(f"{GUIDE}/{name}")
			self.assertEqual(page.status, status)
			self.assertNotIn("للاختبار", page.reply.text)
			row = frappe.db.get_value("Service Procedure Form", {"parent": name})
			self.assertEqual(visitor.open(f"{GUIDE}/{name}/file?form={row}").status, status)
			texts.add((status, page.text_of("main")))
		texts.add((404, visitor.open(f"{GUIDE}/SP-999999").text_of("main")))
		self.assertEqual(len(texts), 2, "nobody is told which unpublished ones there are")
		self.assertNotIn("إجراء", visitor.open(f"{GUIDE}?q={quote('إجراء للاختبار')}").text_of(".guide"))

	def test_what_people_wrote_is_text(self):
		"""Also what is in the database past the framework's own sanitizing."""
		for doctype, field in (
			("Step", "instruction"),
			("Document", "note"),
			("Fee", "fee_for"),
			("Form", "title"),
		):
			row = {"parent": self.shown}
			frappe.db.set_value(f"Service Procedure {doctype}", row, field, SCRIPT)
		frappe.db.set_value("Service Procedure", self.shown, {"where_to_go": SCRIPT, "legal_base": SCRIPT})
		frappe.db.commit()
		frappe.clear_document_cache("Service Procedure", self.shown)
		page = self.visitor().open(f"{GUIDE}/{self.shown}")
		self.assertEqual(
			{script.get("src", "")[:24] for script in page.tree.select("script")},
			{"/assets/citizen_service/"},
		)
		self.assertFalse(page.tree.select("main img"))
		self.assertEqual(page.text_of("main").count(SCRIPT), 6)
		self.assertNotIn("style=", page.reply.text)

	def test_the_page_leads_to_the_request(self):
		page = self.visitor().open(f"{GUIDE}/{self.shown}")
		self.assertEqual(page.tree.select_one("a.start")["href"], f"{HOME}/submit?procedure={self.shown}")


class TestForms(PublicPagesTest):
	def address(self, procedure: str, row: str | None = None) -> str:
		row = row or frappe.db.get_value("Service Procedure Form", {"parent": procedure})
		return f"{GUIDE}/{procedure}/file?form={row}"

	def test_a_form_that_is_listed_comes_as_a_file(self):
		reply = self.visitor().client.get(self.address(self.shown))
		self.assertEqual(reply.status, 200)
		self.assertTrue(reply.body.startswith(b"%PDF-"))
		self.assertEqual(reply.headers["Content-Type"], "application/pdf")
		self.assertEqual(reply.headers["X-Content-Type-Options"], "nosniff")
		self.assertIn("default-src 'none'", reply.headers["Content-Security-Policy"])
		self.assertTrue(reply.headers["Content-Disposition"].startswith("attachment;"))
		self.assertNotIn("\n", reply.headers["Content-Disposition"])

	def test_staff_read_of_it_where_they_read_the_procedure(self):
		clerk = self.as_user(self.office.reception)
		method = "/api/method/citizen_service.reception.procedures.text"
		for name, linked in ((self.shown, True), (self.hidden, False)):
			row = frappe.db.get_value("Service Procedure Form", {"parent": name})
			text = self.ok(clerk.get(method, procedure=name)).data
			self.assertIn("Forms to Fill In", text)
			self.assertEqual(f"/file?form={row}" in text, linked, "what the public gets has its address")

	def test_a_file_that_was_uploaded_before_becomes_the_procedures_own(self):
		admin = self.as_user(self.office.admin)
		upload = admin.request(
			"POST",
			"/api/method/upload_file",
			data={"is_private": 1},
			files={"file": ("طلب.pdf", PDF + frappe.generate_hash().encode())},
		)
		address = self.ok(upload).data["file_url"]
		self.ok(admin.update("Service Procedure", self.shown, forms=[{"title": "طلب", "file": address}]))
		frappe.db.rollback()
		reply = self.visitor().client.get(self.address(self.shown))
		self.assertEqual((reply.status, reply.body[:5]), (200, b"%PDF-"))

	def test_no_other_file_does(self):
		case = make.make_case()
		secret = self.attach(case.name, "secret.pdf", PDF, "Case")
		unlisted = self.attach(self.shown, "unlisted.pdf", PDF)
		row = frappe.db.get_value("Service Procedure Form", {"parent": self.hidden})
		frappe.db.commit()
		for form in (row, unlisted, secret, "x", "", "../", quote(secret)):
			with self.subTest(form):
				self.assertEqual(self.visitor().open(f"{GUIDE}/{self.shown}/file?form={form}").status, 404)
		self.assertIn(self.visitor().client.get(unlisted).status, (403, 404))

	def test_a_row_that_names_anothers_file_gives_nothing_out(self):
		case = make.make_case()
		secret = self.attach(case.name, "secret.pdf", PDF, "Case")
		name = self.make_procedure("إجراء بنموذج غريب")
		row = frappe.db.get_value("Service Procedure Form", {"parent": name})
		frappe.db.set_value("Service Procedure Form", row, "file", secret)  # past every check
		frappe.db.commit()
		frappe.clear_document_cache("Service Procedure", name)
		self.assertEqual(self.visitor().open(self.address(name)).status, 404)

	def test_the_bytes_say_what_it_is(self):
		name = self.make_procedure("إجراء بنموذج مزيف")
		row = frappe.db.get_value("Service Procedure Form", {"parent": name})
		fake = self.attach(name, "form.pdf", b"<html><script>alert(1)</script>")
		frappe.db.set_value("Service Procedure Form", row, "file", fake)
		frappe.db.commit()
		frappe.clear_document_cache("Service Procedure", name)
		self.assertEqual(self.visitor().open(self.address(name)).status, 404)

	def test_the_admin_cannot_list_an_address_or_a_file_of_a_case(self):
		case = make.make_case()
		secret = self.attach(case.name, "secret.pdf", PDF, "Case")
		frappe.db.commit()
		admin = self.as_user(self.office.admin)
		for address in ("https://example.com/a.pdf", "/files/a.html", secret):
			with self.subTest(address):
				self.denied(
					admin.update("Service Procedure", self.shown, forms=[{"title": "نموذج", "file": address}])
				)


class TestFigures(PublicPagesTest):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		with acting_as(cls.office.reception):
			for number in range(9):
				case_type = "Inquiry" if number < 2 else "Complaint"
				make.make_case(opened_on="2004-05-02 09:00:00", case_type=case_type)
		frappe.db.commit()

	def test_from_the_admins_button_to_the_public_and_back(self):
		visitor = self.visitor()
		self.assertEqual(visitor.open(f"{FIGURES}?period=2004-Q2").status, 404)
		admin = self.as_user(self.office.admin)
		name = self.ok(admin.insert("Public Figures", kind="Quarter", year=2004, number=2)).data["name"]
		forget_left_work()  # or a worker does all that first
		self.ok(admin.call("citizen_service.figures.actions.compute", figures=name))
		with Worker():
			progress = wait_until(lambda: self.ended(admin, name), "the computation, as the form asks for it")
		self.assertEqual(progress["computation"], "Done")
		preview = admin.get("/api/method/citizen_service.figures.actions.preview", figures=name).data
		self.assertIn("withheld", preview)
		for address in (f"{FIGURES}?period={name}", f"{FIGURES}/{name}.csv", f"{FIGURES}/{name}.json"):
			page = visitor.open(address)
			self.assertEqual(page.status, 404, "computed is not published")
			self.assertTrue(page.reply.headers["Content-Type"].startswith("text/html"))
		self.ok(admin.call("citizen_service.figures.actions.publish", figures=name))
		page = visitor.open(f"{FIGURES}?period={name}")
		self.assertEqual(page.status, 200)
		self.assertIn("Second quarter of 2004", page.text_of("main"))
		self.assertFalse(page.tree.select("[style]"))
		self.assertIn(FIGURES, {link["href"] for link in visitor.open(HOME).tree.select("a")})
		self.check_data(visitor, name)
		self.denied(
			admin.update("Public Figures", name, year=2005), "FiguresRefused", "CannotChangeConstantError"
		)
		self.denied(admin.delete(f"/api/resource/Public Figures/{name}"), "FiguresRefused")
		self.ok(admin.call("citizen_service.figures.actions.withdraw", figures=name))
		self.assertEqual(visitor.open(f"{FIGURES}/{name}.csv").status, 404)

	def ended(self, admin, name: str) -> dict | None:
		reply = self.ok(admin.get("/api/method/citizen_service.figures.actions.progress", figures=name))
		return reply.data if reply.data["computation"] != "Computing" else None

	def check_data(self, visitor: Visitor, name: str) -> None:
		table = visitor.client.get(f"{FIGURES}/{name}.csv")
		self.assertTrue(table.body.startswith(b"\xef\xbb\xbfperiod,first_day,"))
		self.assertIn("text/csv", table.headers["Content-Type"])
		data = json.loads(visitor.client.get(f"{FIGURES}/{name}.json").body)
		self.assertEqual((data["format"], data["period"]), ("citizen-service-figures/1", name))
		self.assertGreaterEqual(data["cases"], 9)
		self.assertIn("label", (data["tables"]["month"] or [{"label": 1}])[0])

	def test_a_guest_gets_them_by_the_pages_alone(self):
		guest = self.web.client()
		for reply in (
			guest.list("Public Figures"),
			guest.call("citizen_service.figures.actions.publish", figures="2004-Q2"),
			guest.get("/api/method/citizen_service.figures.actions.preview", figures="2004-Q2"),
		):
			self.denied(reply)


class TestWhateverIsAsked(PublicPagesTest):
	def test_no_page_breaks(self):
		client = self.visitor().client
		for text in NASTY:
			sent = quote(text)
			for path in (
				f"{GUIDE}?q={sent}&page={sent}&_lang={sent}",
				f"{GUIDE}/{sent}",
				f"{GUIDE}/{self.shown}/file?form={sent}",
				f"{FIGURES}?period={sent}",
				f"{FIGURES}/{sent}.csv",
			):
				with self.subTest(path[:80]):
					reply = client.get(path)
					self.assertLess(reply.status, 500, reply.text[:500])
					self.assertNotIn('"><script>', reply.text)

	def test_nor_with_lists_halves_of_characters_a_megabyte_or_json(self):
		client = self.visitor().client
		for path in (
			f"{GUIDE}?q=a&q=b&q[]=c",
			f"{GUIDE}?q=%ED%A0%80",
			f"{GUIDE}?q=%FF%FE",
			f"{GUIDE}/%ED%A0%80",
			f"{GUIDE}?q={'x' * 1_000_000}",
			f"{FIGURES}?period={'%D8%B1' * 100_000}",
		):
			with self.subTest(path[:60]):
				self.assertLess(client.get(path).status, 500)
		for body in ({"q": {"a": 1}}, {"q": ["x"] * 1000}, {"q": "ا" * 1_000_000}, {"page": None}):
			self.assertLess(client.post(GUIDE, body).status, 500)
