"""Clocks of sites from before `worked_seconds`: statistics read what a clock took, and reckon nothing."""

from citizen_service.sla import worked


def execute() -> None:
	worked.note_worked_time()
	worked.note_extensions()
