"""Rule 1 in plain facts: what is missing before a case may end."""

import unittest
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.closing.rules import (
	ANSWERED,
	FULL_REPLY,
	OUTSIDE,
	UNREACHABLE,
	WITHIN,
	CaseFacts,
	Gap,
	ReferralFacts,
	ResponseFacts,
	gaps,
)

KINDS = (ANSWERED, "Cancelled by Citizen", "Merged", "Outside Competence", UNREACHABLE)
ANSWER = ResponseFacts("answer", FULL_REPLY, accepted=True, for_citizen=True, delivered=True, attempted=True)
ROADS = ReferralFacts("r1", "Roads", required=True, status="Answered")
ROADS_REPLY = ResponseFacts(
	"reply", FULL_REPLY, accepted=True, for_citizen=False, delivered=False, referral="r1", by_department=True
)
COMPLETE = CaseFacts(ANSWERED, (ROADS,), (ANSWER, ROADS_REPLY))

responses = st.builds(
	ResponseFacts,
	name=st.sampled_from(["a", "b", "c"]),
	kind=st.sampled_from(["Stage Update", "Interim Reply", FULL_REPLY, "Advice"]),
	accepted=st.booleans(),
	for_citizen=st.booleans(),
	delivered=st.booleans(),
	attempted=st.booleans(),
	referral=st.sampled_from([None, "r1", "r2"]),
	by_department=st.booleans(),
)
referrals = st.builds(
	ReferralFacts,
	name=st.sampled_from(["r1", "r2"]),
	department=st.sampled_from(["Roads", "Water"]),
	required=st.booleans(),
	status=st.sampled_from(["Open", "Acknowledged", "Answered", "Returned", "Withdrawn", "Transferred"]),
	replaced=st.booleans(),
	appeal=st.booleans(),
	decided=st.booleans(),
)
cases = st.builds(
	CaseFacts,
	closing_kind=st.sampled_from([None, *KINDS]),
	referrals=st.lists(referrals, max_size=4, unique_by=lambda r: r.name).map(tuple),
	responses=st.lists(responses, max_size=5, unique_by=lambda r: r.name).map(tuple),
	merged_into=st.sampled_from([None, "CS-1"]),
	directed_to=st.sampled_from([None, "وزارة الصحة"]),
	outcome_offered=st.booleans(),
	competence=st.sampled_from([None, WITHIN, OUTSIDE]),
	asks_root_cause=st.booleans(),
	root_cause=st.sampled_from([None, "Delay"]),
)
APPEALED = ReferralFacts("a1", "Works", required=True, status="Open", appeal=True)


class ClosingRulesTest(unittest.TestCase):
	def codes(self, case: CaseFacts) -> list[str]:
		return [gap.code for gap in gaps(case)]

	def test_complete_case_closes(self):
		self.assertEqual(gaps(COMPLETE), [])

	def test_without_outcome(self):
		self.assertEqual(self.codes(replace(COMPLETE, closing_kind=None)), ["no_outcome"])

	def test_nothing_answered(self):
		case = CaseFacts(ANSWERED, (replace(ROADS, status="Open"),))
		self.assertEqual(gaps(case), [Gap("no_full_reply"), Gap("referral_open", "Roads")])

	def test_accepted_but_not_delivered(self):
		answer = replace(ANSWER, delivered=False)
		self.assertEqual(self.codes(replace(COMPLETE, responses=(answer, ROADS_REPLY))), ["not_delivered"])

	def test_interim_reply_is_no_full_reply(self):
		answer = replace(ANSWER, kind="Interim Reply")
		self.assertEqual(self.codes(replace(COMPLETE, responses=(answer, ROADS_REPLY))), ["no_full_reply"])

	def test_reply_for_the_office_is_none_for_the_citizen(self):
		answer = replace(ANSWER, for_citizen=False)
		self.assertEqual(self.codes(replace(COMPLETE, responses=(answer, ROADS_REPLY))), ["no_full_reply"])

	def test_department_reply_delivered_to_the_citizen_suffices(self):
		reply = replace(ROADS_REPLY, for_citizen=True, delivered=True)
		self.assertEqual(gaps(CaseFacts(ANSWERED, (ROADS,), (reply,))), [])

	def test_answered_referral_without_its_reply_is_open(self):
		self.assertEqual(self.codes(replace(COMPLETE, responses=(ANSWER,))), ["referral_open"])

	def test_referral_for_information_does_not_hold_up(self):
		referral = replace(ROADS, required=False, status="Open")
		self.assertEqual(gaps(CaseFacts(ANSWERED, (referral,), (ANSWER,))), [])

	def test_withdrawn_merely_stops_counting(self):
		case = CaseFacts(ANSWERED, (replace(ROADS, status="Withdrawn"),), (ANSWER,))
		self.assertEqual(gaps(case), [])

	def test_returned_must_be_referred_again_or_answered(self):
		returned = replace(ROADS, status="Returned")
		case = CaseFacts(ANSWERED, (returned,), (ANSWER,))
		self.assertEqual(self.codes(case), ["returned_unanswered"])
		self.assertEqual(gaps(replace(case, referrals=(replace(returned, replaced=True),))), [])
		in_its_place = replace(ANSWER, referral="r1")
		self.assertEqual(gaps(replace(case, responses=(in_its_place,))), [])

	def test_every_other_closing_needs_its_own_reply(self):
		for kind in KINDS[1:]:
			case = CaseFacts(kind, merged_into="CS-1", directed_to="وزارة الصحة")
			with self.subTest(kind):
				self.assertEqual(self.codes(case), ["no_full_reply"])
				self.assertEqual(gaps(replace(case, responses=(ANSWER,))), [])

	def test_outside_competence_needs_a_direction(self):
		case = CaseFacts("Outside Competence", responses=(ANSWER,))
		self.assertEqual(self.codes(case), ["no_direction"])

	def test_merged_needs_a_target(self):
		self.assertEqual(self.codes(CaseFacts("Merged", responses=(ANSWER,))), ["no_merge_target"])

	def test_unreachable_needs_an_attempt(self):
		tried = replace(ANSWER, delivered=False)
		self.assertEqual(gaps(CaseFacts(UNREACHABLE, responses=(tried,))), [])
		untried = replace(tried, attempted=False)
		self.assertEqual(self.codes(CaseFacts(UNREACHABLE, responses=(untried,))), ["no_attempt"])

	def test_a_type_that_asks_it_wants_the_root_cause_of_what_was_answered(self):
		asked = replace(COMPLETE, asks_root_cause=True)
		self.assertEqual(self.codes(asked), ["no_root_cause"])
		self.assertEqual(gaps(replace(asked, root_cause="Delay")), [])

	def test_no_other_closing_asks_for_a_root_cause(self):
		for kind in KINDS[1:]:
			case = CaseFacts(
				kind, responses=(ANSWER,), merged_into="CS-1", directed_to="وزارة الصحة", asks_root_cause=True
			)
			with self.subTest(kind):
				self.assertEqual(gaps(case), [])

	def test_an_outcome_that_is_no_longer_offered(self):
		self.assertEqual(self.codes(replace(COMPLETE, outcome_offered=False)), ["outcome_disabled"])

	def test_the_outcome_does_not_contradict_the_assessment(self):
		self.assertEqual(self.codes(replace(COMPLETE, competence=OUTSIDE)), ["outside_answered"])
		self.assertEqual(gaps(replace(COMPLETE, competence=WITHIN)), [])
		directed = CaseFacts(OUTSIDE, responses=(ANSWER,), directed_to="وزارة الصحة")
		self.assertEqual(self.codes(replace(directed, competence=WITHIN)), ["within_directed"])
		self.assertEqual(gaps(replace(directed, competence=OUTSIDE)), [])

	def test_an_appeal_is_decided_before_the_case_ends_whatever_its_outcome(self):
		for kind in KINDS:
			case = CaseFacts(kind, (APPEALED,), (ANSWER,), "CS-1", "وزارة الصحة")
			with self.subTest(kind):
				self.assertEqual(gaps(case), [Gap("appeal_undecided", "Works")])
				for ended in (
					replace(APPEALED, status="Answered", decided=True),
					replace(APPEALED, status="Withdrawn"),
					replace(APPEALED, status="Transferred", replaced=True),
				):
					self.assertEqual(gaps(replace(case, referrals=(ended,))), [])

	def test_an_appeal_that_was_handed_back_or_merely_answered_is_undecided(self):
		for status in ("Returned", "Acknowledged", "Answered", "Waiting"):
			case = replace(COMPLETE, referrals=(ROADS, replace(APPEALED, status=status)))
			self.assertEqual(self.codes(case), ["appeal_undecided"])

	@given(cases)
	def test_no_case_ends_with_an_undecided_appeal(self, case: CaseFacts):
		more = replace(case, referrals=(*case.referrals, replace(APPEALED, name="r9")))
		self.assertIn(Gap("appeal_undecided", "Works"), gaps(more))

	@given(cases)
	def test_no_case_ends_without_a_full_reply(self, case: CaseFacts):
		"""Whatever else is true, a closable case has an accepted full reply that reached or was taken to the citizen."""
		if gaps(case):
			return
		self.assertTrue(
			any(
				r.kind == FULL_REPLY
				and r.accepted
				and r.for_citizen
				and (r.delivered or (case.closing_kind == UNREACHABLE and r.attempted))
				for r in case.responses
			)
		)
		working = ("Open", "Acknowledged")
		self.assertFalse([r for r in case.referrals if r.required and not r.appeal and r.status in working])

	@given(cases)
	def test_a_further_open_required_referral_never_helps(self, case: CaseFacts):
		more = replace(case, referrals=(*case.referrals, ReferralFacts("r9", "Health", True, "Open")))
		self.assertIn(Gap("referral_open", "Health"), gaps(more))

	@given(cases, referrals.filter(lambda r: not r.required and not r.appeal))
	def test_a_referral_for_information_never_matters(self, case: CaseFacts, referral: ReferralFacts):
		more = replace(case, referrals=(*case.referrals, replace(referral, name="r9")))
		self.assertEqual(gaps(more), gaps(case))
