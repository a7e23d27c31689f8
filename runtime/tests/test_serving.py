import contextlib
import io
import os
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from email.message import EmailMessage
from pathlib import Path
from unittest import mock

from runtime import bench, layout, processes, services
from runtime.steps import Failure


class TestPorts(unittest.TestCase):
	def test_a_taken_port_gives_the_next_and_says_so(self):
		first = services.free_port(28000)
		with socket.socket() as holder:
			holder.bind(("127.0.0.1", first))
			holder.listen()
			said = io.StringIO()
			with contextlib.redirect_stdout(said):
				port = processes.choose_port(first)
		self.assertGreater(port, first)
		self.assertIn(f"Port {first} is taken: port {port} is used.", said.getvalue())

	def test_a_free_port_is_taken_silently(self):
		first = services.free_port(28500)
		said = io.StringIO()
		with contextlib.redirect_stdout(said):
			self.assertEqual(processes.choose_port(first), first)
		self.assertEqual(said.getvalue(), "")


class InBench(unittest.TestCase):
	"""A folder laid out like a bench, with the Python that runs the tests as its own."""

	def setUp(self):
		# Beside the app's tests there may be little memory left.
		environment = mock.patch.dict(os.environ, BUFFER_POOL="32M")
		environment.start()
		self.addCleanup(environment.stop)
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.bench = Path(folder.name)
		for name in ("env/bin", "sites", "config/pids", "logs"):
			(self.bench / name).mkdir(parents=True)
		python = self.bench / "env" / "bin" / "python"
		python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
		python.chmod(0o755)


class TestServices(InBench):
	def test_start_stop_and_a_stale_pid(self):
		pids = self.bench / "config" / "pids"
		(pids / "mariadb.pid").write_text(str(os.getpid()))
		(pids / "redis_cache.pid").write_text("999999999")
		self.addCleanup(services.stop, self.bench)
		self.assertTrue(services.start(self.bench))
		first = [services.pid_of(self.bench, name) for name in services.NAMES]
		self.assertTrue(all(first))
		self.assertNotIn(os.getpid(), first)
		self.assertFalse(services.start(self.bench))
		self.assertEqual([services.pid_of(self.bench, name) for name in services.NAMES], first)
		config = bench.common_config(self.bench)
		answer = subprocess.run(
			["redis-cli", "-p", str(config["redis_queue_port"]), "ping"], stdout=subprocess.PIPE, check=True
		)
		self.assertEqual(answer.stdout.strip(), b"PONG")
		self.assertEqual((self.bench / "sites" / "common_site_config.json").stat().st_mode & 0o077, 0)
		services.stop(self.bench)
		self.assertEqual([services.pid_of(self.bench, name) for name in services.NAMES], [None] * 3)
		# Its pid file goes before the server does; a second one on the same data would be refused.
		self.assertTrue(all(services._gone(pid) for pid in first))

		# Somebody takes the database's port meanwhile: another one is chosen.
		with socket.socket() as holder:
			holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
			holder.bind(("127.0.0.1", config["db_port"]))
			holder.listen()
			services.start(self.bench)
			again = bench.common_config(self.bench)
			self.assertNotEqual(again["db_port"], config["db_port"])
			self.assertEqual(again["root_password"], config["root_password"])

	def test_a_server_that_ends_is_told_with_its_last_words(self):
		log = self.bench / "logs" / "short.log"
		process = services._launch(["sh", "-c", "echo no room; exit 7"], log)
		with self.assertRaises(Failure) as ended:
			services._wait_for(process, lambda: False, "MariaDB", log)
		self.assertIn("MariaDB ended (exit code 7)", ended.exception.what)
		self.assertIn("no room", ended.exception.what)


class TestProcesses(InBench):
	def test_mail_is_caught_and_everything_ends(self):
		with processes.Group(self.bench) as group:
			port = services.free_port(27000)
			folder = group.mail(port)
			message = EmailMessage()
			message["Subject"] = "تم تسجيل الشكوى"
			message.set_content("نص")
			with smtplib.SMTP("127.0.0.1", port) as client:
				client.send_message(message, "office@example.com", ["citizen@example.com"])
			pids = [child.pid for child in group.children.values()]
		(mail,) = folder.glob("*.eml")
		self.assertIn(b"X-Envelope-To: citizen@example.com", mail.read_bytes())
		for pid in pids:
			self.assertFalse(Path(f"/proc/{pid}").exists())

	def test_a_child_that_ends_by_itself_is_told(self):
		with processes.Group(self.bench) as group:
			group.start("short", "-c", "raise SystemExit(3)")
			with self.assertRaises(Failure) as ended:
				group.wait()
		self.assertIn("short ended (exit code 3)", ended.exception.what)

	def test_a_child_that_never_listens_is_told(self):
		with processes.Group(self.bench) as group:
			group.start("web", "-c", "pass")
			with self.assertRaises(Failure) as ended:
				group.wait_for_port("web", services.free_port(27500))
		self.assertIn("web did not start", ended.exception.what)


class TestOneAtATime(InBench):
	def test_a_second_run_is_refused_until_the_first_ends(self):
		script = (
			"import sys; from pathlib import Path; from runtime import layout\n"
			"with layout.in_use(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
		)
		first = subprocess.Popen(
			[sys.executable, "-c", script, str(self.bench)],
			cwd=layout.CHECKOUT,
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
		)
		self.assertEqual(first.stdout.readline(), b"in\n")
		with self.assertRaises(Failure) as refused, layout.in_use(self.bench):
			self.fail("both are in")
		self.assertIn("is using", refused.exception.what)
		first.communicate()
		with layout.in_use(self.bench):
			self.assertTrue(time.time())
