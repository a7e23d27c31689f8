"""What a mail to the office says of itself. Plain Python on the standard library's messages, no frappe import."""

import re
import unicodedata
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from bs4 import BeautifulSoup

LONGEST_SUBJECT = 140
LONGEST_TEXT = 10_000
"""Of what a citizen writes so much is the case's description; the whole letter stays with the case."""

READ = 200_000
"""No more of a letter is looked at for subject, description and language, however long it is."""

SUBJECT_FROM_TEXT = 80
ANSWER_MARKS = re.compile(
	r"^(\s*(re|aw|fw|fwd|wg|رد|إعادة توجيه|تحويل)\s*(\[\d+\])?\s*[:：])+\s*", re.IGNORECASE
)
ROBOTS = re.compile(r"\b(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.IGNORECASE)
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
ROBOT_HEADERS = ("X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe")
ANSWERS_OF_CALENDARS = frozenset({"reply", "counter", "refresh"})
NOT_TEXT = ("script", "style", "head", "title")
MESSAGE_ID = re.compile(r"^message-id:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)


def is_automatic(message: Message) -> bool:
	"""Whether a program wrote it: an automatic reply, a bounce, a receipt, a calendar's answer, a mailing list.

	RFC 3834 (Auto-Submitted), RFC 3464 and 8098 (reports), RFC 2919 and 2369 (lists), RFC 5546 (calendars).
	"""
	if (message.get("Auto-Submitted") or "no").split(";")[0].strip().lower() != "no":
		return True
	if (message.get("Precedence") or "").strip().lower() in BULK:
		return True
	if (message.get("Return-Path") or "").strip() == "<>" or message.get_content_type() == "multipart/report":
		return True
	if any(message.get(header) for header in ROBOT_HEADERS) or ROBOTS.search(str(message.get("From") or "")):
		return True
	return any(
		part.get_content_type() == "text/calendar"
		and str(part.get_param("method") or "").lower() in ANSWERS_OF_CALENDARS
		for part in message.walk()
	)


def reported_message_id(message: Message) -> str:
	"""Of a bounce or another report: the Message-ID of the mail it tells of; empty where it does not say."""
	if message.get_content_type() != "multipart/report":
		return ""
	for part in message.walk():
		if part is message:
			continue
		if part.get_content_type() == "text/rfc822-headers":
			found = MESSAGE_ID.search((part.get_payload(decode=True) or b"").decode("utf-8", "replace"))
			if found:
				return found[1]
		elif part.get("Message-ID"):
			return part["Message-ID"].strip().strip("<>")
	return ""


def decoded(header: str | None) -> str:
	"""A header as people read it, in one line, whatever it was encoded in."""
	try:
		text = str(make_header(decode_header(str(header or ""))))
	except (LookupError, UnicodeError, ValueError):
		text = str(header or "")
	return " ".join(_visible(text).split())


def name_of(sender: str | None) -> str:
	"""The sender's name as they write it, without the address; may be empty."""
	name, address = parseaddr(str(sender or ""))
	name = decoded(name).strip("\"' ")
	return "" if name.lower() == address.lower() else name


def subject_of(subject: str, text: str) -> str:
	"""The subject of a case: the mail's without its marks of answering, else its first words; may be empty."""
	bare = ANSWER_MARKS.sub("", " ".join(subject.split()))
	return _cut(bare, LONGEST_SUBJECT) or _cut(" ".join(text.split()), SUBJECT_FROM_TEXT)


def text_of(plain: str, html: str) -> str:
	"""What was written, as plain text: the plain part, or the HTML part without its markup."""
	if plain.strip():
		return _lines(plain[:READ])
	soup = BeautifulSoup(html[:READ], "html.parser")
	for tag in soup(NOT_TEXT):
		tag.decompose()
	return _lines(soup.get_text("\n"))


def shortened(text: str) -> tuple[str, bool]:
	"""The beginning of a text that a case's description holds, and whether it was cut."""
	return _cut(text, LONGEST_TEXT), len(text) > LONGEST_TEXT


def language_of(text: str) -> str | None:
	"""“ar” or “en” by the letters that most of a text is written in; None where it has none of either."""
	arabic = sum("\u0621" <= mark <= "\u064a" for mark in text)
	latin = sum("a" <= mark <= "z" for mark in text.lower())
	if not arabic and not latin:
		return None
	return "ar" if arabic * 2 >= latin else "en"


def _lines(text: str) -> str:
	lines = [line.rstrip() for line in _visible(text).splitlines()]
	return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _visible(text: str) -> str:
	"""Without control characters and what no database column takes."""
	return "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cs"))


def _cut(text: str, longest: int) -> str:
	"""At most so many characters, ending with a word where there is one."""
	if len(text) <= longest:
		return text.strip()
	kept = text[: longest - 1]
	return (kept.rsplit(None, 1)[0] if len(kept.split()) > 1 else kept).strip() + "…"
