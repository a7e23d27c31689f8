"""Clocks of sites from before `next_utc`: the sweep looks only at clocks that say when."""

from citizen_service.sla.retiming import plan_next_looks


def execute() -> None:
	plan_next_looks()
