"""Which cases need their signed form before they are referred. Plain Python, no frappe import."""

from collections.abc import Iterable

Rule = tuple[str | None, str | None]
"""Case type and channel; None stands for every one."""


def needs_form(rules: Iterable[Rule], case_type: str, channel: str) -> bool:
	"""Whether one of the rules speaks of a case of that type that came by that channel."""
	return any(
		(not rule_type or rule_type == case_type) and (not rule_channel or rule_channel == channel)
		for rule_type, rule_channel in rules
	)
