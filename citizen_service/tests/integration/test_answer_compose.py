"""Composing the answer, and seeing it as the citizen will get it."""

import json

import frappe

from citizen_service.answer import compose
from citizen_service.answer.panel import add_deliveries, ways
from citizen_service.answer.preview import preview
from citizen_service.delivery.actions import record_delivery
from citizen_service.errors import BadRequest, NotYours, PreviewRefused, ResponseRefused, StageNotReached
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

TEXT = "<p>أُصلحت الحفرة.</p>"


class TestComposing(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.case, (self.referral,) = make.make_referred_case(self.office, mobile="+970599123456")

	def save(self, body: str = TEXT, **values) -> dict:
		with make.acting_as(self.office.follow_up):
			return compose.save(self.case.name, body, **values)

	def attach(self, doctype: str, name: str) -> str:
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{frappe.generate_hash(length=10)}.txt",
				"content": frappe.generate_hash(length=20),
				"is_private": 1,
				"attached_to_doctype": doctype,
				"attached_to_name": name,
			}
		)
		return file.insert(ignore_permissions=True).name

	def test_from_what_the_departments_answered(self):
		reply = make.accept_full_reply(
			self.office, self.referral, self.office.roads_officer, self.office.roads_manager
		)
		file = self.attach("Response", reply.name)
		with make.acting_as(self.office.follow_up):
			material = compose.material(self.case.name)
			self.assertIsNone(material["draft"])
			(shown,) = material["responses"]
			self.assertEqual((shown.name, shown.body, shown.files[0].name), (reply.name, reply.body, file))
			self.assertEqual(shown.prepared_by, "Roads Officer")
			self.assertEqual([row.name for row in material["files"]], [file])
			saved = compose.save(self.case.name, TEXT + reply.body, files=json.dumps([file]))
			again = compose.material(self.case.name)["draft"]
		self.assertEqual(again, saved)
		answer = frappe.get_doc("Response", saved["name"])
		self.assertEqual((answer.audience, answer.kind, answer.language), ("Citizen", "Full Reply", "ar"))
		self.assertEqual(saved["files"], [file])

	def test_changed_while_it_is_written(self):
		saved = self.save()
		changed = self.save(
			"<p>غيره</p>", response=saved["name"], modified=saved["modified"], kind="Interim Reply"
		)
		self.assertEqual((changed["name"], changed["kind"]), (saved["name"], "Interim Reply"))
		with self.refused(frappe.TimestampMismatchError, "meanwhile"):
			self.save(response=saved["name"], modified=saved["modified"])

	def test_refused(self):
		with self.refused(ResponseRefused, "empty"):
			self.save("<p> &nbsp;</p>")
		with self.refused(BadRequest, "files"):
			self.save(files="plan.pdf")
		self.assertEqual(self.save(files="")["files"], [])  # as the desk sends nothing
		reply = make.make_response(self.office.roads_officer, self.referral)
		with self.refused(ResponseRefused, "no answer to the citizen"):
			self.save(response=reply.name)
		other = make.make_case_under_study(self.office)
		foreign = self.attach("Case", other.name)
		with self.refused(ResponseRefused, "belongs neither"):
			self.save(files=[foreign])
		not_accepted = self.attach("Response", reply.name)
		with self.refused(ResponseRefused, "belongs neither"):
			self.save(files=[not_accepted])
		sent = self.save()["name"]
		make.act("Response", sent, "Send to Follow-up", self.office.follow_up)
		with self.refused(StageNotReached, "sent on"):
			self.save(response=sent)
		document = frappe.get_doc("Response", sent)
		document.append("citizen_files", {"file": self.attach("Response", sent)})
		with make.acting_as(self.office.follow_up), self.refused(ResponseRefused, "sent on"):
			document.save()
		with make.acting_as(self.office.roads_manager):
			for call in (
				lambda: compose.material(self.case.name),
				lambda: compose.save(self.case.name, TEXT),
				lambda: preview(sent, "SMS"),
				lambda: ways(sent),
			):
				self.assertRaises(NotYours, call)

	def test_previews(self):
		name = self.save()["name"]
		with make.acting_as(self.office.follow_up):
			mail = preview(name, "E-mail")
			sms = preview(name, "SMS")
			letter = preview(name, "Letter")
			with self.refused(PreviewRefused, "E-mail"):
				preview(name, "Fax")
		self.assertIn(self.case.name, mail["subject"])
		self.assertIn(TEXT, mail["html"])
		self.assertIn('dir="rtl"', mail["html"])
		self.assertFalse(mail["to"])
		self.assertIn("أُصلحت الحفرة.", sms["text"])
		self.assertEqual((sms["alphabet"], sms["whole"], sms["limit"]), ("UCS-2", True, 6))
		self.assertIn(name, letter["url"])
		inside = make.make_response(self.office.roads_officer, self.referral)
		with make.acting_as(self.office.follow_up), self.refused(PreviewRefused, "office only"):
			preview(inside.name, "SMS")

	def test_who_handed_it_over(self):
		answer = make.accept_answer(self.office, self.case.name)
		with make.acting_as(self.office.follow_up):
			self.assertEqual(ways(answer.name)["recipient"], self.case.citizen_name)
			record_delivery(answer.name, "In Person", recipient="سميرة")
		rows = [frappe._dict(name=answer.name), frappe._dict(name="none")]
		add_deliveries(rows)
		(shown,) = rows[0].deliveries
		self.assertEqual(
			(shown.channel, shown.recipient, shown.delivered_by), ("In Person", "سميرة", "Follow Up")
		)
		self.assertTrue(shown.delivered_on)
		self.assertEqual(rows[1].deliveries, [])
