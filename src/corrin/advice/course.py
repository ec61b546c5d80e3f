"""A loading or dense course as dated days: those given, and those still to come.

The course is what `assess` advised on the day of its first injection, read from the record anew
each time. Nothing of it is stored: a dose noted or taken back moves the days that follow.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corrin.advice.assess import assess
from corrin.advice.assessment import Assessment, Recommendation
from corrin.advice.safety import LOOSENS, restricted
from corrin.advice.schedule import next_open
from corrin.knowledge import KnowledgeError
from corrin.record import Administration, CarePlan, Entry, Record
from corrin.situation.reading import INJECTED, Dose, Reading

# In the order in which they follow each other: a series first, then what goes on.
SERIES = "loading_series"
OPEN = ("alternate_day_until_plateau", "neuro_course_weekly")
KEYS = (SERIES, *OPEN)
STEP = {"alternate_day_until_plateau": 2.0}
# Own definitions: the days without an injection that end a course, and the rows shown ahead.
ENDS_AFTER = 21
AHEAD = 7


@dataclass(frozen=True, slots=True)
class Course:
    """A course on one day.

    `advised` is what was advised when it began, or would be advised today; `doses` how many a
    series has, None where it goes on until there is no further improvement. `left` are the days
    still to come, the first of which may have passed. `stopped` names the restriction that lets
    no day be shown; `trend` is the diary's, where it can be told. `interrupted` is a series that
    guidance may begin anew after a break.
    """

    advised: Recommendation
    then: Recommendation | None
    given: tuple[Dose, ...]
    doses: int | None
    left: tuple[date, ...]
    trend: str
    stopped: str
    interrupted: bool

    @property
    def finished(self) -> bool:
        """Whether every dose of a series has been given."""
        return self.doses is not None and len(self.given) >= self.doses


def course(record: Record, now: Assessment, reading: Reading | None = None) -> Course | None:
    """The course under way, else the one advised to begin; None where there is none.

    `now` is the assessment of the record on the day that is asked about, `reading` the record as
    read on that day by whoever has read it.
    """
    reading = reading or Reading(record, on=now.on, thresholds=())
    given = run(reading)
    if not given:
        return _course(now, now, (), reading)
    begun = given[0].on
    if _treated_before(reading, begun):
        return None
    try:
        then = assess(_without(record, begun), on=begun, country=now.country)
    except KnowledgeError:  # begun before the oldest edition of the rules
        return None
    found = _course(then, now, given, reading)
    if found is None and {SERIES}.isdisjoint(now.keys()) and not now.keys().isdisjoint(OPEN):
        # What makes it a course was told after its first dose: it goes on as is advised today.
        return _course(now, now, given, reading)
    return found


def run(reading: Reading) -> tuple[Dose, ...]:
    """The last injections that follow each other closely, one a day; empty once that is over."""
    by_day = {dose.on: dose for dose in reversed(reading.injections)}
    days = sorted(by_day)
    if not days or reading.days_since(days[-1]) > ENDS_AFTER:
        return ()
    found = [days[-1]]
    for day in reversed(days[:-1]):
        if (found[-1] - day).days > ENDS_AFTER:
            break
        found.append(day)
    return tuple(by_day[day] for day in reversed(found))


def _treated_before(reading: Reading, begun: date) -> bool:
    """Whether injections of the year before make this a maintenance and no course."""
    days = reading.injection_days
    return bisect_left(days, begun - timedelta(days=400)) < bisect_left(days, begun)


def _without(record: Record, begun: date) -> Record:
    """The record without the injections from that day on, and without plans made since."""

    def stays(e: Entry) -> bool:
        if isinstance(e, Administration) and str(e.route) in INJECTED:
            return e.on is None or e.on < begun
        return not isinstance(e, CarePlan)

    return Record(tuple(e for e in record.current().entries if stays(e)))


def _course(
    then: Assessment, now: Assessment, given: tuple[Dose, ...], reading: Reading
) -> Course | None:
    """The course of the advice `then`, restricted by what is advised `now`."""
    advised = [r for key in KEYS for r in then.advice if r.key == key]
    if not advised:
        return None
    series = advised[0].key == SERIES and bool(advised[0].dates)
    over = series and len(given) >= len(advised[0].dates) and len(advised) > 1
    what = advised[1] if over else advised[0]
    doses = int(str(what.params["n"])) if what.key == SERIES else None
    stopped = _stopped(what, now)
    trend = next((str(r.params["trend"]) for r in now.advice if r.key == "recovery_check"), "")
    found = Course(
        advised=what,
        then=next((r for r in then.advice if r.key == "maintenance_injections_lifelong"), None),
        given=given,
        doses=doses,
        left=(),
        trend=trend,
        stopped=stopped,
        interrupted=any(r.key == SERIES for r in now.advice) and (bool(given) or not what.dates),
    )
    if stopped or found.finished or (doses is None and trend == "plateau"):
        return found
    return replace(found, left=tuple(_left(what, given, reading)))


def _stopped(what: Recommendation, now: Assessment) -> str:
    """The restriction that forbids the course beside what is advised now; "" for none."""
    keys, rules = now.keys() | {what.key}, {rule for r in now.advice for rule in r.rules}
    assert what.key in LOOSENS
    return restricted(frozenset(keys), frozenset(rules)).get(what.key, "")


def _left(what: Recommendation, given: tuple[Dose, ...], reading: Reading) -> Iterator[date]:
    """The days still to come: each its step after the one before, on an open day.

    A day that has passed without its dose stands first; those after it count from today.
    """
    open_days = reading.care_plan.clinic_days if reading.care_plan else ()
    last, taken = (given[-1].on if given else None), len(given)
    for n, step in enumerate(_steps(what, taken, reading)):
        earliest = last + timedelta(days=step) if last else reading.on
        day = next_open(earliest, open_days)
        yield day
        last = max(day, reading.on) if n == 0 else day


def _steps(what: Recommendation, taken: int, reading: Reading) -> Iterator[int]:
    """Days from each dose to the next, beginning with the one after those taken."""
    if what.key == SERIES:
        days = what.dates
        for n in range(taken, len(days)):
            yield (days[n] - days[n - 1]).days if n else 0
        return
    every = _every(what, reading)
    for n in range(taken, taken + AHEAD):
        yield round((n + 1) * every) - round(n * every)


def _every(what: Recommendation, reading: Reading) -> float:
    """The step of a course without an end: the plan's where it lies within, else the longest."""
    if what.key in STEP:
        return STEP[what.key]
    among = what.params["every_days"]
    low, high = (float(str(n)) for n in among) if isinstance(among, tuple) else (7.0, 7.0)
    planned = reading.care_plan.interval_days if reading.care_plan else None
    return planned if planned is not None and low <= planned <= high else high
