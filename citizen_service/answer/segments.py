"""How many messages a text is when it is sent by SMS (GSM 03.38 and 03.40). Plain Python, no frappe import."""

from collections.abc import Iterator
from dataclasses import dataclass

BASIC = frozenset(
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The 7-bit alphabet: one unit each."""
EXTENDED = frozenset("\f^{}\\[~]|€")
"""The same alphabet after an escape: two units each."""

GSM7, UCS2 = "GSM-7", "UCS-2"
ALONE = {GSM7: 160, UCS2: 70}
"""Units of a message that is sent alone; Arabic needs UCS-2."""
JOINED = {GSM7: 153, UCS2: 67}
"""Units of each message of several: the rest is taken by the number that joins them."""


@dataclass(frozen=True)
class Size:
	"""What a text takes: its alphabet, its units (septets or 16-bit), and the messages that hold them."""

	alphabet: str
	units: int
	segments: int


def size_of(text: str) -> Size:
	"""What `text` takes. No text takes no message. A character is never cut in two."""
	alphabet = GSM7 if all(mark in BASIC or mark in EXTENDED for mark in text) else UCS2
	widths = list(_widths(text, alphabet))
	units = sum(widths)
	if units <= ALONE[alphabet]:
		return Size(alphabet, units, int(bool(units)))
	segments, used = 1, 0
	for width in widths:
		if used + width > JOINED[alphabet]:
			segments, used = segments + 1, 0
		used += width
	return Size(alphabet, units, segments)


def _widths(text: str, alphabet: str) -> Iterator[int]:
	for mark in text:
		if alphabet == GSM7:
			yield 2 if mark in EXTENDED else 1
		else:
			yield 2 if ord(mark) > 0xFFFF else 1
