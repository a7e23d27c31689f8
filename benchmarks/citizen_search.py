"""How long the search for a citizen takes among many made-up ones.

	env/bin/python -m benchmarks.citizen_search --sites BENCH/sites --site SITE [--citizens 200000]

Run at the repository's root with the bench's Python, on a site of its own with the app and no citizens. Names are
drawn, seeded, from common ones by falling frequency, so that the commonest first name is that of every ninth.
Prints the median and the longest of RUNS of `citizens.search.find` for each kind of question, and its plan.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from pathlib import Path

import frappe

from citizen_service.citizens import search
from citizen_service.citizens.keys import parts_of

RUNS = 15
BATCH = 5_000
SEED = 1
FIRST = (
	"محمد أحمد فاطمة محمود علي خالد سميرة يوسف إبراهيم مريم حسن عبد_الله عمر آمنة مصطفى إسماعيل هدى سعيد "
	"عبد_الرحمن ليلى صالح منى كمال نوال زينب طه رائد هبة أبو_بكر شادي زغلول"
).split()
FAMILY = (
	"المصري النجار حمدان الحداد عودة شاهين الشيخ قاسم ناصر بركات أبو_عودة درويش منصور جابر حسان طافش عيسى عوض "
	"سرحان مطر غانم سلامة فرج عطية داود ريان شعبان الكفارنة الزعانين شبات"
).split()
QUESTIONS = {
	"a whole name": "محمود خالد النجار",
	"the same in another order and spelling": "نجار محمود خالد",
	"two common names": "محمد احمد",
	"one common name": "محمد",
	"three letters": "محم",
	"a rare with a common name": "زغلول محمد",
	"two names that hardly meet": "زغلول شبات",
	"a phone number": "059 012 3456",
	"the beginning of a phone number": "+970 59 01",
	"a national id": "900123456",
	"nobody": "قسطنطين محمد",
}


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	parser.add_argument("--citizens", type=int, default=200_000)
	arguments = parser.parse_args()
	os.chdir(arguments.sites)  # the framework's logs are beside it
	frappe.init(site=arguments.site)
	frappe.connect()
	if not frappe.db.count("Citizen"):
		made = timed(lambda: make(arguments.citizens))
		keyed = timed(search.write_missing_keys)
		frappe.db.sql("analyze table `tabCitizen`, `tabCitizen Search Key`")
		print(f"{made:8.1f} s  citizens made\n{keyed:8.1f} s  keys written, as the patch does")
	print(
		f"{frappe.db.count('Citizen'):,} citizens, {frappe.db.count(search.KEY):,} keys; load {os.getloadavg()}"
	)
	for kind, text in QUESTIONS.items():
		found = search.find(text)
		times = [1000 * timed(lambda text=text: search.find(text)) for _run in range(RUNS)]
		plan = frappe.db.sql(f"explain {search.candidates_query(parts_of(text)).get_sql()}", as_dict=True)
		steps = ", ".join(f"{row.type} {row.key} {row.rows}" for row in plan)
		print(f"{statistics.median(times):8.1f} ms {max(times):8.1f} ms  {kind}: {len(found)} found; {steps}")


def make(count: int) -> None:
	"""Citizens without keys, as a version before the search had them."""
	drawn = random.Random(SEED)
	falling = [[1 / (2 + place) for place in range(len(names))] for names in (FIRST, FAMILY)]
	columns = ("name", "creation", "modified", "citizen_name", "citizen_type", "national_id", "mobile")
	stamp = frappe.utils.now()
	for start in range(0, count, BATCH):
		rows = []
		for number in range(start, min(start + BATCH, count)):
			names = [*drawn.choices(FIRST, falling[0], k=3), *drawn.choices(FAMILY, falling[1])]
			name = " ".join(names).replace("_", " ")
			phone = f"+97059{drawn.randrange(10_000_000):07}"
			national_id = f"{drawn.randrange(400_000_000, 1_000_000_000)}"
			rows.append((f"CIT-B{number:07}", stamp, stamp, name, "Person", national_id, phone))
		frappe.qb.into(frappe.qb.DocType("Citizen")).columns(*columns).insert(*rows).run()
		frappe.db.commit()


def timed(what: object) -> float:
	"""The seconds that calling it takes."""
	started = time.perf_counter()
	what()
	return time.perf_counter() - started


if __name__ == "__main__":
	main()
