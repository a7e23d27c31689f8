"""Which cases need their signed form before they are referred. Plain Python, no frappe import."""

from collections.abc import Iterable

Rule = tuple[str | None, str | None, bool]
"""Case type and channel, None stands for every one; and whether the rule holds for emergencies too."""


def needs_form(rules: Iterable[Rule], case_type: str, channel: str, is_emergency: bool = False) -> bool:
	"""Whether one of the rules speaks of a case of that type that came by that channel."""
	return any(
		(not rule_type or rule_type == case_type)
		and (not rule_channel or rule_channel == channel)
		and (not is_emergency or for_emergencies)
		for rule_type, rule_channel, for_emergencies in rules
	)
