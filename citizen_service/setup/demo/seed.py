"""Seeds the demo office on a site of its own, and tells its logins there."""

from collections.abc import Callable

import frappe
from frappe import _

from citizen_service.errors import DemoRefused
from citizen_service.setup.demo import (
	answers,
	counter,
	history,
	identity,
	people,
	reception,
	referrals,
	story,
	study,
	visits,
)

MARK = "citizen_service_demo"


def seed_demo(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
	"""Make the demo office and its cases; what is there already is kept, so a second run adds nothing.

	Commits after each case, so that an interrupted run goes on where it stopped.
	:param progress: called with the number of cases done and of all
	:return: the number of cases made
	:raises DemoRefused: the site has cases or citizens of its own
	"""
	if not is_demo() and (frappe.db.count("Case") or frappe.db.count("Citizen")):
		frappe.throw(
			_("This site has cases or citizens of its own: seed the demo office on a new site."),
			DemoRefused,
			title=_("Not a Demo Site"),
		)
	frappe.db.set_default(MARK, "1")
	people.make_office()
	counter.make_counter()
	study.make_bodies()
	history.make_history()
	frappe.db.commit()
	made = 0
	for position, case in enumerate(story.CASES, start=1):
		made += story.tell(case, position)
		frappe.db.commit()
		progress(position, len(story.CASES))
	study.make_study()
	reception.make_reception()
	referrals.make_referrals()
	visits.make_visits()
	identity.make_identity()
	answers.make_answers()
	frappe.db.commit()
	return made


def demo_logins() -> list[dict[str, str]]:
	"""Role, user, full name and password of the demo office's people.

	:raises DemoRefused: this site has no demo office
	"""
	if not is_demo():
		frappe.throw(
			_("This site has no demo office. Seed it on a new site with the command seed-demo."),
			DemoRefused,
			title=_("Not a Demo Site"),
		)
	return people.logins()


def is_demo() -> bool:
	"""Whether the demo office was seeded on this site."""
	return frappe.db.get_default(MARK) == "1"
