"""The edge of `held`: how much may wait, for a form, an address and the site; and the hourly sweep."""

from pathlib import Path

import frappe
from frappe.utils import cint, get_site_path

from citizen_service.portal import attachments, limits
from citizen_service.portal.attachments import MEGABYTE, Limits
from citizen_service.portal.held import Room, identifier_of
from citizen_service.portal.messages import Problem
from citizen_service.portal.messages import mark as _
from citizen_service.portal.tokens import TOKEN_LIFE

FOLDER = "citizen_service_uploads"


def room() -> Room:
	"""Where this site's files wait."""
	return Room(Path(get_site_path("private", FOLDER)))


def hold(mark: str, files: list[tuple[str, bytes]], most: Limits) -> list[Problem]:
	"""Let the files of a request wait for the form of that mark; a problem for each that is not let in."""
	if not files:
		return []
	waiting = room().files(mark)
	settings = frappe.get_cached_doc("Citizen Service Settings")
	let_in, problems = attachments.check(files, most)
	known = {file.identifier for file in waiting}
	let_in = [one for one in let_in if identifier_of(one) not in known]
	if len(waiting) + len(let_in) > most.count:
		return [attachments.too_many(len(waiting) + len(let_in), most.count)]
	size = sum(len(one.content) for one in let_in)
	together = cint(settings.attachments_mb_per_case)
	if size + sum(file.size for file in waiting) > together * MEGABYTE:
		return [*problems, Problem(_("All files together may have {0} MB at most."), (together,))]
	kilobytes = size // 1024 + 1
	noted = limits.note("upload", limits.address(), kilobytes) if let_in else 0
	if noted > cint(settings.uploads_mb_per_hour) * 1024:
		limits.note("upload", limits.address(), -kilobytes)
		return [
			*problems,
			Problem(
				_(
					"Too many files came from here within this hour. Send your case without files, or try again in an hour."
				)
			),
		]
	if let_in and room().size() + size > cint(settings.held_uploads_mb) * MEGABYTE:
		return [
			*problems,
			Problem(
				_(
					"The office has no room for files at the moment. Send your case without files, or try again later."
				)
			),
		]
	for attachment in let_in:
		room().put(mark, attachment)
	return problems


def sweep() -> None:
	"""Called every hour: what nobody sent within the life of a form is deleted."""
	room().sweep(TOKEN_LIFE)
