"""The demo office's year before: whole records, as the office's own work would have left them."""

from unittest.mock import patch

import frappe
from frappe.utils import get_datetime

from citizen_service.acting import acting_as
from citizen_service.compat import TestCase
from citizen_service.setup.demo import history, past, people
from citizen_service.sla.instants import present
from citizen_service.sla.records import FOLDED_FIELDS, RECORD, folded_columns, hold
from citizen_service.states.meaning import meaning_of

TODAY = get_datetime("2015-12-30 10:00:00")
"""Years before whatever the other tests make."""
CASES = 40


class TestHistory(TestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		people.make_office()
		with patch.dict(past.PAST, cases=CASES), acting_as(history.RECEPTION):
			history._History(TODAY).write()
		fields = ["name", "workflow_state", "opened_on", "closed_on", "due_on"]
		cls.cases = frappe.get_all("Case", {"opened_on": ("<", TODAY)}, fields, order_by="opened_on asc")

	@classmethod
	def tearDownClass(cls):
		frappe.db.rollback()
		frappe.clear_cache()
		super().tearDownClass()

	def test_every_case_is_closed_and_has_the_reply_that_reached_the_citizen(self):
		self.assertEqual(len(self.cases), CASES)
		for case in self.cases:
			self.assertTrue(meaning_of("Case", case.workflow_state).is_closing)
			self.assertIsNone(case.due_on)
			self.assertLess(case.opened_on, case.closed_on)
			self.assertLess(case.closed_on, TODAY)
			delivered = frappe.get_all(
				"Response",
				{"case": case.name, "audience": "Citizen", "kind": "Full Reply"},
				["delivered_on", "workflow_state", "prepared_by", "accepted_by"],
				order_by="name asc",
			)
			self.assertEqual([row.delivered_on for row in delivered], [case.closed_on])
			self.assertEqual(meaning_of("Response", delivered[0].workflow_state).stage, "Accepted")
			self.assertNotEqual(delivered[0].prepared_by, delivered[0].accepted_by)

	def test_the_records_of_the_clocks_are_what_their_ledgers_add_up_to(self):
		record = frappe.qb.DocType(RECORD)
		names = [case.name for case in self.cases]
		query = frappe.qb.from_(record).where(record.case.isin(names))
		held = hold(query.orderby(record.name), locked=False)
		self.assertGreater(len(held), 2 * CASES)
		stored = {row.name: row for row in query.select("*").run(as_dict=True)}
		breached = 0
		for clock in held:
			breached += stored[clock.name].breached
			expected = {**clock.row, **folded_columns(clock, present())}
			for field in FOLDED_FIELDS:
				self.assertEqual(stored[clock.name][field] or None, expected[field] or None, field)
		self.assertTrue(0 < breached < len(held) / 2)

	def test_the_forms_own_numbering_goes_on_after_it(self):
		case = self.cases[-1].name
		prefix, number = case[:8], int(case[8:])
		self.assertEqual(frappe.db.get_value("Series", prefix, "current", order_by=None), number)
