"""The processes that `server` starts: `python -m citizen_service.tests.support.child (web | worker | job METHOD | tick)`.

Runs in the bench's sites folder; the site's name comes in $SITE.
"""

import logging
import os
import sys
import time

from frappe.utils.background_jobs import execute_job

from citizen_service.tests.support.thrift import spare


def web(site: str) -> None:
	"""Serves the site with its static files on a free port of 127.0.0.1, and prints that port."""
	import frappe.app  # takes a second, which jobs need not wait for
	from frappe.middlewares import StaticDataMiddleware
	from werkzeug.middleware.shared_data import SharedDataMiddleware
	from werkzeug.serving import make_server

	sites = os.path.abspath(".")
	frappe.app._site = site
	frappe.app._sites_path = sites
	statics = {"/assets": os.path.join(sites, "assets")}
	application = SharedDataMiddleware(frappe.app.application, statics)
	application = StaticDataMiddleware(application, {"/files": sites})
	logging.getLogger("werkzeug").setLevel(logging.ERROR)
	spare()
	server = make_server("127.0.0.1", 0, application, threaded=True)
	print(server.port, flush=True)
	# Nobody reads the pipe any more: the framework's own prints would fill it and stop the server.
	os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
	server.serve_forever()


def worker(site: str) -> None:
	"""A worker of the bench's queues as `bench worker` starts it, but that its jobs find loaded what they need."""
	from frappe.utils.background_jobs import start_worker

	start_worker(queue="short,default,long", quiet=True)


def send_mail() -> None:
	"""A job for `server.run_job`: sends what is in the mail queue, which the framework leaves to a job for each."""
	from frappe.email.doctype.email_queue.email_queue import send_mail
	from frappe.email.queue import get_queue

	for row in get_queue():
		send_mail(row.name)


def job(site: str, method: str) -> None:
	"""Does once what a worker of the queue does with a job."""
	execute_job(site, method, event=None, job_name=method, kwargs={}, user="Administrator")


def tick(site: str) -> None:
	"""Sweeps every other second: what the scheduler does every minute, without its waiting."""
	while True:
		job(site, "citizen_service.outbox.worker.sweep")
		time.sleep(2)


if __name__ == "__main__":
	name, *arguments = sys.argv[1:]
	{"web": web, "worker": worker, "job": job, "tick": tick}[name](os.environ["SITE"], *arguments)
