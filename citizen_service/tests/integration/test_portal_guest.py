"""What a guest can reach besides the public pages: nothing of ours, whichever door of the framework is tried."""

import json
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.model.document import Document
from frappe.utils import set_request

from citizen_service.portal.doors import CITIZEN
from citizen_service.portal.form import WEB_FORM
from citizen_service.portal.pages import PortalPage
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.portal import ANSWERS, Visitor
from citizen_service.tests.support.server import Client
from citizen_service.tests.unit.test_portal_attachments import PDF


class TestGuestDoors(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.reference, cls.secret = Visitor(cls.web.client()).submit([("a.pdf", PDF)]).receipt
		frappe.db.rollback()
		cls.ours = frappe.get_all(
			"DocType", filters={"module": "Citizen Service"}, pluck="name", order_by="name asc"
		)

	def test_pitfall_23_a_guest_lists_and_reads_none_of_our_documents(self):
		self.assertTrue({"Case", "Response Attachment"} <= set(self.ours))
		guest = self.web.client()
		self.assertEqual(frappe.db.get_value("Case", self.reference, "owner"), "Guest")
		for doctype in self.ours:
			single = frappe.get_meta(doctype).issingle
			name = doctype if single else frappe.db.get_value(doctype, {}, "name")
			attempts = [
				guest.list(doctype),
				guest.list(doctype, parent="Case"),
				guest.insert(doctype),
				guest.call("frappe.client.get_list", doctype=doctype),
				guest.call("frappe.client.get_list", doctype=doctype, parent="Case"),
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

	def test_pitfall_23_a_guest_runs_and_exports_none_of_our_reports(self):
		guest, asked = self.web.client(), {"filters": {"from_date": "2026-01-01", "to_date": "2026-12-31"}}
		reports = frappe.get_all("Report", {"module": "Citizen Service"}, pluck="name", order_by="name asc")
		self.assertIn("Emergency Register", reports)
		for report in reports:
			self.denied(guest.call("frappe.desk.query_report.run", report_name=report, **asked))
			self.denied(guest.call("frappe.desk.query_report.get_script", report_name=report))
			export = {"report_name": report, "file_format_type": "CSV", **asked}
			self.denied(guest.call("frappe.desk.query_report.export_query", **export))
			self.denied(
				guest.call("frappe.desk.query_report.background_enqueue_run", report_name=report, **asked)
			)

	def test_pitfall_23_a_guest_opens_no_file_of_any_of_our_documents(self):
		files = [
			self.file_of(doctype) for doctype in self.ours if doctype != "Signed Form"
		]  # it takes its own only
		frappe.db.commit()
		guest = self.web.client()
		for file in files:
			self.assertTrue(Path(file.get_full_path()).is_file())
			self.denied(guest.get(file.file_url, fid=file.name))
			self.denied(guest.get("/api/method/download_file", file_url=file.file_url))

	def file_of(self, doctype: str) -> Document:
		file = frappe.new_doc("File")
		file.update({"file_name": f"{frappe.scrub(doctype)}.txt", "is_private": 1})
		file.update(
			{
				"attached_to_doctype": doctype,
				"attached_to_name": frappe.db.get_value(doctype, {}, "name") or doctype,
			}
		)
		file.name = frappe.generate_hash(length=10)
		file.content = file.name
		return file.insert(ignore_permissions=True, set_name=file.name)

	def test_pitfall_29_the_framework_does_not_tell_which_references_exist(self):
		_case, (referral,) = make.make_referred_case(self.office, self.office.roads)
		make.make_response(self.office.roads_officer, referral)
		citizen = make.make_user("doors.citizen", CITIZEN)
		frappe.db.commit()
		self.assertEqual(frappe.db.get_value("User", citizen, "user_type"), "Website User")
		for who in (self.web.client(), self.as_user(citizen)):
			for doctype in ("Case", "Response"):
				existing = frappe.db.get_value(doctype, {}, "name")
				self.assertTrue(existing, doctype)
				answers = [self.knock(who, doctype, name) for name in (existing, "CS-1999-000001")]
				self.assertEqual(answers[0], answers[1], doctype)
				self.assertEqual([one for one in answers[0] if not 400 <= one[1] < 500], [], doctype)

	def knock(self, guest: Client, doctype: str, name: str) -> list[tuple[int, int, str | None]]:
		"""Number, status and error name of every way in which a guest or a citizen can ask for one document."""
		document = {"doctype": doctype, "name": name, "docname": name}
		carried = json.dumps(document)
		call, printing = "/api/method/", "frappe.www.printview.get_html_and_style"
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
			guest.call("frappe.client.get", doctype=doctype, name=name),
			guest.call("frappe.client.get_value", doctype=doctype, filters=name, fieldname="name"),
			guest.call("frappe.client.validate_link", doctype=doctype, docname=name),
			guest.call("frappe.client.bulk_update", docs=json.dumps([document])),
			guest.call("frappe.desk.form.load.getdoc", doctype=doctype, name=name),
			guest.call("frappe.desk.form.assign_to.get", args=document),
			guest.get(call + printing, doc=doctype, name=name),
			guest.get(call + printing, doc=carried),
			guest.get("/", cmd=printing, doc=doctype, name=name),
			guest.get("/citizen-service/track", cmd=printing, doc=doctype, name=name),
			guest.get(call + "frappe.www.printview.get_rendered_raw_commands", doc=doctype, name=name),
			*(
				guest.get(call + "frappe.utils.print_format.download_multi_pdf", doctype=named, name=names)
				for named, names in (
					(doctype, json.dumps([name])),
					(json.dumps({doctype: [name]}), "x"),
					(json.dumps({"Note": ["x"], f" {doctype.lower()}": [name]}), "x"),
				)
			),
			guest.call("frappe.utils.print_format.download_multi_pdf", doctype={doctype: [name]}, name="x"),
			guest.insert("ToDo", description="x", reference_type=doctype, reference_name=name),
			guest.insert("Reminder", description="x", reminder_doctype=doctype, reminder_docname=name),
		]
		return [(number, reply.status, reply.exc_type) for number, reply in enumerate(replies)]

	def test_a_users_names_are_asked_for_by_no_command_on_a_page(self):
		guest = self.web.client()
		for path in ("/", "/citizen-service/track"):
			replies = [
				guest.get(path, cmd="frappe.client.get", doctype="User", name=name)
				for name in (self.office.reception, f"nobody.at.all@{make.DOMAIN}")
			]
			self.assertEqual([reply.status for reply in replies], [403, 403], path)
			self.assertEqual(replies[0].exc_type, replies[1].exc_type)

	def test_what_a_page_of_ours_asks_may_be_called_as_a_list_is(self):
		page = Visitor(self.web.client()).submit(subject="Case", doctype="Case", doc='{"Citizen": [[[')
		self.assertEqual((page.status, bool(page.receipt[0])), (200, True))

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
		self.addCleanup(delattr, frappe.local, "request")
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
