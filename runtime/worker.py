"""A worker of the bench that has loaded what its jobs need: `SITE=… python worker.py short,default`.

The framework's worker forks for every job, and a fork that first has to import some 400 modules takes a second or
more of a core before it does anything. Here they are imported before the first fork. Runs in the bench's environment.
"""

import os
import sys

import frappe
from frappe.utils.background_jobs import start_worker


def load(site: str) -> None:
	"""Imports what the hooks of the site's apps name for the scheduler and for documents."""
	frappe.init(site=site)
	frappe.connect()
	try:
		for name in _names([frappe.get_hooks("scheduler_events"), frappe.get_hooks("doc_events")]):
			try:
				frappe.get_attr(name)
			except (ImportError, AttributeError) as error:
				# The job that needs it will fail by itself, and be seen to.
				print(f"{name} cannot be loaded: {error}", file=sys.stderr)
		frappe.get_meta("User")
	finally:
		frappe.destroy()


def _names(value: object) -> set[str]:
	if isinstance(value, str):
		return {value} if value.count(".") > 1 else set()
	children = value.values() if isinstance(value, dict) else value
	return {name for child in children for name in _names(child)}


if __name__ == "__main__":
	load(os.environ["SITE"])
	start_worker(queue=sys.argv[1])
