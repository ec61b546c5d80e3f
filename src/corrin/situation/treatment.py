"""Facts about treatment: injections, tablets, the plan and its band, late and double doses."""

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from corrin.record import Administration, CarePlan
from corrin.situation.fact import NO, UNKNOWN, Fact, fact, found, of
from corrin.situation.reading import UNNAMED, Reading

# Own definitions (tag own), in days.
LOADING_GAP = 7
FIRST_COURSE = 60
LAPSED = 400
EARLY = 90
FIRST_DAYS = 14
DENSE = 4
STEP_KEPT = 28
TABLET_GAP = 31
LONG_TABLETS = 84
MAINTENANCE_FROM = 15


@fact(missing="treatment")
def ever_injected(r: Reading) -> Fact:
    """B12 has been injected at least once."""
    return found(_last(r), "treatments" in r.stated)


@fact(missing="treatment")
def on_injections(r: Reading) -> Fact:
    """Treated with injections: the last dose is not further back than the plan allows."""
    if not r.injections:
        return NO if "treatments" in r.stated else UNKNOWN
    interval = planned_days(r) or 92.0
    recent = r.days_since(r.injection_days[-1]) <= max(LAPSED, 3 * interval)
    return of(recent, _last(r))


def _last(r: Reading) -> list[str]:
    return [r.injections[-1].entry] if r.injections else []


@fact(missing="treatment")
def on_tablets(r: Reading) -> Fact:
    """Takes B12 by mouth as treatment now."""
    now = [t for t in r.tablets if r.days_since(t.until or t.on or r.on) <= TABLET_GAP]
    return found(now, "treatments" in r.stated)


@fact(missing="treatment")
def untreated(r: Reading) -> Fact:
    """No B12 has ever been given, by any route."""
    if r.administrations:
        return of(False, r.administrations[:1])
    return of(True) if "treatments" in r.stated else UNKNOWN


@fact(missing="treatment")
def injected_within_two_weeks(r: Reading) -> Fact:
    """Injected within the last 14 days, so that an antibody sample would mislead."""
    last = r.injection_days[-1] if r.injection_days else None
    return of(last is not None and r.days_since(last) < 14, _last(r))


@fact(missing="treatment")
def early_course(r: Reading) -> Fact:
    """Treatment was begun within the last 90 days."""
    begun = r.begun
    if begun is None:
        return NO if "treatments" in r.stated else UNKNOWN
    first = [a for a in r.administrations if a.on == begun]
    return of(r.days_since(begun) <= EARLY, first[:1])


@fact(missing="treatment")
def first_days(r: Reading) -> Fact:
    """Treatment was begun within the last 14 days."""
    begun = r.begun
    if begun is None:
        return NO if "treatments" in r.stated else UNKNOWN
    return of(r.days_since(begun) <= FIRST_DAYS, [a for a in r.administrations if a.on == begun])


def _plan_days(plan: CarePlan | None) -> float:
    return (plan.interval_days or 0.0) if plan else 0.0


@fact(missing="injections")
def loading_interrupted(r: Reading) -> Fact:
    """More than 7 days without an injection in the first course, before five were given."""
    days = r.injection_days
    if not days or r.days_since(days[0]) > FIRST_COURSE:
        return NO
    followed = enumerate(pairwise(days), start=1)
    gaps = [index for index, (one, two) in followed if (two - one).days > LOADING_GAP]
    run = gaps[0] if gaps else len(days)
    broken = bool(gaps) or r.days_since(days[-1]) > LOADING_GAP
    return of(1 < run < 5 and broken, [d.entry for d in r.injections[-2:]])


@fact(missing="injections")
def same_day_doses(r: Reading) -> Fact:
    """Two injections are noted on one day."""
    single = [
        a
        for a in r.record.of(Administration)
        if a.route in ("im", "sc") and a.until is None and a.drug != "folic_acid"
    ]
    days = sorted(a.on or date.min for a in single)
    twice = [one for one, two in pairwise(days) if one == two]
    return found([a for a in single if (a.on or date.min) in twice])


@fact(missing="injections")
def half_known_dose(r: Reading) -> Fact:
    """In the running cycle or the one before, an injection was given elsewhere or has no name.

    A drug without a name counts where the other injections have one.
    """
    since = r.injection_days[-2:][0] if r.injection_days else r.on
    elsewhere = [e for e in r.elsewhere if (e.until or e.on or r.on) >= since]
    named = any(d.drug != UNNAMED for d in r.injections)
    unnamed = [d.entry for d in r.injections if d.drug == UNNAMED and d.on >= since and named]
    return found([*elsewhere, *unnamed])


@fact(missing="injections")
def dose_in_future(r: Reading) -> Fact:
    """A dose given is dated after today."""
    return found(r.future_of(Administration))


def _observed(r: Reading) -> float | None:
    """The usual gap of the last injections, where they come regularly, in days."""
    days = r.injection_days[-4:]
    gaps = [(b - a).days for a, b in pairwise(days)]
    if len(gaps) < 2:
        return float(gaps[0]) if gaps and gaps[0] >= MAINTENANCE_FROM else None
    usual = median(gaps)
    regular = all(abs(gap - usual) <= max(2.0, 0.2 * usual) for gap in gaps)
    return float(usual) if regular else None


def planned_days(r: Reading) -> float | None:
    """The interval in force, in days: the care plan's, else the one regularly kept."""
    plan = r.care_plan
    if plan and plan.interval_days:
        return plan.interval_days
    if plan and plan.interval_months and r.injection_days:
        last = r.injection_days[-1]
        return float((_months_later(last, plan.interval_months) - last).days)
    return _observed(r)


def _months_later(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of that month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    length = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day.day, length))


@fact("number", missing="care_plan")
def current_days(r: Reading) -> Fact:
    """The interval in force, in days."""
    days = planned_days(r)
    return UNKNOWN if days is None else of(days, [r.care_plan, *_last(r)])


def due_day(r: Reading) -> date | None:
    """The day the next injection is due by the interval in force, counted from the last dose."""
    interval = planned_days(r)
    if interval is None or not r.injection_days:
        return None
    return r.injection_days[-1] + timedelta(days=int(interval))


@fact("day", missing="care_plan")
def next_due(r: Reading) -> Fact:
    """The day the next injection is due by the interval in force."""
    day = due_day(r)
    return UNKNOWN if day is None else of(day, [r.care_plan, *_last(r)])


@fact(missing="care_plan")
def overdue(r: Reading) -> Fact:
    """The day of the next injection has passed."""
    day = due_day(r)
    return UNKNOWN if day is None else of(day < r.on, [r.care_plan, *_last(r)])


@fact(missing="care_plan")
def due_today(r: Reading) -> Fact:
    """The next injection is due today."""
    day = due_day(r)
    return UNKNOWN if day is None else of(day == r.on, [r.care_plan, *_last(r)])


@fact(missing="care_plan")
def band_signed(r: Reading) -> Fact:
    """A clinician has signed the shortest and the longest interval."""
    plan = r.care_plan
    if plan is None:
        return NO
    return of(bool(plan.signed and plan.band_days), [plan])


@fact(missing="care_plan")
def interval_in_force(r: Reading) -> Fact:
    """An interval is prescribed or regularly kept."""
    days = planned_days(r)
    return of(days is not None, [r.care_plan, *_last(r)])


@fact(missing="injections")
def dense_course(r: Reading) -> Fact:
    """Injected at least every fourth day, for two weeks or longer."""
    days = planned_days(r)
    if days is None or len(r.injection_days) < 5:
        return NO
    recent = [d for d in r.injection_days if r.days_since(d) <= 14]
    return of(days <= DENSE and len(recent) >= 3, _last(r))


@fact(missing="treatment")
def tablets_since_long(r: Reading) -> Fact:
    """On tablets of any strength for twelve weeks or longer (own definition)."""
    now = [t for t in r.tablets if r.days_since(t.until or t.on or r.on) <= TABLET_GAP]
    return found([t for t in now if t.on and r.days_since(t.on) >= LONG_TABLETS])


@fact(missing="injections")
def dense_step_kept(r: Reading) -> Fact:
    """Injections have come at the present step of a dense course for four weeks or longer."""
    days, step = r.injection_days, planned_days(r)
    if step is None or len(days) < 2:
        return NO
    shorter = [later for earlier, later in pairwise(days) if (later - earlier).days < step - 0.5]
    since = shorter[-1] if shorter else days[0]
    return of(r.days_since(since) >= STEP_KEPT, _last(r))


@fact(missing="injections")
def injection_dates_missing(r: Reading) -> Fact:
    """A care plan or a diary speaks of injections, and no injection is dated."""
    if r.injections:
        return NO
    plan = r.care_plan
    spoken = plan is not None and (plan.interval_days or plan.interval_months)
    return of(bool(spoken), [plan])


@fact("number", missing="treatment")
def tablet_days(r: Reading) -> Fact:
    """Days on tablets of at least 1000 micrograms, to now."""
    strong = [t for t in r.tablets if t.dose_ug >= 1000 and t.on]
    now = [t for t in strong if r.days_since(t.until or t.on or r.on) <= TABLET_GAP]
    if not now:
        return of(0.0)
    return of(float(max(r.days_since(t.on) for t in now if t.on)), now)
