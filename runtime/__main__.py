"""The runtime's commands: `python3 -m runtime COMMAND`. The Makefile calls demo and test."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import signal
import sys
from pathlib import Path

from runtime import bench as benches
from runtime import demo as demos
from runtime import lock as locks
from runtime import processes, services, sites, system, testing
from runtime.layout import bench_dir
from runtime.steps import Failure, report


def main() -> int:
	parser = argparse.ArgumentParser(prog="python3 -m runtime", description=__doc__)
	commands = parser.add_subparsers(dest="command", required=True)
	demo = commands.add_parser("demo", help="serve the demo office")
	demo.add_argument("--cases", default="", help="a register to import")
	commands.add_parser("test", help="run every test on a fresh site")
	commands.add_parser("walks", help="run the long walks in Chromium on a fresh site")
	commands.add_parser("faults", help="run the tests that kill processes on a fresh site")
	commands.add_parser("matrix", help="run the tests of who may do what on a fresh site")
	commands.add_parser("lock", help="bring the lock files to the newest versions")
	commands.add_parser("clean", help="stop and delete the bench")
	commands.add_parser("build", help="build the bench (BENCH_DIR, default .bench)")
	commands.add_parser("start", help="start the bench's MariaDB and Redis")
	commands.add_parser("stop", help="stop them")
	commands.add_parser("assets", help="bundle the app's client code")
	site = commands.add_parser(
		"new-site", help="make a site with the framework alone (an old one is dropped)"
	)
	site.add_argument("site")
	site.add_argument("--app", action="store_true", help="install the app on it, too")
	serve = commands.add_parser("serve", help="serve a site until Ctrl-C")
	serve.add_argument("site")
	serve.add_argument("--port", type=int, default=8000)
	serve.add_argument("--jobs", action="store_true", help="run the bench's workers and scheduler, too")
	arguments = parser.parse_args()
	if arguments.command == "demo":
		demos.demo(arguments.cases)
	elif arguments.command == "test":
		return testing.test()
	elif arguments.command == "walks":
		return testing.test_apart("walks")
	elif arguments.command == "faults":
		return testing.test_apart("faults")
	elif arguments.command == "matrix":
		return testing.test_apart("permissions")
	elif arguments.command == "lock":
		locks.lock()
	elif arguments.command == "clean":
		services.stop(bench_dir())
		shutil.rmtree(bench_dir(), ignore_errors=True)
	elif arguments.command == "build":
		system.check()
		benches.build()
	elif arguments.command == "start":
		ready_bench()
	elif arguments.command == "stop":
		services.stop(bench_dir())
	elif arguments.command == "assets":
		benches.bundle_app(bench_dir())
		if services.pid_of(bench_dir(), "redis_cache"):
			sites.flush_cache(bench_dir())
	elif arguments.command == "new-site":
		bench = ready_bench()
		sites.create(bench, arguments.site)
		if arguments.app:
			sites.install_app(bench, arguments.site)
	elif arguments.command == "serve":
		processes.serve(ready_bench(), arguments.site, arguments.port, arguments.jobs)
	return 0


def ready_bench() -> Path:
	"""The bench, built, with its MariaDB and Redis running."""
	system.check()
	bench = benches.build()
	services.start(bench)
	return bench


# Errors of the system that a person can mend: what to do.
MENDABLE = {
	errno.ENOSPC: "Free some space on the disk, then run the same command again.",
	errno.EACCES: "Give yourself the right to write there, or choose other places with BENCH_DIR and XDG_CACHE_HOME.",
	errno.EROFS: "Choose places that can be written to with BENCH_DIR and XDG_CACHE_HOME.",
}

if __name__ == "__main__":
	# What a bench's processes compiled once they keep: each of the many would compile all of the framework anew.
	os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
	# Being told to end is like Ctrl-C: everything that was started is stopped.
	signal.signal(signal.SIGTERM, signal.default_int_handler)
	try:
		sys.exit(main())
	except Failure as failure:
		sys.exit(report(failure))
	except OSError as error:
		if error.errno not in MENDABLE:
			raise
		sys.exit(report(Failure(f"{error.strerror}: {error.filename}", MENDABLE[error.errno])))
	except KeyboardInterrupt:
		sys.exit(130)
