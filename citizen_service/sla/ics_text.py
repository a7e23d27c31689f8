"""The text of an .ics file before its meaning: encoding, size, lines, and what begins and ends where."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 5 * 1024 * 1024
MAX_EVENTS = 5000

LINE_END = re.compile(rb"\r\n|\n|\r")
CONTENT = re.compile(r"[A-Za-z0-9-]+[;:]")


class BrokenIcs(Exception):
	"""The file is refused. `code` names the rule, `line` the line at fault (1 is the first), `params` the rest.

	empty, too_large {limit}, not_utf8, not_ics, not_a_line {text}, not_closed {name}, not_opened {name}, no_events,
	too_many_events {limit}, not_readable {reason}, bad_value {property, reason}, given_twice {property}, and with
	{name} of the event: no_start, mixed_ends, ends_before_start, unknown_zone {zone}.
	"""

	def __init__(self, code: str, line: int, params: dict[str, Any] | None = None) -> None:
		super().__init__(f"line {line}: {code} {params or ''}")
		self.code, self.line, self.params = code, line, params or {}


@dataclass(frozen=True)
class Source:
	"""The text without its folds, its lines with the number that each has in the file, and those that begin events."""

	text: str
	lines: tuple[tuple[int, str], ...] = field(repr=False)
	events: tuple[int, ...]

	def line_of(self, event: int, name: str) -> int:
		"""The line of a property of the event that begins on line `event`; that line if it has none."""
		for number, line in self.lines:
			if number > event:
				if line.upper().startswith((f"{name};", f"{name}:")):
					return number
				if line.upper().startswith("END:VEVENT"):
					break
		return event


def source_of(content: bytes) -> Source:
	"""The file's text, free of what no reader could make sense of. Raises BrokenIcs."""
	if len(content) > MAX_BYTES:
		raise BrokenIcs("too_large", 1, {"limit": MAX_BYTES})
	if not content.strip():
		raise BrokenIcs("empty", 1)
	lines = _unfolded(content.removeprefix(codecs.BOM_UTF8))
	if lines[0][1].strip().upper() != "BEGIN:VCALENDAR":
		raise BrokenIcs("not_ics", lines[0][0])
	return Source("\r\n".join(line for _, line in lines) + "\r\n", tuple(lines), _events(lines))


def _unfolded(content: bytes) -> list[tuple[int, str]]:
	"""The lines that are not empty. A fold may lie within a letter, so bytes are joined before they are read."""
	joined: list[tuple[int, bytearray]] = []
	for number, line in enumerate(LINE_END.split(content), 1):
		if joined and line[:1] in (b" ", b"\t"):
			joined[-1][1].extend(line[1:])
		elif line.strip():
			joined.append((number, bytearray(line)))
	lines = []
	for number, line in joined:
		try:
			lines.append((number, line.decode()))
		except UnicodeDecodeError as error:
			raise BrokenIcs("not_utf8", number) from error
	return lines


def _events(lines: list[tuple[int, str]]) -> tuple[int, ...]:
	"""The lines on which events begin, in the order in which a reader meets their beginnings."""
	open_parts: list[tuple[str, int]] = []
	events: list[int] = []
	for number, line in lines:
		if not CONTENT.match(line):
			raise BrokenIcs("not_a_line", number, {"text": line[:60]})
		word, _, name = line.partition(":")
		word, name = word.upper(), name.strip().upper()
		if word == "BEGIN":
			open_parts.append((name, number))
			if name == "VEVENT":
				events.append(number)
		elif word == "END":
			if not open_parts or open_parts.pop()[0] != name:
				raise BrokenIcs("not_opened", number, {"name": name})
	if open_parts:
		name, number = open_parts[-1]
		raise BrokenIcs("not_closed", number, {"name": name})
	if not events:
		raise BrokenIcs("no_events", lines[-1][0])
	if len(events) > MAX_EVENTS:
		raise BrokenIcs("too_many_events", events[MAX_EVENTS], {"limit": MAX_EVENTS})
	return tuple(events)
