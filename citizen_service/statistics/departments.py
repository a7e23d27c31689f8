"""The departments, and the other records, that a report is asked for."""

import frappe
from frappe import _
from frappe.utils import escape_html

from citizen_service.errors import FiguresNotOpen, NoLongerThere
from citizen_service.permissions.scope import figures_scope


def departments(chosen: str | None) -> frozenset[str] | None:
	"""The departments to count: the chosen one with those below it, within what the user may see; None: all.

	:raises NoLongerThere: the chosen one was deleted
	:raises FiguresNotOpen: the user may see the figures of none of them
	"""
	scope = figures_scope(frappe.session.user)
	if not chosen:
		return scope
	below = frozenset(branch("Department", chosen))
	if scope is None:
		return below
	if not below & scope:
		frappe.throw(
			_("The figures of {0} are not open to you. Choose a department of your own, or none.").format(
				escape_html(chosen)
			),
			FiguresNotOpen,
			title=_("Not Permitted"),
		)
	return below & scope


def branch(doctype: str, name: str) -> list[str]:
	"""A record of a tree with all below it.

	:raises NoLongerThere: it was deleted
	"""
	refuse_missing(doctype, name)
	span = frappe.db.get_value(doctype, name, ["lft", "rgt"], as_dict=True)
	return frappe.get_all(
		doctype,
		filters={"lft": [">=", span.lft], "rgt": ["<=", span.rgt]},
		pluck="name",
		order_by="lft asc",
	)


def refuse_missing(doctype: str, name: str) -> None:
	"""Refuse a choice that was deleted since, instead of counting nothing.

	:raises NoLongerThere: there is no such record
	"""
	if not frappe.db.exists(doctype, name):
		frappe.throw(
			_("{0} “{1}” is not there any more. Choose another, or leave the field empty.").format(
				_(doctype), escape_html(name)
			),
			NoLongerThere,
			title=_("Not There Any More"),
		)
