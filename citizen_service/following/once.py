"""Each showing of a form counts once, however often it is sent: a mark in the cache, tied to the transaction."""

import hashlib

import frappe

WORKING = 120
"""Seconds after which a form may be sent again whose request neither ended nor failed."""
KEPT = 9 * 3600
"""Longer than any ticket lives."""


def claim(token: str) -> bool:
	"""Whether this is the first time that the form is sent. It may be sent anew if the transaction is rolled back."""
	key = frappe.cache.make_key(f"citizen_service:once:{hashlib.sha256(token.encode()).hexdigest()}")
	if not frappe.cache.set(key, 1, nx=True, ex=WORKING):
		return False
	frappe.db.after_commit.add(lambda: frappe.cache.set(key, 1, ex=KEPT))
	frappe.db.after_rollback.add(lambda: frappe.cache.delete(key))
	return True
