"""The citizens' pages under load: `python -m benchmarks.portal --bench BENCH --site SITE`.

Run at the repository's root with the bench's Python, on the site that `grow.py` made. Two gunicorn workers of four threads
serve it, with the background jobs running beside them unless they are left out; the visitors are this process, on the same machine, and their time
counts from the instant at which they were due. Whoever follows a case sends reference and code and gets the case's
page: two requests, so the goal of 20 a second is 10 visits. Whoever submits opens the form and sends it, after a proof of work: what the browser computes for it is
computed beforehand and not counted. Each visitor has an address of their own.
"""

from __future__ import annotations

import argparse
import random
import secrets
import time
from pathlib import Path

import altcha
import frappe
import requests

from benchmarks.arrivals import Heard, arrive
from benchmarks.measuring import conditions, connect, load
from citizen_service.confirmation.proof import form_of, new_challenge
from citizen_service.portal.code import code_for
from citizen_service.portal.secret_code import new_nonce
from citizen_service.portal.site_tokens import new_token
from runtime.processes import Group
from runtime.services import free_port

CASES = 5_000
TRACKING, SUBMITTING = 10, 5
RAMP = (20, 40, 60, 80, 100)


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--bench", required=True, type=Path)
	parser.add_argument("--site", required=True)
	parser.add_argument("--seconds", type=int, default=300, help="of each of the two runs that count")
	parser.add_argument("--without-jobs", action="store_true", help="no background jobs beside it")
	arguments = parser.parse_args()
	bench = arguments.bench.resolve()
	connect(bench / "sites", arguments.site)
	print(conditions())
	print(f"{frappe.db.count('Case'):,} cases")
	codes = codes_of(CASES)
	frappe.db.commit()
	port = free_port(8700)
	with Group(bench) as group:
		group.web(arguments.site, port)
		if not arguments.without_jobs:
			group.jobs(arguments.site)
		visitors = Visitors(f"http://127.0.0.1:{port}", codes, proofs_of(SUBMITTING * arguments.seconds))
		arrive(visitors.follow, 5, 10)
		tell(f"following, {TRACKING} a second", arrive(visitors.follow, TRACKING, arguments.seconds))
		tell(f"submitting, {SUBMITTING} a second", arrive(visitors.submit, SUBMITTING, arguments.seconds))
		for rate in RAMP:
			heard = arrive(visitors.follow, rate, 20)
			tell(f"following, {rate} a second for 20 s", heard)
			if heard.errors or heard.p95("sent reference and code") > 1000:
				break


def codes_of(number: int) -> list[tuple[str, str]]:
	"""References and codes of cases drawn by chance, seeded; those that have no code get one."""
	names = frappe.get_all("Case", pluck="name", order_by="name asc")
	drawn = random.Random(5).sample(names, min(number, len(names)))
	found = []
	for name in drawn:
		row = frappe.db.get_value("Case", name, ["name", "code_nonce"], as_dict=True)
		if not row.code_nonce:
			row.code_nonce = new_nonce()
			frappe.db.set_value("Case", name, "code_nonce", row.code_nonce, update_modified=False)
		found.append((name, code_for(row)))
	return found


def proofs_of(number: int) -> list[tuple[str, str]]:
	"""Tokens of opened forms, each with its proof of work."""
	found = []
	for token in (new_token() for _ in range(number)):
		challenge = new_challenge(form_of(token), counter=1)
		found.append((token, altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()))
	return found


def form_with(token: str, proof: str) -> dict[str, str]:
	"""What a visitor sends with the form."""
	return {
		"token": token,
		"proof": proof,
		"case_type": "Complaint",
		"subject": "شارع بلا إنارة",
		"description": "الشارع مظلم منذ أسبوع، ونرجو إصلاح الإنارة.",
		"citizen_name": "أحمد علي",
	}


class Visitors:
	"""People with a browser; each visit is somebody else's."""

	def __init__(self, url: str, codes: list[tuple[str, str]], proofs: list[tuple[str, str]]):
		self.url = f"{url}/citizen-service"
		self.codes = codes
		self.proofs = proofs

	def follow(self, number: int, heard: Heard, due: float) -> None:
		reference, secret = self.codes[number % len(self.codes)]
		with self.session() as session:
			reply = session.post(
				f"{self.url}/track", data={"reference": reference, "secret": secret}, allow_redirects=False
			)
			heard.note("sent reference and code", (time.perf_counter() - due) * 1000)
			self.check(heard, reply, 303)
			began = time.perf_counter()
			page = session.get(f"{self.url}/case")
			heard.note("the case's page", (time.perf_counter() - began) * 1000)
			self.check(heard, page, 200, reference)

	def submit(self, number: int, heard: Heard, due: float) -> None:
		with self.session() as session:
			page = session.get(f"{self.url}/submit")
			heard.note("opened the form", (time.perf_counter() - due) * 1000)
			self.check(heard, page, 200)
			token, proof = self.proofs[number]
			began = time.perf_counter()
			sent = session.post(f"{self.url}/submit", data=form_with(token, proof))
			heard.note("sent the form", (time.perf_counter() - began) * 1000)
			self.check(heard, sent, 200, 'id="reference"')

	def session(self) -> requests.Session:
		session = requests.Session()
		address = f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"  # a network of their own
		session.headers.update({"Accept": "text/html", "X-Forwarded-For": address})
		session.cookies.set("preferred_language", "ar")
		return session

	def check(self, heard: Heard, reply: requests.Response, status: int, holds: str = "") -> None:
		if reply.status_code != status or holds not in reply.text:
			heard.fail(f"{reply.request.method} {reply.request.path_url}: {reply.status_code}")


def tell(what: str, heard: Heard) -> None:
	print(f"{what}; {load()}")
	for line in heard.lines():
		print(f"    {line}", flush=True)


if __name__ == "__main__":
	main()
