"""A periodic report to try things on: the figures of a quarter, made up; and translations without a site."""

import csv
from datetime import date
from fractions import Fraction
from functools import cache

from citizen_service.periodic_report.content import (
	Better,
	Chart,
	ChartKind,
	Column,
	Content,
	Definition,
	Indicator,
	Label,
	Part,
	Reading,
	Row,
	Series,
	Span,
	Table,
	Unit,
)
from citizen_service.periodic_report.findings import Direction, LookAt, Rule
from citizen_service.periodic_report.numbers import Say, Style
from citizen_service.tests.support.words import APP


@cache
def _arabic() -> dict[tuple[str, str], str]:
	with (APP / "translations" / "ar.csv").open(encoding="utf-8", newline="") as file:
		return {(row[0], row[2] if len(row) > 2 else ""): row[1] for row in csv.reader(file)}


def say_arabic(text: str, context: str = "") -> str:
	return _arabic()[(text, context)]


def say_english(text: str, context: str = "") -> str:
	return text


def style(language: str, digits: str = "Latin") -> Style:
	says: dict[str, Say] = {"ar": say_arabic, "en": say_english}
	return Style(language, says[language], digits)


STYLES = {language: style(language) for language in ("ar", "en")}


def both(ar: str, en: str) -> Label:
	return {"ar": ar, "en": en}


def share(part: int, whole: int) -> Reading:
	return Reading(part, whole)


THIRD = Span(date(2026, 7, 1), date(2026, 9, 30), both("الربع الثالث من 2026", "Third quarter of 2026"))
SECOND = Span(date(2026, 4, 1), date(2026, 6, 30), both("الربع الثاني من 2026", "Second quarter of 2026"))
LAST_YEAR = Span(date(2025, 7, 1), date(2025, 9, 30), both("الربع الثالث من 2025", "Third quarter of 2025"))

WATER = both("دائرة المياه والصرف الصحي", "Water and Sewage Department")
ROADS = both("دائرة الطرق والإنارة", "Roads and Lighting Department")
HEALTH = both("دائرة الصحة والبيئة", "Health and Environment Department")
BUILDING = both("دائرة التنظيم والأبنية", "Planning and Building Department")
DEPARTMENTS = {"Water": WATER, "Roads": ROADS, "Health": HEALTH, "Building": BUILDING}

CATEGORIES = [
	("Water Cut", both("انقطاع المياه", "Water Cut"), 214, 121),
	("Street Lighting", both("إنارة الشوارع", "Street Lighting"), 141, 150),
	("Potholes", both("حفر الطرق", "Potholes"), 118, 96),
	("Waste", both("جمع النفايات", "Waste Collection"), 97, 104),
	("Sewage", both("طفح الصرف الصحي", "Sewage Overflow"), 63, 59),
	("Noise", both("الضوضاء", "Noise"), 21, 8),
	("Permits", both("تراخيص البناء", "Building Permits"), 54, 51),
]
MONTHS = [
	both("يوليو 2026", "July 2026"),
	both("أغسطس 2026", "August 2026"),
	both("سبتمبر 2026", "September 2026"),
]


def indicators(received: int, then: int, kept: int, decided: int, kept_then: int) -> tuple[Indicator, ...]:
	return (
		Indicator(
			"received",
			both("المعاملات الواردة", "Cases Received"),
			Unit.COUNT,
			Reading(received),
			Reading(then),
			Reading(round(then * 0.9)),
			Better.NEITHER,
			"case",
		),
		Indicator(
			"compliance",
			both("نسبة الالتزام بالمدد", "Compliance"),
			Unit.PERCENT,
			share(kept, decided),
			share(kept_then, decided),
			None,
			Better.MORE,
			"time limit",
		),
	)


def _office() -> tuple[Indicator, ...]:
	one = indicators(708, 589, 533, 655, 571)
	return (
		*one,
		Indicator(
			"closed",
			both("المعاملات المنجزة", "Cases Closed"),
			Unit.COUNT,
			Reading(661),
			Reading(570),
			Reading(548),
			Better.MORE,
			"case",
		),
		Indicator(
			"overdue_now",
			both("المتأخرة حالياً", "Overdue Now"),
			Unit.COUNT,
			Reading(39),
			Reading(24),
			Reading(31),
			Better.LESS,
			"case",
		),
		Indicator(
			"median_hours",
			both("وسيط زمن الرد", "Median Time to Reply"),
			Unit.MINUTES,
			Reading(1630, 601),
			Reading(1490, 540),
			Reading(1710, 512),
			Better.LESS,
		),
		Indicator(
			"satisfaction",
			both("نسبة الرضا", "Satisfaction"),
			Unit.PERCENT,
			share(171, 233),
			share(160, 199),
			share(140, 190),
			Better.MORE,
			"rating",
		),
		Indicator(
			"mean_score",
			both("متوسط التقييم", "Average Rating"),
			Unit.MEAN,
			Reading(911, 233),
			Reading(806, 199),
			None,
			Better.MORE,
		),
	)


def _tables() -> tuple[Table, ...]:
	performance = [
		("Water", 301, 205, 281, 212, 231, 260),
		("Roads", 240, 221, 229, 201, 180, 210),
		("Health", 112, 118, 101, 90, 93, 110),
		("Building", 55, 45, 44, 30, 36, 41),
	]
	return (
		Table(
			"category",
			both("المعاملات حسب الفئة", "Cases by Category"),
			both("الفئة", "Category"),
			(
				Column("received", both("الواردة", "Received")),
				Column("share", both("النسبة", "Share"), Unit.PERCENT),
			),
			(
				*(
					Row(key, label, (Reading(now), share(now, 708)), (Reading(then), share(then, 589)))
					for key, label, now, then in CATEGORIES
				),
			),
			(Reading(708), share(708, 708)),
			"case",
		),
		Table(
			"department",
			both("أداء الجهات", "Performance of the Departments"),
			both("الجهة", "Department"),
			(
				Column("referrals", both("الإحالات الواردة", "Referrals Received")),
				Column("answered", both("المجاب عنها", "Answered")),
				Column("compliance", both("الالتزام بالمدد", "Compliance"), Unit.PERCENT),
				Column("median_hours", both("وسيط زمن الرد", "Median Time"), Unit.MINUTES),
			),
			tuple(
				Row(
					key,
					DEPARTMENTS[key],
					(
						Reading(made),
						Reading(answered),
						share(kept, answered),
						Reading(900 + answered, answered),
					),
					(Reading(made_then), Reading(then), share(kept_then, then), Reading(860 + then, then)),
				)
				for key, made, made_then, answered, kept, kept_then, then in performance
			),
			(Reading(708), Reading(655), share(533, 655), Reading(1630, 655)),
			"referral",
		),
		Table(
			"area",
			both("المعاملات حسب المنطقة", "Cases by Area"),
			both("المنطقة", "Area"),
			(
				Column("received", both("الواردة", "Received")),
				Column("closed", both("المنجزة", "Closed")),
				Column("open", both("المفتوحة", "Open")),
			),
			tuple(
				Row(
					f"Area {n}",
					both(f"حي المنطقة {n}", f"Area {n}"),
					(Reading(40 - n), Reading(36 - n), Reading(4)),
					(Reading(38 - n), Reading(36 - n), Reading(2)),
				)
				for n in range(1, 31)
			),
			(Reading(708), Reading(661), Reading(47)),
			"case",
		),
	)


def _charts() -> tuple[Chart, ...]:
	received, closed = both("الواردة", "Received"), both("المنجزة", "Closed")
	return (
		Chart(
			"months",
			both("المعاملات حسب الشهر", "Cases by Month"),
			ChartKind.BARS,
			tuple(MONTHS),
			(
				Series(received, (Reading(219), Reading(262), Reading(227))),
				Series(closed, (Reading(201), Reading(230), Reading(230))),
			),
		),
		Chart(
			"categories",
			both("الفئات الأكثر وروداً", "Most Frequent Categories"),
			ChartKind.RANKING,
			tuple(label for _, label, _, _ in CATEGORIES),
			(Series(received, tuple(Reading(now) for _, _, now, _ in CATEGORIES)),),
		),
		Chart(
			"types",
			both("أنواع المعاملات حسب الجهة", "Types of Cases by Department"),
			ChartKind.STACKED,
			tuple(DEPARTMENTS.values()),
			(
				Series(both("شكوى", "Complaint"), tuple(map(Reading, (190, 130, 70, 21)))),
				Series(both("استفسار", "Inquiry"), tuple(map(Reading, (61, 70, 22, 28)))),
				Series(both("اقتراح", "Suggestion"), tuple(map(Reading, (20, 25, 12, 4)))),
				Series(both("طلب خدمة", "Service Request"), tuple(map(Reading, (30, 15, 8, 2)))),
			),
		),
		Chart(
			"compliance",
			both("الالتزام بالمدد خلال سنة", "Compliance over a Year"),
			ChartKind.LINES,
			tuple(both(f"{n}/2026", f"{n}/2026") for n in range(1, 10)),
			(
				Series(WATER, tuple(share(80 - 2 * n, 100) for n in range(9))),
				Series(
					ROADS,
					(
						*(share(70 + n, 100) for n in range(4)),
						Reading(0, 0),
						*(share(74 + n, 100) for n in range(4)),
					),
				),
			),
			Unit.PERCENT,
		),
	)


@cache
def sample() -> Content:
	"""The third quarter of 2026, without findings."""
	parts = tuple(
		Part(key, label, indicators(made, then, kept, decided, kept_then))
		for (key, label), (made, then, kept, decided, kept_then) in zip(
			DEPARTMENTS.items(),
			((301, 205, 212, 281, 250), (240, 221, 201, 229, 196), (112, 118, 90, 101, 86), (5, 4, 1, 4, 4)),
			strict=True,
		)
	)
	definitions = (
		Definition(
			"received",
			both("المعاملات الواردة", "Cases Received"),
			both(
				"المعاملات التي فُتحت خلال الفترة من جميع القنوات، بحسب يوم فتحها.",
				"Cases opened in the period, of every channel, by the day on which they were opened.",
			),
		),
		Definition(
			"compliance",
			both("نسبة الالتزام بالمدد", "Compliance"),
			both(
				"ما استوفي في مدته مقسوماً على ما استوفي في مدته أو متأخراً أو فاتت مدته ولم يستوف.",
				"Kept in time, divided by what was kept in time, kept late, or is missed and open.",
			),
		),
	)
	return Content(
		THIRD,
		SECOND,
		LAST_YEAR,
		"2026-11",
		"Asia/Hebron",
		_office(),
		_tables(),
		_charts(),
		parts,
		(),
		definitions,
	)


def rule(**values) -> Rule:
	"""A rule on what was received, noting every movement, with some changes."""
	return Rule(
		**{
			"name": "Tried",
			"look_at": LookAt.OFFICE,
			"direction": Direction.EITHER,
			"sentence": both("{about} {before} {now} {change}", "{about} {before} {now} {change}"),
			"least_difference": Fraction(0),
			**values,
		}
	)
