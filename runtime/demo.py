"""`make demo`: the site demo.localhost with its demo office, served until Ctrl-C."""

from __future__ import annotations

import json
from pathlib import Path

from runtime import bench as benches
from runtime import processes, services, sites, system
from runtime.layout import APP, CHECKOUT, bench_dir, in_use, key_of
from runtime.steps import Failure, say, step

SITE = "demo.localhost"
FIRST_PORT = 8000


def demo(cases: str) -> None:
	"""Builds what is missing, makes or refreshes the site, imports the register `cases` if named, and serves."""
	register = Path(cases).absolute() if cases else None
	if register and not register.is_file():
		raise Failure(
			f"There is no file {register} to import.", "Name the register's file: make demo CASES=path"
		)
	system.check()
	with in_use(bench_dir()):
		bench = benches.build()
		benches.bundle_app(bench)
		started = services.start(bench)
		try:
			_serve(bench, register)
		finally:
			if started:
				services.stop(bench)
				say("Stopped.")


def _serve(bench: Path, register: Path | None) -> None:
	port = processes.choose_port(FIRST_PORT)
	mail_port = services.free_port(8025)
	sites.flush_cache(bench)
	prepare(bench)
	sites.set_config(bench, SITE, _config(port, mail_port))
	if register:
		say(f"  Importing {register}")
		if benches.show(bench, "--site", SITE, "import-cases", register):
			raise Failure(f"{register.name} was not imported.", "The messages above say why.")
	with processes.Group(bench) as group:
		with step("web server, workers, scheduler, catcher of e-mail"):
			mail = group.mail(mail_port)
			group.web(SITE, port)
			group.jobs(SITE)
		show_addresses(port, mail, logins(bench))
		try:
			group.wait()
		except KeyboardInterrupt:
			say("\nStopping …")


def prepare(bench: Path) -> None:
	"""Makes the site once; later only migrates it when the app or the framework changed since."""
	ready = bench / "sites" / SITE / ".ready"
	key = code_key(bench)
	if not ready.exists():
		sites.create(bench, SITE)
		sites.install_app(bench, SITE)
		with step("the demo office"):
			if benches.show(bench, "--site", SITE, "seed-demo"):
				raise Failure("The demo office could not be made.", "The messages above say why.")
	elif ready.read_text() != key:
		with step(f"{SITE} migrated: the code changed"):
			benches.command(bench, "--site", SITE, "migrate")
	ready.write_text(key)


def code_key(bench: Path) -> str:
	"""A hash over the framework's and the app's code: what a site must be migrated for."""
	files = sorted(
		file
		for file in (CHECKOUT / APP).rglob("*")
		if file.suffix in (".py", ".json", ".txt", ".csv", ".html", ".js") and "tests" not in file.parts
	)
	framework = (bench / "apps" / "frappe" / ".built-from").read_text()
	return key_of(framework, *map(str, files), *files)


def logins(bench: Path) -> list[dict[str, str]]:
	"""One login per role, as the app names them."""
	said = benches.command(bench, "--site", SITE, "demo-logins")
	start = said.find("[")
	if start < 0:
		raise Failure(f"`bench --site {SITE} demo-logins` printed no list:\n{said}")
	return json.loads(said[start:])


def show_addresses(port: int, mail: Path, users: list[dict[str, str]]) -> None:
	address = f"http://127.0.0.1:{port}"
	say(
		f"\nPortal   {address}/citizen-service\nDesk     {address}/app\nE-mail   {mail} (every message sent, as a file)\n"
	)
	width = max(len(user["role"]) for user in users)
	for user in users:
		say(f"  {user['role']:<{width}}   {user['user']}   {user['password']}")
	say(f"  {'Administrator':<{width}}   Administrator   {sites.ADMIN_PASSWORD}")
	say("\nCtrl-C stops everything.")


def _config(port: int, mail_port: int) -> dict[str, object]:
	return {
		"host_name": f"http://127.0.0.1:{port}",
		"mail_server": "127.0.0.1",
		"mail_port": mail_port,
		"disable_mail_smtp_authentication": 1,
		"auto_email_id": "office@demo.localhost",
		"email_sender_name": "Citizen Service",
	}
