"""One person's rights for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""What is done inside is done by `user`, with that user's permissions."""
	before = frappe.session.user
	# `set_user` forgets the session and the request's arguments too: a web request needs both again afterwards.
	sid, data, arguments = frappe.session.sid, frappe.session.data, frappe.local.form_dict
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)
		frappe.session.sid, frappe.session.data, frappe.local.form_dict = sid, data, arguments
