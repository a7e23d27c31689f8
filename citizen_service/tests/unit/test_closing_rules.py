"""Rule 1 in plain facts: what is missing before a case may end."""

import unittest
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.closing.rules import (
	ANSWERED,
	FULL_REPLY,
	UNREACHABLE,
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
)
cases = st.builds(
	CaseFacts,
	closing_kind=st.sampled_from([None, *KINDS]),
	referrals=st.lists(referrals, max_size=4, unique_by=lambda r: r.name).map(tuple),
	responses=st.lists(responses, max_size=5, unique_by=lambda r: r.name).map(tuple),
	merged_into=st.sampled_from([None, "CS-1"]),
	directed_to=st.sampled_from([None, "وزارة الصحة"]),
)


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
		self.assertFalse([r for r in case.referrals if r.required and r.status in ("Open", "Acknowledged")])

	@given(cases)
	def test_a_further_open_required_referral_never_helps(self, case: CaseFacts):
		more = replace(case, referrals=(*case.referrals, ReferralFacts("r9", "Health", True, "Open")))
		self.assertIn(Gap("referral_open", "Health"), gaps(more))

	@given(cases, referrals.filter(lambda r: not r.required))
	def test_a_referral_for_information_never_matters(self, case: CaseFacts, referral: ReferralFacts):
		more = replace(case, referrals=(*case.referrals, replace(referral, name="r9")))
		self.assertEqual(gaps(more), gaps(case))
