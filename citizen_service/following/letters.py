"""What citizens send on their case: letters and files. Kept as Communications, as letters by e-mail are, and told to
the office in the same way. No letter changes a case's state: a "thank you" does not reopen it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, strip_html

from citizen_service.desk.reading import rows_of
from citizen_service.email_intake.case_mail import LETTERS
from citizen_service.outbox.post import post
from citizen_service.portal.attachments import Attachment
from citizen_service.portal.files import attach
from citizen_service.states.citizens import CITIZEN

MEDIUM = "Other"
"""Of a letter from the page of a case; e-mails have their own."""


@dataclass(frozen=True)
class Sent:
	"""Something that the citizen sent: a text, or a file by its name."""

	sent_on: datetime
	text: str = ""
	file: str = ""


def add(case: Document, text: str, files: Iterable[Attachment] = ()) -> None:
	"""Keep a letter and its files with the case, and ring the bell of whoever has it."""
	names = keep(case, files)
	said = escape_html(text).replace("\n", "<br>")
	listed = "".join(f"<li>{escape_html(name)}</li>" for name in names)
	frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": MEDIUM,
			"sent_or_received": "Received",
			"subject": _("Letter from the citizen on case {0}", _office_language()).format(case.name),
			"content": f"<div>{said}</div>" + (f"<ul>{listed}</ul>" if listed else ""),
			"reference_doctype": case.doctype,
			"reference_name": case.name,
			"status": "Linked",
		}
	).insert(ignore_permissions=True)
	tell(case, LETTERS["Case"])


def tell(case: Document, notice: str) -> None:
	"""Tell whoever has the case, once for each call."""
	post("notify", case, {"notice": notice}, key=f"{notice}:{case.name}:{frappe.generate_hash(length=20)}")


def keep(document: Document, files: Iterable[Attachment]) -> list[str]:
	"""Attach files that were let in to a document; their names. A row of its own for each document they belong to."""
	return [attach(file, document).file_name for file in files]


def sent_by_citizen(case: Mapping, answered: Iterable[Mapping]) -> list[Sent]:
	"""What the citizen of a case sent, oldest first: letters from the page, files, answers to questions.

	:param answered: the questions that were answered, with `citizen_answer` and `answered_on`
	"""
	found = [
		*_letters(case["name"]),
		*_files(case),
		*(Sent(row["answered_on"], row["citizen_answer"]) for row in answered),
	]
	return sorted(found, key=lambda sent: sent.sent_on)


def _letters(case: str) -> Iterator[Sent]:
	rows = rows_of(
		"Communication",
		["creation", "content"],
		["creation", "name"],
		reference_doctype="Case",
		reference_name=case,
		communication_medium=MEDIUM,
		sent_or_received="Received",
		owner=CITIZEN,
	)
	for row in rows:
		if text := words_of(row.content):
			yield Sent(row.creation, text)


def words_of(content: str | None) -> str:
	"""The text of a letter as it was typed; its files are told by themselves."""
	said = re.sub(r"<ul>.*</ul>", "", content or "", flags=re.DOTALL)
	return unescape(strip_html(re.sub(r"<br\s*/?>", "\n", said))).strip()


def _files(case: Mapping) -> Iterator[Sent]:
	"""Files on the case that came from outside: sent without an account, or by the citizen's own that sent the case."""
	rows = rows_of(
		"File",
		["creation", "file_name"],
		["creation", "name"],
		attached_to_doctype="Case",
		attached_to_name=case["name"],
		owner=[CITIZEN, *_account(case)],
	)
	for row in rows:
		yield Sent(row.creation, file=row.file_name)


def _account(case: Mapping) -> list[str]:
	owner = case["owner"]
	return [owner] if frappe.get_cached_value("User", owner, "user_type") == "Website User" else []


def _office_language() -> str:
	return frappe.get_cached_doc("Citizen Service Settings").notice_language or frappe.local.lang
