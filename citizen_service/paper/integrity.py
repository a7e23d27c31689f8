"""Whether the bytes on disk are still those that were received: on request, and every day for all."""

from time import monotonic

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.user import get_users_with_role

from citizen_service.errors import OriginalAltered
from citizen_service.paper.scan import INTACT, MISSING, state_of
from citizen_service.paper.store import path_of

FORM = "Signed Form"
SECONDS = 20 * 60
"""How long the daily check goes on; what it does not reach is first on the next day."""


@frappe.whitelist(methods=["POST"])
def verify(form: str) -> str:
	"""Look at the bytes of a signed form now; notes the result on it.

	:return: `Intact`, `Altered` or `Missing`
	"""
	frappe.get_doc(FORM, form).check_permission("read")
	return _look(form)


def check_all(seconds: float = SECONDS) -> None:
	"""Look at all signed forms, the longest unseen first, and tell the managers of every one that is not intact.

	:raises OriginalAltered: one is not, so that the job shows as failed
	"""
	end = monotonic() + seconds
	broken = {}
	for name in frappe.get_all(FORM, pluck="name", order_by="checked_on asc, name asc"):
		state = _look(name)
		if state != INTACT:
			broken[name] = state
		if monotonic() > end:
			break
	if broken:
		_report(broken)


def _look(form: str) -> str:
	file, sha256 = frappe.db.get_value(FORM, form, ["file", "sha256"])
	file_url = frappe.db.get_value("File", file, "file_url")
	state = state_of(path_of(file_url), sha256) if file_url else MISSING
	frappe.db.set_value(FORM, form, {"integrity": state, "checked_on": now_datetime()}, update_modified=False)
	return state


def _report(broken: dict[str, str]) -> None:
	managers = get_users_with_role("Citizen Service Manager")
	for form, state in broken.items():
		frappe.log_error(
			title=f"Signed form {form}: {state}",
			message="The bytes on disk are not those that were received. Restore the file from a backup.",
			reference_doctype=FORM,
			reference_name=form,
		)
		for manager in managers:
			_notify(manager, form, state)
	frappe.db.commit()  # the job is about to fail, which rolls back
	raise OriginalAltered(f"{len(broken)} signed forms are not intact, the first: {next(iter(broken))}")


def _notify(user: str, form: str, state: str) -> None:
	lang = frappe.db.get_value("User", user, "language") or frappe.local.lang
	frappe.get_doc(
		{
			"doctype": "Notification Log",
			"type": "Alert",
			"for_user": user,
			"document_type": FORM,
			"document_name": form,
			"subject": _("The scan of signed form {0} is no longer as it was received ({1}).", lang).format(
				form, _(state, lang)
			),
		}
	).insert(ignore_permissions=True)
