"""Settings of the office for the length of one test over HTTP."""

import unittest

import frappe

SETTINGS = "Citizen Service Settings"


def set_settings(test: unittest.TestCase, **values: object) -> None:
	"""Set and commit them, and put back what stood there when the test ends."""
	settings = frappe.get_doc(SETTINGS)
	before = {name: settings.get(name) for name in values}

	def write(wanted: dict) -> None:
		frappe.get_doc(SETTINGS).update(wanted).save()
		frappe.db.commit()

	test.addCleanup(write, before)
	write(values)
