"""What the import's core says when something is wrong: codes and parameters; `messages` puts them into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class Refusal(Exception):
	"""The whole file or mapping cannot be taken; nothing was written."""

	def __init__(self, code: str, **params: Any) -> None:
		super().__init__(code, params)
		self.code = code
		self.params = params


@dataclass(frozen=True)
class Reject:
	"""One row that cannot be taken.

	`row` counts as a spreadsheet does: the header is row 1. `original` is the row's text as CSV.
	"""

	row: int
	code: str
	original: str
	params: dict[str, Any] = field(default_factory=dict)
