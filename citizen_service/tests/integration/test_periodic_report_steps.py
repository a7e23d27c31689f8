"""A report's steps in the background: counted, drafted on the 1st, sent to whom it concerns and to nobody else."""

import io
from dataclasses import replace

import frappe
from pypdf import PdfReader

from citizen_service.acting import acting_as
from citizen_service.errors import ReportRefused
from citizen_service.outbox import worker
from citizen_service.periodic_report import actions, drafting, keeping, sending
from citizen_service.periodic_report.content import Content
from citizen_service.tests.integration.test_appointments import send_all
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.reports import sample

REPORT = "Periodic Report"
DAYS = {"first_day": "2003-07-01", "last_day": "2003-09-30"}


class StepsTestCase(CommittedTestCase):
	def draft(self, **days: str) -> str:
		with acting_as(self.office.manager):
			return frappe.get_doc({"doctype": REPORT, "kind": "Quarter", **DAYS, **days}).insert().name

	def call(self, step, *arguments: str, user: str | None = None):
		with acting_as(user or self.office.manager):
			return step(*arguments)


class TestComputing(StepsTestCase):
	def test_counted_in_the_background_and_approved(self):
		name = self.draft()
		self.call(actions.compute, name)
		self.assertEqual(self.call(actions.progress, name)["computation"], "Computing")
		frappe.db.commit()
		drafting.run(name)
		self.assertEqual(self.call(actions.progress, name)["computation"], "Done")
		self.assertIn("<table", self.call(actions.preview, name))
		with acting_as(self.office.manager):
			frappe.get_doc(REPORT, name).submit()
		with self.assertRaises(ReportRefused):
			self.call(actions.compute, name)
		found = self.call(actions.difference, name, user=self.office.supervisor)
		self.assertEqual((found["lines"], found["redefined"]), ([], False))

	def test_a_computation_that_fails_is_seen_to_fail(self):
		name = self.draft(first_day="2003-01-01", last_day="2003-03-31")
		self.call(actions.compute, name)
		table = frappe.qb.DocType(REPORT)
		frappe.qb.update(table).set(table.last_day, "2002-01-01").where(table.name == name).run()
		frappe.db.commit()
		with self.assertRaises(frappe.ValidationError):
			drafting.run(name)
		self.assertEqual(frappe.db.get_value(REPORT, name, "computation"), "Failed")


class TestDrafting(StepsTestCase):
	def test_drafted_once_for_each_kind_that_is_chosen(self):
		settings = frappe.get_single("Citizen Service Settings")
		before = {field: settings.get(field) for field in drafting.CHOSEN}
		self.addCleanup(self.choose, before)
		self.choose(dict.fromkeys(drafting.CHOSEN, 1))
		made = drafting.draft_ended_periods()
		rows = frappe.get_all(
			REPORT, {"name": ("in", made)}, ["kind", "computation", "last_day"], order_by="last_day asc"
		)
		self.assertEqual({row.kind for row in rows}, {"Month", "Quarter", "Half-year", "Year"})
		self.assertTrue(
			all(row.computation == "Computing" and row.last_day < frappe.utils.getdate() for row in rows)
		)
		self.assertEqual(drafting.draft_ended_periods(), [])
		drafting.run(made[0])
		worker.drain()
		frappe.db.rollback()
		told = {"document_type": REPORT, "document_name": made[0], "for_user": self.office.manager}
		self.assertEqual(frappe.db.count("Notification Log", told), 1)
		frappe.delete_doc(REPORT, made[0])
		self.choose({**dict.fromkeys(drafting.CHOSEN, 0), "draft_year": 1})
		self.assertEqual(drafting.draft_ended_periods(), [], "neither chosen nor missing")

	@staticmethod
	def choose(values: dict) -> None:
		frappe.get_single("Citizen Service Settings").update(values).save(ignore_permissions=True)
		frappe.db.commit()

	def test_the_scheduler_knows_of_it(self):
		job = frappe.get_doc("Scheduled Job Type", {"method": f"{drafting.__name__}.draft_ended_periods"})
		self.assertEqual((job.cron_format, job.stopped), ("30 1 1 * *", 0))


class TestSending(StepsTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)
		cls.name = cls.draft(cls(), first_day="2004-07-01", last_day="2004-09-30")
		keeping.keep(frappe.get_doc(REPORT, cls.name), cls.content())
		frappe.db.set_value("User", cls.office.roads_manager, "language", "en")
		frappe.db.commit()

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.db.set_value("User", cls.office.roads_manager, "language", None)
		frappe.db.commit()
		super().tearDownClass()

	@classmethod
	def content(cls) -> Content:
		"""The sample, its first two parts those of the office's departments."""
		content = sample()
		names = (cls.office.water, cls.office.roads)
		parts = (replace(part, department=name) for part, name in zip(content.parts, names, strict=False))
		return replace(content, parts=tuple(parts))

	def test_each_reader_gets_what_concerns_them_once(self):
		with self.assertRaises(ReportRefused):
			self.call(actions.send, self.name)
		with acting_as(self.office.manager):
			frappe.get_doc(REPORT, self.name).submit()
		self.assertEqual(self.call(actions.send, self.name)["without_address"], [])
		frappe.db.commit()
		send_all()
		heads = {"roads": self.office.roads_manager, "water": self.office.water_manager}
		papers = {who: self.paper(address) for who, address in heads.items()}
		papers["supervisor"] = self.paper(self.office.supervisor)
		roads, office = "RoadsandLightingDepartment", "708"
		self.assertIn(roads, papers["roads"])  # in English, its head's language
		self.assertNotIn("Water", papers["roads"])
		self.assertNotIn(office, papers["roads"])
		self.assertNotIn(office, papers["water"])
		self.assertNotEqual(papers["roads"], papers["water"])
		self.assertIn(office, papers["supervisor"])
		figures = {part.department: part.indicators[0].now.number for part in self.content().parts}
		self.assertIn(str(figures[self.office.roads]), papers["roads"])
		self.assertNotIn(str(figures[self.office.water]), papers["roads"])
		self.assertIn(str(figures[self.office.water]), papers["water"])
		self.assertNotIn(str(figures[self.office.roads]), papers["water"])
		count = len(self.smtp.messages)
		self.call(actions.send, self.name)  # pressed again
		frappe.db.commit()
		send_all()
		self.assertEqual(len(self.smtp.messages), count)
		self.assertEqual(frappe.db.get_value(REPORT, self.name, "sent_by"), self.office.manager)

	def test_the_direct_supervisor_of_the_settings_alone_gets_the_whole(self):
		setting = ("Citizen Service Settings", "report_supervisor")
		self.addCleanup(frappe.db.set_single_value, *setting, None)
		self.addCleanup(frappe.db.rollback)
		frappe.db.set_single_value(*setting, self.office.manager)
		frappe.db.set_value("User", self.office.water_manager, "enabled", 0)
		frappe.db.set_value("Department", self.office.water, "email", None)
		found, without = sending.readers(frappe.get_doc(REPORT, self.name))
		whole = [reader.email for reader in found if not reader.department]
		self.assertEqual(whole, [frappe.db.get_value("User", self.office.manager, "email")])
		self.assertEqual(
			([one.department for one in found[1:]], without), ([self.office.roads], [self.office.water])
		)

	def paper(self, address: str) -> str:
		"""The text of the one PDF in the one letter to that address, without spaces."""
		(letter,) = self.smtp.sent_to(address)
		(file,) = letter.iter_attachments()
		self.assertEqual(file.get_content_type(), "application/pdf")
		pages = PdfReader(io.BytesIO(file.get_content())).pages
		return "".join("".join(page.extract_text().split()) for page in pages)
