"""A procedure as a visitor reads it, in the present language."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_url

from citizen_service.reception.wording import time_it_takes


def leaflet(procedure: Document) -> str:
	"""Headings, lists and paragraphs that the framework's text editor keeps; what is empty is left out."""
	fees = [_fee(row) for row in procedure.fees] or [_free()]
	parts = [f"<h3>{_written(_title(procedure))}</h3>"]
	parts += _section(_("Steps to Take"), "ol", (_step(row) for row in procedure.steps))
	parts += _section(_("Required Documents"), "ul", (_document(row) for row in procedure.documents))
	parts += _section(_("Forms to Fill In"), "ul", (_form(procedure, row) for row in procedure.forms))
	parts += _section(_("Fees"), "ul", fees)
	parts += _section(_("Time Needed"), "p", [time_it_takes(procedure.duration, procedure.duration_unit)])
	parts += _section(_("Where to Go"), "p", [_written(procedure.where_to_go)])
	parts += _section(_("Legal Base"), "p", [_written(procedure.legal_base)])
	return "".join(parts)


def _title(procedure: Document) -> str:
	return (procedure.title_en if frappe.local.lang == "en" else None) or procedure.title


def _section(heading: str, tag: str, texts: Iterable[str]) -> list[str]:
	"""A heading with its list (`ol`, `ul`) or its paragraph (`p`); nothing where there is no text."""
	items = [text for text in texts if text]
	if not items:
		return []
	body = f"<p>{items[0]}</p>" if tag == "p" else f"<{tag}>{''.join(f'<li>{i}</li>' for i in items)}</{tag}>"
	return [f"<p><strong>{escape(heading)}</strong></p>", body]


def _written(text: str | None) -> str:
	"""What the office wrote, which is Arabic; isolated where the language around it runs the other way."""
	return _isolated(escape((text or "").strip()).replace("\n", "<br>"))


def _isolated(text: str | None) -> str:
	text = (text or "").strip()
	return f"\u2068{text}\u2069" if text and frappe.local.lang != "ar" else text


def _step(row: Document) -> str:
	return _written(row.instruction) + (f" ({_written(row.place)})" if row.place else "")


def _document(row: Document) -> str:
	note = f": {_written(row.note)}" if row.note else ""
	return f"{_written(row.document)} ({escape(_(row.form_of))}){note}"


def _form(procedure: Document, row: Document) -> str:
	"""Its name, and where the public gets it if the public does."""
	name = _written(row.title)
	if not (procedure.published and procedure.enabled):
		return name
	address = get_url(f"/citizen-service/procedures/{quote(procedure.name)}/file?form={quote(row.name)}")
	return f'<a href="{escape(address)}" target="_blank" rel="noopener">{name}</a>'


def _fee(row: Document) -> str:
	return escape(fee_in_words(row))


def fee_in_words(row: Document) -> str:
	"""A line of the table of fees as plain text."""
	if not flt(row.amount):
		return f"{_isolated(row.fee_for)}: {_('Free of charge')}"
	fee = f"{_isolated(row.fee_for)}: {_money(flt(row.amount), row.currency)}"
	return f"{fee} {_('per {0}').format(_isolated(row.basis))}" if row.basis else fee


def _free() -> str:
	return escape(_("Free of charge"))


def _money(amount: float, currency: str | None) -> str:
	"""An amount with up to three decimals and its currency, for example `12.5 ₪`."""
	number = f"{amount:,.3f}".rstrip("0").rstrip(".")
	currency = currency or frappe.db.get_default("currency")
	symbol = frappe.db.get_value("Currency", currency, "symbol", cache=True) if currency else None
	return _isolated(f"{number} {symbol or currency or ''}")
