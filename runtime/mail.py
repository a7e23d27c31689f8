"""Catches e-mail: an SMTP server that writes every message to a file. `python mail.py PORT FOLDER`.

Runs in the bench's environment (aiosmtpd).
"""

import asyncio
import itertools
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

NUMBERS = itertools.count(1)


class ToFiles:
	def __init__(self, folder: Path):
		self.folder = folder

	async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
		name = f"{time.strftime('%Y%m%d-%H%M%S')}-{next(NUMBERS):04}.eml"
		head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
		part = self.folder / f"{name}.part"
		part.write_bytes(head + envelope.original_content)
		part.rename(self.folder / name)
		return "250 kept"


async def main(port: int, folder: Path) -> None:
	handler = ToFiles(folder)
	loop = asyncio.get_running_loop()
	server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", port)
	await server.serve_forever()


if __name__ == "__main__":
	asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
