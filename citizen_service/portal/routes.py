"""Addresses of the public pages: plain Python, no frappe import.

The framework's own route rules would do, but it compiles all of them anew for each request: about 1 ms for each rule.
"""

ROOT = "citizen-service"
ROUTES = {
	"": "home",
	"submit": "submit",
	"track": "track",
	"case": "case",
	"case/file": "case_file",
	"procedures": "procedures",
	"procedures/<procedure>": "procedure",
	"procedures/<procedure>/file": "procedure_file",
	"figures": "figures",
	"figures/<file>": "figures_data",
	"my-cases": "my_cases",
}
"""Address below ROOT → page, shown by `www/citizen_service_<page>.py`; a part in angles is a parameter of that name."""


def is_ours(path: str) -> bool:
	"""Whether a path (no slash at its ends) lies where the public pages are."""
	return path == ROOT or path.startswith(f"{ROOT}/")


def match(path: str) -> tuple[str, dict[str, str]] | None:
	"""The page at `path` and the parameters that the path holds; None where there is none."""
	parts = path.split("/")[1:]
	for route, page in ROUTES.items():
		wanted = route.split("/") if route else []
		if len(wanted) == len(parts) and all(_fits(*pair) for pair in zip(wanted, parts, strict=True)):
			held = zip(wanted, parts, strict=True)
			return page, {name[1:-1]: value for name, value in held if name.startswith("<")}
	return None


def _fits(wanted: str, part: str) -> bool:
	return bool(part) if wanted.startswith("<") else wanted == part
