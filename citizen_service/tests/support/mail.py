"""A real SMTP server in a thread, and the site's outgoing Email Account pointed at it."""

import asyncio
import contextlib
import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from unittest import TestCase

import frappe
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCOUNT = "Citizen Service Test Outgoing"


class SmtpServer:
	"""Takes every message at 127.0.0.1:`port`. Use as a context manager.

	`messages` holds (recipient, message) in the order of arrival. A test may set `before_accept`, a function
	of the recipient (the message is taken if it says true), or `after_accept` (the message is taken, but the
	sender does not know yet); for example one that kills the sending process.
	"""

	def __init__(self) -> None:
		self.messages: list[tuple[str, EmailMessage]] = []
		self.before_accept: Callable[[str], bool] | None = None
		self.after_accept: Callable[[str], None] | None = None

	async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
		recipient = ", ".join(envelope.rcpt_tos)
		if self.before_accept and not self.before_accept(recipient):
			return "451 not taken"
		message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
		self.messages.append((recipient, message))
		if self.after_accept:
			self.after_accept(recipient)
		return "250 taken"

	def sent_to(self, recipient: str) -> list[EmailMessage]:
		"""The messages that came for this address."""
		return [message for address, message in self.messages if address == recipient]

	def start(self) -> "SmtpServer":
		"""In a thread, whose loop is its own: a browser's driver may have one running here."""
		self.loop = asyncio.new_event_loop()
		self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
		self.thread.start()
		factory = self.loop.create_server(lambda: SMTP(self, enable_SMTPUTF8=True), "127.0.0.1", 0)
		self.server = asyncio.run_coroutine_threadsafe(factory, self.loop).result(10)
		self.port = self.server.sockets[0].getsockname()[1]
		return self

	def stop(self) -> None:
		asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(10)
		self.loop.call_soon_threadsafe(self.loop.stop)
		self.thread.join(10)
		self.loop.close()

	async def _end(self) -> None:
		self.server.close()
		others = asyncio.all_tasks() - {asyncio.current_task()}
		for task in others:
			task.cancel()
		await asyncio.gather(*others, return_exceptions=True)

	def __enter__(self) -> "SmtpServer":
		return self.start()

	def __exit__(self, *_: object) -> None:
		self.stop()


@contextlib.contextmanager
def outgoing_mail(smtp: SmtpServer) -> Iterator[None]:
	"""The site sends its e-mail through `smtp` meanwhile. Commits."""
	frappe.delete_doc("Email Account", ACCOUNT, force=True, ignore_missing=True)  # of a run that was killed
	before = frappe.get_all("Email Account", {"default_outgoing": 1}, pluck="name", order_by="name")
	account = frappe.get_doc(
		{
			"doctype": "Email Account",
			"email_account_name": ACCOUNT,
			"email_id": "office@citizen-service.invalid",
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": "127.0.0.1",
			"smtp_port": str(smtp.port),
			"no_smtp_authentication": 1,
			"awaiting_password": 1,
		}
	)
	try:
		account.insert(ignore_permissions=True)
		frappe.db.commit()
		_forget_account()
		yield
	finally:
		frappe.db.rollback()
		frappe.delete_doc("Email Account", ACCOUNT, force=True, ignore_permissions=True)
		for name in before:
			frappe.db.set_value("Email Account", name, "default_outgoing", 1)
		frappe.db.commit()
		_forget_account()


def send_through(tests: type[TestCase]) -> SmtpServer:
	"""For `setUpClass`: the site sends through a server of its own while the class runs. Commits."""
	smtp = SmtpServer().start()
	tests.addClassCleanup(smtp.stop)
	mail = outgoing_mail(smtp)
	mail.__enter__()
	tests.addClassCleanup(mail.__exit__, None, None, None)
	return smtp


def _forget_account() -> None:
	"""The framework keeps the account that it found on `frappe.local`."""
	if hasattr(frappe.local, "outgoing_email_account"):
		del frappe.local.outgoing_email_account


def without_codes(tests: type[TestCase]) -> None:
	"""For `setUpClass`: the seeded notices tell no secret code meanwhile, so that they go by the framework's queue. Commits."""
	told = frappe.get_all(
		"Notification",
		{"message": ("like", "%{{ secret_%")},
		["name", "message"],
		order_by="name asc",
	)
	for notice in told:
		plain = notice.message.replace("{{ secret_code }}", "").replace("{{ secret_link }}", "")
		frappe.db.set_value("Notification", notice.name, "message", plain)
	frappe.db.commit()
	tests.addClassCleanup(_put_back, told)


def _put_back(notices: list) -> None:
	frappe.db.rollback()
	for notice in notices:
		frappe.db.set_value("Notification", notice.name, "message", notice.message)
	frappe.db.commit()
