"""Makes sites: from a dump of a fresh framework site if there is one in the cache, else by `bench new-site`."""

from __future__ import annotations

import gzip
import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from runtime import bench as benches
from runtime.layout import APP, HERE, cache_dir, key_of
from runtime.steps import Failure, run, step

ADMIN_PASSWORD = "admin"

# What the desk's wizard would ask. The app's seeds set the office's own language, country and time zone.
WIZARD = {"language": "English", "country": "Jordan", "timezone": "Asia/Amman", "currency": "JOD"}


def exists(bench: Path, site: str) -> bool:
	return (bench / "sites" / site / "site_config.json").exists()


def create(bench: Path, site: str) -> None:
	"""Makes `site` with the framework alone, set up; whatever was there under the name is dropped first."""
	drop(bench, site)
	dump = cache_dir() / f"site-{_dump_key(bench)}.sql.gz"
	if dump.exists():
		with step(f"site {site}, from the kept dump of a fresh one"):
			_restore(bench, site, dump)
	else:
		with step(f"site {site}, by bench new-site"):
			_new_site(bench, site)
			_keep(bench, site, dump)


def drop(bench: Path, site: str) -> None:
	"""Removes a site's folder, database and database user; nothing happens if there is none."""
	folder = bench / "sites" / site
	if exists(bench, site):
		name = _config(bench, site)["db_name"]
		_sql(bench, f"DROP DATABASE IF EXISTS `{name}`; DROP USER IF EXISTS `{name}`@`%`;")
	shutil.rmtree(folder, ignore_errors=True)


def install_app(bench: Path, site: str) -> None:
	"""Installs the app with the framework's own command. The cache is emptied first: a stale one makes
	install-app sync no DocTypes."""
	with step(f"{APP} installed on {site}"):
		flush_cache(bench)
		benches.command(bench, "--site", site, "install-app", APP)
		if APP not in benches.command(bench, "--site", site, "list-apps"):
			raise Failure(
				f"{APP} is not among the apps of {site} after install-app.", "See logs/ in the bench."
			)


def flush_cache(bench: Path) -> None:
	port = benches.common_config(bench)["redis_cache_port"]
	run(["redis-cli", "-p", str(port), "flushall"], "The cache could not be emptied")


def set_config(bench: Path, site: str, values: dict[str, object]) -> None:
	"""Sets keys of the site's own configuration."""
	file = bench / "sites" / site / "site_config.json"
	file.write_text(json.dumps({**_config(bench, site), **values}, indent=1, sort_keys=True) + "\n")


def _config(bench: Path, site: str) -> dict[str, str]:
	return json.loads((bench / "sites" / site / "site_config.json").read_text())


def _new_site(bench: Path, site: str) -> None:
	options = ["--admin-password", ADMIN_PASSWORD, "--no-mariadb-socket"]
	benches.command(bench, "new-site", site, *options)
	wizard = "frappe.desk.page.setup_wizard.setup_wizard.setup_complete"
	said = benches.command(bench, "--site", site, "execute", wizard, "--kwargs", repr({"args": WIZARD}))
	if '"ok"' not in said:
		raise Failure(f"The framework's setup wizard did not complete on {site}:\n{said}")


def _keep(bench: Path, site: str, dump: Path) -> None:
	"""Writes the dump beside its place, then renames it: a half-written one is never taken."""
	part = dump.with_suffix(".part")
	command = [
		"mariadb-dump",
		_client_options(bench),
		"--single-transaction",
		_config(bench, site)["db_name"],
	]
	done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
	part.write_bytes(gzip.compress(done.stdout, 3))
	part.rename(dump)


def _restore(bench: Path, site: str, dump: Path) -> None:
	folder = bench / "sites" / site
	for name in ("public/files", "private/files", "private/backups", "locks", "logs"):
		(folder / name).mkdir(parents=True)
	name, password = "_" + secrets.token_hex(8), secrets.token_hex(8)
	_sql(
		bench,
		f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
		f"CREATE USER `{name}`@`%` IDENTIFIED BY '{password}'; GRANT ALL ON `{name}`.* TO `{name}`@`%`;",
	)
	_sql(bench, gzip.decompress(dump.read_bytes()).decode(), name)
	config = {"db_name": name, "db_password": password, "db_type": "mariadb"}
	(folder / "site_config.json").write_text(json.dumps(config, indent=1))


def _sql(bench: Path, text: str, database: str = "") -> None:
	command = ["mariadb", _client_options(bench), *([database] if database else [])]
	run(command, "MariaDB refused a statement", stdin=text.encode())


def _client_options(bench: Path) -> str:
	config = benches.common_config(bench)
	file = bench / "config" / "mariadb-client.cnf"
	file.touch(mode=0o600)
	file.write_text(
		f"[client]\nhost = 127.0.0.1\nport = {config['db_port']}\nuser = root\npassword = {config['root_password']}\n"
	)
	return f"--defaults-extra-file={file}"


def _dump_key(bench: Path) -> str:
	framework = (bench / "apps" / "frappe" / ".built-from").read_text()
	version = subprocess.run(
		["mariadbd", "--version"], stdout=subprocess.PIPE, check=True, env=_path()
	).stdout
	return key_of(framework, version.decode(), HERE / "sites.py", HERE / "requirements.lock", HERE / "my.cnf")


def _path() -> dict[str, str]:
	return {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin"}
