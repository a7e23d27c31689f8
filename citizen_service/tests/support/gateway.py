"""A real SMS gateway on this machine, and the site's SMS Settings pointed at it."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import TestCase
from urllib.parse import parse_qs

import frappe

SETTINGS = "SMS Settings"
FIELDS = ("sms_gateway_url", "message_parameter", "receiver_parameter", "use_post")


class SmsGateway:
	"""Takes every message at 127.0.0.1. Use as a context manager.

	`messages` holds (number, text) in the order of arrival. `status` and `reply` are what it answers from now on; what
	it refuses is not among the messages.
	"""

	def __init__(self) -> None:
		self.messages: list[tuple[str, str]] = []
		self.status, self.reply = 200, "taken"

	def sent_to(self, number: str) -> list[str]:
		return [text for to, text in self.messages if to == number]

	def __enter__(self) -> "SmsGateway":
		gateway = self

		class Handler(BaseHTTPRequestHandler):
			def do_POST(self) -> None:
				sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
				if gateway.status < 400:
					gateway.messages.append((sent["to"][0], sent["text"][0]))
				self.send_response(gateway.status)
				self.end_headers()
				self.wfile.write(gateway.reply.encode())

			def log_message(self, *_: object) -> None:
				pass

		self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		self.url = f"http://127.0.0.1:{self.server.server_port}/send"
		threading.Thread(target=self.server.serve_forever, daemon=True).start()
		return self

	def __exit__(self, *_: object) -> None:
		self.server.shutdown()
		self.server.server_close()


def sms_through(tests: type[TestCase]) -> SmsGateway:
	"""For `setUpClass`: the site sends its SMS through a gateway of its own while the class runs. Commits."""
	gateway = SmsGateway().__enter__()
	tests.addClassCleanup(gateway.__exit__)
	sms = outgoing_sms(gateway)
	sms.__enter__()
	tests.addClassCleanup(sms.__exit__, None, None, None)
	return gateway


@contextlib.contextmanager
def outgoing_sms(gateway: SmsGateway) -> Iterator[None]:
	"""The site sends its SMS through `gateway` meanwhile. Commits."""
	before = {field: frappe.db.get_single_value(SETTINGS, field) for field in FIELDS}
	_set(dict(zip(FIELDS, (gateway.url, "text", "to", 1), strict=True)))
	try:
		yield
	finally:
		frappe.db.rollback()
		_set(before)


def _set(values: dict) -> None:
	for field, value in values.items():
		frappe.db.set_single_value(SETTINGS, field, value)
	frappe.db.commit()
	frappe.clear_document_cache(SETTINGS, SETTINGS)
