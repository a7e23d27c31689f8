"""A name that is given, kept from the departments, or not given at all: on the form, and on every path to a case."""

import frappe

from citizen_service.errors import IdentityChoiceRefused
from citizen_service.identity.sealing import contact_of
from citizen_service.paper.letter import letter
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.portal import SUBMIT, Page, Visitor

NAMED = {"citizen_name": "سعاد", "mobile": "0599123456", "email": "suad@example.com"}


class TestPortalIdentity(HttpTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client())
		self.cases_before = frappe.db.count("Case")

	def registered(self, page: Page) -> "frappe.model.document.Document":
		self.assertEqual(page.status, 200, page.text_of("main"))
		frappe.db.rollback()
		return frappe.get_doc("Case", page.receipt[0])

	def last_step(self, case_type: str) -> Page:
		page = self.visitor.go(self.visitor.open(SUBMIT), "next", case_type=case_type)
		page = self.visitor.go(page, "next", subject="s", description="d")
		return self.visitor.go(page, "next")

	def test_the_form_asks_in_plain_words_what_the_type_allows(self):
		page = self.last_step("Complaint")
		values = [one["value"] for one in page.tree.select("[name=identity]")]
		self.assertEqual(values, ["given", "withheld", "anonymous"])
		self.assertIn("cannot reach you", page.text_of("#identity"))
		page = self.visitor.go(page, "next", identity="anonymous", **NAMED)
		self.assertIn("only way to the answer", page.text_of("main"))
		for text in NAMED.values():
			self.assertNotIn(text, page.text_of("main"))
		self.assertFalse(self.last_step("Service Request").tree.select("[name=identity][type=radio]"))

	def test_without_a_name_nothing_that_tells_it_is_kept(self):
		case = self.registered(self.visitor.submit(identity="anonymous", national_id="123456789", **NAMED))
		self.assertEqual(case.anonymous, 1)
		self.assertFalse(any(vars(contact_of(case)).values()))
		self.assertEqual(case.owner, "Guest")
		self.assertFalse(frappe.db.exists("Withheld Identity", case.name))
		status = self.visitor.open("/citizen-service/track")
		self.assertEqual(status.status, 200)

	def test_a_type_that_does_not_allow_it_refuses_it(self):
		for identity in ("withheld", "anonymous"):
			page = self.visitor.submit(case_type="Service Request", identity=identity)
			self.assertEqual((page.status, page.text_of("h1")), (422, "How we reach you"))
			self.assertIn("choose again", page.text_of("#identity-problem"))
			page = self.visitor.go(page, "next", identity="given", citizen_name="سعاد")
			self.assertEqual(page.text_of("h1"), "Look it over and send")
		for mark in ("withhold_identity", "anonymous"):
			self.assertEqual(self.visitor.submit(case_type="Service Request", **{mark: "1"}).status, 422)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case"), self.cases_before)

	def test_the_rule_holds_for_staff_too(self):
		reception = self.as_user(self.office.reception)
		values = make.case_values(anonymous=1, case_type="Complaint")
		for field in ("citizen_name", "mobile", "email", "national_id"):
			values.pop(field, None)
		for change in (
			{"citizen_name": "x"},
			{"mobile": "0599123456"},
			{"email": "a@example.com"},
			{"withhold_identity": 1},
			{"case_type": "Service Request"},
		):
			self.denied(reception.insert("Case", **{**values, **change}), "IdentityChoiceRefused")
		case = self.ok(reception.insert("Case", **values)).data["name"]
		self.denied(reception.update("Case", case, citizen_name="x"), "IdentityChoiceRefused")
		self.denied(reception.update("Case", case, withhold_identity=1), "IdentityChoiceRefused")
		self.ok(reception.update("Case", case, citizen_name="x", anonymous=0))
		with self.assertRaises(IdentityChoiceRefused):
			make.make_case(case_type="Service Request", withhold_identity=1)
		frappe.db.rollback()

	def test_an_anonymous_case_goes_its_way(self):
		case, (referral,) = make.make_referred_case(
			self.office, anonymous=1, citizen_name=None, mobile=None, email=None, case_type="Complaint"
		)
		self.assertFalse(frappe.db.get_value("Case Referral", referral, "citizen_name"))
		frappe.db.commit()
		manager = self.as_user(self.office.manager)
		self.assertEqual(self.ok(manager.read("Case", case.name)).data["anonymous"], 1)
		for method, arguments in (
			("citizen_service.desk.story.of_case", {"case": case.name}),
			("citizen_service.desk.story.of_referral", {"referral": referral}),
			("citizen_service.desk.overview.case_overview", {"case": case.name}),
		):
			self.ok(manager.request("GET", f"/api/method/{method}", params=arguments))
		follow_up = self.as_user(self.office.follow_up)
		answer = make.accept_answer(self.office, case.name)
		frappe.db.commit()
		for way in ("send_by_email", "send_by_sms"):
			self.denied(follow_up.call(f"citizen_service.delivery.actions.{way}", response=answer.name))
		self.assertIsNone(letter(answer).addressee)
