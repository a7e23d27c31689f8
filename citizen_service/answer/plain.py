"""HTML of the text editor as plain text, for an SMS. Plain Python, no frappe import."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset(
	"p div br li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote pre hr section article header footer".split()
)
UNSEEN = frozenset(("script", "style", "head", "title", "template"))


def plain_text(html: str | None) -> str:
	"""What a reader of `html` sees, a paragraph a line, points of a list marked; without empty lines."""
	reader = _Reader()
	reader.feed(html or "")
	reader.close()
	lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
	return "\n".join(line for line in lines if line not in ("", "•"))


class _Reader(HTMLParser):
	def __init__(self) -> None:
		super().__init__(convert_charrefs=True)
		self.parts: list[str] = []
		self.unseen = 0

	def handle_starttag(self, tag: str, attrs: list) -> None:
		if tag in UNSEEN:
			self.unseen += 1
		if tag in BLOCKS:
			self.parts.append("\n• " if tag == "li" else "\n")
		elif tag in ("td", "th"):
			self.parts.append(" ")

	def handle_endtag(self, tag: str) -> None:
		if tag in UNSEEN:
			self.unseen = max(0, self.unseen - 1)
		if tag in BLOCKS:
			self.parts.append("\n")

	def handle_data(self, data: str) -> None:
		if not self.unseen:
			# Zero-width marks of the editor are not seen, and cost a place each.
			self.parts.append(re.sub("[\ufeff\u200b]", "", data).replace("\n", " "))
