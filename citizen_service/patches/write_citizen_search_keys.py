"""Citizens of earlier versions are found by name, phone and national id."""

from citizen_service.citizens.search import write_missing_keys


def execute() -> None:
	write_missing_keys()
