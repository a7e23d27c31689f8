"""The steps of a period's figures: computed in the background, published, withdrawn; each by a person, each on record."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, now_datetime

from citizen_service.citizen_service.doctype.public_figures.public_figures import (
	DRAFT,
	PUBLISHED,
	WITHDRAWN,
	PublicFigures,
)
from citizen_service.figures.counting import figures_of
from citizen_service.figures.showing import tables
from citizen_service.figures.suppression import LOWEST_THRESHOLD, USUAL_THRESHOLD
from citizen_service.permissions.require import require

DOCTYPE = "Public Figures"
RUN = "citizen_service.figures.actions.run"


@frappe.whitelist(methods=["POST"])
def compute(figures: str) -> None:
	"""Have the figures computed in the background; `progress` tells when they are.

	:raises FiguresRefused: they are public now, or the period has not ended
	"""
	document = _held(figures)
	refuse_public(document)
	document.refuse_unfinished_period(getdate())
	_save(document, computation="Computing")
	frappe.enqueue(RUN, queue="default", enqueue_after_commit=True, figures=document.name)


@frappe.whitelist(methods=["GET"])
def progress(figures: str) -> dict:
	"""How the computation stands: `computation` (Computing, Done or Failed) and `computed_on`."""
	document = frappe.get_doc(DOCTYPE, figures)
	document.check_permission("read")
	return {"computation": document.computation, "computed_on": document.computed_on}


@frappe.whitelist(methods=["GET"])
def preview(figures: str) -> str:
	"""The tables as the public will see them, as HTML in the user's language; empty before they are computed."""
	document = frappe.get_doc(DOCTYPE, figures)
	document.check_permission("read")
	return tables(document) if document.figures else ""


def run(figures: str) -> None:
	"""The background job: count, withhold what is small, keep the rest. Commits."""
	try:
		document = frappe.get_doc(DOCTYPE, figures)
		threshold = threshold_set()
		found = figures_of(document.period, threshold)
		document = frappe.get_doc(DOCTYPE, figures, for_update=True)
		refuse_public(document)
		_save(
			document,
			computation="Done",
			computed_on=now_datetime(),
			threshold=threshold,
			figures=json.dumps(found, ensure_ascii=False),
		)
	except Exception:
		# A computation that fails must be seen to fail: on the form, and as a failed job.
		frappe.db.rollback()
		frappe.db.set_value(DOCTYPE, figures, "computation", "Failed")
		frappe.db.commit()
		raise
	frappe.db.commit()  # the job's own end, told to whoever polls


@frappe.whitelist(methods=["POST"])
def publish(figures: str) -> None:
	"""Show the figures to the public, as they stand; from now on they do not change.

	:raises FiguresRefused: they are public, not computed, all withheld, or overlap what has ever been published
	"""
	document = _held(figures)
	refuse_public(document)
	document.refuse_unfinished_period(getdate())
	if document.computation != "Done" or not document.figures:
		document.refuse(_("Compute the figures of {0} first.").format(document.name))
	if json.loads(document.figures)["cases"] is None:
		document.refuse(
			_("The figures of {0} are too small: nothing of them could be shown.").format(document.name)
		)
	_refuse_overlap(document)
	_save(document, status=PUBLISHED, published_on=now_datetime(), published_by=frappe.session.user)


@frappe.whitelist(methods=["POST"])
def withdraw(figures: str) -> None:
	"""Take published figures off the public pages; whoever has kept them keeps them.

	:raises FiguresRefused: they are not public
	"""
	document = _held(figures)
	if document.status != PUBLISHED:
		document.refuse(_("The figures of {0} are not published.").format(document.name))
	_save(document, status=WITHDRAWN)


def threshold_set() -> int:
	"""The smallest number shown, by the settings."""
	kept = cint(frappe.db.get_single_value("Citizen Service Settings", "figures_threshold"))
	return max(kept or USUAL_THRESHOLD, LOWEST_THRESHOLD)


def refuse_public(document: PublicFigures) -> None:
	"""
	:raises FiguresRefused: the figures are public now
	"""
	if document.status == PUBLISHED:
		document.refuse(
			_("The figures of {0} are published. Withdraw them before you replace them.").format(
				document.name
			)
		)


def _refuse_overlap(document: PublicFigures) -> None:
	"""What was once public stays known: the difference to a period around it would tell what either withholds."""
	# Read under a lock, so that of two that overlap only one can be published at a time.
	rows = frappe.db.get_values(
		DOCTYPE,
		{"status": ("!=", DRAFT)},
		["name", "first_day", "last_day"],
		as_dict=True,
		for_update=True,
		order_by="name asc",
	)
	for row in rows:
		apart = row.last_day < getdate(document.first_day) or row.first_day > getdate(document.last_day)
		if row.name != document.name and not apart:
			document.refuse(
				_(
					"The figures of {0} have been published, and the periods overlap: subtraction would tell what is withheld."
				).format(row.name)
			)


def _held(figures: str) -> Document:
	require(DOCTYPE, "write")
	document = frappe.get_doc(DOCTYPE, figures, for_update=True)
	document.check_permission("write")
	return document


def _save(document: Document, **values) -> None:
	document.update(values)
	document.flags.step = True
	document.save(ignore_permissions=True)  # the fields are kept from every role
