"""What a checker of the Web Content Accessibility Guidelines, axe-core, finds on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
	"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	"resultTypes": ["violations"],
}


def violations(page: Page, within: str | None = None) -> list[str]:
	"""A line for each thing found: the rule, what it says, where.

	:param within: a selector, where not all of the page is ours
	"""
	page.wait_for_load_state()
	found = Axe().run(page, context=within, options=RULES).response["violations"]
	return [
		f"{rule['id']}: {rule['help']}: {' '.join(node['target'])}"
		for rule in found
		for node in rule["nodes"]
	]
