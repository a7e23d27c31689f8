"""The form of a noun beside a number. Arabic has five of them, English needs only the first and any other."""


def form(number: int) -> str:
	"""One of one, two, few (3-10), many (11-99), other (100, 101, 102); what a hundred follows does not count."""
	if number in (1, 2):
		return ("one", "two")[number - 1]
	rest = number % 100
	if 3 <= rest <= 10:
		return "few"
	return "many" if rest > 10 else "other"
