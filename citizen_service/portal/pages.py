"""Renders the public pages: `www/<page>.py` says what is shown, `www/<page>.html` how.

A renderer of our own, because the framework's template page neither escapes what templates print, nor lets a page
set headers, nor rolls back what a failed POST wrote. Nothing of the desk or of the website's bundles is loaded.
"""

from functools import cache
from importlib import import_module

import frappe
from frappe import _
from frappe.website.page_renderers.base_renderer import BaseRenderer
from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug.wrappers import Response

from citizen_service.portal import language

PAGES = ("citizen_service_home", "citizen_service_submit", "citizen_service_track")
HEADERS = {
	"Content-Security-Policy": (
		"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
		"base-uri 'none'; frame-ancestors 'none'"
	),
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "same-origin",
	"Cache-Control": "no-store",
	"Vary": "Cookie",
}


class PortalPage(BaseRenderer):
	"""One of PAGES. `get_context()` of its module returns a dict with `template` and, if not 200, `http_status`."""

	def can_render(self) -> bool:
		return self.path in PAGES

	def render(self) -> Response:
		frappe.local.lang = language.choose()
		try:
			context = import_module(f"citizen_service.www.{self.path}").get_context()
		except Exception:
			# The framework answers with its error page then, and would commit what was written until here.
			frappe.db.rollback()
			raise
		response = self.build_response(
			render(context["template"], {**common_context(), **context}),
			context.get("http_status", 200),
			{**HEADERS, "Content-Language": frappe.local.lang},
		)
		if chosen := language.chosen_now():
			response.set_cookie(
				language.COOKIE,
				chosen,
				max_age=language.ONE_YEAR,
				secure=frappe.request.scheme == "https",
				samesite="Lax",
			)
		return response


def common_context() -> dict:
	"""What the base template shows on every page."""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	return {
		"_": _,
		"lang": frappe.local.lang,
		"dir": language.DIRECTION[frappe.local.lang],
		"office_name": settings.office_name,
		"office_phone": settings.office_phone,
		"office_email": settings.office_email,
		"build": frappe.utils.get_build_version(),
		"csrf_token": frappe.sessions.get_csrf_token() if frappe.session.user != "Guest" else "",
	}


def render(template: str, context: dict) -> str:
	"""The template with everything in it escaped that does not say it is markup."""
	return _templates().get_template(template).render(context)


@cache
def _templates() -> Environment:
	"""Compiled once per process; the framework's environment would be built and compiled for every request."""
	return Environment(
		loader=PackageLoader("citizen_service", "."), autoescape=True, undefined=StrictUndefined
	)
