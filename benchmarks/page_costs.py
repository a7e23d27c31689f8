"""What each request of a citizen costs by itself, in one process: `python -m benchmarks.page_costs --bench BENCH --site SITE`.

Run at the repository's root with the bench's Python. The requests go through the framework's whole application, without
a web server and a network: processor time, statements and commands to Redis of each. Each visitor has an address of
their own. The cases that are sent stay on the site.
"""

from __future__ import annotations

import argparse
import secrets
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from unittest.mock import patch

import frappe
import frappe.app
from frappe.database.database import Database
from redis.connection import AbstractConnection
from werkzeug.test import Client, TestResponse

from benchmarks.measuring import conditions, connect, load, spread
from benchmarks.portal import codes_of, form_with, proofs_of

RUNS, WARMING = 12, 3
PORTAL = "/citizen-service"


class Costs:
	"""What the requests took, by what they are called."""

	def __init__(self) -> None:
		self.processor: dict[str, list[float]] = defaultdict(list)
		self.statements: dict[str, list[int]] = defaultdict(list)
		self.commands: dict[str, list[int]] = defaultdict(list)

	def ask(self, client: Client, what: str, path: str, data: dict | None = None) -> TestResponse:
		"""One request; to the database and to Redis it is listened."""
		asked = {"statements": 0, "commands": 0}

		def counted(kind: str, work):
			def call(*arguments, **named):
				asked[kind] += 1
				return work(*arguments, **named)

			return call

		with (
			patch.object(Database, "sql", counted("statements", Database.sql)),
			patch.object(
				AbstractConnection,
				"send_packed_command",
				counted("commands", AbstractConnection.send_packed_command),
			),
		):
			began = time.process_time()
			reply = client.open(PORTAL + path, method="POST" if data else "GET", data=data)
			self.processor[what].append((time.process_time() - began) * 1000)
		if reply.status_code not in (200, 303):
			raise RuntimeError(f"{what}: {reply.status_code}\n{reply.text[:500]}")
		self.statements[what].append(asked["statements"])
		self.commands[what].append(asked["commands"])
		return reply

	def lines(self) -> list[str]:
		return [
			f"{what}: {spread(taken[WARMING:], 'ms of CPU')}, {median(self.statements[what]):.0f} statements, "
			f"{median(self.commands[what]):.0f} commands to Redis"
			for what, taken in self.processor.items()
		]


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--bench", required=True, type=Path)
	parser.add_argument("--site", required=True)
	arguments = parser.parse_args()
	connect(arguments.bench.resolve() / "sites", arguments.site)
	print(conditions())
	proofs = proofs_of(RUNS + WARMING)
	frappe.destroy()
	frappe.app._site = arguments.site
	costs = Costs()
	for proof in proofs:
		submit(costs, *proof)
	with frappe.init_site(arguments.site):
		frappe.connect()
		print(f"{frappe.db.count('Case'):,} cases")
		codes = codes_of(RUNS + WARMING)
		frappe.db.commit()
	for reference, code in codes:
		follow(costs, reference, code)
	print(load())
	for line in costs.lines():
		print(f"    {line}")


def visitor() -> Client:
	client = Client(frappe.app.application)
	client.environ_base = {
		"HTTP_X_FORWARDED_FOR": f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1",
		"HTTP_ACCEPT": "text/html",
	}
	client.set_cookie("preferred_language", "ar")
	return client


def submit(costs: Costs, token: str, proof: str) -> None:
	client = visitor()
	costs.ask(client, "the form opened", "/submit")
	costs.ask(client, "the form sent", "/submit", form_with(token, proof))


def follow(costs: Costs, reference: str, code: str) -> None:
	client = visitor()
	costs.ask(client, "reference and code sent", "/track", {"reference": reference, "secret": code})
	costs.ask(client, "the case's page", "/case")


if __name__ == "__main__":
	main()
