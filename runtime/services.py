"""The bench's own MariaDB and Redis: private instances under its folder, on free ports of 127.0.0.1."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Collection
from pathlib import Path

from runtime import bench as benches
from runtime.layout import HERE, locked
from runtime.steps import Failure, run, say, step

NAMES = ("mariadb", "redis_cache", "redis_queue")


def free_port(first: int, taken: Collection[int] = ()) -> int:
	"""The first port from `first` on that nothing listens on at 127.0.0.1 (nor at all addresses)."""
	for port in range(first, min(first + 1000, 65536)):
		if port not in taken and not port_taken(port):
			return port
	raise Failure(f"No port from {first} on is free.", "End what listens there, then try again.")


def port_taken(port: int) -> bool:
	with socket.socket() as probe:
		probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
			probe.bind(("127.0.0.1", port))
		except OSError:
			return True
	return False


def pid_of(bench: Path, name: str) -> int | None:
	"""The process id of a running instance of ours; a pid file whose process is gone, or is another's, is removed."""
	file = bench / "config" / "pids" / f"{name}.pid"
	try:
		pid = int(file.read_text())
		command = Path(f"/proc/{pid}/cmdline").read_bytes()
	except ValueError:
		return None  # just being written: whoever waits looks again
	except (FileNotFoundError, ProcessLookupError):
		file.unlink(missing_ok=True)
		return None
	if str(bench / "config").encode() in command or str(bench / "data").encode() in command:
		return pid
	# Redis rewrites its title: "redis-server 127.0.0.1:PORT".
	port = benches.common_config(bench).get(f"{name}_port")
	if port and f"127.0.0.1:{port}".encode() in command:
		return pid
	file.unlink(missing_ok=True)
	return None


def start(bench: Path) -> bool:
	"""Starts what is not running (ports that somebody else took meanwhile are replaced); False if all was running."""
	with locked(bench / ".services.lock"):
		if all(pid_of(bench, name) for name in NAMES):
			return False
		with step("MariaDB and Redis of this bench"):
			for last in (False, False, True):
				_choose_ports(bench)
				try:
					_start_missing(bench)
				except Failure as failure:
					if last:
						raise
					say(f"{failure.what}\nIt is tried once more, on ports chosen anew.")
				else:
					return True


def _start_missing(bench: Path) -> None:
	if not pid_of(bench, "mariadb"):
		_start_mariadb(bench)
	for name in ("redis_cache", "redis_queue"):
		if not pid_of(bench, name):
			_start_redis(bench, name)


def stop(bench: Path) -> None:
	"""Stops what is running, and waits until it has gone."""
	with locked(bench / ".services.lock"):
		running = {name: pid for name in NAMES if (pid := pid_of(bench, name))}
		for pid in running.values():
			os.kill(pid, signal.SIGTERM)
		# A server removes its pid file before it lets go of its data: the process itself must have gone.
		for name, pid in running.items():
			_wait(lambda pid=pid: _gone(pid), f"{name} does not stop", 60)


def _choose_ports(bench: Path) -> None:
	config = benches.common_config(bench)
	taken: set[int] = set()
	for name, first in zip(NAMES, (23306, 24306, 25306), strict=True):
		port = config.get(f"{name}_port")
		if not pid_of(bench, name) and (port is None or port_taken(port)):
			port = free_port(first + secrets.randbelow(500), taken)
		config[f"{name}_port"] = port
		taken.add(port)
	config.update(
		{
			"db_host": "127.0.0.1",
			"db_port": config["mariadb_port"],
			"root_login": "root",
			"root_password": config.get("root_password") or secrets.token_hex(16),
			"redis_cache": f"redis://127.0.0.1:{config['redis_cache_port']}",
			"redis_queue": f"redis://127.0.0.1:{config['redis_queue_port']}",
			"redis_socketio": f"redis://127.0.0.1:{config['redis_queue_port']}",
			"frappe_user": _user(),
			"disable_async": 1,
			"max_file_size": 60 * 1024 * 1024,
			"live_reload": False,
			"serve_default_site": True,
			"webserver_port": config.get("webserver_port", 8000),
			"background_workers": 1,
			"use_redis_auth": False,
		}
	)
	benches.write_common_config(bench, config)


def _start_mariadb(bench: Path) -> None:
	config = benches.common_config(bench)
	data = bench / "data" / "mariadb"
	server = _binary("mariadbd")
	user = [f"--user={_user()}"] if os.geteuid() == 0 else []
	if not (data / ".made").exists():
		shutil.rmtree(data, ignore_errors=True)
		data.mkdir(parents=True)
		install = [
			_binary("mariadb-install-db"),
			"--no-defaults",
			f"--datadir={data}",
			"--auth-root-authentication-method=normal",
			"--skip-test-db",
			*user,
		]
		run(install, "MariaDB could not make its folder", "Look at the messages above: space, rights.")
		(data / ".made").touch()
	# The password of root is set anew at every start, from a file that only we may read.
	init = bench / "config" / "mariadb-init.sql"
	init.touch(mode=0o600)
	init.write_text(f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{config['root_password']}';\n")
	# A socket's path may have 107 characters only: clients of the bench use the port.
	command = [
		server,
		f"--defaults-file={HERE / 'my.cnf'}",
		f"--datadir={data}",
		f"--port={config['mariadb_port']}",
		f"--socket={_socket(bench)}",
		f"--pid-file={bench / 'config' / 'pids' / 'mariadb.pid'}",
		f"--init-file={init}",
		f"--innodb-buffer-pool-size={os.environ.get('BUFFER_POOL', '512M')}",
		*user,
	]
	log = bench / "logs" / "mariadb.log"
	process = _launch(command, log)
	_wait_for(
		process, lambda: pid_of(bench, "mariadb") and port_taken(config["mariadb_port"]), "MariaDB", log
	)


def _start_redis(bench: Path, name: str) -> None:
	port = benches.common_config(bench)[f"{name}_port"]
	data = bench / "data" / name
	data.mkdir(parents=True, exist_ok=True)
	settings = {
		"bind": "127.0.0.1",
		"port": port,
		"dir": data,
		"pidfile": bench / "config" / "pids" / f"{name}.pid",
		"daemonize": "no",
		"save": '""',
		"appendonly": "yes" if name == "redis_queue" else "no",
		"maxmemory": "256mb" if name == "redis_cache" else "0",
		"maxmemory-policy": "allkeys-lru" if name == "redis_cache" else "noeviction",
	}
	file = bench / "config" / f"{name}.conf"
	file.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
	log = bench / "logs" / f"{name}.log"
	process = _launch([_binary("redis-server"), str(file)], log)
	(bench / "config" / "pids" / f"{name}.pid").write_text(str(process.pid))
	_wait_for(process, lambda: port_taken(port), "Redis", log)


def _launch(command: list[str], log: Path) -> subprocess.Popen:
	with open(log, "ab") as output:
		return subprocess.Popen(
			command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
		)


def _wait_for(process: subprocess.Popen, ready: Callable[[], object], what: str, log: Path) -> None:
	"""Until the server is ready; one that ends instead is told at once, with its last words."""
	try:
		_wait(lambda: process.poll() is not None or ready(), f"{what} does not start", 120)
		if process.poll() is not None:
			raise Failure(
				f"{what} ended (exit code {process.returncode}).", "Look at what it said; then try again."
			)
	except Failure as failure:
		process.kill()
		process.wait()
		last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
		raise Failure(f"{failure.what} It said in {log}:\n{last}", failure.todo) from None


def _gone(pid: int) -> bool:
	"""Whether a process has ended; one that waits for its parent to take note has."""
	try:
		state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
	except (FileNotFoundError, ProcessLookupError):
		return True
	return state in "ZX"


def _wait(condition: Callable[[], object], what: str, seconds: int) -> None:
	deadline = time.monotonic() + seconds
	while not condition():
		if time.monotonic() > deadline:
			raise Failure(what + ".", "Look at that file, or delete the bench's folder and build it again.")
		time.sleep(0.05)


def _socket(bench: Path) -> Path:
	"""The server insists on a socket, whose path may have 107 characters."""
	path = bench / "config" / "mariadb.sock"
	return path if len(str(path)) < 100 else Path(f"/tmp/bench-{os.getpid()}-{secrets.token_hex(4)}.sock")


def _binary(name: str) -> str:
	found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")
	if not found:
		raise Failure(
			f"{name} is not installed.", "Run the command that `make demo` names for system packages."
		)
	return found


def _user() -> str:
	import pwd

	return pwd.getpwuid(os.geteuid()).pw_name
