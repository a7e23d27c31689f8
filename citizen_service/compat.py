"""The one place that knows that the framework comes in several versions."""

import frappe

try:
	from frappe.tests import IntegrationTestCase as TestCase
except ImportError:  # before 16
	from frappe.tests.utils import FrappeTestCase as TestCase

__all__ = ["TestCase", "framework_version"]


def framework_version() -> str:
	"""The framework's version as it states it, for example `15.56.1`."""
	return frappe.__version__
