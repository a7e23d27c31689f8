"""The first page: two doors, to submit and to follow."""

from frappe import _


def get_context() -> dict:
	return {
		"template": "www/citizen_service_home.html",
		"title": _("How can we help you?"),
		"route": "/citizen-service",
	}
