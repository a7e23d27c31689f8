"""One person's rights for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


def become(user: str) -> None:
	"""`frappe.set_user`, but that the process keeps what it has read of DocTypes, which are the same for everybody.

	The framework forgets all that it read from its cache, and would read dozens of them again.
	"""
	key = frappe.cache.make_key("doctype_meta")
	known = frappe.local.cache.get(key)
	frappe.set_user(user)
	if known:
		frappe.local.cache[key] = known


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""What is done inside is done by `user`, with that user's permissions."""
	before = frappe.session.user
	# `set_user` forgets the session and the request's arguments too: a web request needs both again afterwards.
	sid, data, arguments = frappe.session.sid, frappe.session.data, frappe.local.form_dict
	become(user)
	try:
		yield
	finally:
		become(before)
		frappe.session.sid, frappe.session.data, frappe.local.form_dict = sid, data, arguments
