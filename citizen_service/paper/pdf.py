"""HTML to PDF, right-to-left included. Debian's wkhtmltopdf breaks every line that mixes Arabic with digits."""

import base64
import mimetypes
import re
from collections.abc import Callable
from pathlib import Path

import frappe
from frappe import _
from frappe.utils.jinja_globals import is_rtl
from markupsafe import Markup

from citizen_service.portal.pages import render

FONTS = '"Noto Naskh Arabic", "Noto Sans Arabic", Amiri, "DejaVu Sans", sans-serif'
PUBLIC_PICTURE = re.compile(r"""(?<=src=)(["'])/files/([^"'?#/]+)\1""")


def to_pdf(body: str, css: str, title: str, foot: str = "") -> bytes:
	"""A document on A4 pages, numbered, in the present language.

	:param body: HTML in which everything that people wrote is escaped
	:param foot: stands beside the page's number
	"""
	from weasyprint import HTML  # takes a second to load

	html = render(
		"templates/paper/page.html",
		{
			"lang": frappe.local.lang,
			"dir": "rtl" if is_rtl() else "ltr",
			"title": title,
			"fonts": Markup(FONTS),
			"page_of_pages": Markup(page_of_pages()),
			"foot": Markup(_css_string(foot)) if foot else "",
			"css": Markup(css),
			"body": Markup(PUBLIC_PICTURE.sub(_inlined, body)),
		},
	)
	return HTML(string=html, url_fetcher=_fetcher()).write_pdf()


def page_of_pages(digits: str = "decimal") -> str:
	"""“Page 1 of 2” as CSS that counts, in a counter style of CSS."""
	parts = re.split(r"(\{[01]\})", _("Page {0} of {1}"))
	counters = {"{0}": f"counter(page, {digits})", "{1}": f"counter(pages, {digits})"}
	return " ".join(counters.get(part) or _css_string(part) for part in parts if part)


def _css_string(text: str) -> str:
	"""As a string of CSS inside a style element."""
	return '"' + "".join(f"\\{ord(mark):x} " if mark in '"\\<>&\n' else mark for mark in text) + '"'


def _inlined(found: re.Match) -> str:
	"""A picture among the site's public files, as a letter head has one: without a request to ourselves."""
	path = Path(frappe.get_site_path("public", "files", found[2]))
	if not path.is_file():
		return found[0]
	kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
	return f'"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"'


def _fetcher() -> Callable:
	"""Opens nothing but what the document itself holds: no file of the server, no address in its network."""
	try:
		from weasyprint.urls import URLFetcher
	except ImportError:  # WeasyPrint before 67
		return _data_only
	return URLFetcher(allowed_protocols=["data"])


def _data_only(url: str, **options: object) -> dict:
	from weasyprint import default_url_fetcher

	if not url.startswith("data:"):
		raise ValueError(f"not part of the document: {url}")
	return default_url_fetcher(url, **options)
