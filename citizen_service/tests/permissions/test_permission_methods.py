"""The tables in `matrix.py` and `matrix_methods.py` over REST with real logins: methods, workflow actions, reports, pages."""

import importlib
import json
import pkgutil

import frappe

import citizen_service
from citizen_service.tests import factories as make
from citizen_service.tests.permissions import matrix, matrix_methods
from citizen_service.tests.permissions.test_permission_matrix import SAME_AS_OTHERS, MatrixTestCase
from citizen_service.tests.support.server import Reply

APP = "citizen_service."
APPLY = "frappe.model.workflow.apply_workflow"
UNSEEN = ("paper.printing.download_pdf", "DoesNotExistError")
"""How released versions of the framework refuse to print what one may not read."""
NOT_THEIR_STEP = {"WorkflowTransitionError", "WorkflowPermissionError", "OwnResponse", "NotYours"}


class MethodsTestCase(MatrixTestCase):
	"""All whitelisted methods of the app, found by importing it all, and how to call one of them."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		for module in pkgutil.walk_packages(citizen_service.__path__, APP):
			if not module.name.startswith((APP + "tests", APP + "commands")):
				importlib.import_module(module.name)
		cls.methods = {
			f"{method.__module__}.{method.__qualname__}".removeprefix(APP): method
			for method in frappe.whitelisted
			if method.__module__.startswith(APP)
		}

	def call(self, key: str, name: str, arguments: dict) -> Reply:
		filled = {word: self.filled(value) for word, value in arguments.items()}
		client, path = self.clients[key], f"/api/method/{APP}{name}"
		if "POST" in frappe.allowed_http_methods_for_whitelisted_func[self.methods[name]]:
			return client.post(path, filled)
		return client.get(path, **filled)

	def filled(self, value: object) -> object:
		"""The value with the names of records in the place of their words."""
		if not isinstance(value, str) or "@" not in value:
			return value
		for word, name in self.world.words().items():
			value = value.replace(f"@{word}", name)
		return value


class MethodsTest(MethodsTestCase):
	def test_every_method_is_in_the_table(self):
		self.assertEqual(sorted(matrix_methods.METHODS), sorted(self.methods))

	def test_guests_call_what_is_meant_for_them(self):
		open_to_guests = {name for name, method in self.methods.items() if method in frappe.guest_methods}
		self.assertEqual(open_to_guests, matrix_methods.GUESTS)

	def test_who_may_call(self):
		for name, (who, arguments) in matrix_methods.METHODS.items():
			for key in matrix.PEOPLE:
				if key in SAME_AS_OTHERS and not self.departments_matter(who):
					continue
				with self.subTest(f"{key} × {name}"):
					reply = self.call(key, name, arguments)
					turned_away = self.turned_away(reply) or (name, reply.exc_type) == UNSEEN
					self.assertEqual(not turned_away, key in who, reply.text[-300:])

	def departments_matter(self, who: set[str]) -> bool:
		"""Whether the line tells one department from another."""
		return bool(who & matrix.DEPARTMENTS) and not who >= matrix.DEPARTMENTS


class WorkflowsTest(MatrixTestCase):
	def test_every_step_is_in_the_table(self):
		of_responses = set().union(*matrix.RESPONSE_STEPS.values())
		for workflow, steps in (("Case", set(matrix.CASE_STEPS)), ("Response", of_responses)):
			rows = frappe.get_doc("Workflow", {"document_type": workflow, "is_active": 1}).transitions
			self.assertEqual(steps, {(row.state, row.action) for row in rows})

	def test_who_takes_which_step_of_a_case(self):
		self.walk("Case", self.world.case, matrix.CASE_STEPS, "a case")

	def test_who_takes_which_step_of_a_response(self):
		office, officer = self.office, self.world.people["officer"]
		made = (
			make.make_response(officer, self.world.own),
			make.make_response(officer, self.world.own, kind="Stage Update"),
			make.make_response(office.follow_up, case=self.world.case, audience="Citizen"),
		)
		frappe.db.commit()
		for response, (what, steps) in zip(made, matrix.RESPONSE_STEPS.items(), strict=True):
			self.walk("Response", response.name, steps, what)

	def walk(self, doctype: str, name: str, steps: dict[tuple[str, str], set[str]], what: str) -> None:
		anybody = set().union(*steps.values())
		for number, ((state, action), who) in enumerate(steps.items()):
			for key in matrix.PEOPLE:
				if (key in SAME_AS_OTHERS and doctype == "Case") or (number and key not in anybody):
					continue  # whoever may take no step at all is tried once
				frappe.db.set_value(doctype, name, "workflow_state", state)
				frappe.db.commit()
				with self.subTest(f"{key} × {action} of {what} that is {state}"):
					reply = self.clients[key].call(
						APPLY, doc=json.dumps({"doctype": doctype, "name": name}), action=action
					)
					taken = not self.turned_away(reply) and reply.exc_type not in NOT_THEIR_STEP
					taken = taken and "Self approval is not allowed" not in reply.text
					self.assertEqual(taken, key in who, reply.text[-300:])


class ReportsTest(MatrixTestCase):
	def test_every_report_and_page_is_in_the_table(self):
		for doctype, table in (("Report", matrix_methods.REPORTS), ("Page", matrix_methods.PAGES)):
			names = frappe.get_all(doctype, {"module": "Citizen Service"}, pluck="name", order_by="name asc")
			self.assertEqual(names, sorted(table))

	def test_who_runs_which_report(self):
		for report, who in matrix_methods.REPORTS.items():
			for key, column in matrix.PEOPLE.items():
				with self.subTest(f"{key} × {report}"):
					reply = self.clients[key].get(
						"/api/method/frappe.desk.query_report.run", report_name=report, filters=self.period()
					)
					self.assertEqual(not self.turned_away(reply), column in who, reply.text[-300:])
					if column == "head" and reply.data:
						self.assertEqual(self.foreign_departments(key, reply.data["result"]), set())

	def period(self) -> str:
		return json.dumps({"from_date": "2020-01-01", "to_date": frappe.utils.today()})

	def foreign_departments(self, key: str, rows: list) -> set[str]:
		"""The departments in a report's rows that are not in a head's charge."""
		mine, above = self.world.department, self.world.above
		own = {"head": {mine}, "parent_head": {mine, above}, "other_head": {self.office.water}}[key]
		named = {row.get("department") for row in rows if isinstance(row, dict)}
		return named.intersection({mine, above, self.office.water, self.office.roads}) - own

	def test_who_opens_which_page(self):
		for page, who in matrix_methods.PAGES.items():
			for key, column in matrix.PEOPLE.items():
				with self.subTest(f"{key} × {page}"):
					reply = self.clients[key].get("/api/method/frappe.desk.desk_page.getpage", name=page)
					self.assertEqual(not self.turned_away(reply), column in who, reply.text[-300:])
