"""The signed form inside one process: its steps, what is refused, the policy, the daily check."""

import io
from hashlib import sha256

import frappe
from PIL import Image

from citizen_service.errors import (
	OriginalAltered,
	ScanRefused,
	SharingRefused,
	SignedFormKept,
	SignedFormMissing,
	SignedFormRefused,
)
from citizen_service.paper import originals
from citizen_service.paper.access import form_query
from citizen_service.paper.desk import paper_of_case
from citizen_service.paper.integrity import check_all, verify
from citizen_service.paper.store import path_of
from citizen_service.permissions.scope import NOBODY
from citizen_service.referral.actions import refer, transfer
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.committed import CommittedTestCase

PDF = b"%PDF-1.7 signed"
SETTINGS = "Citizen Service Settings"


def scanned(case: str, content: bytes = PDF, reason: str | None = None):
	"""A signed form as `attach` makes it of the bytes that came."""
	return originals.receive(case, content, reason, paper_file="12/2026", shelf="ب-3")


def bytes_of(form) -> bytes:
	return path_of(frappe.db.get_value("File", form.file, "file_url")).read_bytes()


class TestSteps(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.case = make.make_case()
		frappe.set_user(self.office.reception)

	def test_received_accepted_superseded(self):
		first = scanned(self.case.name)
		self.assertEqual((first.status, first.received_by), ("Received", self.office.reception))
		self.assertEqual((first.sha256, first.bytes), (sha256(PDF).hexdigest(), len(PDF)))
		self.assertEqual(bytes_of(first), PDF)
		originals.accept(first.name)
		first.reload()
		self.assertEqual((first.status, first.accepted_by), ("Accepted", self.office.reception))
		second = scanned(self.case.name, PDF + b" again", "الصفحة الثانية ناقصة")
		first.reload()
		self.assertEqual(
			(first.status, first.superseded_by, first.superseded_reason),
			("Superseded", second.name, "الصفحة الثانية ناقصة"),
		)
		self.assertEqual(bytes_of(first), PDF)
		self.assertEqual(bytes_of(second), PDF + b" again")

	def test_the_same_bytes_twice_are_two_files(self):
		first = scanned(self.case.name)
		second = scanned(self.case.name, reason="مسح آخر")
		urls = {frappe.db.get_value("File", form.file, "file_url") for form in (first, second)}
		self.assertEqual(len(urls), 2)

	def test_steps_that_are_not_open(self):
		form = scanned(self.case.name)
		with self.refused(SignedFormRefused, "only with a reason"):
			scanned(self.case.name, reason="  ")
		originals.accept(form.name)
		with self.refused(SignedFormRefused, "only one just received"):
			originals.accept(form.name)

	def test_what_is_no_scan(self):
		frappe.db.set_single_value(SETTINGS, "max_scan_mb", 1)
		for content, says in (
			(b"", "empty"),
			(b"MZ" + PDF, "no scan"),
			(PDF + b"x" * 1024 * 1024, "too large"),
		):
			with self.subTest(says), self.refused(ScanRefused, says):
				scanned(self.case.name, content)

	def test_a_rollback_takes_the_bytes_back(self):
		frappe.db.commit()
		form = scanned(self.case.name)
		path = path_of(frappe.db.get_value("File", form.file, "file_url"))
		self.assertTrue(path.exists())
		frappe.db.rollback()
		self.assertFalse(path.exists())
		frappe.db.savepoint("before_test")

	def test_the_place_may_change_and_nothing_else(self):
		form = scanned(self.case.name)
		originals.accept(form.name)
		form.reload()
		with make.acting_as(self.office.follow_up):
			frappe.get_doc(frappe.parse_json(frappe.as_json({**form.as_dict(), "shelf": "ج-1"}))).save()
		self.assertEqual(frappe.db.get_value("Signed Form", form.name, "shelf"), "ج-1")
		frappe.set_user("Administrator")
		other = make.make_case().name
		for field, value in (
			("case", other),
			("sha256", "0" * 64),
			("status", "Received"),
			("file", None),
			("received_by", self.office.manager),
		):
			form.reload()
			form.set(field, value)
			with self.subTest(field), self.refused(SignedFormKept, "stays as it was received"):
				form.save()

	def test_nobody_makes_deletes_or_renames_one_by_hand(self):
		form = scanned(self.case.name)
		frappe.set_user("Administrator")
		with self.refused(SignedFormKept, "with its scan"):
			frappe.get_doc({"doctype": "Signed Form", "case": self.case.name}).insert()
		with self.refused(SignedFormKept, "never deleted"):
			frappe.delete_doc("Signed Form", form.name, force=True, ignore_permissions=True)
		with self.refused(SignedFormKept, "keeps its number"):
			frappe.rename_doc("Signed Form", form.name, "SF-1", force=True)
		self.assertEqual(bytes_of(form), PDF)


class TestFileIsKept(OfficeTestCase):
	"""Every way the framework has to a File, as the Administrator, who passes every permission."""

	def setUp(self) -> None:
		super().setUp()
		self.case = make.make_case()
		self.form = scanned(self.case.name)
		originals.accept(self.form.name)
		self.file = frappe.get_doc("File", self.form.file)

	def kept(self) -> None:
		now = frappe.get_doc("File", self.form.file)
		for field in ("file_url", "is_private", "attached_to_doctype", "attached_to_name", "file_name"):
			self.assertEqual(now.get(field), self.file.get(field), field)
		self.assertEqual(bytes_of(self.form), PDF)

	def test_it_is_not_changed(self):
		for field, value in (
			("is_private", 0),
			("file_name", "other.pdf"),
			("file_url", "/private/files/other.pdf"),
			("attached_to_name", "SF-0"),
			("attached_to_doctype", None),
			("folder", "Home"),
			("content", b"%PDF-1.7 forged"),
		):
			self.file.reload()
			self.file.set(field, value)
			with self.subTest(field), self.refused(SignedFormKept, "kept as the scan"):
				self.file.save(ignore_permissions=True)
			self.file = frappe.get_doc("File", self.form.file)
			self.kept()

	def test_it_is_not_deleted(self):
		from frappe.core.doctype.file.utils import remove_file_by_url
		from frappe.utils.file_manager import remove_all, remove_file

		for delete in (
			lambda: frappe.delete_doc("File", self.file.name, force=True, ignore_permissions=True),
			lambda: remove_file(self.file.name),
			lambda: remove_file_by_url(self.file.file_url),
			lambda: self.file.delete(),
			lambda: remove_all("Signed Form", self.form.name),
		):
			with self.refused(SignedFormKept, "cannot be deleted"):
				delete()
			self.kept()

	def test_it_is_not_renamed(self):
		with self.refused(SignedFormKept, "cannot be deleted or renamed"):
			frappe.rename_doc("File", self.file.name, "other", force=True)
		self.kept()

	def test_it_is_not_made_smaller(self):
		image = io.BytesIO()
		Image.new("RGB", (2000, 2000), "red").save(image, "JPEG", quality=100)
		form = scanned(make.make_case().name, image.getvalue())
		with self.refused(SignedFormKept, "kept as the scan"):
			frappe.get_doc("File", form.file).optimize_file()
		self.assertEqual(bytes_of(form), image.getvalue())

	def test_nothing_else_passes_for_it(self):
		for values in (
			{"attached_to_doctype": "Signed Form", "attached_to_name": self.form.name, "content": b"x"},
			{
				"attached_to_doctype": "Signed Form",
				"attached_to_name": self.form.name,
				"file_url": "https://a.example/",
			},
		):
			file = frappe.get_doc({"doctype": "File", "file_name": "x.txt", "is_private": 1, **values})
			with self.subTest(values), self.refused(SignedFormKept, "kept as the scan"):
				file.save()
		self.kept()

	def test_a_file_that_names_its_address_cannot_take_it_along(self):
		"""The framework copies the bytes then; deleting that record leaves ours where they are."""
		other = frappe.get_doc(
			{"doctype": "File", "file_name": "x.pdf", "is_private": 1, "file_url": self.file.file_url}
		).insert()
		self.assertNotEqual(other.file_url, self.file.file_url)
		other.delete()
		self.kept()

	def test_a_file_of_the_same_bytes_leaves_it_alone(self):
		copy = frappe.get_doc(
			{"doctype": "File", "file_name": "copy.pdf", "is_private": 1, "content": PDF}
		).insert()
		self.assertNotEqual(copy.file_url, self.file.file_url)
		copy.delete()
		self.kept()

	def test_no_share_opens_it(self):
		for doctype, name in (("Signed Form", self.form.name), ("File", self.file.name)):
			with self.subTest(doctype), self.refused(SharingRefused):
				frappe.share.add(doctype, name, self.office.roads_officer)


class TestWhoSeesIt(OfficeTestCase):
	def test_as_the_case(self):
		form = scanned(make.make_case().name)
		office = self.office
		for user, sees in (
			(office.reception, True),
			(office.follow_up, True),
			(office.manager, True),
			(office.supervisor, False),
			(office.roads_officer, False),
			(office.roads_manager, False),
			(office.admin, False),
		):
			with self.subTest(user), make.acting_as(user):
				self.assertEqual(bool(frappe.has_permission("Signed Form", "read", form.name)), sees)
				file = frappe.get_doc("File", form.file)
				self.assertEqual(bool(file.is_downloadable()), sees)
				self.assertEqual(form_query() != NOBODY, sees)
				if sees:
					self.assertEqual(paper_of_case(form.case)["forms"][0]["name"], form.name)
				else:
					self.assertRaises(frappe.PermissionError, paper_of_case, form.case)

	def test_the_clerk_who_left_sees_it_no_longer(self):
		"""The owner of a private file may always open it: nobody owns this one."""
		with make.acting_as(self.office.reception):
			form = scanned(make.make_case().name)
		clerk = self.office.reception
		frappe.db.delete("Has Role", {"parent": clerk})
		frappe.clear_cache(user=clerk)
		self.addCleanup(frappe.clear_cache, user=clerk)
		with make.acting_as(clerk):
			self.assertFalse(frappe.get_doc("File", form.file).is_downloadable())


class TestPolicy(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.require()

	def require(self, *rows: dict) -> None:
		settings = frappe.get_doc(SETTINGS)
		settings.set("signed_form_rules", rows)
		settings.save()
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def refer(self, case: str) -> list[str]:
		with make.acting_as(self.office.follow_up):
			return refer(case, [self.office.roads], "يرجى المعاينة.")

	def test_without_a_row_nothing_is_held_up(self):
		self.assertEqual(len(self.refer(make.make_case_under_study(self.office).name)), 1)

	def test_referred_only_with_its_form(self):
		self.require({"case_type": "Complaint", "channel": "Counter"})
		case = make.make_case_under_study(self.office).name
		with self.refused(SignedFormMissing, case, "Print the form"):
			self.refer(case)
		with self.refused(SignedFormMissing), make.acting_as(self.office.follow_up):
			frappe.get_doc(
				{
					"doctype": "Case Referral",
					"case": case,
					"department": self.office.roads,
					"instruction": "عاجل",
				}
			).insert()
		form = scanned(case)
		self.assertTrue(paper_of_case(case)["missing"])
		with self.refused(SignedFormMissing, form.name, "accept it"):
			self.refer(case)
		originals.accept(form.name)
		self.assertFalse(paper_of_case(case)["missing"])
		self.assertEqual(len(self.refer(case)), 1)

	def test_other_types_and_channels_are_not_held_up(self):
		self.require({"case_type": "Complaint", "channel": "Phone"}, {"case_type": "Inquiry"})
		self.refer(make.make_case_under_study(self.office).name)

	def test_a_case_on_its_way_is_not_stopped(self):
		_case, (roads,) = make.make_referred_case(self.office)
		self.require({})
		with make.acting_as(self.office.follow_up):
			self.assertTrue(transfer(roads, self.office.water, "الموضوع من اختصاصهم"))


class TestDailyCheck(CommittedTestCase):
	def test_a_changed_and_a_lost_scan_are_reported(self):
		intact, altered, missing = (scanned(make.make_case().name) for _ in range(3))
		paths = {
			form.name: path_of(frappe.db.get_value("File", form.file, "file_url"))
			for form in (intact, altered, missing)
		}
		frappe.db.commit()
		check_all()
		self.assertEqual(frappe.db.get_value("Signed Form", altered.name, "integrity"), "Intact")
		paths[altered.name].chmod(0o640)
		paths[altered.name].write_bytes(PDF.replace(b"signed", b"Signed"))
		paths[missing.name].unlink()
		with self.assertRaisesRegex(OriginalAltered, "2 signed forms"):
			check_all()
		frappe.db.rollback()  # as the failed job does
		self.assertEqual(
			[
				frappe.db.get_value("Signed Form", form.name, "integrity")
				for form in (intact, altered, missing)
			],
			["Intact", "Altered", "Missing"],
		)
		self.assertEqual(
			set(
				frappe.get_all(
					"Notification Log",
					filters={"document_type": "Signed Form", "for_user": self.office.manager},
					pluck="document_name",
					order_by="name asc",
				)
			),
			{altered.name, missing.name},
		)
		with make.acting_as(self.office.reception):
			self.assertEqual(verify(altered.name), "Altered")
		with make.acting_as(self.office.roads_officer):
			self.assertRaises(frappe.PermissionError, verify, altered.name)
		for path in paths.values():
			path.unlink(missing_ok=True)
