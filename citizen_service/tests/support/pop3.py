"""A mailbox that is read by POP3, for tests: one user, the messages that it is given, gone once deleted."""

import socketserver
import threading


class Mailbox:
	"""Serves `messages` (bytes, in order) at 127.0.0.1:`port`. Use as a context manager."""

	def __init__(self, *messages: bytes) -> None:
		self.messages = list(messages)

	def __enter__(self) -> "Mailbox":
		self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _session_of(self))
		self.server.daemon_threads = True
		self.port = self.server.server_address[1]
		self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
		self.thread.start()
		return self

	def __exit__(self, *_: object) -> None:
		self.server.shutdown()
		self.server.server_close()
		self.thread.join(10)


def _session_of(mailbox: Mailbox) -> type[socketserver.StreamRequestHandler]:
	class Session(socketserver.StreamRequestHandler):
		def handle(self) -> None:
			self.gone: set[int] = set()
			self.say("+OK")
			while line := self.rfile.readline().decode().split():
				verb, *arguments = line
				answer = getattr(self, f"do_{verb.lower()}", None)
				if answer:
					answer(*arguments)
				else:
					self.say("-ERR")
				if verb.upper() == "QUIT":
					return

		def say(self, *lines: str | bytes) -> None:
			for line in lines:
				self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")

		def do_user(self, name: str) -> None:
			self.say("+OK")

		def do_pass(self, *words: str) -> None:
			self.say("+OK")

		def do_stat(self) -> None:
			self.say(f"+OK {len(mailbox.messages)} {sum(map(len, mailbox.messages))}")

		def do_list(self, *which: str) -> None:
			self.say("+OK", *(f"{at} {len(one)}" for at, one in enumerate(mailbox.messages, 1)), ".")

		def do_uidl(self, *which: str) -> None:
			self.say("+OK", *(f"{at} uid{at}" for at in range(1, len(mailbox.messages) + 1)), ".")

		def do_retr(self, number: str) -> None:
			lines = mailbox.messages[int(number) - 1].splitlines()
			self.say("+OK", *(b"." + line if line.startswith(b".") else line for line in lines), ".")

		def do_dele(self, number: str) -> None:
			self.gone.add(int(number) - 1)
			self.say("+OK")

		def do_quit(self) -> None:
			mailbox.messages[:] = [one for at, one in enumerate(mailbox.messages) if at not in self.gone]
			self.say("+OK")

	return Session
