"""The address that a receipt's QR code holds: plain Python, no frappe import.

`<site>/citizen-service/track#<reference>.<twenty digits>`. What stands after `#` is a fragment: no browser sends it to
a server, so it is in no log and no Referer. `public/js/portal-track.js` reads it, takes it out of the address bar and
the history, fills the form of the tracking page with it and sends it. Without JavaScript the page asks as always.
"""

from urllib.parse import quote

from citizen_service.portal.secret_code import to_digits

TRACK = "/citizen-service/track"


def tracking_link(site: str, reference: str, code: str) -> str:
	"""The address for the QR code of one receipt.

	:param site: the site's own address, such as `https://office.example`, with or without a slash at its end
	:param code: the secret code, however it is grouped
	"""
	return f"{site.rstrip('/')}{TRACK}#{quote(reference, safe='')}.{to_digits(code)}"
