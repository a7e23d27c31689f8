"""Whom what happened to a clock concerns: written to the outbox in the transaction in which it happened."""

from citizen_service.sla.records import Change


def tell(changes: list[Change]) -> None:
	"""Post what must follow from breaches and steps of escalation."""
