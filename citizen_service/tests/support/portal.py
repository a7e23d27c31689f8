"""A citizen at the public pages, as a browser without JavaScript: gets a form, fills it, posts it."""

import secrets
from dataclasses import dataclass

from bs4 import BeautifulSoup

from citizen_service.tests.support.server import Client, Reply

SUBMIT = "/citizen-service/submit"
TRACK = "/citizen-service/track"
ANSWERS = {
	"case_type": "Complaint",
	"subject": "شارع بلا إنارة",
	"description": "الشارع مظلم منذ أسبوع.",
	"citizen_name": "أحمد علي",
}


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

	@property
	def receipt(self) -> tuple[str, str]:
		"""Reference and code of a receipt."""
		return self.text_of("#reference"), self.text_of("#secret")


class Visitor:
	"""A person at an address of their own, so that the limits of one test are not another's."""

	def __init__(self, client: Client, lang: str = "en", address: str | None = None):
		self.client = client
		self.lang = lang
		self.address = address or "2001:db8::" + ":".join(secrets.token_hex(2) for _ in range(4))
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
		"""Fill the form with ANSWERS, changed by `answers` (None leaves one out), and send it."""
		hidden = {"token": token} if token else self.hidden(SUBMIT)
		values = {**ANSWERS, **hidden, **answers}
		data = {name: value for name, value in values.items() if value is not None}
		parts = [("attachments", (name, content)) for name, content in files] or [("attachments", ("", b""))]
		return self._page(self.client.request("POST", SUBMIT, data=data, files=parts))

	def track(self, reference: str, secret: str) -> Page:
		return self._page(self.client.request("POST", TRACK, data={"reference": reference, "secret": secret}))

	@staticmethod
	def _page(reply: Reply) -> Page:
		return Page(reply, BeautifulSoup(reply.text, "html.parser"))
