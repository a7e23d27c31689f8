"""What test classes of the app stand on: the office of the factories, and the real processes around it."""

import atexit

import frappe

from citizen_service.acting import become
from citizen_service.compat import TestCase
from citizen_service.tests import factories
from citizen_service.tests.support.server import Client, Reply, WebServer


class OfficeTestCase(TestCase):
	"""Tests inside one process; everything but the office is rolled back."""

	office: factories.Office

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.office = factories.make_office()
		frappe.db.commit()  # the office stays, so that the next class finds it made

	def setUp(self) -> None:
		super().setUp()
		frappe.db.savepoint("before_test")
		self.addCleanup(become, "Administrator")
		self.addCleanup(frappe.db.rollback, save_point="before_test")

	def refused(self, exception: type[Exception], *fragments: str):
		"""`with self.refused(ClosingRefused, "text"):` the block is refused with that name and message."""
		pattern = "(?s)" + ".*".join(fragments)
		return self.assertRaisesRegex(exception, pattern)


class HttpTestCase(TestCase):
	"""Tests over real HTTP with real logins; what they make stays on the test site.

	One web server serves all classes of a run, and who has logged in stays so, as at an office.
	"""

	office: factories.Office
	web: WebServer | None = None
	_clients: dict[str, Client] = {}
	_present: set[str]
	"""Those of whom this class knows that they are logged in."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.office = factories.make_office()
		frappe.db.commit()
		cls._present = set()
		if not HttpTestCase.web:
			HttpTestCase.web = WebServer().start()
			atexit.register(HttpTestCase.web.stop)

	def setUp(self) -> None:
		super().setUp()
		frappe.db.rollback()

	@classmethod
	def as_user(cls, user: str) -> Client:
		"""A client logged in as that user of the office."""
		if user not in cls._present:
			client = cls._clients.get(user)
			kept = client and not client.saw_page
			if not kept or client.get("/api/method/frappe.auth.get_logged_user").data != user:
				cls._clients[user] = cls.web.client().login(user, factories.password_of(user))
			cls._present.add(user)
		return cls._clients[user]

	def ok(self, reply: Reply) -> Reply:
		self.assertEqual(reply.status, 200, reply.text[:2000])
		return reply

	def denied(self, reply: Reply, *names: str) -> Reply:
		"""Refused with a 4xx and, if names are given, one of these stable error names; without a traceback for the user."""
		self.assertTrue(400 <= reply.status < 500, f"{reply.status}: {reply.text[:2000]}")
		if names:
			self.assertIn(reply.exc_type, names, reply.text[:2000])
		return reply
