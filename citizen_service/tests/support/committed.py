"""For tests whose records other processes must see: committed, and gone again when the class is over."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

from citizen_service.compat import TestCase
from citizen_service.outbox.assignment import sync_case_rules
from citizen_service.tests.factories import Office, make_office

CONTENT = frozenset(
	f"tab{name}"
	for name in (
		"Case", "Case Referral", "Case Reopening", "Case Rating", "Case Rating Reason", "Citizen", "Citizen Search Key", "Confirmed Contact", "Day Book Entry", "Emergency Event",
		"Extension Request", "Identity Look", "Outbox Entry", "Priority Proposal", "Referral Chase", "Response",
		"Response Attachment", "Response Delivery", "Service Level Event", "Service Level Record", "Signed Form",
		"Withheld Identity", "Access Log", "Activity Log", "Comment", "Communication", "Email Queue",
		"Email Queue Recipient", "Error Log", "File", "Notification Log", "Scheduled Job Log", "ToDo", "Version",
		"View Log",
	)
)  # fmt: skip
"""What nothing of the framework's cache knows of, and whose names do not come again."""


class CommittedTestCase(TestCase):
	"""Every record that comes into being while the class runs is deleted at its end, whoever made it.

	The office of the factories is there already, as `self.office`, and stays on the site: making its users is slow.
	What is changed in records that were there before must be put back by the test.
	"""

	office: Office

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.office = make_office()
		frappe.db.commit()
		cls.addClassCleanup(keep_only, records())


@contextmanager
def snapshot() -> Iterator[None]:
	"""What is read inside is as it is now, whatever `another_transaction` commits meanwhile. Rolled back."""
	frappe.db.rollback()
	frappe.get_all("Case", limit=1, order_by="name asc")
	try:
		yield
	finally:
		frappe.db.rollback()


@contextmanager
def another_transaction() -> Iterator[None]:
	"""What is done inside is done over a connection of its own, and committed."""
	mine = frappe.local.db
	frappe.connect(set_admin_as_user=False)
	try:
		yield
		frappe.db.commit()
	finally:
		frappe.db.close()
		frappe.local.db = mine


def records() -> dict[str, set]:
	"""The names of all records, by table. (Their `creation` says little: a site's time zone may have changed.)"""
	columns = frappe.qb.Schema("information_schema").columns
	tables = (
		frappe.qb.from_(columns)
		.select(columns.table_name)
		.where((columns.table_schema == frappe.conf.db_name) & (columns.column_name == "creation"))
		.where(columns.table_name.like("tab%"))
	).run(pluck=True)
	return {name: _names(frappe.qb.Table(name)) for name in tables}


def _names(table) -> set:
	return set(frappe.qb.from_(table).select(table.name).run(pluck=True))


def keep_only(before: dict[str, set]) -> None:
	"""Delete the records that are not among those of `before`. Commits."""
	frappe.set_user("Administrator")
	frappe.db.rollback()
	emptied = set()
	for table_name, known in before.items():
		table = frappe.qb.Table(table_name)
		if new := _names(table) - known:
			frappe.qb.from_(table).delete().where(table.name.isin(list(new))).run()
			emptied.add(table_name)
	if emptied - CONTENT:
		frappe.clear_cache()
	sync_case_rules()
	frappe.db.commit()
