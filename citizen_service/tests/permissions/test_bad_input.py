"""Rule 8: whatever is sent to a method of the app, by somebody who may call it, is answered or refused by name: never
a server error."""

import inspect
import json

import frappe

from citizen_service.tests.permissions import matrix_methods
from citizen_service.tests.permissions.test_permission_methods import APP, MethodsTestCase
from citizen_service.tests.support.server import Reply

GARBAGE = {
	"nothing": "",
	"a huge text": "ب" * 200_000,
	"half a character": "\ud800",
	"a negative number": -1,
	"a list": "[1, [2]]",
	"an object": '{"a": {"b": 1}}',
	"a quote": "' or 1=1 -- \\",
	"a NUL": "a\0b",
	"a time of another zone": "2026-01-01T00:00:00Z",
	"brackets without end": "[" * 5000,
}
FOR_THE_OTHERS = ("a negative number", "a list", "a quote", "a time of another zone")
"""For arguments that the table of methods leaves out."""
MANDATORY = "frappe.exceptions.MandatoryError"
"""Raised by the framework without telling its name apart, before 15."""


class BadInputTest(MethodsTestCase):
	"""Each argument of each method, one after the other, and all left out."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.addClassCleanup(cls.withhold_again)

	@classmethod
	def withhold_again(cls) -> None:
		"""A quotation mark is a reason, too: with it the manager gives an identity back, which later classes call withheld."""
		frappe.db.rollback()
		frappe.get_doc("Case", cls.world.withheld).update({"withhold_identity": 1}).save()
		frappe.db.commit()

	def test_garbage_is_refused_by_name(self):
		for name, (who, arguments) in matrix_methods.METHODS.items():
			key = sorted(who)[0] if "manager" not in who else "manager"
			with self.subTest(f"{name}: no arguments"):
				self.answered(self.call(key, name, {}))
			for argument in inspect.signature(self.methods[name]).parameters:
				for what in GARBAGE if argument in arguments else FOR_THE_OTHERS:
					value = GARBAGE[what]
					with self.subTest(f"{name}: {argument} is {what}"):
						self.answered(self.sent(key, name, {**arguments, argument: value}))

	def sent(self, key: str, name: str, arguments: dict) -> Reply:
		filled = {word: self.filled(value) for word, value in arguments.items()}
		body = json.dumps(filled).encode()  # escapes what UTF-8 cannot hold
		client, path = self.clients[key], f"/api/method/{APP}{name}"
		if "POST" in frappe.allowed_http_methods_for_whitelisted_func[self.methods[name]]:
			return client.post(path, data=body, headers={"Content-Type": "application/json"})
		params = {word: str(value).encode("utf-8", "surrogatepass")[:4000] for word, value in filled.items()}
		return client.get(path, **params)

	def answered(self, reply: Reply) -> None:
		self.assertLess(reply.status, 500, reply.text[-800:])
		if reply.status >= 400 and reply.status not in (401, 403):
			named = reply.exc_type or MANDATORY in (reply.json or {}).get("exception", "")
			self.assertTrue(named, reply.text[-800:])
