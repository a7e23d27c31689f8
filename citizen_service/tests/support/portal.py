"""A citizen at the public pages, as a browser without JavaScript: gets a form, fills it, posts it."""

import secrets
from dataclasses import dataclass

import altcha
import frappe
from bs4 import BeautifulSoup

from citizen_service.confirmation import proof
from citizen_service.portal import site_tokens
from citizen_service.portal.code import code_for
from citizen_service.tests import factories as make
from citizen_service.tests.support.server import Client, Reply

SUBMIT = "/citizen-service/submit"
TRACK = "/citizen-service/track"
CASE = "/citizen-service/case"
ANSWERS = {
	"case_type": "Complaint",
	"subject": "شارع بلا إنارة",
	"description": "الشارع مظلم منذ أسبوع.",
	"citizen_name": "أحمد علي",
}


def proof_for(token: str) -> str:
	"""The solution of a challenge for the form of `token`, made here with the site's key so that nothing is searched."""
	if not site_tokens.is_fresh(token):
		return ""
	challenge = proof.new_challenge(proof.form_of(token), counter=1)
	return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()


def sent_case(**values: object) -> tuple[str, str]:
	"""Reference and code of a case that a citizen sent, committed."""
	with make.acting_as("Guest"):
		channel = frappe.db.get_value("Intake Channel", {"is_portal": 1, "enabled": 1})
		case = frappe.get_doc(
			{"doctype": "Case", **make.case_values(channel=channel, language="en", **values)}
		)
		case.insert(ignore_permissions=True)
	frappe.db.commit()
	return case.name, code_for(case)


@dataclass
class Page:
	"""A page as it came, and read."""

	reply: Reply
	tree: BeautifulSoup

	@property
	def status(self) -> int:
		return self.reply.status

	def text_of(self, selector: str) -> str:
		"""The text of the first element found, with single spaces; empty where there is none."""
		found = self.tree.select_one(selector)
		return " ".join(found.get_text(" ").split()) if found else ""

	def filled(self, form: str) -> dict[str, str]:
		"""What a browser sends of the form, as the page has filled it."""
		values = {}
		for field in self.tree.select(f"{form} :is(input, select, textarea)[name]"):
			if field.name == "select":
				chosen = field.select_one("option[selected]") or field.select_one("option")
				values[field["name"]] = chosen["value"] if chosen else ""
			elif field.name == "textarea":
				values[field["name"]] = field.text.removeprefix("\n")
			elif field["type"] not in ("radio", "checkbox", "file") or field.has_attr("checked"):
				values[field["name"]] = field.get("value", "on")
		return values

	@property
	def receipt(self) -> tuple[str, str]:
		"""Reference and code of a receipt."""
		return self.text_of("#reference"), self.text_of("#secret")


class Visitor:
	"""A person at an address of their own, so that the limits of one test are not another's."""

	def __init__(self, client: Client, lang: str = "en", address: str | None = None):
		self.client = client
		self.lang = lang
		self.address = (
			address or f"2001:{secrets.token_hex(2)}:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"
		)
		client.session.headers.update({"Accept": "text/html", "X-Forwarded-For": self.address})
		client.session.cookies.set("preferred_language", lang)

	def open(self, path: str) -> Page:
		return self._page(self.client.get(path))

	def token(self) -> str:
		"""The token of a form opened now."""
		return self.hidden(SUBMIT)["token"]

	def hidden(self, path: str) -> dict[str, str]:
		"""The hidden fields of the page's form, as a browser sends them."""
		return {field["name"]: field["value"] for field in self.open(path).tree.select("input[type=hidden]")}

	def submit(
		self, files: list[tuple[str, bytes]] = (), token: str | None = None, **answers: object
	) -> Page:
		"""Fill the form with ANSWERS, changed by `answers` (None leaves one out), and send it from its last step.

		The proof of work comes along unless `proof` says otherwise; see `go` for a walk from step to step.
		"""
		if token:
			hidden = {"token": token}
		else:
			opened = self.hidden(SUBMIT)
			hidden = {name: opened[name] for name in ("token", "csrf_token") if name in opened}
		if "proof" not in answers:
			answers["proof"] = proof_for(hidden["token"])
		values = {**ANSWERS, **hidden, **answers}
		data = {name: value for name, value in values.items() if value is not None}
		parts = [("attachments", (name, content)) for name, content in files] or [("attachments", ("", b""))]
		return self._page(self.client.request("POST", SUBMIT, data=data, files=parts))

	def go(self, page: Page, go: str, files: list[tuple[str, bytes]] = (), **answers: object) -> Page:
		"""Press the button `go` of a step's page, its questions answered so; what it carries on comes along."""
		values = {**page.filled("form[data-steps]"), **answers, "go": go}
		data = {name: value for name, value in values.items() if value is not None}
		parts = [("attachments", (name, content)) for name, content in files] or [("attachments", ("", b""))]
		return self._page(self.client.request("POST", SUBMIT, data=data, files=parts))

	def track(self, reference: str, secret: str) -> Page:
		"""Send reference and code; the page of the case, or of the refusal."""
		return self._page(self.client.request("POST", TRACK, data={"reference": reference, "secret": secret}))

	def take(
		self, step: str, about: str = "", files: list[tuple[str, bytes]] = (), **answers: object
	) -> Page:
		"""Open the form of a step on the case's page, fill it and send it; the page that follows."""
		page = self.open(f"{CASE}?do={step}&about={about}")
		hidden = {
			field["name"]: field["value"] for field in page.tree.select("form[data-once] input[type=hidden]")
		}
		return self.send({**hidden, **answers}, files)

	def send(self, data: dict[str, object], files: list[tuple[str, bytes]] = ()) -> Page:
		"""Send a form of the case's page as it is."""
		parts = [("attachments", (name, content)) for name, content in files] or None
		return self._page(self.client.request("POST", CASE, data=data, files=parts))

	@staticmethod
	def _page(reply: Reply) -> Page:
		return Page(reply, BeautifulSoup(reply.text, "html.parser"))
