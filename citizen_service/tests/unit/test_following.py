"""The ticket of a case's page, the link of a receipt's QR code, and what is offered to a citizen."""

import re
import unittest
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.following.link import tracking_link
from citizen_service.following.rules import Cancel, Facts, offers
from citizen_service.following.ticket import LIFE, LONGEST, Tickets, read

NOW = 1_800_000_000
TICKETS = Tickets("site key")
TODAY = date(2026, 11, 22)
names = st.text(min_size=1, max_size=140).filter(lambda text: text.isprintable())


class TestTicket(unittest.TestCase):
	@given(names, st.text("0123456789abcdef", min_size=1), st.text("0123456789abcdef", min_size=1))
	def test_it_opens_its_own_case_with_its_own_nonce_for_its_time(self, case: str, nonce: str, session: str):
		ticket = read(str(TICKETS.issue(case, nonce, session, NOW)))
		self.assertEqual((ticket.case, ticket.session), (case, session))
		self.assertTrue(TICKETS.is_good(ticket, nonce, NOW + LIFE))
		self.assertFalse(TICKETS.is_good(ticket, nonce, NOW + LIFE + 1))
		self.assertFalse(TICKETS.is_good(ticket, nonce, NOW - 1))
		self.assertFalse(TICKETS.is_good(ticket, nonce + "0", NOW))
		self.assertFalse(TICKETS.is_good(ticket, "", NOW))
		self.assertFalse(Tickets("another site").is_good(ticket, nonce, NOW))

	def test_a_case_without_a_code_has_no_ticket(self):
		self.assertFalse(TICKETS.is_good(TICKETS.issue("CS-1", "", "5e", NOW), "", NOW))

	def test_use_renews_it_but_not_for_ever(self):
		ticket, now = TICKETS.issue("CS-1", "aa", "5e", NOW), NOW
		while now + LIFE <= NOW + LONGEST:
			now += LIFE
			self.assertTrue(TICKETS.is_good(ticket, "aa", now))
			ticket = TICKETS.renew(ticket, "aa", now)
			self.assertTrue(TICKETS.is_sealed(ticket, now))
		self.assertFalse(TICKETS.is_good(ticket, "aa", NOW + LONGEST + 1))
		self.assertFalse(TICKETS.is_sealed(ticket, NOW + LONGEST + 1))

	@given(st.data())
	def test_no_changed_ticket_is_good(self, data):
		text = str(TICKETS.issue("CS-2026-000123", "aa", "5e", NOW))
		at = data.draw(st.integers(0, len(text) - 1))
		mark = data.draw(st.characters(codec="ascii").filter(lambda mark: mark != text[at]))
		changed = read(text[:at] + mark + text[at + 1 :])
		good = changed and TICKETS.is_good(changed, "aa", NOW)
		# Another way to write the very same ticket is no other ticket.
		self.assertFalse(good and changed != read(text))

	@given(names, st.text("0123456789abcdef", max_size=32))
	def test_the_seal_is_the_sites_and_needs_no_code(self, case: str, nonce: str):
		ticket = read(str(TICKETS.issue(case, nonce, "5e", NOW)))
		self.assertTrue(TICKETS.is_sealed(ticket, NOW + LIFE))
		self.assertFalse(TICKETS.is_sealed(ticket, NOW + LIFE + 1))
		self.assertFalse(TICKETS.is_sealed(ticket, NOW - 1))
		self.assertFalse(Tickets("another site").is_sealed(ticket, NOW))
		for change in (
			{"case": case + "x"},
			{"session": "5f"},
			{"begun": NOW - 1},
			{"seen": NOW + 1},
			{"seal": ticket.mark},
			{"seal": ""},
		):
			changed = replace(ticket, **change)
			self.assertFalse(TICKETS.is_sealed(changed, NOW + 1), change)
			self.assertFalse(TICKETS.is_good(changed, nonce, NOW + 1), change)

	def test_the_longest_name_is_read(self):
		case = "\U0001f54c" * 140
		self.assertEqual(read(str(TICKETS.issue(case, "aa" * 16, "5e" * 16, NOW))).case, case)

	@given(st.text(max_size=1100))
	def test_any_cookie_is_read_or_is_none(self, text: str):
		ticket = read(text)
		self.assertFalse(ticket and TICKETS.is_sealed(ticket, NOW))

	@given(names, names, st.text("0123456789abcdef", max_size=16))
	def test_a_form_token_is_for_one_form_of_one_visit(self, form: str, other: str, once: str):
		ticket = TICKETS.issue("CS-1", "aa", "5e", NOW)
		token = TICKETS.token(ticket, form, once)
		self.assertTrue(TICKETS.is_token(token, ticket, form))
		self.assertEqual(TICKETS.is_token(token, ticket, other), form == other)
		self.assertFalse(TICKETS.is_token(token, replace(ticket, session="5f"), form))
		self.assertFalse(TICKETS.is_token("0" + token, ticket, form))
		self.assertFalse(TICKETS.is_token("", ticket, form))


class TestLink(unittest.TestCase):
	def test_it_is_what_the_script_reads(self):
		link = tracking_link("https://office.example/", "CS-2026-000123", "4821 0937 5566 0180 2394")
		self.assertEqual(
			link, "https://office.example/citizen-service/track#CS-2026-000123.48210937556601802394"
		)
		script = Path(__file__).parents[2] / "public" / "js" / "portal-track.js"
		pattern = re.search(r"= /(\^#.*?\$)/\.exec", script.read_text(encoding="utf-8"))[1]
		for reference in ("CS-2026-000123", "شكوى.٧", "a b#c.d"):
			fragment = tracking_link("x", reference, "4821 0937 5566 0180 2394").partition("#")[2]
			self.assertTrue(re.fullmatch(pattern.strip("^$"), f"#{fragment}"), fragment)


class TestOffers(unittest.TestCase):
	open_case = Facts(closed_on=None, today=TODAY, begun=False, may_close=True, has_reply=True)
	closed = Facts(
		closed_on=TODAY,
		today=TODAY,
		begun=True,
		may_reopen=True,
		may_appeal=True,
		reopen_days=30,
		appeal_days=10,
	)

	def test_cancelling(self):
		self.assertIs(offers(self.open_case).cancel, Cancel.NOW)
		self.assertIs(offers(replace(self.open_case, has_reply=False)).cancel, Cancel.WISH)
		self.assertIs(offers(replace(self.open_case, begun=True)).cancel, Cancel.WISH)
		for change in ({"may_close": False}, {"wished": True}, {"appeal_open": True}):
			self.assertIsNone(offers(replace(self.open_case, **change)).cancel, change)
		self.assertIsNone(offers(self.closed).cancel)

	@given(st.integers(0, 400), st.integers(0, 60), st.integers(0, 60))
	def test_windows_end_with_their_last_day(self, since: int, reopen_days: int, appeal_days: int):
		found = offers(
			replace(
				self.closed,
				today=TODAY + timedelta(days=since),
				reopen_days=reopen_days,
				appeal_days=appeal_days,
			)
		)
		self.assertEqual(found.reopen, not reopen_days or since <= reopen_days)
		self.assertEqual(found.over, not found.reopen)
		self.assertEqual(found.appeal, not appeal_days or since <= appeal_days)

	@given(
		st.builds(
			Facts,
			closed_on=st.sampled_from([None, TODAY]),
			today=st.just(TODAY),
			**{
				name: st.booleans()
				for name in (
					"begun merged may_close may_reopen may_appeal has_reply wished appeal_open level_left".split()
				)
			},
		)
	)
	def test_what_the_workflow_does_not_leave_to_citizens_is_not_offered(self, facts: Facts):
		found = offers(facts)
		self.assertLessEqual(found.reopen, facts.may_reopen and bool(facts.closed_on) and not facts.merged)
		self.assertLessEqual(found.appeal, facts.may_appeal and facts.level_left and not facts.appeal_open)
		if found.cancel is Cancel.NOW:
			self.assertTrue(facts.may_close and not facts.begun and not facts.closed_on)
