"""The runtime's commands: `python3 -m runtime COMMAND`. The Makefile calls demo and test."""

from __future__ import annotations

import argparse
import sys

from runtime import bench as benches
from runtime import processes, services, sites
from runtime.layout import bench_dir
from runtime.steps import Failure, report


def main() -> int:
	parser = argparse.ArgumentParser(prog="python3 -m runtime", description=__doc__)
	commands = parser.add_subparsers(dest="command", required=True)
	commands.add_parser("build", help="build the bench (BENCH_DIR, default .bench)")
	commands.add_parser("start", help="start the bench's MariaDB and Redis")
	commands.add_parser("stop", help="stop them")
	commands.add_parser("assets", help="bundle the app's client code")
	site = commands.add_parser("new-site", help="make a site with the framework alone (an old one is dropped)")
	site.add_argument("site")
	site.add_argument("--app", action="store_true", help="install the app on it, too")
	serve = commands.add_parser("serve", help="serve a site until Ctrl-C")
	serve.add_argument("site")
	serve.add_argument("--port", type=int, default=8000)
	serve.add_argument("--jobs", action="store_true", help="run the bench's workers and scheduler, too")
	arguments = parser.parse_args()
	if arguments.command == "build":
		benches.build()
	elif arguments.command == "start":
		services.start(benches.build())
	elif arguments.command == "stop":
		services.stop(bench_dir())
	elif arguments.command == "assets":
		benches.bundle_app(bench_dir())
	elif arguments.command == "new-site":
		sites.create(bench_dir(), arguments.site)
		if arguments.app:
			sites.install_app(bench_dir(), arguments.site)
	elif arguments.command == "serve":
		processes.serve(bench_dir(), arguments.site, arguments.port, arguments.jobs)
	return 0


if __name__ == "__main__":
	try:
		sys.exit(main())
	except Failure as failure:
		sys.exit(report(failure))
	except KeyboardInterrupt:
		sys.exit(130)
