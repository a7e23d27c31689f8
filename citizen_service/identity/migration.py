"""Identities that earlier versions left in the row of a case although they were withheld."""

import frappe
from pypika.terms import Criterion

from citizen_service.identity import copies
from citizen_service.identity.sealing import FIELDS, Contact, store_many

BATCH = 500


def seal_all() -> None:
	"""Seal them, in batches by sets, each committed: a few statements for every 500 cases."""
	case = frappe.qb.DocType("Case")
	while rows := (
		frappe.qb.from_(case)
		.where(case.withhold_identity == 1)
		.where(Criterion.any((case[field] != "") for field in FIELDS))
		.select(case.name, *(case[field] for field in FIELDS))
		.orderby(case.name)
		.limit(BATCH)
	).run(as_dict=True):
		contacts = {row.name: Contact(**{field: row[field] or None for field in FIELDS}) for row in rows}
		store_many(contacts)
		frappe.db.set_value(
			"Case", {"name": ("in", list(contacts))}, dict.fromkeys(FIELDS), update_modified=False
		)
		copies.scrub(contacts)
		frappe.db.commit()  # what is sealed is not undone by a later batch that fails
