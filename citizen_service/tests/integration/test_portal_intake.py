"""A guest sends the public form, over real HTTP: what gets in, what does not, and what each is told."""

import threading

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.identity.sealing import contact_of
from citizen_service.portal.code import code_for, rotate
from citizen_service.portal.form import WEB_FORM
from citizen_service.sla.instants import from_column, to_local
from citizen_service.sla.records import ANSWER
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.factories import make_user, password_of
from citizen_service.tests.support.portal import ANSWERS, SUBMIT, Visitor, proof_for
from citizen_service.tests.support.settings import set_settings
from citizen_service.tests.unit.test_portal_attachments import EXE, HTML, PDF, SVG, picture

MEGABYTE = 1024 * 1024
SCRIPT = "<script>alert('xss')</script><img src=x onerror=alert(1)>"
API = "/api/method/citizen_service.portal.intake.submit"


class TestPortalIntake(HttpTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client())
		self.cases_before = frappe.db.count("Case")
		self.files_before = frappe.db.count("File")

	def case_of(self, page) -> "frappe.model.document.Document":
		self.assertEqual(page.status, 200, page.reply.text[:2000])
		reference, _secret = page.receipt
		frappe.db.rollback()
		return frappe.get_doc("Case", reference)

	def refused(self, page, field: str, *fragments: str) -> None:
		"""A 422 with the message beside its field and at the top, the answers kept, and nothing written."""
		self.assertEqual(page.status, 422, page.reply.text[:2000])
		self.assertEqual(page.reply.headers["Content-Type"], "text/html; charset=utf-8")
		beside = page.text_of(f"#{field}-problem")
		for fragment in fragments:
			self.assertIn(fragment, beside)
		self.assertIn(beside.partition(": ")[2], page.text_of(".summary"))
		self.assertTrue(page.tree.select_one(f".summary a[href='#{field}']"))
		self.nothing_written()

	def nothing_written(self) -> None:
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case"), self.cases_before)
		self.assertEqual(frappe.db.count("File"), self.files_before)

	# What gets in

	def test_a_guest_registers_a_case_with_attachments(self):
		page = self.visitor.submit(
			[("../صورة.JPG", picture("JPEG")), ("شكوى.pdf", PDF)],
			mobile="٠٥٩ ١٢٣٤٥٦٧",
			email="ahmad@example.com",
			withhold_identity="1",
		)
		case = self.case_of(page)
		self.assertEqual(case.subject, ANSWERS["subject"])
		self.assertEqual((case.mobile, case.email, case.withhold_identity), (None, None, 1))
		contact = contact_of(case)
		self.assertEqual((contact.mobile, contact.email), ("0591234567", "ahmad@example.com"))
		self.assertEqual((case.owner, case.citizen, case.language), ("Guest", None, "en"))
		self.assertTrue(frappe.db.get_value("Intake Channel", case.channel, "is_portal"))
		files = frappe.get_all(
			"File",
			filters={"attached_to_doctype": "Case", "attached_to_name": case.name},
			fields=["file_url", "is_private", "file_name"],
			order_by="file_name asc",
		)
		self.assertEqual([file.is_private for file in files], [1, 1])
		for file in files:
			self.assertTrue(file.file_url.startswith("/private/files/"))
			self.assertEqual(self.visitor.client.get(file.file_url).status, 403)
		reception = self.as_user(self.office.reception)
		self.assertEqual(reception.get(next(f.file_url for f in files if "pdf" in f.file_url)).status, 200)

	def test_who_is_logged_in_and_wants_to_stay_unnamed_is_named_nowhere(self):
		citizen = make_user("citizen.with.account", "Citizen")
		frappe.db.commit()
		client = self.web.client().login(citizen, password_of(citizen))
		case = self.case_of(Visitor(client).submit([("شكوى.pdf", PDF)], withhold_identity="1"))
		self.assertEqual(contact_of(case).citizen_name, ANSWERS["citizen_name"])
		self.assert_named_nowhere(citizen, case)
		later = self.case_of(Visitor(client).submit([("شكوى.pdf", PDF)]))
		self.assertEqual(later.owner, citizen)
		reply = self.ok(self.as_user(self.office.reception).update("Case", later.name, withhold_identity=1))
		self.assertNotIn(citizen, reply.text)
		frappe.db.rollback()
		self.assert_named_nowhere(citizen, later)

	def assert_named_nowhere(self, citizen: str, case) -> None:
		for doctype, pointer in (
			("Case", "name"),
			("Service Level Record", "case"),
			("Withheld Identity", "case"),
			("Outbox Entry", "reference_name"),
			("File", "attached_to_name"),
			("Comment", "reference_name"),
			("Version", "docname"),
		):
			rows = frappe.get_all(doctype, {pointer: case.name}, ["*"], order_by="creation asc")
			self.assertNotIn(citizen, str(rows), doctype)
		record = frappe.get_last_doc("Service Level Record", {"case": case.name})
		self.assertNotIn(citizen, str([row.as_dict() for row in record.events]))

	def test_an_arabic_reader_is_answered_in_arabic(self):
		visitor = Visitor(self.web.client(), lang="ar")
		page = visitor.submit(subject=None)
		self.assertEqual((page.tree.html["lang"], page.tree.html["dir"]), ("ar", "rtl"))
		self.assertRegex(page.text_of("#subject-problem"), "[\u0621-\u064a]")
		self.assertEqual(self.case_of(visitor.submit()).language, "ar")

	def test_somebody_who_is_logged_in_is_served_like_a_guest(self):
		client = self.web.client().login(self.office.reception, password_of(self.office.reception))
		visitor = Visitor(client)
		self.assertIn("csrf_token", visitor.hidden(SUBMIT))
		self.case_of(visitor.submit())
		# The framework's own page, with the status of its own choice; what counts is that nothing was registered.
		self.assertEqual(visitor.submit(csrf_token="forged").receipt, ("", ""))

	def test_a_case_with_all_optional_fields_empty(self):
		case = self.case_of(self.visitor.submit(mobile="", email=" ", category="", address=""))
		self.assertFalse(case.category or case.mobile or case.email)

	def test_the_admin_decides_which_fields_there_are(self):
		form = frappe.get_doc("Web Form", WEB_FORM)
		original = [(row.fieldname, row.reqd) for row in form.web_form_fields]
		self.addCleanup(self.restore_form, original)
		for row in form.web_form_fields:
			if row.fieldname == "mobile":
				row.reqd = 1
		form.append("web_form_fields", {"fieldname": "postal_code", "fieldtype": "Data", "label": "Postcode"})
		# Neither of these may a citizen ever fill, whatever a form says.
		form.append("web_form_fields", {"fieldname": "due_on", "fieldtype": "Datetime", "label": "Due"})
		form.append(
			"web_form_fields",
			{"fieldname": "citizen", "fieldtype": "Link", "options": "Citizen", "label": "C"},
		)
		form.save()
		frappe.db.commit()
		page = self.visitor.go(self.visitor.open(SUBMIT), "to:3", case_type="Complaint")
		self.assertTrue(page.tree.select_one("input[name=postal_code][type=text]"))
		self.assertFalse(page.tree.select("[name=due_on], [name=citizen]"))
		self.refused(self.visitor.submit(postal_code="123"), "mobile", "needed")
		case = self.case_of(self.visitor.submit(postal_code="123", mobile="0591234567", due_on="2030-01-01"))
		self.assertEqual(case.postal_code, "123")
		clock = frappe.db.get_value("Service Level Record", {"case": case.name, "clock": ANSWER}, "due_utc")
		self.assertEqual(case.due_on, to_local(from_column(clock)))

	@staticmethod
	def restore_form(original: list) -> None:
		form = frappe.get_doc("Web Form", WEB_FORM)
		kept = dict(original)
		form.web_form_fields = [row for row in form.web_form_fields if row.fieldname in kept]
		for row in form.web_form_fields:
			row.reqd = kept[row.fieldname]
		form.save()
		frappe.db.commit()

	# What does not

	def test_missing_subject(self):
		page = self.visitor.submit(subject=None)
		self.refused(page, "subject", "This is needed")
		self.assertEqual(page.tree.select_one("[name=citizen_name]")["value"], ANSWERS["citizen_name"])
		self.assertEqual(page.tree.select_one("[name=case_type]")["value"], "Complaint")

	def test_subject_of_ten_thousand_characters(self):
		self.refused(self.visitor.submit(subject="x" * 10_000), "subject", "140", "10000")

	def test_unknown_category_and_type(self):
		self.refused(self.visitor.submit(category="Spaceships"), "category", "not among the choices")
		self.refused(self.visitor.submit(case_type="Spaceships"), "case_type", "not among the choices")

	def test_a_category_that_is_not_offered_to_the_public(self):
		hidden = frappe.get_doc(
			{"doctype": "Case Category", "category_name": f"Internal {self.visitor.address}", "public": 0}
		).insert()
		frappe.db.commit()
		self.addCleanup(lambda: (hidden.delete(), frappe.db.commit()))
		self.assertNotIn(hidden.name, self.visitor.open(SUBMIT).reply.text)
		self.refused(self.visitor.submit(category=hidden.name), "category", "not among the choices")

	def test_contact_forms(self):
		page = self.visitor.submit(email="nobody", mobile="12")
		for field in ("email", "mobile"):
			self.refused(page, field)
		page = self.visitor.submit(email="nobody", subject="")
		self.refused(page, "subject", "needed")
		self.assertEqual(page.tree.select_one("[name=email]")["value"], "nobody")

	def test_wrong_files_leave_no_case(self):
		for name, content, fragment in (
			("invoice.pdf", EXE, "not really a PDF"),
			("page.pdf", HTML, "not really a PDF"),
			("drawing.svg", SVG, "not accepted"),
			("page.html", HTML, "not accepted"),
			("tool.exe", EXE, "not accepted"),
			("empty.pdf", b"", "empty"),
		):
			page = self.visitor.submit([("good.pdf", PDF), (name, content)])
			self.refused(page, "attachments", name, fragment)

	def test_too_many_files(self):
		most = frappe.db.get_single_value("Citizen Service Settings", "max_attachments")
		self.refused(
			self.visitor.submit([("a.pdf", PDF)] * (most + 1)), "attachments", str(most), str(most + 1)
		)

	def test_a_file_of_twenty_megabytes(self):
		page = self.visitor.submit([("scan.pdf", PDF + bytes(20 * MEGABYTE))])
		if page.status == 413:
			# The site lets no such request in at all; where it does, the page says why it is refused.
			self.assertLess(frappe.conf.get("max_file_size") or 0, 20 * MEGABYTE)
			self.nothing_written()
		else:
			self.refused(page, "attachments", "scan.pdf", "too large", "20.0 MB")

	def test_markup_is_shown_as_text_or_not_at_all(self):
		answers = dict(
			subject=f"S{SCRIPT}", description=f"D{SCRIPT}", citizen_name=f"N{SCRIPT}", address=f"A{SCRIPT}"
		)
		again = self.visitor.submit(email="nobody", **answers)
		self.assertEqual(again.status, 422)
		self.assertFalse(again.tree.select("script:not([src]), img"))
		self.assertEqual(again.tree.select_one("[name=description]")["value"], f"D{SCRIPT}")
		step = self.visitor.go(again, "to:1")
		self.assertFalse(step.tree.select("script:not([src]), img"))
		self.assertEqual(step.tree.select_one("#description").text.lstrip("\n"), f"D{SCRIPT}")
		page = self.visitor.submit(**answers)
		case = self.case_of(page)
		for field in answers:
			self.assertNotIn("<script", case.get(field))
			self.assertNotIn("onerror", case.get(field))
		status = self.visitor.track(*page.receipt)
		for shown in (page, status):
			self.assertFalse(shown.tree.select("script:not([src]), img"))

	def test_over_posting_is_ignored(self):
		page = self.visitor.submit(
			name="CS-1", owner="Administrator", workflow_state="Closed", priority="Urgent", is_emergency="1",
			channel="Phone", due_on="2030-01-01 00:00:00", closed_in_former_register="1", code_nonce="0",
			submission_key="x", assessment="x", doctype="User", docstatus="1", file_size="1", citizen="CIT-1",
			opened_on="2001-01-01 00:00:00", language="fr", ready_for_assignment="1",
		)  # fmt: skip
		case = self.case_of(page)
		plain = self.case_of(self.visitor.submit())
		for field in (
			"owner", "workflow_state", "priority", "is_emergency", "channel", "closed_in_former_register",
			"assessment", "docstatus", "citizen", "language",
		):  # fmt: skip
			self.assertEqual(case.get(field), plain.get(field), field)
		self.assertNotIn(case.code_nonce, ("0", plain.code_nonce))
		self.assertNotEqual(str(case.opened_on)[:4], "2001")
		self.assertNotEqual(str(case.due_on)[:4], "2030")

	# Once is once

	def test_sent_twice_makes_one_case_and_the_same_receipt(self):
		token = self.visitor.token()
		first, second = self.visitor.submit(token=token), self.visitor.submit(token=token)
		self.assertEqual(first.receipt, second.receipt)
		self.case_of(first)
		self.assertEqual(frappe.db.count("Case"), self.cases_before + 1)

	def test_the_code_is_shown_again_only_to_who_sent_it_just_now_and_only_if_it_is_still_the_code(self):
		token = self.visitor.token()
		first = self.visitor.submit(token=token)
		case = self.case_of(first)
		for change in (
			lambda: case.db_set("creation", add_to_date(case.creation, minutes=-11), update_modified=False),
			lambda: rotate(case),
		):
			change()
			frappe.db.commit()
			again = self.visitor.submit(token=token)
			self.assertEqual((again.status, again.text_of("#reference")), (200, case.name))
			self.assertIsNone(again.tree.select_one("#secret"))
			self.assertNotIn(code_for(case), again.reply.text)
			case.db_set("creation", now_datetime(), update_modified=False)
		self.assertEqual(frappe.db.count("Case"), self.cases_before + 1)

	def test_staff_at_the_public_form_are_anybody(self):
		client = self.as_user(self.office.manager)
		case = self.case_of(Visitor(client).submit([("a.pdf", PDF)]))
		self.assertEqual(case.owner, "Guest")
		self.assertEqual(frappe.db.get_value("File", {"attached_to_name": case.name}, "owner"), "Guest")

	def test_sent_many_times_at_once_makes_one_case(self):
		token = self.visitor.token()
		proof = proof_for(token)
		pages = []
		clients = [Visitor(self.web.client(), address=self.visitor.address) for _ in range(4)]
		threads = [
			threading.Thread(
				target=lambda one=one: pages.append(one.submit([("a.pdf", PDF)], token=token, proof=proof))
			)
			for one in clients
		]
		for thread in threads:
			thread.start()
		for thread in threads:
			thread.join()
		self.assertEqual(
			{page.receipt for page in pages}, {pages[0].receipt}, [page.status for page in pages]
		)
		case = self.case_of(pages[0])
		self.assertEqual(frappe.db.count("Case"), self.cases_before + 1)
		self.assertEqual(frappe.db.count("File", {"attached_to_name": case.name}), 1)

	def test_a_token_is_not_the_citizens_to_choose(self):
		for token in ("1", "x" * 200, "..", "a.b.c"):
			page = self.visitor.submit(token=token)
			self.assertEqual(page.status, 422)
			self.assertIn("open for too long", page.text_of(".summary"))
		self.nothing_written()

	def test_what_is_stored_of_a_token_does_not_open_its_receipt(self):
		case = self.case_of(self.visitor.submit())
		self.assertEqual(self.visitor.submit(token=case.submission_key).status, 422)

	# The same over REST

	def test_rest_says_every_problem_by_field_under_a_stable_name(self):
		data = {"token": self.visitor.token(), "mobile": "12", "category": "Spaceships"}
		client = self.web.client()
		reply = client.post(API, data)
		self.assertEqual((reply.status, reply.exc_type), (422, "SubmissionRefused"), reply.text[:1000])
		self.assertEqual(
			set(reply.json["problems"]),
			{"mobile", "category", "subject", "description", "case_type", "citizen_name"},
		)
		self.assertNotIn("Traceback", reply.json.get("_server_messages", ""))
		reply = client.request(
			"POST",
			API,
			data={**ANSWERS, "token": self.visitor.token()},
			files=[("attachments", ("a.pdf", EXE))],
		)
		self.assertEqual((reply.status, reply.exc_type), (422, "AttachmentRefused"), reply.text[:1000])
		self.nothing_written()

	def test_pitfall_27_rest_has_the_limits_of_the_page(self):
		large = PDF + bytes(700_000)
		program = self.web.client()
		program.session.headers["X-Forwarded-For"] = self.visitor.address
		for settings in ({"attachments_mb_per_case": 1}, {"uploads_mb_per_hour": 1}, {"max_attachments": 1}):
			set_settings(self, attachments_mb_per_case=40, uploads_mb_per_hour=1000, max_attachments=5)
			set_settings(self, **settings)
			reply = program.post(
				API,
				data={**ANSWERS, "token": self.visitor.token()},
				files=[("attachments", (f"{number}.pdf", large + bytes(number))) for number in range(2)],
			)
			self.assertEqual((reply.status, reply.exc_type), (422, "AttachmentRefused"), settings)
		self.nothing_written()

	def test_rest_registers_a_case_and_takes_no_get(self):
		token = self.visitor.token()
		reply = self.ok(
			self.web.client().post(
				API, {**ANSWERS, "token": token, "proof": proof_for(token), "status": "Closed"}
			)
		)
		self.assertEqual(set(reply.data), {"reference", "code"})
		self.assertEqual(self.visitor.track(reply.data["reference"], reply.data["code"]).status, 200)
		self.denied(self.web.client().get(API, **ANSWERS))
		unproven = self.web.client().post(API, {**ANSWERS, "token": self.visitor.token()})
		self.assertEqual((unproven.status, unproven.exc_type), (422, "ConfirmationNeeded"))

	def test_rest_answers_odd_values_without_an_error_of_ours(self):
		for odd in (["a"], {"a": 1}, 7, True, "\0", "x" * MEGABYTE, None):
			reply = self.web.client().post(API, {**ANSWERS, "subject": odd, "token": self.visitor.token()})
			self.assertIn(reply.status, (200, 422), f"{odd!r:.50}: {reply.text[:1000]}")

	# Limits and the closed door

	def test_an_address_beyond_its_limit_is_told_to_wait_and_others_are_not(self):
		set_settings(self, submissions_per_hour=2, proof_of_work=0)
		statuses = [self.visitor.submit(proof="").status for _ in range(3)]
		self.assertEqual(statuses, [200, 200, 429])
		self.assertEqual(self.visitor.submit(subject="").status, 422)  # told what is wrong all the same
		self.assertEqual(self.visitor.submit().status, 200)  # work was proven
		self.assertEqual(Visitor(self.web.client()).submit().status, 200)

	def test_a_closed_portal_says_so(self):
		token = self.visitor.token()
		set_settings(self, portal_enabled=0)
		page = self.visitor.open(SUBMIT)
		self.assertEqual(page.status, 422)
		self.assertIn("does not receive cases", page.text_of("main"))
		self.assertEqual(self.visitor.submit(token=token).status, 422)
		self.nothing_written()
