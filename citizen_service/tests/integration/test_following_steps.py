"""What a citizen does on the page of their case, over real HTTP: each step is offered when it is open, and done once."""

import io

import frappe
from frappe.utils import add_days, now_datetime
from PIL import Image

from citizen_service.closing import appeal as appeals
from citizen_service.closing import steps as closing
from citizen_service.delivery.actions import record_delivery
from citizen_service.desk.next_steps import transitions
from citizen_service.outbox import worker
from citizen_service.portal.code import code_for
from citizen_service.referral.asking import ask_citizen
from citizen_service.states.meaning import STATE_FIELD, meaning_of, stage_of
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.portal import CASE, Page, Visitor, sent_case

THANKS = "شكراً جزيلاً لكم 🌷"


def picture() -> bytes:
	"""A small photograph."""
	buffer = io.BytesIO()
	Image.new("RGB", (8, 8), "red").save(buffer, "JPEG")
	return buffer.getvalue()


class FollowingTestCase(HttpTestCase):
	"""A citizen with a case of their own, and the office that works on it."""

	def setUp(self) -> None:
		super().setUp()
		self.reference, self.secret = sent_case()
		self.visitor = Visitor(self.web.client())
		self.visitor.track(self.reference, self.secret)

	def case(self):
		frappe.db.rollback()
		return frappe.get_doc("Case", self.reference)

	def page(self) -> Page:
		page = self.visitor.open(CASE)
		self.assertEqual(page.status, 200, page.reply.text[:500])
		return page

	def offered(self, page: Page | None = None) -> set[str]:
		links = (page or self.page()).tree.select("a.act")
		return {link["href"].partition("do=")[2].partition("&")[0] for link in links}

	def done(self, page: Page, words: str) -> Page:
		self.assertEqual(page.status, 200, page.reply.text[:500])
		self.assertIn(words, page.text_of("#told"))
		return page

	def refused(self, page: Page, status: int, words: str) -> Page:
		self.assertEqual(page.status, status, page.reply.text[:500])
		self.assertIn(words, page.text_of("[role=alert]"))
		return page

	def study(self) -> None:
		make.act("Case", self.reference, "Pass to Follow-up", self.office.reception)
		make.act("Case", self.reference, "Start Study", self.office.follow_up)
		frappe.db.commit()

	def reply(self, channel: str = "Phone", **values) -> str:
		"""A full reply, delivered; the name of the response."""
		answer = make.accept_answer(self.office, self.reference, **values)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, channel)
		frappe.db.commit()
		return answer.name

	def close(self) -> str:
		"""Answer and close; the name of the response."""
		self.study()
		response = self.reply()
		with make.acting_as(self.office.follow_up):
			closing.close(self.reference, {"outcome": "Justified", "root_cause": "Delay"})
		frappe.db.commit()
		return response

	def closed_days_ago(self, days: int) -> None:
		frappe.db.set_value("Case", self.reference, "closed_on", add_days(now_datetime(), -days))
		frappe.db.commit()

	def notices(self, notice: str, name: str | None = None) -> int:
		frappe.db.rollback()
		return frappe.db.count(
			"Outbox Entry",
			{"reference_name": name or self.reference, "idempotency_key": ("like", f"{notice}:%")},
		)


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


class TestCancelling(FollowingTestCase):
	def test_before_anybody_begins_the_case_ends_at_once_with_its_reply(self):
		page = self.visitor.take("cancel", text="أُصلحت الحفرة")
		self.done(page, "Your case is cancelled")
		case = self.case()
		self.assertTrue(meaning_of("Case", case.get(STATE_FIELD)).is_closing)
		self.assertEqual(
			(frappe.db.get_value("Case Outcome", case.outcome, "closing_kind"), case.closing_note),
			("Cancelled by Citizen", "أُصلحت الحفرة"),
		)
		(name,) = frappe.get_all("Response", {"case": case.name}, pluck="name", order_by="name asc")
		reply = frappe.get_doc("Response", name)
		self.assertEqual((reply.kind, stage_of(reply), reply.audience), ("Full Reply", "Accepted", "Citizen"))
		self.assertEqual((reply.deliveries[0].channel, reply.deliveries[0].status), ("Portal", "Delivered"))
		self.assertIn("cancelled at your request", page.text_of(".answer"))
		self.assertNotIn("rate", self.offered(page))
		self.assertEqual(self.visitor.take("cancel").status, 409)

	def test_later_it_is_a_wish_of_which_the_office_is_told(self):
		self.study()
		self.done(self.visitor.take("cancel", text="لم أعد أحتاجها"), "told that you wish to cancel")
		case = self.case()
		self.assertEqual((stage_of(case), case.cancel_wish), ("Study", "لم أعد أحتاجها"))
		self.assertTrue(case.cancel_wished_on)
		self.assertEqual(self.notices("cancel_wished"), 1)
		self.assertNotIn("cancel", self.offered())

	def test_without_the_way_in_the_workflow_it_is_not_offered(self):
		workflow = frappe.get_doc("Workflow", "Case")
		ways = [row.as_dict() for row in workflow.transitions]
		self.addCleanup(self.set_ways, ways)
		self.set_ways([row for row in ways if row.allowed != "Guest"])
		self.assertEqual(self.offered(), {"letter"})
		self.assertEqual(self.visitor.take("cancel").status, 409)

	def set_ways(self, rows: list) -> None:
		workflow = frappe.get_doc("Workflow", "Case")
		workflow.set(
			"transitions",
			[
				{
					k: row[k]
					for k in ("state", "action", "next_state", "allowed", "allow_self_approval", "condition")
				}
				for row in rows
			],
		)
		workflow.save()
		frappe.db.commit()


class TestRating(FollowingTestCase):
	def test_once_for_each_answer_and_kept_when_reopened(self):
		response = self.close()
		low = frappe.get_all("Rating Reason", {"for_low": 1}, pluck="name", order_by="name asc")
		page = self.visitor.take("rate", response, score="2", reasons=[low[0], "made up"], text="تأخر الرد")
		self.done(page, "Thank you for your rating")
		self.assertIn("2 of 5", page.text_of(".answer"))
		frappe.db.rollback()
		rating = frappe.get_doc("Case Rating", {"response": response})
		self.assertEqual(
			(rating.case, rating.score, [row.reason for row in rating.reasons], rating.comment),
			(self.reference, 2, [low[0]], "تأخر الرد"),
		)
		self.assertEqual(self.visitor.take("rate", response, score="5").status, 409)
		self.done(self.visitor.take("reopen", text="لم تُصلح"), "open again")
		self.assertEqual(frappe.db.get_value("Case Rating", {"response": response}, "score"), 2)

	def test_only_one_to_five(self):
		response = self.close()
		for score in ("", "0", "6", "-1", "3.5", "x", "٣٣", "1e1", "\0"):
			self.assertEqual(self.visitor.take("rate", response, score=score).status, 422, score)
		self.assertFalse(frappe.db.exists("Case Rating", {"response": response}))

	def test_departments_read_no_rating_and_nobody_changes_one(self):
		response = self.close()
		self.visitor.take("rate", response, score="5")
		frappe.db.rollback()
		name = frappe.db.get_value("Case Rating", {"response": response})
		for user in (self.office.roads_officer, self.office.roads_manager, self.office.supervisor):
			self.denied(self.as_user(user).read("Case Rating", name))
		manager = self.as_user(self.office.manager)
		self.ok(manager.read("Case Rating", name))
		self.denied(manager.update("Case Rating", name, score=1))
		self.denied(manager.delete(f"/api/resource/Case Rating/{name}"))


class TestReopening(FollowingTestCase):
	def test_within_the_window_with_a_reason(self):
		self.close()
		page = self.page()
		self.assertLessEqual({"reopen", "appeal", "letter"}, self.offered(page))
		self.refused(self.visitor.take("reopen", text=" \u200b "), 422, "answers are missing")
		self.done(self.visitor.take("reopen", text="ما زالت الحفرة موجودة"), "open again")
		case = self.case()
		self.assertEqual((stage_of(case), case.closed_on), ("Study", None))
		record = frappe.get_last_doc("Case Reopening", {"case": self.reference})
		self.assertEqual(
			(record.reason, record.reopened_by, record.for_appeal), ("ما زالت الحفرة موجودة", "Guest", 0)
		)

	def test_after_the_window_it_is_locked_and_says_so(self):
		self.close()
		self.closed_days_ago(31)
		page = self.page()
		self.assertEqual(self.offered(page) & {"reopen", "appeal"}, set())
		self.assertIn("could be opened again until", page.text_of(".note"))
		self.assertEqual(self.visitor.take("reopen", text="الآن").status, 409)

	def test_a_way_of_the_citizens_is_nobodys_of_the_office(self):
		self.close()
		with make.acting_as(self.office.reception):
			ways = {row["action"] for row in transitions({"doctype": "Case", "name": self.reference})}
		self.assertEqual(ways, {"Appeal"})
		workflow = frappe.get_doc("Workflow", "Case")
		bare = [row for row in workflow.transitions if row.allowed == "Guest"]
		for row in bare:
			frappe.db.set_value(row.doctype, row.name, "condition", "")
			self.addCleanup(frappe.db.commit)
			self.addCleanup(frappe.clear_document_cache, "Workflow", "Case")
			self.addCleanup(frappe.db.set_value, row.doctype, row.name, "condition", row.condition)
		frappe.clear_document_cache("Workflow", "Case")
		frappe.db.commit()
		with make.acting_as(self.office.reception):
			ways = {row["action"] for row in transitions({"doctype": "Case", "name": self.reference})}
			self.assertEqual(ways, {"Appeal"})
			with self.assertRaises(frappe.ValidationError):
				closing.reopen(self.reference, "من الاستقبال")
		frappe.db.rollback()
		self.assertEqual(stage_of(self.case()), "Closed")


class TestAppeal(FollowingTestCase):
	def test_to_the_next_level_one_at_a_time_and_decided_on_the_page(self):
		self.close()
		self.done(
			self.visitor.take("appeal", text="الرد غير صحيح", files=[("a.jpg", picture())]),
			"received your appeal",
		)
		self.assertEqual(stage_of(self.case()), "Appeal")
		referral = frappe.get_last_doc("Case Referral", {"case": self.reference, "kind": "Appeal"})
		self.assertEqual(referral.grounds, "الرد غير صحيح")
		self.assertTrue(frappe.db.exists("File", {"attached_to_name": referral.name}))
		page = self.page()
		self.assertIn("not decided yet", page.text_of("main"))
		self.assertEqual(self.offered(page) & {"appeal", "reopen", "cancel"}, set())
		with make.acting_as(self.office.manager):
			appeals.decide_appeal(referral.name, "Appeal Upheld", "أصاب المتظلم.")
		frappe.db.commit()
		text = self.page().text_of("main")
		self.assertIn("أصاب المتظلم.", text)
		self.assertIn("Appeal Upheld", text)

	def test_after_its_window_it_is_not_offered(self):
		self.close()
		self.closed_days_ago(31)
		self.assertEqual(self.visitor.take("appeal", text="متأخر").status, 409)


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
