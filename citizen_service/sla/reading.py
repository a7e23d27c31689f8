"""The framework's side of the clocks, reading: calendars and policies from their DocTypes to the engine's data."""

from collections.abc import Callable
from datetime import date, timedelta

import frappe
from frappe.utils import cint, flt, get_system_timezone, getdate

from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar, compile
from citizen_service.sla.ladder import Step, Trigger
from citizen_service.sla.policy import Facts, Lineage, Policy
from citizen_service.sla.spec import MIDNIGHT, CalendarSpec, Holiday, Season, Shift
from citizen_service.sla.targets import Target, Unit

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = {
	"Working Minutes": Unit.MINUTES,
	"Working Hours": Unit.HOURS,
	"Working Days": Unit.DAYS,
	"Calendar Days": Unit.CALENDAR_DAYS,
}
EMERGENCY = {"Any": None, "Emergencies Only": True, "No Emergencies": False}
SETUP_KEY = "citizen_service:setup_of_clocks"
CACHE_SECONDS = 60
TRIGGERS = {"Percent of Time": Trigger.PERCENT, "Hours After Due": Trigger.HOURS_AFTER_DUE}

_compiled: dict[tuple[str, str, str], Calendar] = {}
_ladders: dict[tuple, tuple[Step, ...]] = {}


def spec_of(doc) -> CalendarSpec:
	"""The engine's data for a Working Calendar document, saved or not."""
	usual = tuple(_shift(row) for row in doc.shifts if not row.season)
	seasons = tuple(
		Season(
			getdate(season.from_date),
			getdate(season.to_date),
			tuple(_shift(row) for row in doc.shifts if row.season == season.season_name),
		)
		for season in doc.seasons
	)
	holidays = tuple(
		Holiday(
			getdate(row.from_date),
			getdate(row.to_date or row.from_date),
			bool(row.yearly),
			_minutes(row.start_time) if row.part_day else 0,
			(_minutes(row.end_time) if row.part_day else 0) or MIDNIGHT,
		)
		for row in doc.holidays
	)
	return CalendarSpec(doc.time_zone or get_system_timezone(), usual, seasons, holidays)


def _shift(row) -> Shift:
	return Shift(
		WEEKDAYS.index(row.weekday),
		_minutes(row.start_time),
		_minutes(row.end_time) or MIDNIGHT,
		getdate(row.valid_from) if row.valid_from else None,
		getdate(row.valid_to) if row.valid_to else None,
	)


def _minutes(value: timedelta | str) -> int:
	"""Minutes since midnight of a Time field, which holds a timedelta or a text `HH:MM[:SS]`."""
	if isinstance(value, timedelta):
		return int(value.total_seconds()) // 60
	hours, minutes = str(value).split(":")[:2]
	return int(hours) * 60 + int(minutes)


def calendar_named(name: str | None) -> Calendar:
	"""The compiled calendar of that name; without a name the default one, and without one round the clock."""
	name = name or default_calendar()
	if not name:
		return always_open()
	known = _compiled.get(_key_of_calendar(name, _setup()["calendars"].get(name)))
	if known:
		return known
	doc = frappe.get_doc("Working Calendar", name)  # not from the cache, which may be older than the key
	key = _key_of_calendar(name, str(doc.modified))
	if key not in _compiled:
		_compiled[key] = _compile(spec_of(doc))
	return _compiled[key]


def _key_of_calendar(name: str, modified: str | None) -> tuple[str, str, str]:
	return frappe.local.site, name, f"{modified} {get_system_timezone()}"


def default_calendar() -> str | None:
	"""The name of the calendar marked as default."""
	return _setup()["default_calendar"]


def _setup() -> dict:
	"""What every clock asks about, kept together: `policies` (rows, each with its targets), when each of the `calendars` was
	changed, `default_calendar` and `default_ladder`. Within a request the cache is asked once."""
	asked, key = frappe.local.cache, frappe.cache.make_key(SETUP_KEY)
	if key not in asked:
		kept = frappe.cache.get_value(SETUP_KEY, expires=True)
		if kept is None:
			kept = _read_setup()
			frappe.cache.set_value(SETUP_KEY, kept, expires_in_sec=CACHE_SECONDS)
		asked[key] = kept
	return asked[key]


def _read_setup() -> dict:
	calendars = frappe.get_all("Working Calendar", fields=["name", "modified"], order_by="name asc")
	return {
		"policies": _read_policies(),
		"calendars": {row.name: str(row.modified) for row in calendars},
		"default_calendar": frappe.db.get_value("Working Calendar", {"is_default": 1}, "name"),
		"default_ladder": frappe.db.get_value("Escalation Ladder", {"is_default": 1}, "name"),
	}


def always_open() -> Calendar:
	"""Round the clock: what counts where the office has no calendar."""
	zone = get_system_timezone()
	key = (frappe.local.site, "", zone)
	if key not in _compiled:
		_compiled[key] = _compile(CalendarSpec(zone, tuple(Shift(day, 0, MIDNIGHT) for day in range(7))))
	return _compiled[key]


def _compile(spec: CalendarSpec) -> Calendar:
	"""Compiled for this year and the next; the calendar widens itself when it must."""
	this_year = date.today().year
	return compile(spec, date(this_year, 1, 1), date(this_year + 1, 12, 31))


def policies() -> list[Policy]:
	"""All policies with their targets, as the engine's data."""
	return [policy_of(row) for row in _setup()["policies"]]


def _read_policies() -> list[dict]:
	fields = "name rank enabled working_calendar escalation_ladder case_type category department priority channel emergency"
	rows = frappe.get_all(
		"Service Level Policy",
		fields=[*fields.split(), "valid_from", "valid_to"],
		order_by="`rank` asc, name asc",
	)
	targets = frappe.get_all(
		"Service Level Target",
		filters={"parenttype": "Service Level Policy"},
		fields=["parent", "clock", "amount", "unit"],
		order_by="parent asc, idx asc",
	)
	return [{**row, "targets": [t for t in targets if t.parent == row.name]} for row in rows]


def policy_of(row: dict) -> Policy:
	"""A Service Level Policy (a row with its targets, or the document) as the engine's data."""
	return Policy(
		name=row["name"] if isinstance(row, dict) else row.name,
		rank=row.get("rank") or 0,
		enabled=bool(row.get("enabled")),
		emergency=EMERGENCY[row.get("emergency") or "Any"],
		valid_from=getdate(row.get("valid_from")) if row.get("valid_from") else None,
		valid_to=getdate(row.get("valid_to")) if row.get("valid_to") else None,
		targets={t.get("clock"): target_of(t) for t in row.get("targets")},
		**{
			name: row.get(name) or None
			for name in ("case_type", "category", "department", "priority", "channel")
		},
	)


def target_of(row) -> Target:
	"""A Service Level Target row as the engine's data."""
	return Target(row.get("amount"), UNITS[row.get("unit")])


def calendar_of_policy(name: str | None) -> str | None:
	"""The calendar a policy names, or the default one."""
	return _named_by(name, "working_calendar") or default_calendar()


def ladder_of_policy(name: str | None) -> str | None:
	"""The escalation ladder a policy names, or the default one."""
	return _named_by(name, "escalation_ladder") or _setup()["default_ladder"]


def _named_by(policy: str | None, field: str) -> str | None:
	return next((row[field] for row in _setup()["policies"] if row["name"] == policy), None)


def ladder_steps(name: str | None) -> tuple[Step, ...]:
	"""The steps of a ladder as the engine's data; none without a ladder."""
	if not name:
		return ()
	doc = frappe.get_cached_doc("Escalation Ladder", name)
	renamed = tuple((row.role, row.priority) for row in doc.steps)  # which leaves `modified` as it was
	key = (frappe.local.site, name, str(doc.modified), renamed)
	if key not in _ladders:
		_ladders[key] = steps_of(doc)
	return _ladders[key]


def steps_of(doc) -> tuple[Step, ...]:
	"""The steps of an Escalation Ladder document, saved or not, as the engine's data."""
	return tuple(_step(row) for row in doc.steps)


def _step(row) -> Step:
	return Step(
		key=step_key(row),
		trigger=TRIGGERS[row.trigger],
		amount=flt(row.amount),
		clock=row.clock or None,
		working_hours_only=bool(cint(row.working_hours_only)),
		action=row.action,
		recipient=row.recipient or "",
		role=row.role or None,
		priority=row.priority or None,
	)


def step_key(row) -> str:
	"""What names a row of a ladder in the ledgers; of a row that was saved before it had a key, the row's name."""
	return row.step_key or row.name or ""


def grace_of_policy(name: str | None) -> Target | None:
	"""After which time the citizen is promised the answer once its due date is missed; None: no new date,
	or one that an earlier version saved without its unit."""
	amount, unit = (
		frappe.get_cached_value("Service Level Policy", name, ["grace_amount", "grace_unit"])
		if name
		else (0, None)
	)
	return Target(amount, UNITS[unit]) if amount and amount > 0 and unit in UNITS else None


def lineage(doctype: str, name: str | None) -> Lineage:
	"""A tree record and its ancestors, nearest first (one statement)."""
	if not name:
		return ()
	table = frappe.qb.DocType(doctype)
	node = frappe.qb.DocType(doctype).as_("node")
	rows = (
		frappe.qb.from_(node)
		.join(table)
		.on((table.lft <= node.lft) & (table.rgt >= node.rgt))
		.where(node.name == name)
		.select(table.name)
		.orderby(table.lft, order=frappe.qb.desc)
	).run()
	return tuple(name for (name,) in rows)


def facts_of(
	case, opened: int, department: str | None = None, tree: Callable[[str, str | None], Lineage] = lineage
) -> Facts:
	"""What the policies are asked about a case (or one of its referrals), as of the instant `opened`.

	:param tree: `lineage`, or one that remembers, for whoever asks about many clocks of one case
	"""
	return Facts(
		on=zones.local_date(get_system_timezone(), opened),
		case_type=case.get("case_type"),
		category=tree("Case Category", case.get("category")) if _asked("category") else (),
		department=tree("Department", department) if _asked("department") else (),
		priority=case.get("priority_set_by_hand") or case.get("priority"),
		emergency=bool(case.get("is_emergency")),
		channel=case.get("channel"),
	)


def _asked(criterion: str) -> bool:
	"""Whether any policy asks about it: where none does, no tree need be read."""
	return any(row.get(criterion) for row in _setup()["policies"])


def clear_cache(doc=None, method: str | None = None) -> None:
	"""Forget policies, calendars and the default ladder; called when one of them changes, and again at the
	transaction's end, as others may have read the old ones meanwhile."""
	forget()
	frappe.db.after_commit.add(forget)
	frappe.db.after_rollback.add(forget)


def forget() -> None:
	"""Forget at once; also part of the framework's own clearing of caches."""
	frappe.cache.delete_value(SETUP_KEY)
