"""The page that says, in our words, that there is nothing here to show."""


def missing(title: str, route: str, message: str, status: int = 404) -> dict:
	"""The context of a page without anything but its message and the way to the first page.

	:param status: 404, or 410 for what was here and no longer is
	"""
	return {
		"template": "templates/portal/refusal.html",
		"title": title,
		"route": route,
		"message": message,
		"http_status": status,
	}
