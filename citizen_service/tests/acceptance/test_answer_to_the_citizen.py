"""The result is told to whom it concerns: receipt, answer, SMS, letter; over real HTTP, each role with its login.

(م) the ministry's Citizen Service Office, (ب) the municipality's Complaints Unit.
"""

import io
import json
import re

import frappe
from frappe import _
from pypdf import PdfReader

from citizen_service.outbox import worker
from citizen_service.tests.acceptance.test_whole_way import DELIVERY, WayTestCase
from citizen_service.tests.support.gateway import sms_through
from citizen_service.tests.support.portal import Visitor

COMPOSE = "citizen_service.answer.compose."
PREVIEW = "/api/method/citizen_service.answer.preview.preview"
PRINT = "/api/method/citizen_service.paper.printing."
MOBILE = "+970599123456"


class AnswerToTheCitizenTest(WayTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.gateway = sms_through(cls)

	def pdf(self, user: str, path: str, **params) -> tuple[str, PdfReader]:
		client = self.as_user(user)
		answer = client.session.get(client.url + path, params=params, timeout=60)
		self.assertEqual(answer.status_code, 200, answer.text[:500])
		reader = PdfReader(io.BytesIO(answer.content))
		return " ".join(page.extract_text() for page in reader.pages), reader

	def compose(self, case: str, body: str) -> str:
		follow_up = self.as_user(self.office.follow_up)
		return self.ok(follow_up.call(COMPOSE + "save", case=case, body=body)).data["name"]

	def accept(self, answer: str) -> None:
		self.act("Response", answer, "Send to Follow-up", self.office.follow_up)
		self.act("Response", answer, "Accept", self.office.second_follow_up)

	def test_the_result_is_told_to_whom_it_concerns(self):
		"""(م) «إبلاغ أصحاب الشأن بنتائج بحث شكاواهم»"""
		case = self.study(mobile=MOBILE)
		(referral,) = self.refer(case, self.office.roads)
		self.full_reply(referral, self.office.roads_officer, self.office.roads_manager)
		self.act("Case", case, "Prepare Answer", self.office.follow_up)
		follow_up = self.as_user(self.office.follow_up)
		material = self.ok(follow_up.get("/api/method/" + COMPOSE + "material", case=case)).data
		self.assertIn("تم إصلاح الخلل.", material["responses"][0]["body"])
		answer = self.compose(case, material["responses"][0]["body"])
		seen = self.ok(follow_up.get(PREVIEW, response=answer, as_="SMS")).data
		self.assertTrue(seen["whole"])
		self.accept(answer)
		self.ok(follow_up.call(DELIVERY + "send_by_sms", response=answer))
		frappe.db.rollback()
		worker.drain()
		self.assertIn(seen["text"], self.gateway.sent_to(MOBILE))
		self.set_outcome(case)
		self.act("Case", case, "Close", self.office.follow_up)
		delivered = self.ok(follow_up.read("Response", answer)).data["deliveries"]
		self.assertEqual([(row["channel"], row["status"]) for row in delivered], [("SMS", "Delivered")])

	def test_a_citizen_without_email_or_telephone_gets_a_letter(self):
		"""(ب) «اشعار المواطنين بالرد على شكاوهم»"""
		case = self.study()
		answer = self.compose(case, "<p>أُصلحت الحفرة.</p>")
		follow_up = self.as_user(self.office.follow_up)
		self.denied(follow_up.call(DELIVERY + "send_by_sms", response=answer), "DeliveryRefused")
		self.accept(answer)
		for way in ("send_by_email", "send_by_sms"):
			self.denied(follow_up.call(DELIVERY + way, response=answer), "DeliveryRefused")
		text, reader = self.pdf(self.office.follow_up, PRINT + "letter_pdf", response=answer)
		self.assertEqual(len(reader.pages), 1)
		self.assertIn(case, text)
		self.ok(
			follow_up.call(
				DELIVERY + "record_delivery",
				response=answer,
				channel="In Person",
				recipient="سميرة يوسف النجار",
			)
		)
		overview = self.ok(
			follow_up.get("/api/method/citizen_service.desk.overview.case_overview", case=case)
		).data
		(row,) = overview["responses"][0]["deliveries"]
		self.assertEqual(
			(row["channel"], row["recipient"], row["delivered_by"]),
			("In Person", "سميرة يوسف النجار", "Follow Up"),
		)
		self.set_outcome(case)
		self.act("Case", case, "Close", self.office.follow_up)

	def test_the_receipt_opens_the_tracking_page(self):
		"""(ب) «وإشعار المواطن بمرحلة المعاملة من الإنجاز»: by the receipt that Reception prints."""
		case = self.register()
		text, reader = self.pdf(self.office.reception, PRINT + "receipt_pdf", case=case)
		self.assertEqual(len(reader.pages), 1)
		width, height = (round(float(side) * 25.4 / 72) for side in reader.pages[0].mediabox[2:])
		self.assertEqual((width, height), (148, 210))
		code = re.search(r"(?:\d{4} ?){5}", text)[0].strip()  # WeasyPrint 59 gives no spaces as text
		self.assertIn(case, text)
		self.assertIn("/citizen-service/track", text)
		self.assertIn("Answer expected by", text)
		self.assertIn("حفرة", Visitor(self.web.client(), lang="ar").track(case, code).reply.text)
		again, _reader = self.pdf(self.office.follow_up, PRINT + "receipt_pdf", case=case)
		self.assertIn(code, again)
		frappe.db.rollback()
		text = "The receipt with the secret code was printed."
		said = [_(text, language) for language in ("ar", "en")]
		printed = frappe.get_all(
			"Comment",
			{"reference_name": case, "comment_type": "Info", "content": ("in", said)},
			pluck="owner",
			order_by="creation",
		)
		self.assertEqual(printed, [self.office.reception, self.office.follow_up])
		self.assertFalse(self.stored(code))

	def stored(self, code: str) -> bool:
		"""Whether the code is anywhere that a print might have left it."""
		places = (("Comment", "content"), ("File", "file_name"), ("Version", "data"), ("Error Log", "error"))
		return any(frappe.db.exists(doctype, {field: ("like", f"%{code}%")}) for doctype, field in places)

	def test_nobody_else_gets_the_code(self):
		case = self.register()
		reception = self.as_user(self.office.reception)
		page = reception.get("/printview", doctype="Case", name=case, format="Receipt")
		self.assertEqual(page.status, 200, page.text[:500])
		self.assertIn(case, page.text)
		self.assertNotRegex(page.text, r"\d{4} \d{4} \d{4} \d{4} \d{4}")
		for user in (self.office.roads_officer, self.office.supervisor, self.office.admin):
			self.denied(self.as_user(user).get(PRINT + "receipt_pdf", case=case))

	def test_previews_and_letters_are_the_offices(self):
		case = self.study()
		(referral,) = self.refer(case, self.office.roads)
		inside = self.respond(self.office.roads_officer, "Send to Manager", referral=referral)
		answer = self.compose(case, "<p>أُصلحت الحفرة.</p>")
		officer, follow_up = self.as_user(self.office.roads_officer), self.as_user(self.office.follow_up)
		for response in (inside, answer):
			for as_ in ("E-mail", "SMS", "Letter"):
				self.denied(officer.get(PREVIEW, response=response, as_=as_), "NotYours")
			self.denied(officer.get(PRINT + "letter_pdf", response=response))
		self.denied(follow_up.get(PREVIEW, response=inside, as_="SMS"), "PreviewRefused")
		self.denied(follow_up.get(PREVIEW, response=answer, as_="Fax"), "PreviewRefused")
		self.denied(follow_up.get(PRINT + "letter_pdf", response=inside), "PreviewRefused")
		self.denied(follow_up.call(COMPOSE + "save", case=case, body="<p></p>"), "ResponseRefused")
		self.denied(
			self.as_user(self.office.admin).insert(
				"Response Template",
				title=frappe.generate_hash(length=8),
				language="ar",
				body="<p>{phone}</p>",
			),
			"InvalidTemplate",
		)

	def test_what_is_replaced_is_kept(self):
		"""The framework's versions (off in tests of one process): who changed the text, and what it was."""
		case = self.study()
		answer = self.compose(case, "<p>The hole is mended.</p>")
		self.act("Response", answer, "Send to Follow-up", self.office.follow_up)
		second = self.as_user(self.office.second_follow_up)
		self.ok(second.update("Response", answer, send_back_reason="ينقص التاريخ"))
		self.act("Response", answer, "Send Back", self.office.second_follow_up)
		follow_up = self.as_user(self.office.follow_up)
		draft = self.ok(follow_up.get("/api/method/" + COMPOSE + "material", case=case)).data["draft"]
		self.assertEqual((draft["name"], draft["send_back_reason"]), (answer, "ينقص التاريخ"))
		changed = {
			"case": case,
			"response": answer,
			"modified": draft["modified"],
			"body": "<p>Mended today.</p>",
		}
		self.ok(follow_up.call(COMPOSE + "save", **changed))
		self.denied(follow_up.call(COMPOSE + "save", **changed), "TimestampMismatchError")
		frappe.db.rollback()
		(kept,) = frappe.get_all(
			"Version",
			{"ref_doctype": "Response", "docname": answer, "data": ("like", '%["body"%')},
			["owner", "data"],
			order_by="creation asc",
		)
		self.assertIn(
			["body", "<p>The hole is mended.</p>", "<p>Mended today.</p>"], json.loads(kept.data)["changed"]
		)
		self.assertEqual(kept.owner, self.office.follow_up)
