"""How alike two texts are, by the words they share. No frappe import."""

from __future__ import annotations

from citizen_service.citizens.arabic import key, without_article

ALIKE = 0.3
"""From this similarity on, two texts of one person are taken to be about one matter."""
_SAY_NOTHING = frozenset(
	key(
		"في من على الى عن مع بين حتى منذ عند لدى قد لم لن لا ما ان انه انها كان كانت هو هي هذا هذه ذلك تلك"
		" التي الذي الذين او ثم و يا كل بعد قبل هناك يوجد توجد لي لنا انا نحن نرجو ارجو"
		" a an and are at been for from has have i in is it my not of on or our since that the there this to was we with"
	).split()
)
_JOINED = (("وبال", 4), ("وكال", 4), ("ولل", 3), ("وال", 3), ("بال", 3), ("فال", 3), ("كال", 3), ("لل", 2))
_LEAST_LEFT = 3
_PARTICLES = "بلوفك"
_LEAST_AFTER_PARTICLE = 4
"""Taken off wherever the word begins so, be it a particle or not: the same word loses the same letter everywhere."""


def content(text: str | None) -> frozenset[str]:
	"""The words of a text that say what it is about, each without article, joined particles and final heh."""
	return frozenset(_stem(word) for word in key(text).split() if word not in _SAY_NOTHING)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
	"""The share of the words of both that both have (Jaccard): 0 nothing, 1 the same; 0 where there are none."""
	together = len(one | other)
	return len(one & other) / together if together else 0.0


def alike(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> float:
	"""The similarity of two cases (subject, description): that of their subjects or of all their words, the larger."""
	subjects = similarity(content(one[0]), content(other[0]))
	everything = similarity(
		content(f"{one[0] or ''} {one[1] or ''}"), content(f"{other[0] or ''} {other[1] or ''}")
	)
	return max(subjects, everything)


def _stem(word: str) -> str:
	for joined, length in _JOINED:
		if word.startswith(joined) and len(word) - length >= _LEAST_LEFT:
			word = word[length:]
			break
	word = without_article(word)
	if word[0] in _PARTICLES and len(word) > _LEAST_AFTER_PARTICLE:
		word = word[1:]
	return word[:-1] if word.endswith("ه") and len(word) > _LEAST_LEFT else word
