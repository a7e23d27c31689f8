"""`bench --site SITE seed-demo` and `demo-logins`: an office to try the app in."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import frappe
from frappe.commands import get_site, pass_context

from citizen_service.errors import DemoRefused


@click.command("seed-demo")
@pass_context
def seed_demo(context) -> None:
	"""Make the demo office: departments, people and cases. May be repeated: nothing is made twice."""
	from citizen_service.setup.demo.seed import seed_demo as seed

	with _site(context):
		made = seed(lambda done, total: click.echo(f"\r  case {done} of {total}", nl=done == total, err=True))
		click.echo(f"Demo office ready: {made} cases made.")


@click.command("demo-logins")
@pass_context
def demo_logins(context) -> None:
	"""Print the demo office's logins as JSON: role, user, full_name, password."""
	from citizen_service.setup.demo.seed import demo_logins as logins

	with _site(context):
		click.echo(json.dumps(logins(), ensure_ascii=False, indent=1))


@contextmanager
def _site(context) -> Iterator[None]:
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		yield
	except DemoRefused as refusal:
		click.secho(str(refusal), fg="red", err=True)
		sys.exit(1)
	finally:
		frappe.destroy()
