"""`make lock`: brings the lock files to the newest versions that the inputs allow. Names no registry in them."""

from __future__ import annotations

import json

from runtime import products
from runtime.layout import HERE
from runtime.steps import run, step


def lock() -> None:
	uv = [products.tools(), "-m", "uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11"]
	uv += ["--generate-hashes", "--no-header", "--no-emit-index-url", "--no-annotate", "--upgrade"]
	for name in ("tools", "requirements"):
		with step(f"{name}.lock"):
			command = [*uv, HERE / f"{name}.in", "-o", HERE / f"{name}.lock"]
			run(command, f"{name}.in cannot be resolved", products.NO_NETWORK, env=products.uv_env())
	with step("package-lock.json"):
		file = HERE / "package-lock.json"
		file.unlink(missing_ok=True)
		command = ["npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved"]
		run(command, "package.json cannot be resolved", products.NO_NETWORK, cwd=HERE)
		content = json.loads(file.read_text())
		for package in content["packages"].values():
			package.pop("funding", None)
		file.write_text(json.dumps(content, indent=2) + "\n")
