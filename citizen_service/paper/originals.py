"""The steps of a signed form: attach its scan, accept it as the original, supersede it by another."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from citizen_service.errors import ScanRefused, SignedFormRefused
from citizen_service.paper import store
from citizen_service.paper.scan import MEGABYTE, Scan, inspect
from citizen_service.permissions.require import require
from citizen_service.portal.messages import Problem

FORM = "Signed Form"
CURRENT = ("Received", "Accepted")


@frappe.whitelist(methods=["POST"])
def attach(
	case: str,
	paper_file: str | None = None,
	shelf: str | None = None,
	accept: bool | int | str = 0,
	reason: str | None = None,
) -> str:
	"""Keep the scan that was sent as the multipart file `file`, byte for byte, as a signed form of the case.

	:param accept: it was compared with the paper and is the original
	:param reason: why it supersedes the form that the case has; needed if it has one
	:return: the signed form's name
	:raises ScanRefused: no file, an empty or too large one, or no scan
	:raises SignedFormRefused: the case has a form already and no reason was given
	"""
	require(FORM, "write")
	frappe.get_doc("Case", case).check_permission("write")
	sent = frappe.request.files.get("file") if frappe.request else None
	if not sent:
		_refuse_scan(_("No file came with the request: send it as “file” of a multipart form."))
	form = receive(case, sent.stream.read(), reason, paper_file=paper_file, shelf=shelf)
	if cint(accept):
		_accept(form)
	return form.name


@frappe.whitelist(methods=["POST"])
def accept(form: str) -> None:
	"""The scan was compared with the paper: it is the case's original, and stays as it is.

	:raises SignedFormRefused: it is the original already, or was superseded
	"""
	document = frappe.get_doc(FORM, form)
	document.check_permission("write")
	_accept(document)


def receive(case: str, content: bytes, reason: str | None = None, **place: str | None) -> Document:
	"""Keep a scan as received. Who may do so was asked before.

	:param place: `paper_file` and `shelf`
	"""
	scan = _inspect(content)
	frappe.db.get_value("Case", case, "name", for_update=True)  # two scans at once: one after the other
	present = _current(case)
	if present and not (reason or "").strip():
		frappe.throw(
			_("Case {0} has the signed form {1}. A new scan supersedes it only with a reason.").format(
				case, present.name
			),
			SignedFormRefused,
			title=_("Reason Missing"),
		)
	form = _insert(case, scan, content, place)
	if present:
		present.status = "Superseded"
		present.superseded_by = form.name
		present.superseded_reason = reason
		_step(present)
	return form


def _inspect(content: bytes) -> Scan:
	largest = cint(frappe.get_cached_doc("Citizen Service Settings").max_scan_mb) * MEGABYTE
	scan = inspect(content, largest)
	if isinstance(scan, Problem):
		_refuse_scan(_(scan.text).format(*scan.values))
	return scan


def _current(case: str) -> Document | None:
	name = frappe.db.get_value(FORM, {"case": case, "status": ("in", CURRENT)}, "name", for_update=True)
	return frappe.get_doc(FORM, name) if name else None


def _insert(case: str, scan: Scan, content: bytes, place: dict[str, str | None]) -> Document:
	form = frappe.new_doc(FORM)
	form.update(place)
	form.case = case
	form.status = "Received"
	form.received_on = now_datetime()
	form.received_by = frappe.session.user
	form.sha256 = scan.sha256
	form.bytes = scan.size
	form.content_type = scan.content_type
	form.set_new_name()
	form.file = store.keep(form.name, case, scan, content)
	form.flags.kept = True
	return form.insert(ignore_permissions=True)


def _accept(form: Document) -> None:
	if form.status != "Received":
		frappe.throw(
			_("Signed form {0} is {1}: only one just received is accepted.").format(
				form.name, frappe.bold(_(form.status))
			),
			SignedFormRefused,
			title=_("Step Not Open"),
		)
	form.status = "Accepted"
	form.accepted_on = now_datetime()
	form.accepted_by = frappe.session.user
	_step(form)


def _step(form: Document) -> None:
	form.flags.step = True
	form.save(ignore_permissions=True)


def _refuse_scan(message: str) -> None:
	frappe.throw(message, ScanRefused, title=_("Scan Not Accepted"))
