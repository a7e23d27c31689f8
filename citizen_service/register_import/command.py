"""`bench --site SITE import-cases FILE`: the register of a former system becomes cases."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
import frappe
from frappe.commands import get_site, pass_context

from citizen_service.errors import RegisterRefused


@click.command("import-cases")
@click.argument("file")
@click.option(
	"--mapping", help="JSON file that says what the columns mean; default: the shipped one that fits."
)
@click.option("--dry-run", is_flag=True, help="Read and judge every row, write nothing.")
@click.option(
	"--rejects", help="CSV file for the rows that are not taken; default: in the site's private folder."
)
@pass_context
def import_cases(context, file: str, mapping: str | None, dry_run: bool, rejects: str | None) -> None:
	"""Import a register (CSV, CSV.GZ, XLSX) as cases. May be interrupted and repeated: no row comes in twice."""
	from citizen_service.register_import.messages import summary_lines
	from citizen_service.register_import.run import import_register

	frappe.init(site=get_site(context))
	frappe.connect()
	frappe.local.lang = frappe.db.get_default("lang") or "en"
	bar = _Bar()
	try:
		summary = import_register(
			_path(file),
			_path(mapping) if mapping else None,
			dry_run,
			_path(rejects) if rejects else None,
			bar.start,
		)
		bar.end()
		for line in summary_lines(summary, dry_run):
			click.echo(line)
	except RegisterRefused as refusal:
		click.secho(str(refusal), fg="red", err=True)
		sys.exit(1)
	finally:
		bar.end()
		frappe.destroy()


def _path(text: str) -> Path:
	"""A path as the caller meant it: the bench has changed the folder since the command was typed."""
	path = Path(text).expanduser()
	started_in = [Path(os.environ["PWD"])] if "PWD" in os.environ else []
	for folder in (*started_in, Path.cwd(), Path.cwd().parent):
		if (folder / path).exists():
			return folder / path
	return (*started_in, Path.cwd())[0] / path


class _Bar:
	"""The progress bars, one after the other."""

	def __init__(self) -> None:
		self._bar = None

	def start(self, title: str, length: int) -> Callable[[int], None]:
		"""Begin a bar; returns what tells it of progress."""
		self.end()
		labels = {"import": frappe._("Importing cases"), "index": frappe._("Indexing for search")}
		self._bar = click.progressbar(length=length, label=labels[title])
		self._bar.__enter__()
		return self._bar.update

	def end(self) -> None:
		"""End the present bar, if there is one."""
		if self._bar is not None:
			self._bar.__exit__(None, None, None)
			self._bar = None
