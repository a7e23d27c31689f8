"""How an action says: not yet."""


class RetryLater(Exception):
	"""Raised by an action whose time has not come. What it wrote is rolled back; no failed attempt is counted."""

	def __init__(self, seconds: int):
		super().__init__(f"try again in {seconds} s")
		self.seconds = seconds
