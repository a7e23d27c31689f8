"""Where a matter lies: degrees on the map, and where its pictures come from. Plain Python, no frappe import."""

import re
from collections.abc import Mapping

from citizen_service.portal.messages import Problem
from citizen_service.portal.messages import mark as _

DEGREES = {"latitude": 90, "longitude": 180}
"""The fields of a place, and how far from 0 each may be."""
LATITUDE, LONGITUDE = DEGREES
HOST = re.compile(
	r"https://((?:\{s\}\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?)/[^\s\"'<>;,]*", re.IGNORECASE
)
LOCAL = re.compile(r"/[^/\s\"'<>;,][^\s\"'<>;,]*")


def tile_origin(template: str) -> str | None:
	"""From where a browser fetches the pictures of a map, as the Content-Security-Policy names it.

	:param template: address of a picture with {z}, {x} and {y}; {s} may stand for a part of the host's name
	:return: such as `https://*.example.org`; "" for this site itself; None where the template is none
	"""
	if not all(part in template for part in ("{z}", "{x}", "{y}")):
		return None
	if LOCAL.fullmatch(template):
		return ""
	found = HOST.fullmatch(template)
	return f"https://{found[1].replace('{s}', '*').lower()}" if found else None


def check_place(values: Mapping[str, object]) -> dict[str, Problem]:
	"""The problems with a point on the map: half of it is missing, or it lies nowhere."""
	given = {field: values[field] for field in DEGREES if isinstance(values.get(field), int | float)}
	if given and len(given) < len(DEGREES):
		return {LATITUDE: Problem(_("The place on the map is not complete. Please set it again."))}
	if all(-DEGREES[field] <= value <= DEGREES[field] for field, value in given.items()):
		return {}
	return {LATITUDE: Problem(_("This place is not on the map. Please set it again."))}
