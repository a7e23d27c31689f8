"""Which policy sets a case's time limits, and why: policies as data, matched in a stated order.

Of the policies that match, the first by: lowest rank; most criteria; nearest category (the case's own before
its parent's); nearest department; name. The choice depends on the rows and the facts alone, never on their
order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from citizen_service.sla.spec import Problem
from citizen_service.sla.targets import Target, target_problems

Lineage = tuple[str, ...]
"""A node of a tree and then its ancestors, nearest first; empty if there is no node."""


@dataclass(frozen=True)
class Policy:
	"""A policy row. A criterion that is None is not asked; a tree criterion takes in the whole subtree.

	`valid_to` is the last day, in full. `targets` gives each clock's time limit by the clock's kind; a kind
	that is missing has no clock.
	"""

	name: str
	rank: int = 0
	enabled: bool = True
	case_type: str | None = None
	category: str | None = None
	department: str | None = None
	priority: str | None = None
	emergency: bool | None = None
	channel: str | None = None
	valid_from: date | None = None
	valid_to: date | None = None
	targets: Mapping[str, Target] = field(default_factory=dict)

	@property
	def criteria(self) -> tuple[str, ...]:
		"""The names of the criteria that are asked."""
		return tuple(name for name in CRITERIA if getattr(self, name) is not None)


CRITERIA = ("case_type", "category", "department", "priority", "emergency", "channel")
TREES = ("category", "department")


@dataclass(frozen=True)
class Facts:
	"""What is known of a case (or a referral) on a date of the site's own calendar."""

	on: date
	case_type: str | None = None
	category: Lineage = ()
	department: Lineage = ()
	priority: str | None = None
	emergency: bool = False
	channel: str | None = None


@dataclass(frozen=True)
class Reason:
	"""Why a policy was chosen or not: one or more codes.

	chosen; not matching: disabled, not_yet_valid, expired, other_case_type, other_category, other_department,
	other_priority, other_emergency, other_channel; matching, but after the chosen one: higher_rank,
	fewer_criteria, farther_category, farther_department, later_name.
	"""

	policy: str
	codes: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
	"""The policy chosen, None if none matches, and a reason for each policy in the stated order."""

	policy: Policy | None
	reasons: tuple[Reason, ...]


def choose(policies: Iterable[Policy], facts: Facts) -> Choice:
	"""The policy for these facts, and why each was or was not chosen. Names must be unique."""
	matching: list[Policy] = []
	reasons: list[Reason] = []
	for policy in sorted(policies, key=lambda policy: _order(policy, facts)):
		codes = _mismatches(policy, facts)
		if not codes:
			matching.append(policy)
			codes = (_order_reason(matching[0], policy, facts),)
		reasons.append(Reason(policy.name, codes))
	return Choice(matching[0] if matching else None, tuple(reasons))


def problems(
	policy: Policy,
	others: Iterable[Policy] = (),
	categories: Mapping[str, Lineage] | None = None,
	departments: Mapping[str, Lineage] | None = None,
) -> list[Problem]:
	"""What must be refused in a policy: dates the wrong way round, a target that is none, never being chosen.

	It is never chosen if another of `others` matches whatever it matches, and comes first each time. The
	mappings give each tree node's lineage; without them only equal nodes are seen to contain each other.
	"""
	found = []
	if policy.valid_from and policy.valid_to and policy.valid_to < policy.valid_from:
		params = {"valid_from": policy.valid_from, "valid_to": policy.valid_to}
		found.append(Problem("validity_ends_before_start", "valid_to", None, params))
	for row, target in enumerate(policy.targets.values()):
		found.extend(target_problems(target, row))
	trees = {"category": categories or {}, "department": departments or {}}
	for other in others:
		if policy.enabled and other.name != policy.name and _hides(other, policy, trees):
			found.append(Problem("never_chosen", "rank", None, {"because_of": other.name}))
	return found


def _mismatches(policy: Policy, facts: Facts) -> tuple[str, ...]:
	codes = []
	if not policy.enabled:
		codes.append("disabled")
	if policy.valid_from and facts.on < policy.valid_from:
		codes.append("not_yet_valid")
	if policy.valid_to and facts.on > policy.valid_to:
		codes.append("expired")
	for name in policy.criteria:
		wanted, known = getattr(policy, name), getattr(facts, name)
		if wanted not in known if name in TREES else wanted != known:
			codes.append(f"other_{name}")
	return tuple(codes)


def _order(policy: Policy, facts: Facts) -> tuple[int, int, int, int, str]:
	"""The least comes first. A policy that asks no category comes after those that match one."""
	category, department = (_distance(getattr(policy, tree), getattr(facts, tree)) for tree in TREES)
	return policy.rank, -len(policy.criteria), category, department, policy.name


def _distance(node: str | None, lineage: Lineage) -> int:
	return lineage.index(node) if node in lineage else len(lineage)


def _order_reason(first: Policy, policy: Policy, facts: Facts) -> str:
	codes = ("higher_rank", "fewer_criteria", "farther_category", "farther_department", "later_name")
	for code, one, two in zip(codes, _order(first, facts), _order(policy, facts), strict=True):
		if one != two:
			return code
	return "chosen"


def _hides(other: Policy, policy: Policy, trees: Mapping[str, Mapping[str, Lineage]]) -> bool:
	if not other.enabled or not _in_force_throughout(other, policy):
		return False
	if (other.rank, other.name) < (policy.rank, policy.name) and _same_criteria(other, policy):
		return True
	return other.rank < policy.rank and all(
		_contains(getattr(other, name), getattr(policy, name), trees.get(name, {})) for name in other.criteria
	)


def _same_criteria(one: Policy, two: Policy) -> bool:
	return all(getattr(one, name) == getattr(two, name) for name in CRITERIA)


def _contains(wide: object, narrow: str | bool | None, lineages: Mapping[str, Lineage]) -> bool:
	return wide == narrow or (isinstance(narrow, str) and wide in lineages.get(narrow, ()))


def _in_force_throughout(other: Policy, policy: Policy) -> bool:
	return (other.valid_from or date.min) <= (policy.valid_from or date.min) and (
		other.valid_to or date.max
	) >= (policy.valid_to or date.max)
