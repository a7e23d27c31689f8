"""What an admin tuned survives a migrate: the seeds on a real site (DESIGN, rule 3)."""

import copy
import json

import frappe
from frappe.permissions import reset_perms
from frappe.utils import add_to_date, now_datetime

from citizen_service.acting import acting_as
from citizen_service.compat import TestCase
from citizen_service.setup import seeds
from citizen_service.setup.install import after_migrate
from citizen_service.states import meaning
from citizen_service.states.guard import problems_of
from citizen_service.tests.factories import make_user


class SeedsCase(TestCase):
	"""Each test leaves the site as it found it."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		seeds.sync()
		frappe.db.commit()  # the site as a migrate leaves it: what each test goes back to

	def setUp(self):
		self.addCleanup(self.forget)

	def forget(self):
		frappe.db.rollback()
		for row in frappe.get_all(
			"Seed Record", fields=["document_type", "document_name"], order_by="name asc"
		):
			frappe.clear_document_cache(row.document_type, row.document_name)
		meaning.clear_cache()

	def shipped(self, doctype, name, **changes):
		"""Everything that is shipped, with one record as a later version of the app might ship it."""
		records = copy.deepcopy(list(seeds.shipped_records()))
		for record in records:
			if record["doctype"] == doctype and seeds.seed_name(record) == name:
				record.update(changes)
		return records

	def status(self, doctype, name):
		return frappe.db.get_value("Seed Record", {"document_type": doctype, "seed_name": name}, "status")


class TestInstallAndMigrate(SeedsCase):
	def test_everything_shipped_is_there_and_in_the_ledger(self):
		for record in seeds.shipped_records():
			name = seeds.seed_name(record)
			self.assertTrue(frappe.db.exists(record["doctype"], name), (record["doctype"], name))
			self.assertIn(self.status(record["doctype"], name), ("Seeded", "Already There"))

	def test_another_migrate_writes_nothing(self):
		def stamps():
			return {
				(record["doctype"], seeds.seed_name(record)): frappe.db.get_value(
					record["doctype"], seeds.seed_name(record), "modified"
				)
				for record in seeds.shipped_records()
			}

		before = stamps()
		ledger_before = frappe.get_all("Seed Record", fields=["*"], order_by="name asc")
		report = seeds.sync()
		self.assertEqual(report, seeds.Report())
		self.assertEqual(stamps(), before)
		self.assertEqual(frappe.get_all("Seed Record", fields=["*"], order_by="name asc"), ledger_before)

	def test_seeded_records_are_not_standard(self):
		for doctype in ("Notification", "Web Form"):
			standard = frappe.get_all(doctype, filters={"is_standard": 1}, pluck="name", order_by="name asc")
			ours = frappe.get_all(
				"Seed Record", filters={"document_type": doctype}, pluck="document_name", order_by="name asc"
			)
			self.assertFalse(set(standard) & set(ours))

	def test_a_record_that_was_there_before_stays_as_it_was(self):
		frappe.get_doc({"doctype": "Pause Reason", "reason_name": "Strike", "waits_for": "Other"}).insert()
		records = [
			*seeds.shipped_records(),
			{"doctype": "Pause Reason", "reason_name": "Strike", "waits_for": "Third Party"},
		]
		seeds.sync(records)
		self.assertEqual(frappe.db.get_value("Pause Reason", "Strike", "waits_for"), "Other")
		self.assertEqual(self.status("Pause Reason", "Strike"), "Already There")

	def test_what_is_no_longer_shipped_stays_and_is_marked(self):
		records = [r for r in seeds.shipped_records() if r.get("outcome_name") != "Adopted"]
		seeds.sync(records)
		self.assertTrue(frappe.db.exists("Case Outcome", "Adopted"))
		self.assertEqual(self.status("Case Outcome", "Adopted"), "No Longer Shipped")
		seeds.sync()
		self.assertEqual(self.status("Case Outcome", "Adopted"), "Seeded")


class TestAdmin(SeedsCase):
	def test_a_changed_seed_updates_an_untouched_record(self):
		report = seeds.sync(self.shipped("Case Type", "Complaint", description="Better words."))
		self.assertEqual(report.updated, ["Case Type: Complaint"])
		self.assertEqual(frappe.db.get_value("Case Type", "Complaint", "description"), "Better words.")
		self.assertEqual(
			seeds.sync(self.shipped("Case Type", "Complaint", description="Better words.")).updated, []
		)

	def test_what_the_admin_changed_survives_a_migrate_and_a_changed_seed(self):
		doc = frappe.get_doc("Case Type", "Complaint")
		doc.description = "As we say it here."
		doc.save()
		for records in (None, self.shipped("Case Type", "Complaint", description="Better words.")):
			report = seeds.sync(records)
			self.assertEqual(report.changed_by_admin, ["Case Type: Complaint"])
			self.assertEqual(
				frappe.db.get_value("Case Type", "Complaint", "description"), "As we say it here."
			)
			self.assertEqual(self.status("Case Type", "Complaint"), "Changed by Admin")

	def test_the_mark_that_an_admin_gave_is_never_taken_by_a_seed(self):
		for doctype, named, mark in (
			("Working Calendar", "calendar_name", "is_default"),
			("Case Priority", "priority_name", "is_default"),
			("Escalation Ladder", "ladder_name", "is_default"),
			("Intake Channel", "channel_name", "is_portal"),
		):
			with self.subTest(doctype):
				shipped = next(
					r for r in seeds.shipped_records() if r["doctype"] == doctype and "on_create" in r
				)
				own = frappe.copy_doc(frappe.get_doc(doctype, shipped[named]))
				own.update({named: "Our Own", mark: 1}).insert()
				new = {**copy.deepcopy(shipped), named: "Shipped Later"}
				report = seeds.sync([*self.shipped(doctype, shipped[named], description="x"), new])
				self.assertIn(f"{doctype}: Shipped Later", report.created)
				self.assertEqual(report.changed_by_admin, [], "the mark is no change that stops updates")
				marked = frappe.get_all(doctype, {mark: 1}, pluck="name", order_by="name asc")
				self.assertEqual(marked, ["Our Own"])

	def test_a_change_outside_the_seeded_fields_does_not_stop_updates(self):
		category = frappe.get_doc("Case Category", "Water Cut")
		category.department = make_department_for_seeds()
		category.save()
		report = seeds.sync(self.shipped("Case Category", "Water Cut", rank=999))
		self.assertEqual(report.updated, ["Case Category: Water Cut"])
		category.reload()
		self.assertEqual((category.rank, bool(category.department)), (999, True))

	def test_a_changed_workflow_survives(self):
		workflow = frappe.get_doc("Workflow", "Case")
		workflow.transitions.pop()
		workflow.state_meanings[0].citizen_text = "وصلتنا معاملتكم."
		workflow.save()
		report = seeds.sync(self.shipped("Workflow", "Case", override_status=1))
		self.assertEqual(report.changed_by_admin, ["Workflow: Case"])
		after = frappe.get_doc("Workflow", "Case")
		self.assertEqual(len(after.transitions), len(workflow.transitions))
		self.assertEqual(after.state_meanings[0].citizen_text, "وصلتنا معاملتكم.")
		self.assertFalse(after.override_status)

	def test_a_changed_workflow_seed_updates_its_tables(self):
		record = next(
			r for r in seeds.shipped_records() if r["doctype"] == "Workflow" and r["name"] == "Case"
		)
		meanings = copy.deepcopy(record["state_meanings"])
		meanings[0]["citizen_text"] = "Received."
		report = seeds.sync(self.shipped("Workflow", "Case", state_meanings=meanings))
		self.assertEqual(report.updated, ["Workflow: Case"])
		self.assertEqual(frappe.get_doc("Workflow", "Case").state_meanings[0].citizen_text, "Received.")
		self.assertEqual(len(frappe.get_doc("Workflow", "Case").state_meanings), len(meanings))

	def test_what_the_admin_deleted_stays_deleted(self):
		for doctype, name in (("Case Outcome", "Not Adopted"), ("Notification", "Full Reply (English)")):
			frappe.delete_doc(doctype, name)
		for records in (None, self.shipped("Case Outcome", "Not Adopted", rank=7)):
			report = seeds.sync(records)
			self.assertEqual(
				report.deleted_by_admin, ["Case Outcome: Not Adopted", "Notification: Full Reply (English)"]
			)
			self.assertFalse(frappe.db.exists("Case Outcome", "Not Adopted"))
			self.assertEqual(self.status("Case Outcome", "Not Adopted"), "Deleted by Admin")

	def test_a_seed_that_needs_a_deleted_record_waits(self):
		frappe.delete_doc("Case Outcome", "Not Adopted")
		frappe.delete_doc("Pause Reason", "Site Not Accessible")
		seeds.sync()
		meanings = frappe.get_doc("Workflow", "Response").as_dict()["state_meanings"]
		rows = [
			{"state": row.state, "stage": row.stage, "clock": "Pause", "pause_reason": "Site Not Accessible"}
			for row in meanings
		]
		report = seeds.sync(self.shipped("Workflow", "Response", state_meanings=rows))
		self.assertEqual(
			report.held, {"Workflow: Response": "Pause Reason Site Not Accessible is not on this site"}
		)
		self.assertEqual(frappe.get_doc("Workflow", "Response").state_meanings[0].clock, "Run")

	def test_a_seed_that_is_refused_is_reported_and_leaves_nothing(self):
		report = seeds.sync(self.shipped("Working Calendar", "Ministry", shifts=[]))
		self.assertEqual(list(report.held), ["Working Calendar: Ministry"])
		self.assertTrue(frappe.get_doc("Working Calendar", "Ministry").shifts)
		self.assertEqual(self.status("Working Calendar", "Ministry"), "Seeded")

	def test_renamed_is_the_same_record(self):
		frappe.rename_doc("Case Type", "Complaint", "شكوى", show_alert=False)
		self.assertEqual(seeds.sync(), seeds.Report())
		self.assertFalse(frappe.db.exists("Case Type", "Complaint"))
		self.assertEqual(frappe.db.get_value("Service Level Policy", "Complaints", "case_type"), "شكوى")

	def test_renamed_still_gets_updates_and_new_links_find_it(self):
		frappe.rename_doc("Case Type", "Complaint", "شكوى", show_alert=False)
		records = self.shipped("Case Type", "Complaint", description="Better words.")
		for record in records:
			if record.get("policy_name") == "Inquiries":
				record["case_type"] = "Complaint"
				record["rank"] = 40
		report = seeds.sync(records)
		self.assertEqual(report.updated, ["Case Type: Complaint", "Service Level Policy: Inquiries"])
		self.assertEqual(frappe.db.get_value("Case Type", "شكوى", "description"), "Better words.")
		self.assertEqual(frappe.db.get_value("Service Level Policy", "Inquiries", "case_type"), "شكوى")
		self.assertFalse(frappe.db.exists("Case Type", "Complaint"))

	def test_assignment_rules_may_be_staffed_without_counting_as_changed(self):
		user = make_user("seeds.follow.up", "Follow-up Officer")
		rule = frappe.get_doc("Assignment Rule", "Cases to Follow-up")
		rule.set("users", [{"user": user}])
		rule.disabled = 0
		rule.save()
		self.assertEqual(seeds.sync(), seeds.Report())


class TestPermissions(SeedsCase):
	def forget(self):
		super().forget()
		frappe.clear_cache()

	def test_the_admin_tunes_the_frameworks_records_and_sees_no_case(self):
		admin = make_user("seeds.admin", "Citizen Service Admin")
		with acting_as(admin):
			for doctype in (
				"Workflow",
				"Assignment Rule",
				"Notification",
				"Web Form",
				"Email Template",
				"Translation",
			):
				for right in ("read", "write", "create"):
					self.assertTrue(frappe.has_permission(doctype, right), (doctype, right))
			self.assertFalse(frappe.has_permission("Case", "read"))
			self.assertFalse(frappe.has_permission("Citizen", "read"))

	def test_what_others_may_do_stays(self):
		manager = make_user("seeds.system", "System Manager")
		with acting_as(manager):
			for right in ("read", "write", "create", "delete"):
				self.assertTrue(frappe.has_permission("Workflow", right))

	def test_permissions_that_an_admin_took_back_stay_away(self):
		reset_perms("Notification")
		report = seeds.sync()
		self.assertEqual(report.deleted_by_admin, ["Custom DocPerm: citizen-service-admin-notification"])
		self.assertFalse(frappe.db.exists("Custom DocPerm", {"parent": "Notification"}))

	def test_citizens_have_no_desk(self):
		self.assertEqual(frappe.db.get_value("Role", "Citizen", "desk_access"), 0)
		self.assertEqual(frappe.db.get_value("Role", "Follow-up Officer", "desk_access"), 1)


class TestWorkflows(SeedsCase):
	def test_every_state_has_a_meaning_and_a_text_for_the_citizen(self):
		for name in ("Case", "Response"):
			workflow = frappe.get_doc("Workflow", name)
			self.assertEqual(problems_of(workflow), [])
			self.assertFalse([row.state for row in workflow.state_meanings if not row.citizen_text])
			self.assertTrue(workflow.is_active)
			self.assertFalse(workflow.send_email_alert)

	def test_only_closing_stops_the_clock_and_only_waiting_pauses_it(self):
		for row in meaning.meanings("Case").values():
			self.assertEqual(row.is_closing, row.stage == "Closed")
			self.assertEqual(row.clock, {"Closed": "Stop", "Waiting": "Pause"}.get(row.stage, "Run"))
			self.assertEqual(bool(row.pause_reason), row.clock == "Pause")

	def test_nobody_approves_or_accepts_their_own(self):
		workflow = frappe.get_doc("Workflow", "Response")
		own = {row.action for row in workflow.transitions if not row.allow_self_approval}
		self.assertEqual(own, {"Approve", "Accept"})

	def test_every_stage_can_be_left_and_reached(self):
		for name in ("Case", "Response"):
			workflow = frappe.get_doc("Workflow", name)
			states = [row.state for row in workflow.states]
			reached = {row.next_state for row in workflow.transitions} | {states[0]}
			self.assertEqual(reached, set(states))

	def test_the_custom_field_is_made_again_by_a_migrate(self):
		after_migrate()
		field = frappe.get_meta("Workflow").get_field("state_meanings")
		self.assertEqual((field.fieldtype, field.options), ("Table", "Workflow State Meaning"))


class TestNotices(SeedsCase):
	def notices(self, method, doc):
		"""The shipped notices of a method that hold for a document."""
		names = frappe.get_all(
			"Seed Record",
			filters={"document_type": "Notification"},
			pluck="document_name",
			order_by="document_name asc",
		)
		shipped = [frappe.get_doc("Notification", name) for name in names]
		return [
			notice
			for notice in shipped
			if notice.method == method
			and notice.channel == "Email"
			and frappe.safe_eval(notice.condition, None, {"doc": doc.as_dict()})
		]

	def test_one_notice_per_language_in_its_direction(self):
		for doctype, method in (
			("Case", "case_registered"),
			("Case", "case_deadline_missed"),
			("Case Referral", "case_referred"),
			("Response", "full_reply"),
		):
			for language, direction in (("ar", "rtl"), ("en", "ltr"), ("fr", "ltr"), (None, "rtl")):
				doc = frappe.new_doc(doctype)
				doc.update(
					{"name": "X-2026-1", "language": language, "subject": "S", "case": "CS-2026-000001"}
				)
				chosen = self.notices(method, doc)
				self.assertEqual(len(chosen), 1, (method, language))
				marks = {"doc": doc, "secret_code": "1234", "secret_link": "https://office.invalid/#1"}
				message = frappe.render_template(chosen[0].message, marks)
				self.assertIn(f'<div dir="{direction}"', message)
				self.assertNotIn("{{", message + frappe.render_template(chosen[0].subject, {"doc": doc}))

	def test_registered_says_number_and_expected_date_and_escapes_what_people_typed(self):
		case = frappe.new_doc("Case")
		expected = add_to_date(now_datetime(), days=10)
		case.update(
			{
				"name": "CS-2026-000001",
				"language": "ar",
				"citizen_name": "<script>x</script>",
				"subject": "حفرة",
				"opened_on": "2026-11-21 09:00:00",
				"due_on": expected,
			}
		)
		marks = {"doc": case, "secret_code": "1234 5678", "secret_link": "https://office.invalid/#1"}
		message = frappe.render_template(self.notices("case_registered", case)[0].message, marks)
		for part in ("CS-2026-000001", "21/11/2026", f"{expected:%d/%m/%Y}", "1234 5678", "/#1"):
			self.assertIn(part, message)
		self.assertNotIn("<script>", message)
		for case.due_on in (None, add_to_date(now_datetime(), days=-1), "2026-01-01 09:00:00"):
			for case.language, words in (("ar", "الموعد المتوقع"), ("en", "expected by")):
				notice = self.notices("case_registered", case)[0]
				self.assertNotIn(words, frappe.render_template(notice.message, {"doc": case}))

	def test_no_notice_reads_the_secret_code_by_itself(self):
		for record in seeds.shipped_records():
			if record["doctype"] == "Notification":
				self.assertNotIn("code_for", json.dumps(record))
				self.assertNotIn("code_nonce", json.dumps(record))


def make_department_for_seeds() -> str:
	return (
		frappe.get_doc({"doctype": "Department", "department_name": "دائرة المياه لاختبار البذور"})
		.insert(ignore_permissions=True)
		.name
	)
