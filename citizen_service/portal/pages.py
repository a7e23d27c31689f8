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

from citizen_service.portal import language, navigation
from citizen_service.portal.kept import keep_words
from citizen_service.portal.missing import missing
from citizen_service.portal.routes import ROOT, is_ours, match

CONTENT_SECURITY_POLICY = (
	"default-src 'none'; style-src 'self'; script-src 'self'; img-src {images}; connect-src 'self'; "
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "same-origin",
	"Cache-Control": "no-store",
	"Vary": "Cookie",
	"Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


class PortalPage(BaseRenderer):
	"""One of `routes.ROUTES`. `get_context()` of its module returns a dict with

	- `template` and what it shows; if not 200, `http_status`; beside the common ones its `styles` and `scripts` (file
	  names in public/css and public/js); `images`: other origins that pictures may come from;
	  `geolocation`: the page may ask where the reader is; or
	- `redirect`: the address to go on to, after a POST; or
	- `response`: a werkzeug Response as it is, such as a file;

	and, with any of these, `cookies`: keyword arguments of `set_cookie`, one dict each.
	"""

	def can_render(self) -> bool:
		return is_ours(self.path)

	def render(self) -> Response:
		frappe.local.lang = language.choose()
		keep_words(frappe.local.lang)
		try:
			context = self._context()
			response = self._answer(context)
		except Exception:
			# The framework's error page is none for these readers, and it would commit what was written until here.
			frappe.db.rollback()
			frappe.clear_messages()
			frappe.log_error(title="Public Page", message=f"{self.path}\n{frappe.get_traceback()}")
			frappe.db.commit()
			context = _failed()
			response = self._answer(context)
		images = " ".join(["'self'", *context.get("images", ())])
		response.headers.extend(HEADERS)
		response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.format(images=images)
		if context.get("geolocation"):
			response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
		response.headers["Content-Language"] = frappe.local.lang
		cookies = list(context.get("cookies", ()))
		if chosen := language.chosen_now():
			cookies.append(
				{"key": language.COOKIE, "value": chosen, "max_age": language.ONE_YEAR, "httponly": False}
			)
		for cookie in cookies:
			secure = frappe.request.scheme == "https"
			response.set_cookie(**{"secure": secure, "httponly": True, "samesite": "Lax", **cookie})
		return response

	def _context(self) -> dict:
		if found := match(self.path):
			page, held = found
			frappe.form_dict.update(held)
			return import_module(f"citizen_service.www.citizen_service_{page}").get_context()
		told = _("There is no page at this address. Please look for it from the first page.")
		return missing(_("This page does not exist"), f"/{ROOT}", told)

	def _answer(self, context: dict) -> Response:
		if "response" in context:
			return context["response"]
		if "redirect" in context:
			return Response(status=303, headers={"Location": context["redirect"]})
		html = render(context["template"], {**common_context(), **context})
		response = self.build_response(html, context.get("http_status", 200))
		response.content_type = "text/html; charset=utf-8"  # the framework goes by how the address ends
		return response


def _failed() -> dict:
	told = _(
		"Something went wrong with us, and nothing was kept of this step. Please try again, or call the office."
	)
	return missing(_("This did not work"), f"/{ROOT}", told, status=500)


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
		"office_address": settings.office_address,
		"doors": navigation.doors(),
		"language_queries": navigation.queries(),
		"styles": (),
		"scripts": (),
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
