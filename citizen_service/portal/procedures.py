"""The guide of procedures as the public reads it: published ones in force, how they are found, their forms."""

from dataclasses import dataclass
from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from pypika.functions import Count
from pypika.queries import QueryBuilder, Table

from citizen_service.citizens.arabic import key, without_article
from citizen_service.errors import ProcedureNotOpen
from citizen_service.permissions.files import LOCAL
from citizen_service.portal.attachments import Attachment, check_one
from citizen_service.reception.procedures import PROCEDURE, in_force

PAGE = 20
"""Procedures on one page of the list."""
LONGEST_SEARCH = 200
MOST_WORDS = 8
LARGEST_FORM = 30 * 1024 * 1024


@dataclass(frozen=True)
class Found:
	"""A page of the list: `rows` (name, title, category, department), how many there are in all, and on how many pages."""

	rows: list[frappe._dict]
	number: int
	page: int
	pages: int


@dataclass(frozen=True)
class Form:
	"""A form for download: `row` names it in the address."""

	row: str
	title: str
	language: str | None
	file_url: str


def find(text: str, page: int) -> Found:
	"""Those that hold every word of the text, however it is spelt; all of them, by category, without a text.

	:param page: from 1; one that does not exist is the nearest that does
	"""
	procedure = frappe.qb.DocType(PROCEDURE)
	words = key(text[:LONGEST_SEARCH]).split()[:MOST_WORDS]
	number = _open(procedure, words).select(Count("*")).run()[0][0]
	pages = max(-(-number // PAGE), 1)
	page = min(max(page, 1), pages)
	category = frappe.qb.DocType("Case Category")
	rows = (
		_open(procedure, words)
		.left_join(category)
		.on(category.name == procedure.category)
		.select(
			procedure.name,
			procedure.title,
			procedure.title_en,
			procedure.category,
			procedure.department,
			procedure.duration,
			procedure.duration_unit,
		)
		.orderby(category.lft.isnull(), category.lft, procedure.title, procedure.name)
		.limit(PAGE)
		.offset((page - 1) * PAGE)
	).run(as_dict=True)
	return Found(rows, number, page, pages)


def _open(procedure: Table, words: list[str]) -> QueryBuilder:
	query = frappe.qb.from_(procedure).where(in_force(procedure) & (procedure.published == 1))
	for word in words:
		query = query.where(procedure.search_key.like(f"%{without_article(word)}%"))
	return query


def read(name: str) -> Document:
	"""A procedure that the public may read now.

	:raises ProcedureNotOpen: there is none of that name, or it is not published, or not in force; with HTTP status 410 if
		it was until a day that has passed
	"""
	if not name or len(name) > 140 or not frappe.db.exists(PROCEDURE, name):
		refuse()
	procedure = frappe.get_cached_doc(PROCEDURE, name)
	today = getdate()
	if not (procedure.published and procedure.enabled):
		refuse()
	if procedure.valid_to and getdate(procedure.valid_to) < today:
		refuse(_("This procedure is no longer valid. Look for the one that has taken its place."), 410)
	if procedure.valid_from and getdate(procedure.valid_from) > today:
		refuse()
	return procedure


def refuse(message: str | None = None, status: int = 404) -> None:
	"""
	:raises ProcedureNotOpen: always
	"""
	error = ProcedureNotOpen(
		message or _("There is no such procedure here. It may have been given another name, or withdrawn.")
	)
	error.http_status_code = status
	raise error


def title_of(procedure: Document | frappe._dict) -> str:
	"""In the reader's language, as far as the office gave it."""
	return (procedure.title_en if frappe.local.lang == "en" else None) or procedure.title


def forms_of(procedure: Document) -> list[Form]:
	"""The forms that are listed on it: its own, and those of the documents to bring."""
	listed = [Form(row.name, row.title, row.language, row.file) for row in procedure.forms]
	listed += [Form(row.name, row.document, None, row.form) for row in procedure.documents if row.form]
	return [form for form in listed if form.file_url]


def read_form(procedure: Document, row: str) -> Attachment:
	"""The file of a form that is listed on the procedure and attached to it; its bytes say what it is.

	:raises ProcedureNotOpen: it is not listed, not attached, gone, or no file that may be given out
	"""
	form = next((form for form in forms_of(procedure) if form.row == row), None)
	if not form or not form.file_url.startswith(LOCAL):
		refuse()
	file = frappe.db.get_value(
		"File",
		{
			"file_url": form.file_url,
			"attached_to_doctype": PROCEDURE,
			"attached_to_name": procedure.name,
			"is_folder": 0,
		},
		["name", "file_name"],
		as_dict=True,
		order_by="creation asc",
	)
	if not file:
		refuse()
	path = Path(frappe.get_doc("File", file.name).get_full_path())
	if not path.is_file():
		refuse()
	checked = check_one(file.file_name or path.name, path.read_bytes(), LARGEST_FORM)
	if not isinstance(checked, Attachment):
		refuse()
	return checked
