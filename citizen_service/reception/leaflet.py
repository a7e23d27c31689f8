"""A procedure as a visitor reads it, in the present language."""

from collections.abc import Iterable
from html import escape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from citizen_service.reception.wording import time_it_takes


def leaflet(procedure: Document) -> str:
	"""Headings, lists and paragraphs that the framework's text editor keeps; what is empty is left out."""
	parts = [f"<h4>{escape(_title(procedure))}</h4>"]
	parts += _section(
		_("Steps to Take"), "ol", (_with(row.instruction, row.place) for row in procedure.steps)
	)
	parts += _section(_("Required Documents"), "ul", (_document(row) for row in procedure.documents))
	parts += _section(
		_("Fees"), "ul", (_fee(row) for row in procedure.fees) if procedure.fees else [_("Free of charge")]
	)
	parts += _section(_("Time Needed"), "p", [time_it_takes(procedure.duration, procedure.duration_unit)])
	parts += _section(_("Where to Go"), "p", [procedure.where_to_go])
	parts += _section(_("Legal Base"), "p", [procedure.legal_base])
	return "".join(parts)


def _title(procedure: Document) -> str:
	return (procedure.title_en if frappe.local.lang == "en" else None) or procedure.title


def _section(heading: str, tag: str, texts: Iterable[str | None]) -> list[str]:
	"""A heading with its list (`ol`, `ul`) or its paragraph (`p`); nothing where there is no text."""
	items = [escape(text).replace("\n", "<br>") for text in texts if text]
	if not items:
		return []
	body = f"<p>{items[0]}</p>" if tag == "p" else f"<{tag}>{''.join(f'<li>{i}</li>' for i in items)}</{tag}>"
	return [f"<p><strong>{escape(heading)}</strong></p>", body]


def _document(row: Document) -> str:
	return f"{row.document} ({_(row.form_of)})" + (f": {row.note}" if row.note else "")


def _fee(row: Document) -> str:
	if not flt(row.amount):
		return f"{row.fee_for}: {_('Free of charge')}"
	fee = f"{row.fee_for}: {_money(flt(row.amount), row.currency)}"
	return f"{fee} {_('per {0}').format(row.basis)}" if row.basis else fee


def _money(amount: float, currency: str | None) -> str:
	"""An amount with up to three decimals and its currency, for example `12.5 ₪`."""
	number = f"{amount:,.3f}".rstrip("0").rstrip(".")
	currency = currency or frappe.db.get_default("currency")
	symbol = frappe.db.get_value("Currency", currency, "symbol", cache=True) if currency else None
	return f"{number} {symbol or currency or ''}".rstrip()


def _with(text: str, detail: str | None) -> str:
	return f"{text} ({detail})" if detail else text
