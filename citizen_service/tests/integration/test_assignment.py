"""Assignment: by the framework's rules, after the request, to those who are there and whose roles allow it."""

import frappe

from citizen_service.errors import DepartmentRefused, SharingRefused
from citizen_service.outbox import assignment, worker
from citizen_service.referral.actions import transfer, withdraw
from citizen_service.tests import factories as make
from citizen_service.tests.support.committed import CommittedTestCase

RULE = "Assignment Rule"


def assignees(doctype: str, name: str, status: str = "Open") -> list[str]:
	return frappe.get_all(
		"ToDo",
		filters={"reference_type": doctype, "reference_name": name, "status": status},
		pluck="allocated_to",
		order_by="allocated_to",
	)


def rule_of(department: str):
	return frappe.get_doc(RULE, frappe.db.get_value("Department", department, "assignment_rule"))


def case_rule(seed: str):
	return frappe.get_doc(RULE, frappe.db.get_value("Seed Record", {"seed_name": seed}, "document_name"))


class TestDepartmentRule(CommittedTestCase):
	def setUp(self) -> None:
		self.name = f"دائرة {frappe.generate_hash(length=6)}"
		self.first = make.make_user("first.officer", "Department Officer")
		self.second = make.make_user("second.officer", "Department Officer")
		make.make_department(self.name, members=[self.first, self.second])
		self.department = frappe.get_doc("Department", self.name)

	def users(self) -> list[str]:
		return [row.user for row in rule_of(self.department.name).users]

	def test_a_department_with_officers_has_a_rule(self):
		rule = rule_of(self.name)
		self.assertEqual(self.users(), [self.first, self.second])
		self.assertEqual((rule.document_type, rule.rule, rule.disabled), ("Case Referral", "Round Robin", 0))

	def test_only_officers_who_are_there_and_whose_role_opens_referrals(self):
		stranger = make.make_user("stranger")
		self.department.append("members", {"user": stranger})
		self.department.members[0].available = 0
		self.department.assignment_method = "Load Balancing"
		self.department.save()
		self.assertEqual(self.users(), [self.second])
		self.assertEqual(rule_of(self.name).rule, "Load Balancing")
		user = frappe.get_doc("User", stranger)
		user.add_roles("Department Officer")
		self.assertEqual(self.users(), [self.second, stranger])

	def test_a_disabled_user_leaves_the_rule_and_comes_back(self):
		make.make_user("system", "System Manager")  # the framework insists on one
		user = frappe.get_doc("User", self.first)
		user.enabled = 0
		user.save()
		self.assertEqual(self.users(), [self.second])
		user.reload()
		user.enabled = 1
		user.save()
		self.assertEqual(self.users(), [self.first, self.second])

	def test_nobody_left_switches_it_off_and_somebody_again_on(self):
		for enabled in (0, 1):
			self.department.reload()
			self.department.enabled = enabled
			self.department.save()
			rule = rule_of(self.name)
			self.assertEqual((rule.disabled, bool(rule.users)), (1 - enabled, bool(enabled)))

	def test_a_department_without_officers_has_no_rule(self):
		name = make.make_department(f"دائرة {frappe.generate_hash(length=6)}")
		self.assertFalse(frappe.db.get_value("Department", name, "assignment_rule"))

	def test_what_an_admin_changed_stays(self):
		rule = rule_of(self.name)
		rule.update({"description": "يرجى الاهتمام", "priority": 7, "disabled": 1})
		rule.assign_condition += " and is_emergency"
		rule.save()
		self.department.reload()
		self.department.append("members", {"user": make.make_user("third.officer", "Department Officer")})
		self.department.save()
		kept = rule_of(self.name)
		self.assertEqual((kept.description, kept.priority, kept.disabled), ("يرجى الاهتمام", 7, 1))
		self.assertIn("and is_emergency", kept.assign_condition)
		self.assertEqual(len(kept.users), 3)

	def test_it_keeps_its_name_when_the_department_is_renamed_and_asks_for_the_new_one(self):
		before = rule_of(self.name).name
		new = self.name + ' "الجديدة"'
		frappe.rename_doc("Department", self.name, new)
		rule = rule_of(new)
		self.assertEqual(rule.name, before)
		self.assertTrue(self.holds(rule, new))
		self.assertFalse(self.holds(rule, self.name))

	def holds(self, rule, department: str) -> bool:
		values = {"ready_for_assignment": 1, "settled_on": None, "department": department}
		return frappe.safe_eval(rule.assign_condition, None, values)

	def test_a_name_with_quotes_is_a_name_and_nothing_else(self):
		name = f'x" or True or "{frappe.generate_hash(length=6)}\\'
		make.make_department(name, members=[self.first])
		rule = rule_of(name)
		self.assertTrue(self.holds(rule, name))
		self.assertFalse(self.holds(rule, "another"))

	def test_it_goes_with_its_department(self):
		rule = rule_of(self.name).name
		frappe.delete_doc("Department", self.name)
		self.assertFalse(frappe.db.exists(RULE, rule))

	def test_the_rule_cannot_be_exchanged_by_hand(self):
		before = rule_of(self.name).name
		self.department.assignment_rule = case_rule("Cases to Follow-up").name
		self.department.save()
		self.assertEqual(rule_of(self.name).name, before)


class TestDepartmentValidation(CommittedTestCase):
	def refused(self, part: str, **values) -> None:
		with self.assertRaises(DepartmentRefused) as caught:
			make.make_department(f"دائرة {frappe.generate_hash(length=6)}", **values)
		self.assertIn(part, str(caught.exception))

	def test_refusals(self):
		officer = make.make_user("first.officer", "Department Officer")
		gone = make.make_user("gone", "Department Officer")
		frappe.db.set_value("User", gone, "enabled", 0)
		leaf = make.make_department(f"دائرة {frappe.generate_hash(length=6)}")
		self.refused("disabled", head=gone)
		self.refused("disabled", members=[gone])
		self.refused("Row 2", members=[officer, officer])
		self.refused("negative", time_limit=-1)
		self.refused("Is Group", parent_department=leaf)

	def test_an_officer_who_left_may_stay_listed_as_not_available(self):
		gone = make.make_user("gone.too", "Department Officer")
		name = make.make_department(f"دائرة {frappe.generate_hash(length=6)}", members=[gone])
		frappe.db.set_value("User", gone, "enabled", 0)
		department = frappe.get_doc("Department", name)
		department.members[0].available = 0
		department.save()


class TestCaseRules(CommittedTestCase):
	def tearDown(self) -> None:
		self.put_on_duty(None)
		frappe.db.commit()

	def put_on_duty(self, user: str | None) -> None:
		settings = frappe.get_doc("Citizen Service Settings")
		settings.manager_on_duty = user
		settings.save()

	def users(self, seed: str) -> list[str]:
		return [row.user for row in case_rule(seed).users]

	def test_follow_up_officers_come_and_go(self):
		name = make.make_user("new.follow.up", "Follow-up Officer")
		self.assertIn(name, self.users("Cases to Follow-up"))
		self.assertFalse(case_rule("Cases to Follow-up").disabled)
		frappe.get_doc("User", name).remove_roles("Follow-up Officer")
		self.assertNotIn(name, self.users("Cases to Follow-up"))

	def test_emergencies_go_to_the_manager_on_duty_and_to_every_manager_while_nobody_is(self):
		second = make.make_user("second.manager", "Citizen Service Manager")
		self.put_on_duty(second)
		self.assertEqual(self.users("Emergencies to the Manager on Duty"), [second])
		self.put_on_duty(None)
		self.assertLessEqual(
			{second, self.office.manager}, set(self.users("Emergencies to the Manager on Duty"))
		)

	def test_what_an_admin_changed_stays(self):
		rule = case_rule("Cases to Follow-up")
		rule.description, before = "معاملة جديدة", rule.description
		rule.save()
		make.make_user("newer.follow.up", "Follow-up Officer")
		rule.reload()
		self.assertEqual(rule.description, "معاملة جديدة")
		rule.description = before
		rule.save()


class TestAssigning(CommittedTestCase):
	def new_case(self, **values):
		"""Registered, and checked by Reception."""
		with make.acting_as(self.office.reception):
			case = make.make_case(**values)
		return make.act("Case", case.name, "Pass to Follow-up", self.office.reception)

	def test_nothing_inside_the_request_and_one_officer_after_it(self):
		case = self.new_case()
		self.assertEqual(assignees("Case", case.name), [])
		worker.drain()
		chosen = assignees("Case", case.name)
		self.assertEqual(len(chosen), 1)
		self.assertIn(chosen[0], [row.user for row in case_rule("Cases to Follow-up").users])
		worker.drain()
		case.reload()
		case.save()
		self.assertEqual(assignees("Case", case.name), chosen)

	def test_cases_are_shared_out_evenly(self):
		cases = [self.new_case() for _number in range(4)]
		worker.drain()
		chosen = [assignees("Case", case.name)[0] for case in cases]
		people = [row.user for row in case_rule("Cases to Follow-up").users]
		expected = (people * 8)[people.index(chosen[0]) :][:4]
		self.assertEqual(chosen, expected)

	def test_an_emergency_goes_to_a_manager(self):
		case = self.new_case(is_emergency=1)
		worker.drain()
		(chosen,) = assignees("Case", case.name)
		self.assertIn(chosen, [row.user for row in case_rule("Emergencies to the Manager on Duty").users])

	def test_a_referral_goes_to_its_department_unshared_and_settled_it_is_done(self):
		_case, (roads, water) = make.make_referred_case(self.office, self.office.roads, self.office.water)
		worker.drain()
		self.assertEqual(assignees("Case Referral", roads), [self.office.roads_officer])
		self.assertEqual(assignees("Case Referral", water), [self.office.water_officer])
		self.assertFalse(frappe.db.exists("DocShare", {"share_name": ("in", (roads, water))}))
		with make.acting_as(self.office.follow_up):
			withdraw(roads, "أُحيلت خطأً")
			moved = transfer(water, self.new_department(), "من اختصاصها")
		worker.drain()
		self.assertEqual((assignees("Case Referral", roads), assignees("Case Referral", water)), ([], []))
		self.assertEqual(assignees("Case Referral", moved), [self.office.roads_officer])

	def new_department(self) -> str:
		return make.make_department(
			f"دائرة {frappe.generate_hash(length=6)}", members=[self.office.roads_officer]
		)

	def test_the_one_with_fewer_open_referrals_gets_the_next(self):
		officers = [make.make_user(f"{name}.officer", "Department Officer") for name in ("busy", "idle")]
		name = make.make_department(
			f"دائرة {frappe.generate_hash(length=6)}", members=officers, assignment_method="Load Balancing"
		)
		chosen = []
		for _number in range(4):
			_case, (referral,) = make.make_referred_case(self.office, name)
			worker.drain()
			chosen += assignees("Case Referral", referral)
		self.assertEqual(sorted(chosen), sorted(officers * 2))
		self.assertNotEqual(chosen[0], chosen[1])

	def test_nobody_is_assigned_whose_role_closes_the_document(self):
		case = self.new_case()
		with self.assertRaises(SharingRefused):
			frappe.get_doc(
				{
					"doctype": "ToDo",
					"allocated_to": self.office.roads_officer,
					"reference_type": "Case",
					"reference_name": case.name,
					"description": "x",
				}
			).insert()

	def test_a_broken_condition_is_seen(self):
		rule = case_rule("Cases to Follow-up")
		good = rule.assign_condition
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, RULE, rule.name, "assign_condition", good)
		frappe.db.set_value(RULE, rule.name, "assign_condition", good + " and no_such_field > 3")
		case = self.new_case()
		worker.drain()
		entry = frappe.get_doc("Outbox Entry", {"action": "assign", "reference_name": case.name})
		frappe.db.set_value(RULE, rule.name, "assign_condition", good)
		self.assertEqual((entry.status, entry.attempts), ("Pending", 1))
		self.assertIn("no_such_field", entry.last_error)
		worker.retry(entry.name)
		frappe.db.set_value("Outbox Entry", entry.name, "available_at", entry.creation)
		worker.drain()
		self.assertEqual(len(assignees("Case", case.name)), 1)

	def test_the_seeded_rules_are_known_to_the_code_that_keeps_them_in_step(self):
		for seed in assignment.CASE_RULES:
			self.assertTrue(case_rule(seed).name)
