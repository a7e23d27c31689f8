"""What the demo office did in the year before: drawn by a seed, so that it is the same everywhere. Plain Python."""

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

PAST: dict[str, Any] = json.loads((Path(__file__).parent / "past.json").read_text(encoding="utf-8"))
WEEKEND = (4, 5)
"""Friday and Saturday."""
HOURS_A_DAY = 7
IN_SEASON = 3
"""How much more often a matter comes up in its months."""
SLOW, SLOW_DAYS = "قسم الطرق", 90
"""The department that has fallen behind in the last three months."""


@dataclass(frozen=True)
class PastCase:
	"""A case that was closed. The steps are hours of work after the opening, each after the one before; `score` is what
	the citizen thought of it, if anybody was asked; whoever gave no name has none."""

	opened: datetime
	matter: dict[str, Any]
	outcome: str
	root_cause: str | None
	channel: str
	area: str
	citizen_name: str
	mobile: str
	is_emergency: bool
	acknowledged: float
	referred: float
	taken_up: float
	replied: float
	accepted: float
	delivered: float
	score: int | None


def past_cases(today: datetime) -> list[PastCase]:
	"""The closed cases, the oldest first. All of them were opened `until_days` before `today` or earlier."""
	chance = random.Random(PAST["seed"])
	days = [
		day
		for back in range(PAST["from_days"], PAST["until_days"] - 1, -1)
		if (day := today - timedelta(days=back)).weekday() not in WEEKEND
	]
	moments = sorted(
		chance.choice(days).replace(
			hour=8 + chance.randrange(6), minute=chance.randrange(60), second=0, microsecond=0
		)
		for _ in range(PAST["cases"])
	)
	return [_case(opened, today, chance) for opened in moments]


def _case(opened: datetime, today: datetime, chance: random.Random) -> PastCase:
	matter = _drawn(
		chance,
		PAST["matters"],
		[m["weight"] * (IN_SEASON if opened.month in m["months"] else 1) for m in PAST["matters"]],
	)
	anonymous = chance.random() < 0.03
	name = " ".join(chance.choice(PAST[part]) for part in ("first_names", "middle_names", "family_names"))
	acknowledged = chance.expovariate(1 / 2.5)
	referred = acknowledged + 0.5 + chance.expovariate(1 / 4)
	taken_up = referred + chance.expovariate(1 / 4)
	work = matter["days"] * HOURS_A_DAY * _pace(matter["department"], (today - opened).days)
	replied = taken_up + work * chance.lognormvariate(-0.1, 0.45)
	accepted = replied + chance.expovariate(1 / 3)
	days_taken = replied / HOURS_A_DAY
	return PastCase(
		opened=opened,
		matter=matter,
		outcome=chance.choice(matter["outcomes"]),
		root_cause=chance.choice(matter["root_causes"]) if matter["root_causes"] else None,
		channel=_drawn(chance, list(PAST["channels"]), list(PAST["channels"].values())),
		area=_drawn(chance, list(PAST["areas"]), list(PAST["areas"].values())),
		citizen_name="" if anonymous else name,
		mobile="" if anonymous else f"+97059000{chance.randrange(2000, 9999)}",
		is_emergency=bool(matter["emergency"]),
		acknowledged=acknowledged,
		referred=referred,
		taken_up=taken_up,
		replied=replied,
		accepted=accepted,
		delivered=accepted + 1 + chance.expovariate(1 / 3),
		score=_score(days_taken, chance) if chance.random() < 0.4 else None,
	)


def _pace(department: str, days_ago: int) -> float:
	"""How long work takes, of what it takes on average: the office has become quicker, one department slower."""
	if department == SLOW and days_ago < SLOW_DAYS:
		return 1.1
	return 0.5 + 0.25 * days_ago / PAST["from_days"]


def _score(days: float, chance: random.Random) -> int:
	"""Quick answers are liked better."""
	return max(1, min(5, round(chance.gauss(4.5 - days / 5, 0.9))))


def _drawn(chance: random.Random, values: list, weights: list) -> Any:
	return chance.choices(values, weights)[0]
