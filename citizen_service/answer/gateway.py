"""The gateway of SMS Settings."""

import frappe
from frappe import _
from frappe.core.doctype.sms_settings.sms_settings import get_headers, send_request, validate_receiver_nos

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


def send(number: str, text: str) -> None:
	"""Hand a message to the gateway of SMS Settings, and keep no copy: the framework's SMS Log shows number and text.

	:raises DeliveryRefused: there is none
	:raises requests.RequestException: the gateway did not take it
	"""
	require_gateway()
	settings = frappe.get_cached_doc("SMS Settings")
	headers = get_headers(settings)
	(receiver,) = validate_receiver_nos([number])
	values = {row.parameter: row.value for row in settings.parameters if not row.header}
	values.update({settings.message_parameter: text, settings.receiver_parameter: receiver})
	as_json = headers.get("Content-Type") == "application/json"
	send_request(settings.sms_gateway_url, values, headers, settings.use_post, as_json)
