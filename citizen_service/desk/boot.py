"""What the desk's scripts must know when a page starts."""

import frappe

from citizen_service.states.meaning import meanings

WITH_MEANINGS = ("Case", "Response")


def extend(bootinfo: frappe._dict) -> None:
	"""Add the meanings of the workflow states, so that no script compares a state's name."""
	bootinfo.citizen_service = {
		"meanings": {
			doctype: {
				meaning.state: {"stage": meaning.stage, "is_closing": meaning.is_closing}
				for meaning in meanings(doctype).values()
			}
			for doctype in WITH_MEANINGS
		}
	}
