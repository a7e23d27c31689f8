"""What a guest can reach besides the public pages: nothing of ours, whichever door of the framework is tried."""

import json
from unittest.mock import patch

import frappe
from frappe.utils import set_request

from citizen_service.portal.form import WEB_FORM
from citizen_service.portal.pages import PortalPage
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.portal import ANSWERS, Visitor
from citizen_service.tests.unit.test_portal_attachments import PDF


class TestGuestDoors(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.reference, cls.secret = Visitor(cls.web.client()).submit([("a.pdf", PDF)]).receipt
		frappe.db.rollback()
		cls.ours = frappe.get_all(
			"DocType", filters={"module": "Citizen Service", "istable": 0}, pluck="name", order_by="name asc"
		)

	def test_pitfall_23_a_guest_lists_and_reads_none_of_our_documents(self):
		self.assertIn("Case", self.ours)
		guest = self.web.client()
		self.assertEqual(frappe.db.get_value("Case", self.reference, "owner"), "Guest")
		for doctype in self.ours:
			single = frappe.get_meta(doctype).issingle
			name = doctype if single else frappe.db.get_value(doctype, {}, "name")
			attempts = [
				guest.list(doctype),
				guest.insert(doctype),
				guest.call("frappe.client.get_list", doctype=doctype),
				guest.call("frappe.client.get_count", doctype=doctype),
				guest.call("frappe.client.get", doctype=doctype, name=name),
				guest.call("frappe.desk.search.search_link", doctype=doctype, txt=""),
				guest.call("frappe.desk.reportview.get", doctype=doctype, fields=json.dumps(["name"])),
				guest.call("frappe.desk.reportview.export_query", doctype=doctype, file_format_type="CSV"),
				guest.call("frappe.desk.form.load.getdoc", doctype=doctype, name=name),
			]
			for reply in attempts:
				self.assertIn(reply.status, (401, 403, 404, 405, 417), f"{doctype}: {reply.text[:500]}")
				self.assertNotIn(self.reference, reply.text)

	def test_pitfall_29_the_framework_does_not_tell_which_references_exist(self):
		for doctype in ("Case", "Citizen", "Case Referral", "Response"):
			existing = frappe.db.get_value(doctype, {}, "name") or "none-yet"
			answers = [self.knock(doctype, name) for name in (existing, "CS-1999-000001")]
			self.assertEqual(answers[0], answers[1], doctype)
			self.assertFalse([status for status, _name in answers[0] if not 400 <= status < 500], doctype)

	def knock(self, doctype: str, name: str) -> list[tuple[int, str | None]]:
		"""Status and error name for every way in which a guest can ask for one document."""
		guest = self.web.client()
		carried = json.dumps({"doctype": doctype, "name": name})
		replies = [
			guest.read(doctype, name),
			guest.read(doctype.lower(), name),
			guest.update(doctype, name, owner="x"),
			guest.delete(f"/api/resource/{doctype}/{name}"),
			guest.get(f"/api/v2/document/{doctype}/{name}"),
			guest.get(f"/api/v1/resource/{doctype}/{name}"),
			guest.post("/api/method/run_doc_method", {"dt": doctype, "dn": name, "method": "as_dict"}),
			guest.post("/api/method/run_doc_method", {"docs": carried, "method": "as_dict"}),
			guest.call("frappe.utils.print_format.download_pdf", doctype=doctype, name=name),
			guest.get("/printview", doctype=doctype, name=name),
			guest.get(f"/{doctype}/{name}"),
		]
		return [(reply.status, reply.exc_type) for reply in replies]

	def test_pitfall_26_27_a_guest_uploads_and_attaches_nothing_by_the_frameworks_doors(self):
		guest = self.web.client()
		upload = guest.request(
			"POST",
			"/api/method/upload_file",
			data={"doctype": "Case", "docname": self.reference},
			files={"file": ("a.pdf", PDF)},
		)
		self.denied(upload)
		file = frappe.get_doc("File", {"attached_to_doctype": "Case", "attached_to_name": self.reference})
		self.denied(guest.update("File", file.name, attached_to_name="other"))
		self.denied(guest.get(file.file_url))
		self.denied(guest.get("/api/method/download_file", file_url=file.file_url))
		self.denied(
			guest.call(
				"frappe.client.attach_file",
				filename="a.txt",
				filedata="x",
				doctype="Case",
				docname=self.reference,
			)
		)

	def test_the_frameworks_page_of_the_form_is_for_accounts_only(self):
		guest = self.web.client()
		before = frappe.db.count("Case")
		page = guest.get(f"/{frappe.db.get_value('Web Form', WEB_FORM, 'route')}/new")
		self.assertNotIn("web_form_doc", page.text)
		for values in (ANSWERS, {**ANSWERS, "owner": "x", "workflow_state": "Closed", "channel": "Portal"}):
			reply = guest.call(
				"frappe.website.doctype.web_form.web_form.accept", web_form=WEB_FORM, data=json.dumps(values)
			)
			self.assertTrue(400 <= reply.status < 500, reply.text[:500])
		data = json.dumps({**ANSWERS, "name": self.reference})
		self.denied(
			guest.call("frappe.website.doctype.web_form.web_form.accept", web_form=WEB_FORM, data=data)
		)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case"), before)

	def test_pages_bring_a_strict_policy_and_nothing_from_elsewhere(self):
		visitor = Visitor(self.web.client())
		for path in ("/citizen-service", "/citizen-service/submit", "/citizen-service/track"):
			page = visitor.open(path)
			self.assertEqual(page.status, 200)
			self.assertIn("default-src 'none'", page.reply.headers["Content-Security-Policy"])
			for element in page.tree.select("[src], link[href]"):
				address = element.get("src") or element["href"]
				self.assertTrue(address.startswith("/assets/citizen_service/"), address)
				self.assertEqual(visitor.client.get(address).status, 200, address)
			self.assertFalse(page.tree.select("script:not([src]), style, [style], [onclick]"))

	def test_what_is_not_there_is_said_on_a_page_of_ours(self):
		visitor = Visitor(self.web.client(), lang="ar")
		for path in ("/citizen-service/nowhere", "/citizen-service/case/../x", "/citizen-service/%00%ff/a"):
			page = visitor.open(path)
			self.assertEqual(page.status, 404, path)
			self.assertIn("default-src 'none'", page.reply.headers["Content-Security-Policy"])
			self.assertEqual(page.text_of("h1"), "هذه الصفحة غير موجودة")

	def test_a_page_that_fails_says_so_and_keeps_nothing(self):
		def fail() -> dict:
			frappe.get_doc({"doctype": "ToDo", "description": "half written"}).insert(ignore_permissions=True)
			raise RuntimeError("secret words of a traceback")

		set_request(method="GET", path="/citizen-service")
		with patch("citizen_service.www.citizen_service_home.get_context", fail):
			response = PortalPage("citizen-service", 200).render()
		self.assertEqual(response.status_code, 500)
		self.assertNotIn("traceback", response.get_data(as_text=True))
		self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
		self.assertFalse(frappe.db.exists("ToDo", {"description": "half written"}))
		self.assertTrue(frappe.db.exists("Error Log", {"method": "Public Page"}))

	def test_the_language_is_arabic_first_and_stays_as_chosen(self):
		client = self.web.client()
		client.session.headers["Accept-Language"] = "fr,en;q=0.5"
		self.assertIn('<html lang="ar" dir="rtl">', client.get("/citizen-service").text)
		self.assertIn('<html lang="en" dir="ltr">', client.get("/citizen-service/submit", _lang="en").text)
		self.assertIn('<html lang="en" dir="ltr">', client.get("/citizen-service/track").text)
		self.assertIn('<html lang="ar" dir="rtl">', client.get("/citizen-service/track", _lang="ar").text)
		self.assertIn('<html lang="ar" dir="rtl">', client.get("/citizen-service", _lang="<script>").text)
