"""The framework's WSGI application with its static files, as gunicorn serves it: one site, named by $SITE."""

import os

import frappe.app
from frappe.middlewares import StaticDataMiddleware
from werkzeug.middleware.shared_data import SharedDataMiddleware

SITES = os.path.abspath(".")

# Whatever host name the browser asks for (127.0.0.1, localhost, …), it is answered by this site.
frappe.app._site = os.environ["SITE"]
frappe.app._sites_path = SITES

application = SharedDataMiddleware(frappe.app.application, {"/assets": os.path.join(SITES, "assets")})
application = StaticDataMiddleware(application, {"/files": SITES})
