"""Delegations: what contradicts what, who records them, and to whom work goes while they hold."""

import frappe
from frappe.utils import add_days, today

from citizen_service.acting import acting_as
from citizen_service.delegation.holding import mine, needs_delegation, stand_ins
from citizen_service.errors import DelegationRefused, NoDelegation, NotYours, RecordInUse
from citizen_service.outbox.people import ASSIGNED, People
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase


def delegate(
	absent: str, stand_in: str, role: str = "Reception Officer", first: int = 0, last: int = 2, **more
):
	"""A delegation from `first` to `last`, in days from today."""
	return frappe.get_doc(
		{
			"doctype": "Delegation",
			"absent_user": absent,
			"stand_in": stand_in,
			"role": role,
			"from_date": add_days(today(), first),
			"to_date": add_days(today(), last),
			"reason": "إجازة سنوية",
			**more,
		}
	).insert()


class DelegationTest(OfficeTestCase):
	def test_nobody_stands_in_for_themselves(self):
		with self.refused(DelegationRefused, "themselves"):
			delegate(self.office.reception, self.office.reception)

	def test_the_absent_one_has_the_role(self):
		with self.refused(DelegationRefused, "does not have this role"):
			delegate(self.office.reception, self.office.manager, role="Department Manager")

	def test_days_in_order_and_not_past(self):
		with self.refused(DelegationRefused, "before the first"):
			delegate(self.office.reception, self.office.manager, first=3, last=1)
		with self.refused(DelegationRefused, "today or later"):
			delegate(self.office.reception, self.office.manager, first=-1)

	def test_one_stand_in_for_one_role_on_one_day(self):
		delegate(self.office.reception, self.office.manager, first=0, last=3)
		with self.refused(DelegationRefused, "stood in for"):
			delegate(self.office.reception, self.office.follow_up, first=3, last=5)
		delegate(self.office.reception, self.office.follow_up, first=4, last=5)

	def test_the_stand_in_is_there(self):
		delegate(self.office.follow_up, self.office.second_follow_up, "Follow-up Officer", first=1, last=2)
		with self.refused(DelegationRefused, "absent"):
			delegate(self.office.reception, self.office.follow_up, first=2, last=4)
		with self.refused(DelegationRefused, "stands in for somebody"):
			delegate(self.office.second_follow_up, self.office.manager, "Follow-up Officer", first=2, last=4)

	def test_each_for_themselves_and_managers_and_admins_for_all(self):
		with acting_as(self.office.reception):
			delegate(self.office.reception, self.office.follow_up, last=0)
		for user in (self.office.manager, self.office.admin):
			with acting_as(user):
				delegate(self.office.roads_officer, self.office.roads_manager, "Department Officer").db_set(
					"withdrawn", 1
				)
		with acting_as(self.office.follow_up), self.refused(NotYours, "for yourself only"):
			delegate(self.office.roads_officer, self.office.roads_manager, "Department Officer")

	def test_it_is_withdrawn_and_never_deleted(self):
		made = delegate(self.office.reception, self.office.manager)
		with self.refused(RecordInUse, "Withdraw it"):
			made.delete()
		made.reload()
		made.withdrawn = 1
		made.save()
		self.assertNotIn(self.office.reception, stand_ins())
		made.withdrawn = 0
		with self.refused(DelegationRefused, "stays so"):
			made.save()

	def test_past_days_stay_as_they_were(self):
		made = delegate(self.office.reception, self.office.manager)
		made.db_set({"from_date": add_days(today(), -9), "to_date": add_days(today(), -5)})
		made.reload()
		made.to_date = add_days(today(), 5)
		with self.refused(DelegationRefused, "past"):
			made.save()

	def test_a_manager_registers_only_in_place_of_an_absent_clerk(self):
		with acting_as(self.office.manager):
			self.assertTrue(needs_delegation())
			with self.refused(NoDelegation, "in place of an absent clerk"):
				make.make_case()
		made = delegate(self.office.reception, self.office.manager)
		with acting_as(self.office.manager):
			self.assertEqual(mine()["delegation"], made.name)
			case = make.make_case(registered_for=self.office.follow_up)
		self.assertEqual((case.delegation, case.registered_for), (made.name, self.office.reception))

	def test_neither_a_planned_nor_a_past_nor_a_foreign_one_holds(self):
		delegate(self.office.reception, self.office.manager, first=1)
		delegate(self.office.follow_up, self.office.manager, "Follow-up Officer")
		with acting_as(self.office.manager), self.refused(NoDelegation):
			make.make_case()

	def test_reception_registers_in_its_own_name(self):
		with acting_as(self.office.reception):
			case = make.make_case()
		self.assertFalse(case.delegation or case.registered_for)

	def test_new_work_goes_to_the_stand_in(self):
		case = make.make_case_under_study(self.office)
		delegate(self.office.follow_up, self.office.second_follow_up, "Follow-up Officer")
		todo = self.assign(case, self.office.follow_up)
		self.assertEqual(todo.allocated_to, self.office.second_follow_up)
		self.assertIn("Follow Up", todo.description)
		again = self.assign(case, self.office.follow_up)
		self.assertEqual(again.allocated_to, self.office.follow_up)

	def test_a_delegation_opens_nothing(self):
		"""Whose own role does not open the case gets no work on it."""
		case = make.make_case_under_study(self.office)
		delegate(self.office.follow_up, self.office.roads_officer, "Follow-up Officer")
		self.assertEqual(self.assign(case, self.office.follow_up).allocated_to, self.office.follow_up)
		self.assertFalse(frappe.has_permission("Case", "read", user=self.office.roads_officer))

	def test_digests_go_to_the_stand_in(self):
		case = make.make_case_under_study(self.office)
		self.assign(case, self.office.follow_up)
		row = frappe._dict(case=case.name, referral=None, department=None)
		self.assertEqual(People([row]).whom(row, ASSIGNED), [self.office.follow_up])
		delegate(self.office.follow_up, self.office.second_follow_up, "Follow-up Officer")
		self.assertEqual(People([row]).whom(row, ASSIGNED), [self.office.second_follow_up])

	def assign(self, case, user: str):
		return frappe.get_doc(
			{
				"doctype": "ToDo",
				"reference_type": "Case",
				"reference_name": case.name,
				"allocated_to": user,
				"description": "معاملة",
			}
		).insert(ignore_permissions=True)
