"""The gateway of SMS Settings."""

import frappe
from frappe import _

from citizen_service.errors import DeliveryRefused


def has_gateway() -> bool:
	"""Whether the site can send SMS at all."""
	return bool(frappe.db.get_single_value("SMS Settings", "sms_gateway_url"))


def require_gateway() -> None:
	"""
	:raises DeliveryRefused: the site cannot send SMS
	"""
	if not has_gateway():
		frappe.throw(_("No SMS gateway is set in SMS Settings."), DeliveryRefused, title=_("SMS Not Sent"))
