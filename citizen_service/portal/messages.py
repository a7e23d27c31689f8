"""Messages of the plain modules: English templates that the edge translates when it shows them."""

from dataclasses import dataclass


def mark(text: str) -> str:
	"""Returns `text` as it is; imported as `_`, it marks the text for the catalogue of translations."""
	return text


@dataclass(frozen=True)
class Problem:
	"""What is wrong with an answer, and what would be right: a template and what goes into its places."""

	text: str
	values: tuple = ()
