"""The next turn of an order, in the transaction that settles a referral. The rules are in `order.py`."""

import frappe
from frappe.model.document import Document

from citizen_service.referral.order import WAITING, Turn, inherit, turn_after

REFERRAL = "Case Referral"


def follow(settled: Document, before: str) -> None:
	"""A referral that had the status `before` was settled: whoever waited for it gets the case, or goes on waiting."""
	if before == WAITING:
		_pass_on(settled.name, settled.waits_for)
	elif turn_after(settled.status) is Turn.OPEN:
		for name in _waiting_for(settled.name):
			_open(name)


def take_place(referral: Document) -> None:
	"""A new referral stands in for the one it follows: whoever waited for that one waits for this one."""
	_pass_on(referral.follows, referral.name)


def _pass_on(gone: str, heir: str | None) -> None:
	waiting = dict.fromkeys(_waiting_for(gone), gone)
	for name, awaited in inherit(waiting, gone, heir).items():
		frappe.db.set_value(REFERRAL, name, "waits_for", awaited)


def _waiting_for(name: str) -> list[str]:
	return frappe.get_all(REFERRAL, {"waits_for": name, "status": WAITING}, pluck="name", order_by="name asc")


def _open(name: str) -> None:
	"""Where the department was disabled meanwhile it goes on waiting, and Follow-up decides."""
	referral = frappe.get_doc(REFERRAL, name, for_update=True)
	if referral.status == WAITING and frappe.get_cached_value("Department", referral.department, "enabled"):
		referral.open_turn(frappe.get_doc("Case", referral.case))
