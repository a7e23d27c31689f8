"""The edge of `held`: how much may wait, for a form, an address and the site; and the hourly sweep."""

from collections.abc import Sequence
from pathlib import Path

import frappe
from frappe.utils import cint, get_site_path

from citizen_service.portal import attachments, limits
from citizen_service.portal.attachments import MEGABYTE, Attachment, Limits
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
	fit, problems = let_in(mark, files, most)
	size = sum(len(one.content) for one in fit)
	settings = frappe.get_cached_doc("Citizen Service Settings")
	if fit and room().size() + size > cint(settings.held_uploads_mb) * MEGABYTE:
		return [
			*problems,
			Problem(
				_(
					"The office has no room for files at the moment. Send your case without files, or try again later."
				)
			),
		]
	for attachment in fit:
		room().put(mark, attachment)
	return problems


def let_in(mark: str, files: list[tuple[str, bytes]], most: Limits) -> tuple[list[Attachment], list[Problem]]:
	"""The files of a request that may come to those that wait for the form of that mark, and a problem for each that may
	not; what is let in counts for the address."""
	if not files:
		return [], []
	waiting = room().files(mark)
	fit, problems = attachments.check(files, most)
	known = {file.identifier for file in waiting}
	fit = [one for one in fit if identifier_of(one) not in known]
	if wrong := _excess([*(file.size for file in waiting), *(len(one.content) for one in fit)], most):
		return [], [*problems, *wrong]
	most_kilobytes = cint(frappe.get_cached_doc("Citizen Service Settings").uploads_mb_per_hour) * 1024
	kilobytes = sum(len(one.content) // 1024 + 1 for one in fit)
	if kilobytes and limits.note("upload", limits.address(), kilobytes) > most_kilobytes:
		limits.note("upload", limits.address(), -kilobytes)
		return [], [
			*problems,
			Problem(
				_(
					"Too many files came from here within this hour. Send your case without files, or try again in an hour."
				)
			),
		]
	return fit, problems


def excess(files: Sequence[Attachment], most: Limits) -> list[Problem]:
	"""What is wrong with the number of a form's files, or with their size together."""
	return _excess([len(file.content) for file in files], most)


def _excess(sizes: Sequence[int], most: Limits) -> list[Problem]:
	together = cint(frappe.get_cached_doc("Citizen Service Settings").attachments_mb_per_case)
	if len(sizes) > most.count:
		return [attachments.too_many(len(sizes), most.count)]
	if sum(sizes) > together * MEGABYTE:
		return [Problem(_("All files together may have {0} MB at most."), (together,))]
	return []


def sweep() -> None:
	"""Called every hour: what nobody sent within the life of a form is deleted."""
	room().sweep(TOKEN_LIFE)
