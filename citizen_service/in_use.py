"""What the office's record names is never deleted: the refusal says where it is named, and what to do instead."""

from collections.abc import Sequence

import frappe
from frappe import _

from citizen_service.errors import RecordInUse
from citizen_service.listing import listed

SHOWN = 5


def refuse_deletion(name: str, where: Sequence[tuple[str, str]], way_out: str) -> None:
	"""Refuse to delete a record that cases, referrals or other documents of ours name.

	:param where: DocType and field that may hold `name`, in the order in which they are looked at
	:param way_out: what to do instead, in the user's language
	:raises RecordInUse: with up to five of the documents
	"""
	for doctype, field in where:
		found = frappe.get_all(
			doctype, {field: name}, pluck="name", order_by="creation desc, name desc", limit=SHOWN + 1
		)
		if found:
			named = listed([*found[:SHOWN], "…"] if len(found) > SHOWN else found)
			frappe.throw(
				_("{0} cannot be deleted: {1} {2} name it. {3}").format(
					frappe.bold(name), _(doctype), named, way_out
				),
				RecordInUse,
				title=_("Kept in the Record"),
			)
