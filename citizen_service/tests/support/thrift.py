"""What makes a process of the tests cheaper and changes nothing that it does."""

import functools
import gc

import sqlparse


def spare() -> None:
	"""Remember what sqlparse makes of a field's name, which the framework asks for every field of every query (a twelfth
	of a test's time), and let the garbage collector leave alone what is loaded by now."""
	sqlparse.format = functools.cache(sqlparse.format)
	gc.collect()
	gc.freeze()
