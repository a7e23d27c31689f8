"""The account by which a citizen sent a case that is withheld only later: out of the columns that name who made a record."""

import frappe

from citizen_service.sla.records import LEDGER, RECORD

NOBODY = "Guest"
MADE = (
	("Case", "name", ()),
	(RECORD, "case", ()),
	("Outbox Entry", "reference_name", ()),
	("File", "attached_to_name", ()),
	("Comment", "reference_name", ("comment_email", "comment_by")),
	("Communication", "reference_name", ("user",)),
	("Version", "docname", ()),
)
"""What a submission leaves behind, by which column it belongs to the case, and where else than in `WHO` it says whose it is."""
WHO = ("owner", "modified_by")


def hide(cases: list[str]) -> None:
	"""Let a guest have made what the citizens' own accounts made of these cases. Staff stay named."""
	for case, account in _accounts(cases).items():
		for doctype, pointer, columns in MADE:
			_rename(doctype, pointer, [case], account, (*WHO, *columns))
		record = frappe.qb.DocType(RECORD)
		records = frappe.qb.from_(record).where(record.case == case).select(record.name).run(pluck=True)
		if records:
			_rename(LEDGER, "parent", records, account, (*WHO, "by_user"))


def _accounts(cases: list[str]) -> dict[str, str]:
	"""Case → the account of somebody outside the office that made it."""
	case, user = frappe.qb.DocType("Case"), frappe.qb.DocType("User")
	rows = (
		frappe.qb.from_(case)
		.join(user)
		.on(user.name == case.owner)
		.where(case.name.isin(cases) & (user.user_type == "Website User") & (user.name != NOBODY))
		.select(case.name, case.owner)
		.orderby(case.name)
	).run()
	return dict(rows)


def _rename(doctype: str, pointer: str, names: list[str], account: str, columns: tuple[str, ...]) -> None:
	table = frappe.qb.DocType(doctype)
	for column in columns:
		(
			frappe.qb.update(table)
			.set(table[column], NOBODY)
			.where(table[pointer].isin(names) & (table[column] == account))
		).run()
