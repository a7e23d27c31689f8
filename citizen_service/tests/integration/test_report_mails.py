"""The usual reports by e-mail: one for each department, to its head, with that department's figures and no other's."""

import io
import json
from unittest.mock import patch

import frappe
import openpyxl
from frappe.email.doctype.auto_email_report.auto_email_report import send_daily, send_monthly
from frappe.utils import getdate

from citizen_service.dashboards import mails
from citizen_service.dashboards.mails import DEPARTMENT, MAIL, SETTINGS, SWITCH, USUAL
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.mail import send_through

FORMULA = "=HYPERLINK()"


def switch(on: int) -> None:
	frappe.get_doc(SETTINGS).update({SWITCH: on}).save()


def mails_of(department: str, **values) -> list[frappe._dict]:
	return frappe.get_all(
		MAIL,
		{DEPARTMENT: department, **values},
		["name", "report", "user", "email_to", "enabled", "filters", "format"],
		order_by="report asc",
	)


class TestKeptInStep(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		switch(1)

	def test_one_of_each_for_every_department_with_a_head_and_none_else(self):
		office = self.office
		for department, head in ((office.roads, office.roads_manager), (office.water, office.water_manager)):
			found = mails_of(department)
			self.assertEqual({mail.report for mail in found}, {usual.report for usual in USUAL})
			self.assertEqual(len(found), len(USUAL))
			for mail in found:
				self.assertEqual((mail.user, mail.email_to, mail.enabled), (head, head, 1))
				self.assertEqual(json.loads(mail.filters), {"department": department})
		headless = frappe.get_all(
			"Department", {"department_head": ("is", "not set")}, pluck="name", order_by="name"
		)
		self.assertEqual(frappe.db.count(MAIL, {DEPARTMENT: ("in", headless or [""]), "enabled": 1}), 0)

	def test_another_head_gets_them_and_the_one_before_no_more(self):
		department = frappe.get_doc("Department", self.office.roads)
		frappe.db.set_value(MAIL, mails_of(department.name)[0].name, "frequency", "Daily")
		department.update({"department_head": self.office.water_manager}).save()
		for mail in mails_of(department.name):
			self.assertEqual((mail.user, mail.email_to), (self.office.water_manager,) * 2)
		self.assertEqual(
			frappe.db.get_value(MAIL, mails_of(department.name)[0].name, "frequency"), "Daily", "tuned"
		)
		department.update({"department_head": None}).save()
		self.assertEqual({mail.enabled for mail in mails_of(department.name)}, {0})
		department.update({"department_head": self.office.roads_manager}).save()
		self.assertEqual({mail.enabled for mail in mails_of(department.name)}, {1})

	def test_what_an_administrator_switched_off_or_deleted_stays_so(self):
		department = frappe.get_doc("Department", self.office.roads)
		first, second = mails_of(department.name)
		frappe.db.set_value(MAIL, first.name, "enabled", 0)
		frappe.delete_doc(MAIL, second.name)
		department.update({"phone": "0599000111"}).save()
		self.assertEqual([(mail.name, mail.enabled) for mail in mails_of(department.name)], [(first.name, 0)])

	def test_switched_off_for_all(self):
		switch(0)
		self.assertEqual(frappe.db.count(MAIL, {DEPARTMENT: ("is", "set"), "enabled": 1}), 0)
		frappe.get_doc("Department", self.office.roads).update(
			{"department_head": self.office.water_manager}
		).save()
		self.assertEqual({mail.enabled for mail in mails_of(self.office.roads)}, {0})

	def test_the_head_of_many_departments_is_not_refused_a_new_one(self):
		for number in range(11):
			mail = frappe.copy_doc(frappe.get_doc(MAIL, mails_of(self.office.roads)[0].name))
			mail.flags.ignore_validate = True
			mail.insert(set_name=f"mail {number}")
		department = frappe.get_doc("Department", self.office.water)
		department.update({"department_head": self.office.roads_manager}).save()
		self.assertEqual({mail.user for mail in mails_of(department.name)}, {self.office.roads_manager})

	def test_a_department_that_is_renamed_or_deleted(self):
		name = factories.make_department("قسم للبريد", self.office.roads_manager)
		frappe.get_doc("Department", name).save()
		mails._sync(frappe.get_doc("Department", name), make=True)
		self.assertEqual(len(mails_of(name)), len(USUAL))
		frappe.rename_doc("Department", name, "قسم البريد الجديد")
		self.assertEqual(
			{json.loads(mail.filters)["department"] for mail in mails_of("قسم البريد الجديد")},
			{"قسم البريد الجديد"},
		)
		frappe.delete_doc("Department", "قسم البريد الجديد")
		self.assertEqual(mails_of("قسم البريد الجديد"), [])


class TestMails(CommittedTestCase):
	"""Real mail through a real server, sent once for all these tests. A department's name would be a formula, and the
	user of one mail has lost the right to its report."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		smtp = send_through(cls)
		office = cls.office
		for department in (office.roads, office.water):
			factories.make_referred_case(office, department)
		frappe.rename_doc("Department", office.roads, FORMULA)
		cls.addClassCleanup(cls.tidy)
		frappe.get_doc(SETTINGS).update({SWITCH: 1}).save()
		cls.lost = next(mail.name for mail in mails_of(office.water) if mail.format == "HTML")
		frappe.db.set_value(MAIL, cls.lost, "user", office.reception)
		cls.send()
		cls.roads, cls.water = smtp.sent_to(office.roads_manager), smtp.sent_to(office.water_manager)

	@classmethod
	def tidy(cls) -> None:
		frappe.db.rollback()
		frappe.rename_doc("Department", FORMULA, cls.office.roads)
		frappe.db.delete(MAIL, {DEPARTMENT: ("is", "set")})
		frappe.db.set_single_value(SETTINGS, SWITCH, 0)
		frappe.db.commit()

	@classmethod
	def send(cls) -> None:
		"""What the framework's scheduler does on the 1st and on a Sunday, for these two departments."""
		others = {DEPARTMENT: ("not in", (FORMULA, cls.office.water))}
		frappe.db.set_value(MAIL, others, "enabled", 0)
		frappe.db.set_value(MAIL, {"frequency": "Weekly"}, "day_of_week", f"{getdate():%A}")
		frappe.db.commit()
		send_monthly()
		send_daily()
		frappe.db.commit()
		queued = {"reference_doctype": MAIL, "status": "Not Sent"}
		with patch.dict(frappe.flags, in_test=False):  # in tests the framework keeps its mail to itself
			for name in frappe.get_all("Email Queue", queued, pluck="name", order_by="creation asc"):
				frappe.get_doc("Email Queue", name).send()

	def held(self, message) -> str:
		"""All that a mail tells: the attached table, or its own."""
		html = message.get_body(("html",)).get_content()
		self.assertIn('dir="', html)
		cells = [
			cell.value
			for book in books(message)
			for sheet in book
			for row in sheet.iter_rows()
			for cell in row
		]
		return " ".join(map(str, cells)) or html

	def test_no_department_s_mail_holds_another_s_figures(self):
		self.assertEqual((len(self.roads), len(self.water)), (2, 1))
		for messages, own, other in (
			(self.roads, FORMULA, self.office.water),
			(self.water, self.office.water, FORMULA),
		):
			for message in messages:
				text = self.held(message)
				self.assertIn(own, text)
				self.assertNotIn(other, text)

	def test_files_hold_no_formula(self):
		found = [book for message in self.roads for book in books(message)]
		self.assertEqual(len(found), 1)
		cells = [cell for sheet in found[0] for row in sheet.iter_rows() for cell in row]
		self.assertNotIn("f", {cell.data_type for cell in cells})
		self.assertIn(f"'{FORMULA}", [cell.value for cell in cells])

	def test_whoever_lost_the_right_gets_nothing_and_it_is_said(self):
		self.assertNotIn(self.lost, [message["subject"] for message in self.water])
		self.assertTrue(frappe.db.exists("Error Log", {"method": ("like", f"%{self.lost}%")}))


def books(message) -> list:
	"""The workbooks attached to a mail."""
	return [openpyxl.load_workbook(io.BytesIO(part.get_content())) for part in message.iter_attachments()]
