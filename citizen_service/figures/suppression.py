"""Withholding small numbers so that subtraction does not tell them. Plain Python, no frappe import.

A table is one total and the cells that add up to it. Cells below the threshold are withheld (primary suppression), and
with them the smallest of the others, so that the rest says nothing (complementary, or secondary, cell suppression):
Hundepool et al., *Statistical Disclosure Control* (Wiley 2012), chapter 4; the European Statistical System's *Handbook
on Statistical Disclosure Control*, version 1.2 (2010), section 4.2.

**What holds afterwards**, with t the threshold, k withheld cells and R = total - visible cells:

- k >= 2 and R >= t + k - 1, as one withheld cell is at least t and each other one at least 1. To a reader who knows the total,
  every visible cell and t, each withheld cell may be anything from 1 to R - k + 1, which is at least t: none is known,
  none is known to be small. (Where groups without any case are listed, as months are: from 0 to R.)
- To a reader who knows this program too, the same numbers in any other order within the withheld cells would have
  been published alike, as lot decides between equal cells: each may be the one of at least t, and each a small one.
  A rule that stops as soon as k and R suffice, or that takes the first of equal cells, lacks this: from 3, 3, 2 with
  t = 3 it withholds the first and the last, and that the second 3 stays tells which of the two is which.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

USUAL_THRESHOLD = 5
LOWEST_THRESHOLD = 3
"""At two, each of two people in a cell could tell the other."""

Group = TypeVar("Group", bound=Hashable)


def withheld(
	cells: Mapping[Group, int], threshold: int, lot: Callable[[Group], bytes]
) -> frozenset[Group] | None:
	"""The cells not to show beside their published total; None: none can be shown, so its groups are not named either.

	Zero is a small number too.

	:param cells: how many there are of each group, none negative; their sum is the total that is published
	:param threshold: the smallest number shown, at least 2
	:param lot: decides between equal cells; nobody may be able to foretell it, and it is the same for the same table
	"""
	small = frozenset(group for group, number in cells.items() if number < threshold)
	others = [group for group in cells if group not in small]
	if len(others) < (2 if small else 1):
		return None
	return small and small | {min(others, key=lambda group: (cells[group], lot(group)))}
