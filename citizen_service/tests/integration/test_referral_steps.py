"""Chases, people of the department, the citizen's answer, chosen files, and the steps that a form offers."""

import frappe
from frappe.utils import add_days, nowdate

from citizen_service.errors import (
	AssignmentRefused,
	ChaseRefused,
	FileRefused,
	NotYours,
	OwnResponse,
	QuestionRefused,
	RecordInUse,
	ReferralRefused,
)
from citizen_service.referral import steps
from citizen_service.referral.actions import acknowledge, refer, return_to_follow_up, transfer
from citizen_service.referral.asking import ask_citizen, citizen_answered
from citizen_service.referral.assigning import assign
from citizen_service.referral.chase import chase
from citizen_service.referral.files import files_of
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.committed import CommittedTestCase

REFERRAL = "Case Referral"


class StepsTestCase(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.case, (self.referral,) = make.make_referred_case(self.office, email=f"c@{make.DOMAIN}")

	def steps(self, user: str, referral: str | None = None) -> list[str]:
		with make.acting_as(user):
			return steps.of(referral or self.referral)["steps"]

	def stage(self) -> str:
		return frappe.db.get_value("Case", self.case.name, "workflow_state")

	def statuses(self) -> set[str]:
		return set(
			frappe.get_all(
				"Service Level Record", {"case": self.case.name}, pluck="status", order_by="name asc"
			)
		)

	def request(self) -> str:
		request = make.make_response(
			self.office.roads_officer,
			self.referral,
			kind="Request for Information",
			body="<p>ما العنوان؟</p>",
		)
		make.act("Response", request.name, "Send to Follow-up", self.office.roads_officer)
		return request.name

	def file(self, doctype: str, name: str, content: str) -> str:
		return (
			frappe.get_doc(
				{
					"doctype": "File",
					"file_name": f"{frappe.generate_hash(length=6)}.txt",
					"content": content,
					"is_private": 1,
					"attached_to_doctype": doctype,
					"attached_to_name": name,
				}
			)
			.insert(ignore_permissions=True)
			.name
		)


class LegalStepsTest(StepsTestCase):
	def test_each_sees_its_own_next_steps(self):
		officer = self.steps(self.office.roads_officer)
		self.assertEqual(officer[0], "acknowledge")
		self.assertNotIn("assign", officer)
		self.assertIn("assign", self.steps(self.office.roads_manager))
		self.assertEqual(self.steps(self.office.follow_up), ["chase", "ask_stage", "transfer", "withdraw"])
		self.assertEqual(self.steps(self.office.reception), [])
		with make.acting_as(self.office.water_officer), self.assertRaises(frappe.PermissionError):
			steps.of(self.referral)

	def test_what_is_offered_is_what_is_taken(self):
		with make.acting_as(self.office.roads_officer):
			acknowledge(self.referral)
		self.assertNotIn("acknowledge", self.steps(self.office.roads_officer))

	def test_after_its_return(self):
		with make.acting_as(self.office.roads_manager):
			return_to_follow_up(self.referral, "ليس لنا", self.office.water)
		self.assertEqual(self.steps(self.office.roads_manager), [])
		self.assertEqual(self.steps(self.office.follow_up), ["transfer", "answer_in_place"])
		with make.acting_as(self.office.follow_up):
			transfer(self.referral, self.office.water, "كما ذكروا")
		self.assertEqual(self.steps(self.office.follow_up), [])

	def test_whose_it_is(self):
		with make.acting_as(self.office.roads_manager):
			with self.refused(ReferralRefused, "no department"):
				return_to_follow_up(self.referral, "ليس لنا", "لا أحد")
			with self.refused(ReferralRefused, "another one"):
				return_to_follow_up(self.referral, "ليس لنا", self.office.roads)
			return_to_follow_up(self.referral, "ليس لنا", self.office.water)
		self.assertEqual(frappe.db.get_value(REFERRAL, self.referral, "belongs_to"), self.office.water)
		self.assertTrue(
			frappe.db.exists("Outbox Entry", {"idempotency_key": f"referral_returned:{self.referral}"})
		)


class ChaseTest(StepsTestCase):
	def test_each_chase_is_logged(self):
		with make.acting_as(self.office.follow_up):
			chase(self.referral, "Phone", "وعد المدير بالرد", add_days(nowdate(), 2))
			chase(self.referral, "E-mail", "نرجو الإفادة عن المرحلة", asked_for="Stage Update")
		document = frappe.get_doc(REFERRAL, self.referral)
		self.assertEqual([row.means for row in document.chases], ["Phone", "E-mail"])
		self.assertEqual({row.chased_by for row in document.chases}, {self.office.follow_up})
		self.assertEqual((document.chase_count, document.promised_on), (2, None))
		keys = frappe.get_all(
			"Outbox Entry",
			{"reference_name": self.referral, "idempotency_key": ("like", "referral_chased:%")},
			pluck="idempotency_key",
			order_by="creation asc",
		)
		self.assertEqual(keys, [f"referral_chased:{document.chases[1].name}"])

	def test_who_may_not_and_what_is_wrong(self):
		with make.acting_as(self.office.roads_manager), self.refused(NotYours):
			chase(self.referral, "Phone", "نص")
		with make.acting_as(self.office.follow_up):
			for means, note, day in (
				("Pigeon", "نص", None),
				("Phone", " ", None),
				("Phone", "نص", add_days(nowdate(), -1)),
			):
				with self.refused(ChaseRefused):
					chase(self.referral, means, note, day)
			with self.assertRaises(frappe.ValidationError):
				chase(self.referral, "Phone", "نص", "غداً")
		frappe.db.set_value(REFERRAL, self.referral, "department_email", None)
		with make.acting_as(self.office.follow_up), self.refused(ChaseRefused, "no e-mail address"):
			chase(self.referral, "E-mail", "نص")

	def test_nobody_changes_the_log(self):
		with make.acting_as(self.office.follow_up):
			row = chase(self.referral, "Phone", "نص")
			document = frappe.get_doc(REFERRAL, self.referral)
			document.chases[0].note = "غيره"
			document.save()  # the framework puts back what the role may not write
			self.assertEqual(frappe.db.get_value("Referral Chase", row, "note"), "نص")
		document = frappe.get_doc(REFERRAL, self.referral)
		for change in (lambda d: d.chases[0].set("note", "غيره"), lambda d: d.set("chases", [])):
			document.reload()
			change(document)
			with self.refused(RecordInUse):
				document.save(ignore_permissions=True)
		with self.refused(RecordInUse):
			frappe.delete_doc("Referral Chase", row)
		with self.refused(RecordInUse):
			frappe.get_doc("Referral Chase", row).save(ignore_permissions=True)


class AssignTest(CommittedTestCase):
	"""The framework's assignments write to the bell, which commits."""

	def setUp(self) -> None:
		super().setUp()
		_case, (self.referral,) = make.make_referred_case(self.office)

	refused = OfficeTestCase.refused

	def assigned(self) -> list[str]:
		with make.acting_as(self.office.roads_manager):
			return [row["user"] for row in steps.of(self.referral)["assigned"]]

	def test_the_manager_assigns_officers_of_the_department(self):
		with make.acting_as(self.office.roads_manager):
			found = steps.of(self.referral)
			self.assertIn({"user": self.office.roads_officer, "name": "Roads Officer"}, found["officers"])
			assign(self.referral, [self.office.roads_officer])
		self.assertEqual(self.assigned(), [self.office.roads_officer])
		with make.acting_as(self.office.roads_manager):
			assign(self.referral, [self.office.roads_manager])
		self.assertEqual(self.assigned(), [self.office.roads_manager])

	def test_nobody_else_does_and_to_nobody_else(self):
		for user in (self.office.roads_officer, self.office.follow_up):
			with make.acting_as(user), self.refused(NotYours):
				assign(self.referral, [self.office.roads_officer])
		with make.acting_as(self.office.roads_manager):
			for officers in ([self.office.water_officer], [], "[]", [self.office.follow_up]):
				with self.refused(AssignmentRefused):
					assign(self.referral, officers)
		with make.acting_as(self.office.water_manager), self.assertRaises(frappe.PermissionError):
			assign(self.referral, [self.office.water_officer])


class QuestionTest(StepsTestCase):
	def test_time_stands_still_until_the_citizen_answers(self):
		request = self.request()
		self.assertEqual(self.stage(), "Referred")
		with make.acting_as(self.office.follow_up):
			ask_citizen(request, "ما عنوان البيت؟")
		self.assertEqual(self.stage(), "Awaiting Citizen")
		self.assertEqual(self.statuses() - {"Met"}, {"Paused"})
		row = frappe.get_doc("Response", request)
		self.assertEqual(
			(row.workflow_state, row.question, row.asked_by),
			("Accepted", "ما عنوان البيت؟", self.office.follow_up),
		)
		self.assertTrue(frappe.db.exists("Outbox Entry", {"idempotency_key": f"citizen_asked:{request}"}))
		photo = self.file("Case", self.case.name, "صورة البيت")
		with make.acting_as(self.office.second_follow_up):
			citizen_answered(request, "شارع السلطان، بيت 7", [photo])
		self.assertEqual(self.stage(), "Referred")
		self.assertEqual(self.statuses() - {"Met"}, {"Running"})
		with make.acting_as(self.office.roads_officer):
			row = frappe.get_doc("Response", request)
			row.check_permission("read")
			self.assertEqual(row.citizen_answer, "شارع السلطان، بيت 7")
		self.assertEqual(len(files_of("Response", request)), 1)
		self.assertTrue(
			frappe.db.exists("Comment", {"reference_name": self.referral, "content": ("like", "%بيت 7%")})
		)
		self.assertTrue(frappe.db.exists("Outbox Entry", {"idempotency_key": f"citizen_answered:{request}"}))

	def test_two_questions_wait_for_both_answers(self):
		first, second = self.request(), self.request()
		with make.acting_as(self.office.follow_up):
			ask_citizen(first, "أين؟")
			ask_citizen(second, "متى؟")
			citizen_answered(first, "هنا")
			self.assertEqual(self.stage(), "Awaiting Citizen")
			citizen_answered(second, "أمس")
		self.assertEqual(self.stage(), "Referred")

	def test_what_is_refused(self):
		request = self.request()
		with make.acting_as(self.office.roads_manager), self.refused(NotYours):
			ask_citizen(request, "أين؟")
		with make.acting_as(self.office.follow_up):
			with self.refused(QuestionRefused, "empty"):
				ask_citizen(request, " ")
			with self.refused(QuestionRefused, "does not wait"):
				citizen_answered(request, "هنا")
			ask_citizen(request, "أين؟")
			with self.refused(QuestionRefused, "does not wait"):
				ask_citizen(request, "أين؟")
			with self.refused(QuestionRefused, "empty"):
				citizen_answered(request, "")
			citizen_answered(request, "هنا")
			with self.refused(QuestionRefused):
				citizen_answered(request, "هناك")
		update = make.make_response(self.office.roads_officer, self.referral, kind="Stage Update")
		with make.acting_as(self.office.follow_up), self.refused(QuestionRefused, "no department's request"):
			ask_citizen(update.name, "أين؟")

	def test_nobody_brings_a_question_with_a_new_response(self):
		response = make.make_response(
			self.office.roads_officer,
			self.referral,
			question="سؤال",
			asked_on=nowdate(),
			citizen_answer="جواب",
		)
		self.assertFalse(response.question or response.asked_on or response.citizen_answer)


class FilesTest(StepsTestCase):
	def test_the_department_gets_the_chosen_files_only(self):
		chosen, other = self.file("Case", self.case.name, "أ"), self.file("Case", self.case.name, "ب")
		with make.acting_as(self.office.follow_up):
			(made,) = refer(self.case.name, [self.office.water], files=[chosen])
		(copy,) = files_of(REFERRAL, made)
		row = frappe.get_doc("File", copy["name"])
		self.assertEqual(row.file_url, frappe.db.get_value("File", chosen, "file_url"))
		self.assertTrue(row.is_private)
		self.assertNotEqual(row.name, chosen)
		with make.acting_as(self.office.water_officer):
			self.assertTrue(row.is_downloadable())
			self.assertFalse(frappe.get_doc("File", other).is_downloadable())
		with make.acting_as(self.office.follow_up):
			heir = transfer(self.referral, make.make_department("قسم الحدائق للاختبار"), "أنسب")
			self.assertEqual(files_of(REFERRAL, heir), [])
			moved = transfer(made, make.make_department("قسم السير للاختبار"), "أنسب")
		self.assertEqual([f["file_name"] for f in files_of(REFERRAL, moved)], [copy["file_name"]])

	def test_pitfall_26_a_file_of_something_else(self):
		other_case, _referrals = make.make_referred_case(self.office)
		foreign = self.file("Case", other_case.name, "سر")
		for names in ([foreign], ["none"], "[1]", "{"):
			with make.acting_as(self.office.follow_up), self.refused(FileRefused):
				refer(self.case.name, [self.office.water], files=names)

	def test_pitfall_26_nobody_points_a_row_of_their_own_at_a_foreign_file(self):
		url = frappe.db.get_value("File", self.file("Case", self.case.name, "سر"), "file_url")
		with make.acting_as(self.office.roads_officer), self.refused(FileRefused):
			frappe.get_doc({"doctype": "File", "file_url": url, "is_private": 1}).insert()
		with make.acting_as(self.office.follow_up):
			frappe.get_doc({"doctype": "File", "file_url": url, "is_private": 1}).insert()

	def test_who_uploads_the_same_bytes_has_them(self):
		self.file("Case", self.case.name, "نص معروف")
		with make.acting_as(self.office.roads_officer):
			frappe.get_doc(
				{"doctype": "File", "file_name": "mine.txt", "content": "نص معروف", "is_private": 1}
			).insert()


class ResponseKindsTest(StepsTestCase):
	def test_nobody_approves_what_they_wrote_nor_another_departments(self):
		reply = make.make_response(self.office.roads_manager, self.referral)
		make.act("Response", reply.name, "Send to Manager", self.office.roads_manager)
		with self.assertRaises((OwnResponse, frappe.ValidationError)):
			make.act("Response", reply.name, "Approve", self.office.roads_manager)
		with self.assertRaises(frappe.PermissionError):
			make.act("Response", reply.name, "Approve", self.office.water_manager)

	def test_the_latest_stage_and_since_when(self):
		update = make.make_response(
			self.office.roads_officer, self.referral, kind="Stage Update", body="<p>وصل فريق الصيانة</p>"
		)
		make.act("Response", update.name, "Send to Follow-up", self.office.roads_officer)
		row = frappe.get_doc(REFERRAL, self.referral)
		self.assertEqual(row.latest_stage, "وصل فريق الصيانة")
		self.assertTrue(row.latest_stage_on)


class InUseTest(StepsTestCase):
	def test_department_category_and_citizen_say_which_cases(self):
		with self.refused(RecordInUse, self.referral, "Disable it"):
			frappe.delete_doc("Department", self.office.roads)
		category = frappe.get_doc({"doctype": "Case Category", "category_name": "فئة للاختبار"}).insert()
		citizen = make.make_citizen()
		case = make.make_case(category=category.name, citizen=citizen.name)
		with self.refused(RecordInUse, case.name, "Disable it"):
			frappe.delete_doc("Case Category", category.name)
		with self.refused(RecordInUse, case.name):
			frappe.delete_doc("Citizen", citizen.name)

	def test_what_nobody_names_goes(self):
		department = make.make_department("قسم لا يعرفه أحد")
		frappe.delete_doc("Department", department)
		self.assertFalse(frappe.db.exists("Department", department))
