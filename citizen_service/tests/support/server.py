"""Real processes for tests: a web server, a worker of the queue, an SMTP server, and a client for each.

Works on any bench (the runtime's or an official one) for the site that the tests run on::

        with SmtpServer() as smtp, outgoing_mail(smtp), WebServer() as web, Worker(), Scheduler():
            officer = web.client().login("officer@example.com", "secret")
            reply = officer.insert("Case", subject="…")
            assert reply.status == 200, reply.text
            name = reply.data["name"]
            letter = wait_until(lambda: smtp.sent_to("citizen@example.com"), "the notice")[0]

- The processes see what is committed, and nothing else: `frappe.db.commit()` after preparing records.
  Derive the test class from `committed.CommittedTestCase`, which deletes at the end what came into being.
- Start each once per test class: `cls.enterClassContext` is newer than Python 3.10, so use
  `cls.web = WebServer().start(); cls.addClassCleanup(cls.web.stop)`.
- Poll with `wait_until`, which also shows this process the newest state of the database.
- `run_job("citizen_service.outbox.worker.drain", kill_at="acted")` does one job in a process of its own,
  which kills itself at that step (`citizen_service.outbox.faults`), and returns the exit code: -9 if killed.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import frappe
import psutil
import requests
from frappe.utils.background_jobs import get_redis_conn
from rq.job import Job

from citizen_service.outbox import faults
from citizen_service.outbox.post import last_look
from citizen_service.tests.support.mail import SmtpServer, outgoing_mail

__all__ = [
	"SEND_MAIL",
	"Client",
	"Process",
	"Reply",
	"Scheduler",
	"SmtpServer",
	"WebServer",
	"Worker",
	"forget_jobs",
	"forget_left_work",
	"outgoing_mail",
	"run_job",
	"wait_until",
]

CHILD = ("-m", "citizen_service.tests.support.child")
SEND_MAIL = "citizen_service.tests.support.child.send_mail"
"""A job that sends what is in the mail queue."""
T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str, seconds: float = 120) -> T:
	"""Ask `condition` until it says something true, and return that. Each time in a new transaction.

	:raises AssertionError: naming `what`, when the time is over
	"""
	deadline = time.monotonic() + seconds
	while True:
		frappe.db.rollback()
		if answer := condition():
			return answer
		if time.monotonic() > deadline:
			raise AssertionError(f"Waited {seconds} s in vain for {what}")
		time.sleep(0.05)


def run_job(method: str, kill_at: str | None = None, seconds: float = 120) -> int:
	"""Do one background job in a process of its own. Returns its exit code: 0, or -9 if killed at `kill_at`."""
	return Process(*CHILD, "job", method, kill_at=kill_at).start().wait(seconds)


def forget_left_work() -> None:
	"""Drop what earlier tests left for a worker: entries of the outbox, and jobs of this site in the queues.

	Otherwise a worker does all that first, and a job whose worker was ended counts as running for minutes.
	"""
	frappe.db.delete("Outbox Entry", {"status": ("in", ("Pending", "Leased"))})
	frappe.db.delete("Email Queue", {"status": ("!=", "Sent")})
	frappe.db.commit()
	forget_jobs()


def forget_jobs() -> None:
	"""The queue has never heard of any job of this site: the loss that the outbox is there for.

	The framework will not queue a job that counts as queued or running, which one whose worker was killed does for
	minutes; if it was killed between taking the job and starting it, no queue and no registry names that job.
	"""
	connection = get_redis_conn()
	for key in connection.scan_iter(f"rq:job:{frappe.local.site}::*"):
		Job.fetch(key.decode().removeprefix("rq:job:"), connection).delete()
	last_look()  # nor does a worker count as called


class Process:
	"""A Python process of the bench in its sites folder, for the site of the tests. Use as a context manager."""

	def __init__(self, *arguments: str, kill_at: str | None = None):
		self.arguments = arguments
		self.site = frappe.local.site
		self.environment = {key: value for key, value in os.environ.items() if key != "CI"}
		# With CI in its environment, the framework's job runner would not really send e-mail.
		self.environment["SITE"] = self.site
		if kill_at:
			self.environment[faults.VARIABLE] = kill_at

	def start(self) -> "Process":
		self.log = tempfile.TemporaryFile("w+")
		self.popen = subprocess.Popen(
			[sys.executable, *self.arguments],
			cwd=os.path.abspath(frappe.local.sites_path),
			env=self.environment,
			stdin=subprocess.DEVNULL,
			stdout=subprocess.PIPE,
			stderr=self.log,
			text=True,
		)
		return self

	def stop(self) -> None:
		"""End it with all its children, whichever of them ends first."""
		family = self._family()
		for process in family:
			with contextlib.suppress(psutil.NoSuchProcess):
				process.terminate()
		psutil.wait_procs(family, timeout=10)
		self._close(family)

	def kill(self) -> None:
		"""SIGKILL it with all its children: what a crash or a power cut looks like to the others."""
		self._close(self._family())

	def _close(self, family: list[psutil.Process]) -> None:
		for process in family:
			with contextlib.suppress(psutil.NoSuchProcess):
				process.kill()
		self.popen.wait(10)
		self.popen.stdout.close()
		self.log.close()

	def _family(self) -> list[psutil.Process]:
		try:
			process = psutil.Process(self.popen.pid)
			return [process, *process.children(recursive=True)]
		except psutil.NoSuchProcess:
			return []

	def wait(self, seconds: float) -> int:
		"""Its exit code when it has ended by itself; it is killed if it has not after `seconds`."""
		try:
			self.popen.communicate(timeout=seconds)
			return self.popen.returncode
		finally:
			self.kill()

	def said(self) -> str:
		"""What it wrote to its standard error so far."""
		self.log.seek(0)
		return self.log.read()

	def __enter__(self) -> "Process":
		return self.start()

	def __exit__(self, *_: object) -> None:
		self.stop()


class WebServer(Process):
	"""Serves the site, its assets and its files at `url`."""

	def __init__(self) -> None:
		super().__init__(*CHILD, "web")

	def start(self) -> "WebServer":
		super().start()
		port = self.popen.stdout.readline().strip()
		if not port:
			raise AssertionError(f"The web server did not start:\n{self.said()}")
		self.url = f"http://127.0.0.1:{port}"
		return self

	def client(self) -> "Client":
		"""A new visitor, not logged in."""
		return Client(self.url)


class Worker(Process):
	"""A worker of the bench's queues. `kill_at`: the step that kills its job."""

	def __init__(self, kill_at: str | None = None):
		super().__init__(*CHILD, "worker", kill_at=kill_at)


class Scheduler(Process):
	"""Sweeps the outbox every other second, as the framework's scheduler does every minute."""

	def __init__(self) -> None:
		super().__init__(*CHILD, "tick")


@dataclass
class Reply:
	"""An HTTP answer. Nothing is raised: look at `status`."""

	status: int
	text: str
	headers: Any = field(repr=False)
	json: Any = None
	body: bytes = field(default=b"", repr=False)

	@property
	def data(self) -> Any:
		"""What REST calls `data` and methods call `message`."""
		return (self.json or {}).get("data", (self.json or {}).get("message"))

	@property
	def exc_type(self) -> str | None:
		"""The stable name of the refusal, for example `ClosingRefused`."""
		return (self.json or {}).get("exc_type")


class Client:
	"""A visitor of the site with cookies of its own."""

	def __init__(self, url: str):
		self.url = url
		self.session = requests.Session()
		self.session.headers["Accept"] = "application/json"
		self.saw_page = False
		"""Whether it opened a page: by some of them, what it posts from then on must hold the token of its session."""

	def login(self, user: str, password: str) -> "Client":
		reply = self.post("/api/method/login", {"usr": user, "pwd": password})
		if reply.status != 200:
			raise AssertionError(f"{user} could not log in: {reply.status} {reply.text[:500]}")
		return self

	def request(self, method: str, path: str, **arguments: Any) -> Reply:
		"""Any request. `arguments` as in `requests` (params, json, data, files, headers)."""
		self.saw_page |= not path.startswith("/api/")
		answer = self.session.request(method, self.url + path, timeout=60, **arguments)
		is_json = answer.headers.get("Content-Type", "").startswith("application/json")
		held = answer.json() if is_json else None
		return Reply(answer.status_code, answer.text, answer.headers, held, answer.content)

	def get(self, path: str, **params: Any) -> Reply:
		return self.request("GET", path, params=params)

	def post(self, path: str, json: Any = None, **arguments: Any) -> Reply:
		return self.request("POST", path, json=json, **arguments)

	def put(self, path: str, json: Any = None) -> Reply:
		return self.request("PUT", path, json=json)

	def delete(self, path: str) -> Reply:
		return self.request("DELETE", path)

	def call(self, method: str, **arguments: Any) -> Reply:
		"""POST to a whitelisted method by its dotted path."""
		return self.post(f"/api/method/{method}", arguments)

	def list(self, doctype: str, **params: Any) -> Reply:
		"""`params` as REST has them: fields, filters (JSON texts), order_by, limit_page_length."""
		return self.get(f"/api/resource/{doctype}", **params)

	def read(self, doctype: str, name: str) -> Reply:
		return self.get(f"/api/resource/{doctype}/{name}")

	def insert(self, doctype: str, **values: Any) -> Reply:
		return self.post(f"/api/resource/{doctype}", values)

	def update(self, doctype: str, name: str, **values: Any) -> Reply:
		return self.put(f"/api/resource/{doctype}/{name}", values)
