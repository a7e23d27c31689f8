"""A guest walks through the form step by step without JavaScript, over real HTTP."""

import frappe

from citizen_service.portal import site_tokens
from citizen_service.portal.form import WEB_FORM
from citizen_service.portal.uploads import room
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.portal import ANSWERS, SUBMIT, Page, Visitor, proof_for
from citizen_service.tests.support.settings import set_settings
from citizen_service.tests.unit.test_portal_attachments import EXE, PDF, picture

WHAT, MORE, WHERE, WHO = range(4)


class TestPortalSteps(HttpTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client())
		self.cases_before = frappe.db.count("Case")

	def begin(self, **answers: object) -> Page:
		"""The second step, with a first one answered."""
		page = self.visitor.open(SUBMIT)
		return self.visitor.go(page, "next", **{"case_type": "Complaint", **answers})

	def tell(self, page: Page, files: list = (), **answers: object) -> Page:
		told = {"subject": ANSWERS["subject"], "description": ANSWERS["description"], **answers}
		return self.visitor.go(page, "next", files, **told)

	def to_the_end(self, files: list = ()) -> Page:
		page = self.visitor.go(self.tell(self.begin(), files), "next", address="قرب المدرسة")
		return self.visitor.go(page, "next", identity="given", citizen_name=ANSWERS["citizen_name"])

	def at(self, page: Page) -> str:
		self.assertIn(page.status, (200, 422), page.reply.text[:1000])
		return page.text_of(".way [aria-current=step]")

	def held(self, page: Page) -> list[str]:
		return [one.text for one in page.tree.select(".held bdi")]

	def case_of(self, page: Page) -> "frappe.model.document.Document":
		self.assertEqual(page.status, 200, page.text_of("main"))
		frappe.db.rollback()
		return frappe.get_doc("Case", page.receipt[0])

	def test_the_whole_way_with_one_look_back(self):
		page = self.visitor.open(SUBMIT)
		self.assertEqual((page.text_of(".way p"), self.at(page)), ("Step 1 of 5", "What it is about"))
		page = self.begin()
		self.assertEqual((page.text_of(".way p"), page.text_of("h1")), ("Step 2 of 5", "Tell us more"))
		page = self.tell(page)
		page = self.visitor.go(page, "back", address="typed, then back")
		self.assertEqual(page.tree.select_one("#subject")["value"], ANSWERS["subject"])
		page = self.tell(page, subject="Changed")
		self.assertEqual(page.tree.select_one("#address").text.strip(), "typed, then back")
		page = self.visitor.go(page, "next", latitude="31.95", longitude="٣٥٫٩٣")
		page = self.visitor.go(page, "next", identity="withheld", citizen_name="أحمد", mobile="٠٥٩٩١٢٣٤٥٦")
		self.assertEqual(page.text_of("h1"), "Look it over and send")
		shown = page.text_of("main")
		for text in (
			"Complaint",
			"Changed",
			ANSWERS["description"],
			"typed, then back",
			"31.95",
			"أحمد",
			"departments",
		):
			self.assertIn(text, shown)
		page = self.visitor.go(page, f"to:{WHERE}")
		page = self.visitor.go(page, "next", address="قرب البئر")
		self.assertEqual(page.text_of("h1"), "Look it over and send")
		token = page.tree.select_one("[name=token]")["value"]
		case = self.case_of(self.visitor.go(page, "send", proof=proof_for(token)))
		self.assertEqual((case.subject, case.address, case.withhold_identity), ("Changed", "قرب البئر", 1))
		self.assertEqual((case.latitude, case.longitude), (31.95, 35.93))

	def test_each_step_says_what_is_wrong_in_it_alone(self):
		page = self.visitor.go(self.visitor.open(SUBMIT), "next")
		self.assertEqual((page.status, self.at(page)), (422, "What it is about"))
		self.assertIn("needed", page.text_of("#case_type-problem"))
		self.assertTrue(page.tree.select_one(".summary a[href='#case_type']"))
		self.assertFalse(page.tree.select("#subject-problem"))
		page = self.tell(self.begin(), subject="x" * 200)
		self.assertEqual((page.status, self.at(page)), (422, "Tell us more"))
		self.assertIn("140", page.text_of("#subject-problem"))
		self.assertEqual(frappe.db.count("Case"), self.cases_before)

	def test_a_problem_found_at_the_end_leads_to_its_step_and_then_back(self):
		page = self.visitor.submit(subject="", email="nobody")
		self.assertEqual((page.status, self.at(page)), (422, "Tell us more"))
		page = self.visitor.go(page, "next", subject="Now it is there")
		self.assertEqual((page.status, self.at(page)), (422, "How we reach you"))
		page = self.visitor.go(page, "next", email="somebody@example.com")
		self.assertEqual(page.text_of("h1"), "Look it over and send")

	def test_a_place_that_is_none_is_refused_on_every_way(self):
		for latitude, longitude in (
			("91", "0"),
			("0", "-180.5"),
			("31.9", ""),
			("", "35.9"),
			("north", "1"),
			("1e5", "1"),
		):
			page = self.visitor.submit(latitude=latitude, longitude=longitude)
			self.assertEqual((page.status, self.at(page)), (422, "Where is it?"), (latitude, longitude))
			self.assertTrue(page.text_of("#latitude-problem") or page.text_of("#longitude-problem"))
		reply = self.as_user(self.office.reception).insert("Case", **make.case_values(latitude=91))
		self.denied(reply, "BadLocation")

	def test_the_map_page_alone_may_ask_where_the_reader_is_and_fetch_tiles(self):
		set_settings(self, map_tiles="https://{s}.tiles.example.org/{z}/{x}/{y}.png", map_zoom=12)
		first = self.visitor.open(SUBMIT)
		place = self.tell(self.begin())
		self.assertEqual(self.at(place), "Where is it?")
		self.assertIn("geolocation=()", first.reply.headers["Permissions-Policy"])
		self.assertIn("geolocation=(self)", place.reply.headers["Permissions-Policy"])
		policy = "img-src 'self' https://*.tiles.example.org;"
		self.assertNotIn(policy, first.reply.headers["Content-Security-Policy"])
		self.assertIn(policy, place.reply.headers["Content-Security-Policy"])
		self.assertTrue(place.tree.select_one("[data-map-parts]").has_attr("hidden"))
		with self.assertRaises(frappe.ValidationError):
			frappe.get_doc("Citizen Service Settings").update({"map_tiles": "http://a/{z}/{x}/{y}"}).save()

	# Files

	def test_files_wait_while_other_answers_are_wrong_and_become_the_cases(self):
		page = self.tell(self.begin(), [("a.pdf", PDF), ("صورة.JPG", picture("JPEG"))], subject="")
		self.assertEqual(page.status, 422)
		self.assertEqual(self.held(page), ["a.pdf", "صورة.jpg"])
		remove = page.tree.select_one(".held button")["value"]
		page = self.visitor.go(page, remove)
		self.assertEqual(self.held(page), ["صورة.jpg"])
		page = self.visitor.go(page, "attach", [("b.pdf", PDF)])
		self.assertEqual(self.held(page), ["صورة.jpg", "b.pdf"])
		page = self.tell(page)
		page = self.visitor.go(self.visitor.go(page, "next"), "next", identity="given", citizen_name="أحمد")
		self.assertIn("b.pdf", page.text_of("main"))
		token = page.tree.select_one("[name=token]")["value"]
		frappe.db.rollback()
		self.assertFalse(
			frappe.db.count("File", {"file_name": "صورة.jpg", "attached_to_name": ("is", "not set")})
		)
		case = self.case_of(self.visitor.go(page, "send", proof=proof_for(token)))
		files = frappe.get_all(
			"File", {"attached_to_name": case.name}, ["file_name", "is_private"], order_by="creation asc"
		)
		self.assertEqual(len(files), 2)
		self.assertTrue(all(file.is_private for file in files))
		self.assertEqual(room().files(case.submission_key), [])

	def test_what_is_not_let_in_does_not_wait(self):
		page = self.tell(self.begin(), [("good.pdf", PDF), ("bad.pdf", EXE)])
		self.assertEqual((page.status, self.at(page)), (422, "Tell us more"))
		self.assertIn("bad.pdf", page.text_of("#attachments-problem"))
		self.assertEqual(self.held(page), ["good.pdf"])

	def test_pitfall_27_uploads_are_limited_per_form_address_and_site(self):
		most = frappe.db.get_single_value("Citizen Service Settings", "max_attachments")
		page = self.begin()
		for number in range(most):
			page = self.visitor.go(page, "attach", [("a.pdf", PDF + bytes(number))])
		page = self.visitor.go(page, "attach", [("a.pdf", PDF)])
		self.assertEqual((page.status, len(self.held(page))), (200, most))  # the same file waits once
		page = self.visitor.go(page, "attach", [("b.pdf", PDF)])
		self.assertEqual(page.status, 422)
		self.assertEqual(len(self.held(page)), most)
		large = PDF + bytes(700_000)
		set_settings(self, attachments_mb_per_case=1)
		page = self.visitor.go(self.begin(), "attach", [("a.pdf", large)])
		page = self.visitor.go(page, "attach", [("b.pdf", large)])
		self.assertIn("1 MB", page.text_of("#attachments-problem"))
		self.assertEqual(self.held(page), ["a.pdf"])
		set_settings(self, uploads_mb_per_hour=1, attachments_mb_per_case=40)
		page = self.visitor.go(self.begin(), "attach", [("c.pdf", large)])
		self.assertIn("within this hour", page.text_of("#attachments-problem"))
		self.assertEqual(Visitor(self.web.client()).go(page, "attach", [("c.pdf", large)]).status, 200)
		set_settings(self, held_uploads_mb=0, uploads_mb_per_hour=1000)
		page = self.visitor.go(self.begin(), "attach", [("c.pdf", PDF)])
		self.assertIn("no room", page.text_of("#attachments-problem"))

	def test_pitfall_26_a_form_sees_and_takes_its_own_files_alone(self):
		page = self.visitor.go(self.begin(), "attach", [("mine.pdf", PDF)])
		(mine,) = room().files(self.mark_of(page))
		other = Visitor(self.web.client())
		theirs = other.go(other.open(SUBMIT), "next", case_type="Complaint")
		for go in (
			f"remove:{mine.identifier}",
			f"remove:../{self.mark_of(page)}/{mine.identifier}",
			"attach",
		):
			self.assertEqual(self.held(other.go(theirs, go)), [])
		for token in ("../../files", "x", self.mark_of(page)):
			self.assertEqual(self.held(other.go(theirs, "attach", [("x.pdf", PDF)], token=token)), ["x.pdf"])
		self.assertEqual(self.held(self.visitor.go(page, f"to:{MORE}")), ["mine.pdf"])
		case = self.case_of(other.submit())
		self.assertEqual(frappe.db.count("File", {"attached_to_name": case.name}), 0)

	def mark_of(self, page: Page) -> str:
		return site_tokens.mark(page.tree.select_one("[name=token]")["value"])

	# What the admin says

	def test_conditions_steps_and_needs_of_the_admins_form(self):
		form = frappe.get_doc("Web Form", WEB_FORM)
		before = [row.as_dict() for row in form.web_form_fields]
		area = frappe.get_doc({"doctype": "Case Area", "area_name": f"حي {self.visitor.address}"}).insert()
		self.addCleanup(lambda: (area.delete(), frappe.db.commit()))
		self.addCleanup(self.write_form, before)
		for row in form.web_form_fields:
			if row.fieldname == "area":
				row.depends_on = 'eval:doc.case_type=="Complaint"'
			if row.fieldname == "address":
				row.mandatory_depends_on = 'eval:doc.case_type!="Complaint"'
			if row.fieldname == "category":
				row.depends_on = "eval:frappe.boot.x || doc.subject"  # cannot be read: asked
		form.append(
			"web_form_fields",
			{"fieldtype": "Page Break", "label": "Letters", "depends_on": 'eval:doc.case_type=="Inquiry"'},
		)
		form.append("web_form_fields", {"fieldname": "postal_code", "fieldtype": "Data", "label": "Postcode"})
		form.save()
		frappe.db.commit()
		self.assertTrue(self.visitor.open(SUBMIT).tree.select_one("#category"))
		complaint = self.tell(self.begin())
		self.assertEqual(complaint.text_of(".way p"), "Step 3 of 5")
		self.assertTrue(complaint.tree.select_one("#area"))
		inquiry = self.tell(self.begin(case_type="Inquiry"))
		self.assertEqual(inquiry.text_of(".way p"), "Step 3 of 6")
		self.assertFalse(inquiry.tree.select_one("#area"))
		self.assertEqual(self.visitor.go(inquiry, "next").status, 422)
		self.assertEqual(self.visitor.go(complaint, "next").status, 200)
		case = self.case_of(self.visitor.submit(postal_code="123"))
		self.assertIsNone(case.postal_code)  # not asked in a complaint
		case = self.case_of(
			self.visitor.submit(case_type="Inquiry", address="x", postal_code="123", area="Nowhere")
		)
		self.assertEqual((case.postal_code, case.area), ("123", None))

	def test_a_field_that_the_admin_added_to_the_case_is_asked_and_kept(self):
		field = frappe.get_doc(
			{
				"doctype": "Custom Field",
				"dt": "Case",
				"fieldname": "custom_meter",
				"label": "Meter",
				"fieldtype": "Select",
				"options": "\nElectric\nWater",
				"insert_after": "subject",
			}
		).insert()
		form = frappe.get_doc("Web Form", WEB_FORM)
		before = [row.as_dict() for row in form.web_form_fields]
		self.addCleanup(lambda: (field.delete(), frappe.db.commit()))
		self.addCleanup(self.write_form, before)
		form.append(
			"web_form_fields",
			{
				"fieldname": "custom_meter",
				"fieldtype": "Select",
				"options": "\nElectric\nWater",
				"label": "Which meter?",
				"reqd": 1,
			},
		)
		form.save()
		frappe.db.commit()
		page = self.visitor.submit()
		self.assertEqual((page.status, self.at(page)), (422, "How we reach you"))
		self.assertEqual(page.text_of("#custom_meter legend"), "Which meter?")
		self.assertEqual(self.visitor.go(page, "next", custom_meter="Gas").status, 422)
		page = self.visitor.go(page, "next", custom_meter="Water")
		self.assertIn("Which meter? Water", page.text_of("main"))
		case = self.case_of(self.visitor.submit(custom_meter="Water"))
		self.assertEqual(case.custom_meter, "Water")

	@staticmethod
	def write_form(rows: list) -> None:
		form = frappe.get_doc("Web Form", WEB_FORM)
		form.web_form_fields = []
		for row in rows:
			form.append("web_form_fields", {name: row.get(name) for name in (
				"fieldname", "fieldtype", "label", "options", "description", "reqd", "max_length", "depends_on",
			)})  # fmt: skip
		form.save()
		frappe.db.commit()

	# The doors of the first page

	def chosen(self, page: Page) -> list[str]:
		return [radio["value"] for radio in page.tree.select("#case_type input[checked]")]

	def test_the_door_of_a_type_presets_it_and_it_may_be_changed(self):
		arabic = frappe.get_doc(
			{"doctype": "Case Type", "type_name": f"شكر & ثناء {self.visitor.address}", "public": 1}
		)
		arabic.insert()
		frappe.db.commit()
		self.addCleanup(lambda: (arabic.delete(), frappe.db.commit()))
		types = frappe.get_all("Case Type", {"public": 1, "enabled": 1}, pluck="name", order_by="name asc")
		for lang in ("en", "ar"):
			visitor = Visitor(self.web.client(), lang=lang)
			links = visitor.open("/citizen-service").tree.select("main a[href*='submit?case_type=']")
			pages = [visitor.open(link["href"]) for link in links]
			self.assertCountEqual([self.chosen(page) for page in pages], [[name] for name in types])
			self.assertTrue(all(page.text_of(".way [aria-current]") for page in pages))
		page = self.visitor.open(f"{SUBMIT}?case_type=Inquiry")
		self.assertEqual((self.at(page), self.chosen(page)), ("What it is about", ["Inquiry"]))
		page = self.visitor.go(self.visitor.go(page, "next", case_type="Complaint"), "back")
		self.assertEqual(self.chosen(page), ["Complaint"])

	def test_an_address_presets_nothing_but_a_type_that_is_offered(self):
		hidden = frappe.get_doc(
			{"doctype": "Case Type", "type_name": f"T {self.visitor.address}", "public": 0}
		)
		hidden.insert()
		frappe.db.commit()
		self.addCleanup(lambda: (hidden.delete(), frappe.db.commit()))
		for value in (
			"",
			"complaint",
			"شكوى",
			"Complaint\0",
			"<script>",
			'["Complaint"]',
			"x" * 999,
			hidden.name,
		):
			page = self.visitor._page(self.visitor.client.get(SUBMIT, case_type=value))
			self.assertEqual((self.at(page), self.chosen(page)), ("What it is about", []), value)
			self.assertNotIn("case_type", page.filled("form[data-steps]"))
		plain = self.visitor.open(f"{SUBMIT}?case_type=Complaint").filled("form[data-steps]")
		more = "subject=MARK&description=MARK&citizen_name=MARK&email=MARK&step=3&go=send&review=1&token=MARK"
		page = self.visitor.open(f"{SUBMIT}?case_type=Complaint&{more}")
		self.assertEqual(self.at(page), "What it is about")
		self.assertNotIn("MARK", str(page.tree.main))
		self.assertEqual(page.filled("form[data-steps]").keys(), plain.keys())

	# “Start this request”

	def test_a_published_procedure_presets_what_follows_from_it(self):
		procedure = frappe.get_doc(
			{
				"doctype": "Service Procedure",
				"title": f"رخصة {self.visitor.address}",
				"title_en": "A licence",
				"department": self.office.roads,
				"category": frappe.db.get_value("Case Category", {"is_group": 0, "public": 1, "enabled": 1}),
				"published": 1,
				"steps": [{"instruction": "تقديم الطلب"}],
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(
			lambda: (frappe.delete_doc("Service Procedure", procedure.name, force=True), frappe.db.commit())
		)
		page = self.visitor.open(f"{SUBMIT}?procedure={procedure.name}")
		self.assertIn("A licence", page.text_of(".procedure"))
		chosen = page.tree.select_one("#case_type input[checked]")["value"]
		self.assertTrue(frappe.db.get_value("Case Type", chosen, "starts_procedures"))
		self.assertEqual(page.tree.select_one("#category option[selected]")["value"], procedure.category)
		page = self.visitor.go(page, "next", case_type=chosen, category=procedure.category)
		self.assertEqual(page.tree.select_one("#subject")["value"], "A licence")
		page = self.visitor.go(self.tell(page, subject="A licence"), "next")
		self.assertFalse(page.tree.select("[name=identity][type=radio]"))  # this type leaves no choice
		page = self.visitor.go(page, "next", citizen_name="أحمد")
		token = page.tree.select_one("[name=token]")["value"]
		case = self.case_of(self.visitor.go(page, "send", proof=proof_for(token)))
		self.assertEqual(
			(case.procedure, case.case_type, case.category), (procedure.name, chosen, procedure.category)
		)
		procedure.db_set("published", 0)
		frappe.db.commit()
		frappe.clear_document_cache("Service Procedure", procedure.name)
		self.assertFalse(self.visitor.open(f"{SUBMIT}?procedure={procedure.name}").tree.select(".procedure"))
		self.assertIsNone(self.case_of(self.visitor.submit(procedure=procedure.name)).procedure)
