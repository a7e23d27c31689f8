"""Field visits and e-mail over HTTP with real logins: the duties of the two offices, quoted."""

import io
import json

import frappe
from frappe.utils import add_days, add_to_date, now_datetime
from PIL import Image

from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply

PLAN = "citizen_service.field_visit.actions."


def photograph() -> bytes:
	"""A small JPEG, as a phone takes it."""
	held = io.BytesIO()
	Image.new("RGB", (40, 30), (120, 90, 60)).save(held, "JPEG")
	return held.getvalue()


PHOTO = photograph()
ORDER = "/api/method/frappe.utils.print_format.download_pdf"
CITIZEN = "مقدم الشكوى السري"


class VisitsHttpTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.case, (cls.referral,) = make.make_referred_case(
			cls.office, citizen_name=CITIZEN, withhold_identity=1, address="شارع المدارس"
		)
		frappe.db.commit()
		cls.visit = cls.as_user(cls.office.follow_up).insert("Field Visit", **cls.plan()).data["name"]

	@classmethod
	def plan(cls, **values) -> dict:
		start = add_days(now_datetime().replace(hour=9, minute=0, second=0, microsecond=0), 3)
		return {
			"referral": cls.referral,
			"subject": "معاينة الحفرة",
			"purpose": "قياس الحفرة وتصويرها.",
			"planned_start": str(start),
			"planned_end": str(add_to_date(start, hours=2)),
			"departments": [{"department": cls.office.roads}],
			"people": [{"user": cls.office.roads_officer}],
			**values,
		}

	def step(self, client: Client, name: str, visit: str | None = None, **values) -> Reply:
		return client.call(PLAN + name, visit=visit or self.visit, **values)

	def photo(self, client: Client, visit: str, content: bytes = PHOTO, name: str = "موقع.jpg") -> Reply:
		return client.request(
			"POST",
			"/api/method/citizen_service.field_visit.photos.add",
			data={"visit": visit},
			files={"file": (name, content)},
		)

	def test_followed_up_in_the_field_together_with_the_departments(self):
		"""«المتابعة الميدانية مع الدوائر لحل الشكاوى إذا لزم الامر»"""
		follow_up = self.as_user(self.office.follow_up)
		officer = self.as_user(self.office.roads_officer)
		visit = self.ok(follow_up.insert("Field Visit", **self.plan())).data["name"]
		seen = self.ok(officer.read("Field Visit", visit)).data
		self.assertEqual((seen["case"], seen["address"]), (self.case.name, "شارع المدارس"))
		self.assertNotIn(CITIZEN, json.dumps(seen, ensure_ascii=False))
		self.ok(self.step(officer, "arrive", visit, latitude=29.3759, longitude=47.9774))
		address = self.ok(self.photo(officer, visit)).data
		self.assertTrue(address.startswith("/private/files/"))
		self.ok(officer.get(address))
		self.denied(self.as_user(self.office.water_officer).get(address))
		self.ok(
			self.step(
				officer, "record_findings", visit, findings="الحفرة بعمق 40 سم.", met_person="حارس المدرسة"
			)
		)
		values = self.ok(
			officer.get("/api/method/citizen_service.field_visit.response.values", visit=visit)
		).data
		reply = self.ok(officer.insert("Response", kind="Stage Update", audience="Office", **values)).data
		self.assertEqual(reply["referral"], self.referral)
		self.assertIn("الحفرة بعمق 40 سم.", reply["body"])

	def test_what_a_plan_must_be_like(self):
		client = self.as_user(self.office.follow_up)
		past = str(add_days(now_datetime(), -1))
		for values in (
			{"planned_start": past},
			{"planned_end": past},
			{"departments": [], "people": []},
			{"people": [{"user": self.office.water_officer}]},
			{"people": [{"user": self.office.roads_officer}] * 2},
		):
			self.denied(client.insert("Field Visit", **self.plan(**values)), "VisitRefused")
		self.denied(client.insert("Field Visit", **self.plan(latitude=100)), "BadLocation")
		self.denied(client.update("Field Visit", self.visit, planned_start=past), "VisitRefused")
		self.denied(self.step(client, "reschedule", planned_start=past, planned_end=past, reason="x"))
		self.denied(self.step(client, "cancel", reason=" "), "VisitRefused")

	def test_who_plans_and_who_sees(self):
		office = self.office
		for user, sees in (
			(office.reception, True),
			(office.manager, True),
			(office.roads_officer, True),
			(office.roads_manager, True),
			(office.water_officer, False),
			(office.water_manager, False),
		):
			client = self.as_user(user)
			reply = client.read("Field Visit", self.visit)
			self.assertEqual(reply.status, 200 if sees else 403, user)
			rows = self.ok(client.list("Field Visit", filters=f'[["name","=","{self.visit}"]]')).data
			self.assertEqual(bool(rows), sees, user)
			events = client.call(
				"citizen_service.field_visit.calendar.events",
				start=str(now_datetime()),
				end=str(add_days(now_datetime(), 30)),
			)
			names = [row["name"] for row in self.ok(events).data]
			self.assertEqual(self.visit in names, sees, user)
		for user in (office.supervisor, office.admin):
			client = self.as_user(user)
			self.denied(client.read("Field Visit", self.visit))
			self.denied(client.list("Field Visit"))
			self.denied(
				client.call(
					"citizen_service.field_visit.calendar.events", start="2026-01-01", end="2030-01-01"
				)
			)
		for user in (office.reception, office.roads_officer, office.roads_manager):
			client = self.as_user(user)
			self.denied(client.insert("Field Visit", **self.plan()))
			self.denied(client.update("Field Visit", self.visit, purpose="x"))
			self.denied(self.step(client, "cancel", reason="x"), "NotYours")
		for user in (office.roads_manager, office.reception, office.water_officer):
			self.denied(self.step(self.as_user(user), "record_findings", findings="x"), "NotYours")
			self.denied(self.photo(self.as_user(user), self.visit), "NotYours")

	def test_what_took_place_stays(self):
		follow_up = self.as_user(self.office.follow_up)
		visit = self.ok(follow_up.insert("Field Visit", **self.plan())).data["name"]
		self.ok(self.photo(follow_up, visit))
		self.ok(self.step(follow_up, "record_findings", visit, findings="لا شيء."))
		self.denied(follow_up.update("Field Visit", visit, purpose="x"))
		self.denied(self.step(follow_up, "cancel", visit, reason="x"), "StageNotReached")
		self.denied(self.photo(follow_up, visit), "StageNotReached")
		administrator = self.web.client().login("Administrator", frappe.conf.admin_password or "admin")
		self.denied(administrator.delete(f"/api/resource/Field Visit/{visit}"), "RecordInUse")
		frappe.db.rollback()
		file = frappe.db.get_value("File", {"attached_to_name": visit})
		for client in (follow_up, self.as_user(self.office.roads_officer)):
			self.denied(client.delete(f"/api/resource/File/{file}"))
		self.assertTrue(frappe.db.exists("File", file))

	def test_only_photographs_come_as_photographs(self):
		client = self.as_user(self.office.roads_officer)
		self.denied(self.photo(client, self.visit, b"MZ\x90\x00", "x.jpg"), "AttachmentRefused")
		self.denied(self.photo(client, self.visit, PHOTO, "x.svg"), "AttachmentRefused")
		self.denied(self.photo(client, self.visit, b"", "x.jpg"), "AttachmentRefused")
		reply = client.call("citizen_service.field_visit.photos.add", visit=self.visit)
		self.denied(reply, "AttachmentRefused")

	def test_the_visit_order_is_printed_by_those_who_see_the_visit(self):
		framework = {
			"doctype": "Field Visit",
			"name": self.visit,
			"format": "Field Visit Order",
			"_lang": "ar",
		}
		for user in (self.office.follow_up, self.office.roads_officer):
			reply = self.ok(self.as_user(user).get(ORDER, **framework))
			self.assertEqual(reply.headers["Content-Type"], "application/pdf")
			self.assertTrue(reply.body.startswith(b"%PDF-"))
		self.denied(self.as_user(self.office.water_officer).get(ORDER, **framework))

	def test_departments_read_no_letter_of_a_citizen(self):
		letter = frappe.get_doc(
			{
				"doctype": "Communication",
				"communication_type": "Communication",
				"communication_medium": "Email",
				"sent_or_received": "Received",
				"subject": "رسالة المواطن",
				"content": CITIZEN,
				"sender": "citizen@example.com",
				"reference_doctype": "Case",
				"reference_name": self.case.name,
			}
		).insert(ignore_permissions=True)
		frappe.db.commit()
		for user in (self.office.roads_officer, self.office.roads_manager, self.office.supervisor):
			client = self.as_user(user)
			self.denied(client.read("Communication", letter.name))
			rows = client.list("Communication", filters=f'[["name","=","{letter.name}"]]')
			self.assertFalse(rows.data, user)
			shown = client.get(
				"/api/method/frappe.desk.form.load.get_communications", doctype="Case", name=self.case.name
			)
			self.denied(shown)
