"""The duty `استقبال طلبات شكاوى المواطنين وتعبئتها على نموذج خاص موقع من صاحب الشكاوى` over HTTP, with real logins:
the scan comes back byte for byte, and no request changes or deletes it."""

import io
from hashlib import sha256

import frappe
from PIL import Image

from citizen_service.paper.store import path_of
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply

ATTACH = "/api/method/citizen_service.paper.originals.attach"
PRINT = "/api/method/citizen_service.paper.printing.special_form_pdf"
DOWNLOAD = "/api/method/frappe.utils.print_format.download_pdf"
MAKER = 0x010F  # the camera's maker, among what EXIF holds


def photograph() -> bytes:
	"""A JPEG as a telephone makes it, with EXIF."""
	exif = Image.Exif()
	exif[MAKER] = "A telephone"
	file = io.BytesIO()
	Image.frombytes("RGB", (64, 64), frappe.generate_hash(length=64 * 64 * 3).encode()).save(
		file, "JPEG", exif=exif
	)
	return file.getvalue()


class PaperKeptTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.administrator = cls.web.client().login("Administrator", frappe.conf.admin_password or "admin")
		cls.case = make.make_case().name
		frappe.db.commit()
		cls.content = photograph()
		cls.form = cls.attach(cls.as_user(cls.office.reception), cls.case, cls.content, accept=1).data
		frappe.db.rollback()
		cls.file = frappe.db.get_value("Signed Form", cls.form, "file")
		cls.url = frappe.db.get_value("File", cls.file, "file_url")

	@staticmethod
	def attach(client: Client, case: str, content: bytes, **values: object) -> Reply:
		return client.request(
			"POST",
			ATTACH,
			data={"case": case, **values},
			files={"file": ("scan.jpg", content, "image/jpeg")},
		)

	def kept(self) -> None:
		frappe.db.rollback()
		self.assertEqual(path_of(self.url).read_bytes(), self.content)
		self.assertEqual(frappe.db.get_value("File", self.file, "file_url"), self.url)
		self.assertEqual(frappe.db.get_value("Signed Form", self.form, "status"), "Accepted")

	def test_the_bytes_come_back_as_they_went(self):
		form = frappe.get_doc("Signed Form", self.form)
		self.assertEqual(form.sha256, sha256(self.content).hexdigest())
		self.assertEqual((form.bytes, form.content_type), (len(self.content), "image/jpeg"))
		answer = self.as_user(self.office.follow_up).session.get(self.web.client().url + self.url)
		self.assertEqual(answer.status_code, 200)
		self.assertEqual(answer.content, self.content)
		self.assertEqual(Image.open(io.BytesIO(answer.content)).getexif()[MAKER], "A telephone")

	def test_the_framework_itself_would_have_stripped_it(self):
		"""Else the test above shows nothing."""
		reply = self.administrator.request(
			"POST",
			"/api/method/upload_file",
			data={"is_private": 1},
			files={"file": ("other.jpg", photograph(), "image/jpeg")},
		)
		frappe.db.rollback()
		with Image.open(frappe.get_site_path(self.ok(reply).data["file_url"].lstrip("/"))) as image:
			self.assertNotIn(MAKER, image.getexif())

	def test_only_the_office_downloads_it(self):
		office = self.office
		for user, status in (
			(office.reception, 200),
			(office.manager, 200),
			(office.roads_manager, 403),
			(office.supervisor, 403),
			(office.admin, 403),
		):
			with self.subTest(user):
				self.assertEqual(self.as_user(user).get(self.url).status, status)
		self.assertEqual(self.web.client().get(self.url).status, 403)

	def test_departments_neither_attach_nor_list_nor_read(self):
		client = self.as_user(self.office.roads_officer)
		self.denied(self.attach(client, self.case, photograph()), "NotYours", "PermissionError")
		self.assertEqual(client.list("Signed Form").status, 403)
		self.assertEqual(client.read("Signed Form", self.form).status, 403)
		found = client.list("File", filters=f'[["attached_to_name","=","{self.form}"]]')
		self.assertFalse(found.data, found.text)

	def test_no_request_deletes_it(self):
		for client in (self.administrator, self.as_user(self.office.reception)):
			for reply in (
				client.delete(f"/api/resource/File/{self.file}"),
				client.delete(f"/api/resource/Signed Form/{self.form}"),
				client.call("frappe.client.delete", doctype="File", name=self.file),
				client.call(
					"frappe.desk.form.utils.remove_attach", fid=self.file, dt="Signed Form", dn=self.form
				),
				client.call("frappe.desk.reportview.delete_items", doctype="File", items=f'["{self.file}"]'),
			):
				self.assertLess(reply.status, 500, reply.text[:2000])
				self.kept()

	def test_no_request_changes_it(self):
		for client in (self.administrator, self.as_user(self.office.reception)):
			for reply in (
				client.update("File", self.file, is_private=0),
				client.update("File", self.file, attached_to_name="SF-0"),
				client.update("File", self.file, file_name="x.jpg", content="forged"),
				client.call(
					"frappe.client.set_value",
					doctype="File",
					name=self.file,
					fieldname="folder",
					value="Home",
				),
				client.call(
					"frappe.client.rename_doc", doctype="File", old_name=self.file, new_name="other", merge=0
				),
				client.post(
					"/api/method/run_doc_method", {"dt": "File", "dn": self.file, "method": "optimize_file"}
				),
				client.insert(
					"File",
					file_name="x.txt",
					attached_to_doctype="Signed Form",
					attached_to_name=self.form,
					content="x",
				),
			):
				self.denied(reply)
				self.kept()
		for values in ({"case": None}, {"sha256": "0" * 64}, {"status": "Received"}):
			self.denied(self.administrator.update("Signed Form", self.form, **values))
			self.kept()

	def test_another_scan_needs_a_reason(self):
		client = self.as_user(self.office.reception)
		self.denied(self.attach(client, self.case, photograph()), "SignedFormRefused")
		self.denied(self.attach(client, self.case, b"GIF89a", reason="x"), "ScanRefused")
		self.denied(client.call("citizen_service.paper.originals.attach", case=self.case), "ScanRefused")
		self.kept()

	def test_where_the_paper_is_can_be_searched(self):
		client = self.as_user(self.office.reception)
		place = f"ملف {frappe.generate_hash(length=6)}"
		self.ok(client.update("Signed Form", self.form, paper_file=place, shelf="ب-3"))
		found = self.ok(
			client.list("Signed Form", filters=f'[["paper_file","=","{place}"]]', fields='["case","shelf"]')
		)
		self.assertEqual(found.data, [{"case": self.case, "shelf": "ب-3"}])
		self.kept()

	def test_printed_as_pdf_by_those_who_may(self):
		framework = {"doctype": "Case", "name": self.case, "format": "Special Form", "_lang": "ar"}
		reply = self.ok(self.as_user(self.office.reception).get(DOWNLOAD, **framework))
		self.assertEqual(reply.headers["Content-Type"], "application/pdf")
		for client in (self.as_user(self.office.roads_officer), self.web.client()):
			self.denied(client.get(DOWNLOAD, **framework))
			self.denied(client.get(PRINT, case=self.case))
