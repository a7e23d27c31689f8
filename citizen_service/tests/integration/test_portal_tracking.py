"""A citizen follows a case by reference and code, over real HTTP; nobody else does, and nothing internal is shown."""

import pathlib
import secrets

import frappe
from frappe.utils import add_days, get_bench_path, now_datetime

from citizen_service.portal import limits
from citizen_service.portal.code import code_for, is_right_code
from citizen_service.sla import records
from citizen_service.sla.instants import instant_of, to_column
from citizen_service.states.meaning import STATE_FIELD, states_in
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.portal import TRACK, Visitor, sent_case

MARKER = "INTERNAL-MARKER-7c1f"
ANSWER = "The lamp was repaired on Sunday."


def made_up_reference() -> str:
	"""A reference that no case has, never the same: the counters of an earlier run live for an hour."""
	return f"CS-1999-{secrets.randbelow(10**12)}"


class TestPortalTracking(HttpTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client())
		self.reference, self.secret = sent_case()

	def set_wrong_codes_per_hour(self, number: int) -> None:
		def write(value: int) -> None:
			frappe.get_doc("Citizen Service Settings").update({"code_attempts_per_hour": value}).save()
			frappe.db.commit()

		self.addCleanup(
			write, frappe.db.get_single_value("Citizen Service Settings", "code_attempts_per_hour")
		)
		write(number)

	def test_the_right_code_shows_the_stage_in_plain_words(self):
		page = self.visitor.track(self.reference, self.secret)
		self.assertEqual(page.status, 200)
		self.assertIn("We have received your case", page.text_of(".told"))
		self.assertIn(self.reference, page.text_of("h1"))
		self.assertTrue(page.text_of(".steps .now"))
		self.assertIn("no-store", page.reply.headers["Cache-Control"])

	def test_however_it_is_typed(self):
		arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
		for reference, secret in (
			(self.reference.lower(), self.secret.replace(" ", "")),
			(f" {self.reference} ".translate(arabic), self.secret.translate(arabic)),
			(self.reference.replace("-", "–"), self.secret.replace(" ", "-")),
		):
			self.assertEqual(self.visitor.track(reference, secret).status, 200, (reference, secret))

	def test_wrong_code_and_unknown_reference_are_answered_alike(self):
		other_reference, other_secret = sent_case()
		pages = {
			"wrong code": (self.reference, "1234 5678 9012 3456 7890"),
			"another case's code": (self.reference, other_secret),
			"unknown reference": (made_up_reference(), self.secret),
			"no code": (self.reference, ""),
			"no reference": ("", self.secret),
			"odd": ("%' OR 1=1 --\0", "x" * 5000),
		}
		told = set()
		for what, (reference, secret) in pages.items():
			page = self.visitor.track(reference, secret)
			self.assertEqual(page.status, 403, what)
			page.tree.select_one("#reference")["value"] = ""
			told.add(str(page.tree))
		self.assertEqual(len(told), 1)
		self.assertEqual(self.visitor.track(other_reference, other_secret).status, 200)

	def test_neither_is_taken_from_an_address(self):
		reply = self.visitor.client.get(TRACK, reference=self.reference, secret=self.secret)
		self.assertNotIn("We have received", reply.text)

	def test_wrong_codes_are_limited_per_case_and_address(self):
		self.set_wrong_codes_per_hour(3)
		stranger = Visitor(self.web.client())
		# A reference that does not exist is limited in the same way.
		for reference in (self.reference, made_up_reference()):
			statuses = [stranger.track(reference, "1").status for _ in range(4)]
			self.assertEqual(statuses, [403, 403, 403, 429])
		# Not even the right one now: or guessing could go on and see which one is right.
		self.assertEqual(stranger.track(self.reference, self.secret).status, 429)
		# But nobody who knows a reference shuts its owner out.
		self.assertEqual(self.visitor.track(self.reference, self.secret).status, 200)

	def test_wrong_codes_are_limited_per_case_even_for_many_addresses(self):
		self.set_wrong_codes_per_hour(1)
		for reference in (self.reference, made_up_reference()):
			limits.note("code", reference if reference == self.reference else reference.casefold(), by=999)
			statuses = [Visitor(self.web.client()).track(reference, "1").status for _ in range(2)]
			self.assertEqual(statuses, [403, 429])
		self.assertEqual(self.visitor.track(self.reference, self.secret).status, 429)

	def test_nobody_is_kept_out_by_what_others_send_without_a_reference(self):
		self.set_wrong_codes_per_hour(1)
		for reference in ("", "\u200f", "   "):
			statuses = [Visitor(self.web.client()).track(reference, "1").status for _ in range(3)]
			self.assertEqual(statuses, [403] * 3)

	def test_wrong_codes_are_limited_per_address_and_right_ones_are_not(self):
		self.set_wrong_codes_per_hour(1)
		for _ in range(15):
			self.assertEqual(self.visitor.track(self.reference, self.secret).status, 200)
		statuses = [self.visitor.track(made_up_reference(), "1").status for _ in range(11)]
		self.assertEqual(statuses, [403] * 10 + [429])
		self.assertEqual(Visitor(self.web.client()).track(self.reference, self.secret).status, 200)

	def test_an_ipv6_network_is_one_address(self):
		for given, counted in (
			("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
			("2001:DB8:1:2::", "2001:db8:1:2::/64"),
			("fe80::1%eth0", "fe80::/64"),
			("::ffff:192.0.2.1", "192.0.2.1"),
			("192.0.2.1", "192.0.2.1"),
			("nobody", "nobody"),
			(None, "unknown"),
		):
			frappe.local.request_ip = given
			self.addCleanup(setattr, frappe.local, "request_ip", None)
			self.assertEqual(limits.address(), counted)
		self.set_wrong_codes_per_hour(3)
		network = self.visitor.address.removesuffix("::1")
		neighbours = [Visitor(self.web.client(), address=f"{network}::{host:x}:9") for host in range(4)]
		statuses = [neighbour.track(self.reference, "1").status for neighbour in neighbours]
		self.assertEqual(statuses, [403, 403, 403, 429])
		self.assertEqual(Visitor(self.web.client()).track(self.reference, self.secret).status, 200)

	def test_a_new_code_ends_the_old_one(self):
		self.assertEqual(code_for(frappe.get_doc("Case", self.reference)), self.secret)
		method = "citizen_service.portal.code.issue_new"
		for client in (self.web.client(), self.as_user(self.office.roads_officer)):
			self.denied(client.call(method, case=self.reference))
		self.assertEqual(self.visitor.track(self.reference, self.secret).status, 200)
		fresh = self.ok(self.as_user(self.office.reception).call(method, case=self.reference)).data
		self.assertEqual(self.visitor.track(self.reference, self.secret).status, 403)
		self.assertEqual(self.visitor.track(self.reference, fresh).status, 200)
		self.assertFalse(is_right_code(None, fresh))

	def test_nothing_internal_is_shown_and_only_delivered_answers_are(self):
		case = frappe.get_doc("Case", self.reference)
		internal = {
			field.fieldname: f"{MARKER} {field.fieldname}"
			for field in case.meta.fields
			if field.fieldtype in ("Data", "Small Text", "Text")
			and not field.options
			and field.fieldname != "subject"
		}
		for field, value in internal.items():
			if field not in ("code_nonce", "submission_key", "legacy_key"):
				case.db_set(field, value, update_modified=False)
		case.add_comment("Comment", MARKER)
		accepted = states_in("Response", "Accepted")[0]
		draft = states_in("Response", "Draft")[0]
		html = f"<p><b>{ANSWER}</b></p><script>alert(1)</script><a href='javascript:alert(1)'>x</a><img src=x onerror=alert(1)>"
		for audience, state, delivered_on, body in (
			("Citizen", accepted, now_datetime(), html),
			("Citizen", accepted, None, MARKER),
			("Citizen", draft, now_datetime(), MARKER),
			("Office", accepted, now_datetime(), MARKER),
		):
			response = frappe.get_doc(
				{
					"doctype": "Response",
					"case": case.name,
					"kind": "Full Reply",
					"audience": audience,
					"body": body,
				}
			).insert()
			response.db_set(
				{STATE_FIELD: state, "delivered_on": delivered_on, "body": body, "prepared_by": MARKER}
			)
		frappe.db.commit()
		page = self.visitor.track(self.reference, self.secret)
		self.assertEqual(page.status, 200)
		self.assertNotIn(MARKER, page.reply.text)
		self.assertEqual(len(page.tree.select(".answer")), 1)
		self.assertIn(ANSWER, page.text_of(".answer b"))
		self.assertFalse(page.tree.select(".answer script, .answer img, .answer [dir] a"))

	def test_the_date_that_the_citizen_was_given_last_is_shown(self):
		late, new = add_days(now_datetime(), -3), add_days(now_datetime(), 4)
		frappe.db.set_value("Case", self.reference, "due_on", late)
		frappe.db.commit()
		facts = self.visitor.track(self.reference, self.secret).text_of(".facts")
		self.assertIn("This date has passed", facts)
		clock = {"case": self.reference, "clock": records.ANSWER}
		frappe.db.set_value(records.RECORD, clock, "promised_utc", to_column(instant_of(new)))
		frappe.db.commit()
		facts = self.visitor.track(self.reference, self.secret).text_of(".facts")
		self.assertIn(str(new.year), facts)
		self.assertNotIn("This date has passed", facts)

	def test_the_code_is_in_no_table_and_no_log(self):
		self.visitor.track(self.reference, self.secret)
		forms = {
			self.secret,
			self.secret.replace(" ", ""),
			self.secret.replace(" ", "-"),
			self.secret.replace(" ", "+"),
		}
		columns = frappe.qb.Schema("information_schema").columns
		texts = (
			frappe.qb.from_(columns)
			.select(columns.table_name, columns.column_name)
			.where(columns.table_schema == frappe.conf.db_name)
			.where(columns.data_type.isin(["varchar", "text", "mediumtext", "longtext", "char"]))
		).run()
		self.assertGreater(len(texts), 500)
		by_table: dict[str, list[str]] = {}
		for table, column in texts:
			by_table.setdefault(table, []).append(column)
		for table, names in by_table.items():
			source = frappe.qb.Schema(frappe.conf.db_name).__getattr__(table)
			wanted = None
			for name in names:
				for form in forms:
					like = source[name].like(f"%{form}%")
					wanted = like if wanted is None else wanted | like
			self.assertFalse(frappe.qb.from_(source).select(source[names[0]]).where(wanted).run(), table)
		bench = pathlib.Path(get_bench_path())
		logs = [*bench.glob("logs/*.log*"), *bench.glob(f"sites/{frappe.local.site}/logs/*")]
		written = (
			"".join(path.read_text(errors="replace") for path in logs if path.is_file()) + self.web.said()
		)
		for form in forms:
			self.assertNotIn(form, written)
