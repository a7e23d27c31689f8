"""What serves a site: web server, workers, scheduler, a catcher of e-mail; started and ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from runtime import services
from runtime.layout import CHECKOUT, HERE
from runtime.steps import Failure, say


class Group:
	"""Child processes that end when the group ends. Use as a context manager."""

	def __init__(self, bench: Path):
		self.bench = bench
		self.children: dict[str, subprocess.Popen[bytes]] = {}

	def __enter__(self) -> Group:
		return self

	def __exit__(self, *_: object) -> None:
		for child in self.children.values():
			_signal(child, signal.SIGTERM)
		deadline = time.monotonic() + 15
		for child in self.children.values():
			try:
				child.wait(max(0.1, deadline - time.monotonic()))
			except subprocess.TimeoutExpired:
				# A worker takes a second request as: end the running job, too.
				_signal(child, signal.SIGTERM)
				time.sleep(1)
			_signal(child, signal.SIGKILL)
			child.wait()

	def start(self, name: str, *arguments: str, env: dict[str, str] | None = None) -> None:
		"""Starts `python <arguments>` of the bench in its sites folder; output goes to logs/<name>.log."""
		log = self.bench / "logs" / f"{name}.log"
		with open(log, "ab") as output:
			self.children[name] = subprocess.Popen(
				[self.bench / "env" / "bin" / "python", *arguments],
				cwd=self.bench / "sites",
				env={**os.environ, **(env or {})},
				stdin=subprocess.DEVNULL,
				stdout=output,
				stderr=output,
				start_new_session=True,
			)

	def web(self, site: str, port: int) -> None:
		"""Serves `site` at 127.0.0.1:`port` and returns when it answers."""
		gunicorn = ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
		gunicorn += ["--timeout", "120", "--no-control-socket", "--preload", "--pythonpath", str(CHECKOUT)]
		self.start("web", *gunicorn, "runtime.wsgi:application", env={"SITE": site})
		self.wait_for_port("web", port)
		try:
			urllib.request.urlopen(f"http://127.0.0.1:{port}/api/method/ping", timeout=60).close()
		except OSError as error:
			log = self.bench / "logs" / "web.log"
			raise Failure(
				f"The web server answers with an error ({error}).", f"See the end of {log}."
			) from error

	def jobs(self, site: str) -> None:
		"""Runs the bench's background jobs and its scheduler; the workers load beforehand what `site` needs."""
		for name, queues in (("worker-short", "short,default"), ("worker-long", "long,default,short")):
			self.start(name, "-P", str(HERE / "worker.py"), queues, env={"SITE": site})
		self.start("scheduler", "-m", "frappe.utils.bench_helper", "frappe", "schedule")

	def mail(self, port: int) -> Path:
		"""Catches e-mail at 127.0.0.1:`port` and writes each as a file; returns their folder."""
		folder = self.bench / "mail"
		folder.mkdir(exist_ok=True)
		self.start("mail", "-P", str(HERE / "mail.py"), str(port), str(folder))
		self.wait_for_port("mail", port)
		return folder

	def wait_for_port(self, name: str, port: int) -> None:
		"""Waits until the child listens; raises `Failure` if it ended instead."""
		deadline = time.monotonic() + 60
		while True:
			with socket.socket() as probe:
				if probe.connect_ex(("127.0.0.1", port)) == 0:
					return
			if self.children[name].poll() is not None or time.monotonic() > deadline:
				log = self.bench / "logs" / f"{name}.log"
				raise Failure(f"{name} did not start.", f"See the end of {log}.")
			time.sleep(0.05)

	def wait(self) -> None:
		"""Blocks until a child ends by itself, which is a failure, or Ctrl-C."""
		while True:
			for name, child in self.children.items():
				if child.poll() is not None:
					log = self.bench / "logs" / f"{name}.log"
					raise Failure(f"{name} ended (exit code {child.returncode}).", f"See the end of {log}.")
			time.sleep(0.5)


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
	try:
		os.killpg(child.pid, number)
	except ProcessLookupError:
		pass


def choose_port(first: int) -> int:
	"""`first`, or the next port that is free; says so if it is another."""
	port = services.free_port(first)
	if port != first:
		say(f"  Port {first} is taken: port {port} is used.")
	return port


def serve(bench: Path, site: str, port: int, jobs: bool) -> None:
	"""Serves `site` until Ctrl-C, at `port` or the next free one."""
	port = choose_port(port)
	with Group(bench) as group:
		group.web(site, port)
		if jobs:
			group.jobs(site)
		say(f"{site} is served at http://127.0.0.1:{port} (Ctrl-C ends it)")
		try:
			group.wait()
		except KeyboardInterrupt:
			say("\nStopping …")
