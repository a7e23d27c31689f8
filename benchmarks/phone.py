"""How soon a page can be used on a phone with a slow network: `python -m benchmarks.phone --bench BENCH --site SITE`.

Chromium with an empty cache, a phone's screen, a processor four times slower, and the network that its developer tools
call “Fast 3G” (1.44 Mb/s down, 0.675 Mb/s up, 562.5 ms for each request). The server sends nothing compressed here, which
a production's web server does; the sizes after compression are computed beside it. A page can be used when everything that
it needs to be shown and worked has come and its scripts have run (the load event).
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.measuring import load, spread
from runtime.processes import Group
from runtime.services import free_port

RUNS = 11
FAST_3G = {
	"offline": False,
	"latency": 562.5,
	"downloadThroughput": 1_600_000 / 8 * 0.9,
	"uploadThroughput": 750_000 / 8 * 0.9,
}
PAGES = ("", "/submit", "/track", "/procedures", "/figures")
TIMES = "(() => { const t = performance.getEntriesByType('navigation')[0]; return [t.responseStart, t.domContentLoadedEventEnd, t.loadEventEnd]; })()"


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--bench", required=True, type=Path)
	parser.add_argument("--site", required=True)
	arguments = parser.parse_args()
	port = free_port(8700)
	with Group(arguments.bench.resolve()) as group, sync_playwright() as playwright:
		group.web(arguments.site, port)
		chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
		browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
		print(f"Chromium {browser.version}; {load()}")
		for page in PAGES:
			measure(browser, f"http://127.0.0.1:{port}/citizen-service{page}")
		browser.close()


def measure(browser: object, url: str) -> None:
	"""Open the page RUNS times as somebody who never was there."""
	met, answers, sizes = [], [], {}
	for _run in range(RUNS + 1):
		context = browser.new_context(
			viewport={"width": 390, "height": 844}, device_scale_factor=3, locale="ar"
		)
		page = context.new_page()
		page.on("response", lambda answer: answers.append(answer))
		tools = context.new_cdp_session(page)
		tools.send("Network.enable")
		tools.send("Network.emulateNetworkConditions", FAST_3G)
		tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
		page.goto(url, wait_until="load")
		page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
		met.append(page.evaluate(TIMES))
		sizes = sizes or {answer.url: answer.body() for answer in answers}
		context.close()
	met = met[1:]
	raw = sum(len(body) for body in sizes.values())
	small = sum(len(gzip.compress(body)) for body in sizes.values())
	print(f"{url}: {len(sizes)} files, {raw / 1024:.0f} KB, {small / 1024:.0f} KB compressed")
	for at, name in enumerate(("first byte", "can be read", "can be used")):
		print(f"    {name}: {spread([times[at] for times in met], 'ms', 0)}", flush=True)


if __name__ == "__main__":
	main()
