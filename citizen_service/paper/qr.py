"""QR codes as SVG."""

import io

from markupsafe import Markup
from pyqrcode import tables
from pyqrcode.builder import QRCodeBuilder, _svg

LEVEL = "M"
BINARY = "binary"
MASK = 0
"""Of the eight masks: the chessboard. Any reader takes any mask."""


class _Drawn(QRCodeBuilder):
	"""One mask, rather than eight drawn and weighed: a receipt is drawn while its citizen waits, eight times as fast."""

	def make_code(self) -> None:
		size = tables.version_size[self.version]
		self.code = code = [[" "] * size for _row in range(size)]
		self.add_detection_pattern(code)
		self.add_position_pattern(code)
		self.add_version_pattern(code)
		self.add_type_pattern(code, tables.type_bits[self.error][MASK])
		bits = iter(self.buffer.getvalue())
		rows = range(size - 1, -1, -1)
		# Two columns at a time from the right, up and down in turn; the column of the timing pattern is left out.
		for right in range(size - 1, 0, -2):
			right -= right <= 6
			for row in rows:
				for column in (right, right - 1):
					if code[row][column] == " ":
						code[row][column] = int(next(bits, "0")) ^ ((row + column) % 2 == 0)
			rows = rows[::-1]


def qr_code(text: str) -> Markup:
	"""QR code of `text` (Latin-1) as SVG, with its quiet zone."""
	data = text.encode("latin-1")
	mode = tables.modes[BINARY]
	version = next(one for one in range(1, 41) if tables.data_capacity[one][LEVEL][mode] >= len(data))
	code = _Drawn(data, version, BINARY, LEVEL).code
	picture = io.BytesIO()
	_svg(
		code,
		version,
		picture,
		scale=1,
		quiet_zone=2,
		xmldecl=False,
		omithw=True,
		svgclass="qr",
		lineclass=None,
	)
	return Markup(picture.getvalue().decode())
