"""What a citizen does on the page of their case, over real HTTP: each step is offered when it is open, and done once."""

import frappe

from citizen_service.delivery.actions import record_delivery
from citizen_service.outbox import worker
from citizen_service.portal.code import code_for
from citizen_service.referral.asking import ask_citizen
from citizen_service.states.meaning import STATE_FIELD, stage_of
from citizen_service.tests import factories as make
from citizen_service.tests.support.following import FollowingTestCase, picture
from citizen_service.tests.support.portal import CASE, Visitor, sent_case

THANKS = "شكراً جزيلاً لكم 🌷"


class TestLetters(FollowingTestCase):
	def test_a_letter_with_a_file_is_kept_told_and_listed_back(self):
		page = self.visitor.take("letter", text="البيت رقم ٧\nالطابق الثاني", files=[("صورة.jpg", picture())])
		self.done(page, "received your letter")
		self.assertIn("الطابق الثاني", page.text_of(".sent"))
		self.assertIn("صورة.jpg", page.text_of(".sent"))
		letter = frappe.get_last_doc("Communication", {"reference_name": self.reference})
		self.assertEqual(
			(letter.reference_doctype, letter.sent_or_received, letter.owner, letter.communication_medium),
			("Case", "Received", "Guest", "Other"),
		)
		self.assertIn("الطابق الثاني", letter.content)
		file = frappe.get_last_doc("File", {"attached_to_name": self.reference})
		self.assertEqual((file.is_private, file.owner), (1, "Guest"))
		self.assertEqual(self.notices("case_letter"), 1)

	def test_a_case_that_waits_without_a_question_points_to_the_letter(self):
		self.study()
		stands = "section.told"
		self.assertNotIn("letter", str(self.page().tree.select_one(stands)))
		make.act("Case", self.reference, "Ask the Citizen", self.office.follow_up)
		frappe.db.commit()
		page = self.page()
		self.assertIn("from here", page.text_of(stands))
		page = self.visitor.open(CASE + page.tree.select_one(f"{stands} a.act")["href"].removeprefix(CASE))
		self.assertTrue(page.tree.select_one("form[data-once] textarea"))
		self.done(self.visitor.take("letter", text="رقم البيت ٧"), "received your letter")
		self.assertEqual(self.notices("case_letter"), 1)

	def test_an_empty_letter_or_a_wrong_file_is_named_and_nothing_is_kept(self):
		self.refused(self.visitor.take("letter"), 422, "Write something or attach a file")
		page = self.visitor.take("letter", text="نص", files=[("x.svg", b"<svg onload=alert(1)>")])
		self.refused(page, 422, "kind that is not accepted")
		self.assertIn("نص", page.text_of("textarea"))
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists("Communication", {"reference_name": self.reference}))
		self.assertFalse(frappe.db.exists("File", {"attached_to_name": self.reference}))

	def test_pitfall_19_a_thank_you_does_not_reopen_and_does_not_begin_the_window_anew(self):
		self.close()
		self.closed_days_ago(20)
		before = self.case()
		self.done(self.visitor.take("letter", text=THANKS), "received your letter")
		after = self.case()
		self.assertEqual(
			(after.closed_on, after.get(STATE_FIELD)), (before.closed_on, before.get(STATE_FIELD))
		)
		self.assertEqual(self.notices("case_letter"), 1)
		self.assertIn(THANKS, self.page().text_of(".sent"))

	def test_files_are_limited_together(self):
		def write(megabytes: int) -> None:
			frappe.get_doc("Citizen Service Settings").update({"attachments_mb_per_case": megabytes}).save()
			frappe.db.commit()

		self.addCleanup(
			write, frappe.db.get_single_value("Citizen Service Settings", "attachments_mb_per_case")
		)
		write(1)
		large = b"%PDF-1.4 " + b"x" * 600_000
		page = self.visitor.take("letter", text="x", files=[("a.pdf", large), ("b.pdf", large)])
		self.refused(page, 422, "together may have 1 MB")

	def test_letters_are_limited_per_case_and_hour(self):
		for _ in range(10):
			self.done(self.visitor.take("letter", text="تفصيل"), "received")
		self.assertEqual(self.visitor.take("letter", text="تفصيل").status, 429)


class TestQuestions(FollowingTestCase):
	def test_the_answer_to_a_question_goes_to_the_department_and_time_runs_again(self):
		self.study()
		with make.acting_as(self.office.follow_up):
			(referral,) = make.refer(self.reference, [self.office.roads], "يرجى المعاينة.")
		request = make.make_response(self.office.roads_officer, referral, kind="Request for Information")
		make.act("Response", request.name, "Send to Follow-up", self.office.roads_officer)
		with make.acting_as(self.office.follow_up):
			ask_citizen(request.name, "ما رقم البيت؟")
		frappe.db.commit()
		page = self.page()
		self.assertIn("ما رقم البيت؟", page.text_of(".asked"))
		self.assertIn("answer", self.offered(page))
		self.refused(self.visitor.take("answer", request.name), 422, "answers are missing")
		page = self.visitor.take("answer", request.name, text="رقم ٩", files=[("a.jpg", picture())])
		self.done(page, "received your answer")
		self.assertFalse(page.tree.select(".asked"))
		self.assertIn("رقم ٩", page.text_of(".sent"))
		request.reload()
		self.assertEqual((request.citizen_answer, request.answer_recorded_by), ("رقم ٩", "Guest"))
		self.assertEqual(stage_of(self.case()), "Referred")
		for doctype, name in (("Case", self.reference), ("Response", request.name)):
			self.assertTrue(
				frappe.db.exists("File", {"attached_to_doctype": doctype, "attached_to_name": name})
			)
		self.assertEqual(self.notices("citizen_answered", referral), 1)
		self.assertEqual(self.visitor.take("answer", request.name, text="مرة أخرى").status, 409)


class TestAnswers(FollowingTestCase):
	def test_not_received_is_kept_on_the_delivery_and_told(self):
		self.study()
		response = self.reply("Letter")
		self.done(self.visitor.take("not_received", response, text="انتقلتُ إلى بيت آخر"), "did not reach you")
		row = frappe.get_doc("Response", response).deliveries[-1]
		self.assertTrue(row.not_received_on)
		self.assertEqual(row.not_received_note, "انتقلتُ إلى بيت آخر")
		self.assertEqual((stage_of(self.case()), self.notices("reply_not_received")), ("Study", 1))
		self.assertNotIn("not_received", self.offered())
		with make.acting_as(self.office.follow_up):
			record_delivery(response, "In Person")
		frappe.db.commit()
		self.assertIn("not_received", self.offered())

	def test_what_is_read_on_the_page_has_arrived(self):
		self.study()
		self.reply("Portal")
		self.assertNotIn("not_received", self.offered())

	def test_files_meant_for_the_citizen_come_by_the_ticket_of_their_case(self):
		self.study()
		with make.acting_as(self.office.follow_up):
			files = [
				self.file_of_case("قرار.pdf", b"%PDF-1.4 decision"),
				self.file_of_case("in.pdf", b"%PDF-1.4 in"),
			]
		response = self.reply(citizen_files=[{"file": files[0]}])
		page = self.page()
		(link,) = page.tree.select(".files a")
		reply = self.visitor.client.get(link["href"])
		self.assertEqual((reply.status, reply.body), (200, b"%PDF-1.4 decision"))
		self.assertEqual(reply.headers["Content-Type"], "application/pdf")
		self.assertTrue(reply.headers["Content-Disposition"].startswith("attachment"))
		self.assertEqual(reply.headers["X-Content-Type-Options"], "nosniff")
		self.assertIn("no-store", reply.headers["Cache-Control"])
		key = frappe.get_doc("Response", response).citizen_files[0].name
		for wrong in (files[0], files[1], response, "", "x' or 1=1", "\0", "../../site_config.json"):
			self.assertEqual(self.visitor.client.get(f"{CASE}/file", file=wrong).status, 404, wrong)
		stranger = Visitor(self.web.client())
		stranger.track(*sent_case())
		self.assertEqual(stranger.client.get(f"{CASE}/file", file=key).status, 404)
		nobody = self.web.client().request("GET", link["href"], allow_redirects=False)
		self.assertEqual((nobody.status, nobody.headers["Location"]), (303, "/citizen-service/track"))

	def file_of_case(self, name: str, content: bytes) -> str:
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": name,
				"content": content,
				"attached_to_doctype": "Case",
				"attached_to_name": self.reference,
				"is_private": 1,
			}
		).insert()
		return file.name


class TestVisits(FollowingTestCase):
	def test_leaving_ends_the_visit_even_for_a_copy_of_the_ticket(self):
		cookies = self.visitor.client.session.cookies
		kept = cookies.get("citizen_service_case")
		token = self.page().tree.select_one(".leave [name=token]")["value"]
		reply = self.visitor.client.request(
			"POST", CASE, data={"step": "leave", "token": token}, allow_redirects=False
		)
		self.assertEqual((reply.status, reply.headers["Location"]), (303, "/citizen-service"))
		self.assertIsNone(cookies.get("citizen_service_case"))
		cookies.set("citizen_service_case", kept)
		reply = self.visitor.client.request("GET", CASE, allow_redirects=False)
		self.assertEqual(reply.status, 303)

	def test_staff_who_use_the_page_act_as_a_guest(self):
		client = self.as_user(self.office.follow_up)
		self.addCleanup(client.session.headers.pop, "X-Forwarded-For", None)
		visitor = Visitor(client)
		self.addCleanup(client.session.headers.update, {"Accept": "application/json"})
		visitor.track(self.reference, self.secret)
		self.done(visitor.take("letter", text="من حساب موظف"), "received your letter")
		frappe.db.rollback()
		letter = frappe.get_last_doc("Communication", {"reference_name": self.reference})
		self.assertEqual((letter.owner, letter.user), ("Guest", "Guest"))

	def test_a_receipt_opens_the_case_by_its_form(self):
		self.assertEqual(code_for(self.case()), self.secret)
		self.assertIn(self.reference, self.page().text_of("h1"))


class TestBells(FollowingTestCase):
	def test_whoever_has_the_case_hears_of_letters_wishes_and_lost_answers(self):
		self.study()
		frappe.get_doc(
			{
				"doctype": "ToDo",
				"reference_type": "Case",
				"reference_name": self.reference,
				"allocated_to": self.office.follow_up,
				"description": "x",
			}
		).insert(ignore_permissions=True)
		response = self.reply("Letter")
		self.visitor.take("letter", text="تفصيل")
		self.visitor.take("not_received", response)
		self.visitor.take("cancel")
		worker.drain()
		frappe.db.rollback()
		bells = frappe.get_all(
			"Notification Log",
			{"document_name": self.reference, "for_user": self.office.follow_up},
			pluck="subject",
			order_by="creation asc",
		)
		self.assertGreaterEqual(len(bells), 3)
