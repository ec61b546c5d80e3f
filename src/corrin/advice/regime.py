"""Which cycles may be taken together: what was injected, and doses half known.

A changed drug, dose or route starts a new regime; cycles before it say nothing of those after.
A dose given elsewhere or of an unknown drug clouds the cycle it falls in: it is not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corrin.situation import Reading
from corrin.situation.reading import UNNAMED, Change, Preparation

SWITCH_GAP = 90  # days between the end of one route and the start of the other
YEAR, MONTH = 365, 31  # pauses that end a run of injections, or of tablets


def switches(reading: Reading) -> tuple[Change, ...]:
    """Every day on which tablets took the place of injections, or injections that of tablets."""
    by_mouth = _runs(_taken(reading), MONTH)
    by_needle = _runs(_injected(reading), YEAR) if by_mouth else []
    found = [
        Change(max(injected.first, taken.first), *_in_order(injected, taken))
        for injected in by_needle
        for taken in by_mouth
        if _take_turns(injected, taken)
    ]
    return tuple(sorted(found, key=lambda c: c.on))


def begun(reading: Reading) -> date | None:
    """The first day of the regime in force; None where nothing ever changed."""
    found = reading.changes
    return found[-1].on if found else None


def clouded(reading: Reading) -> tuple[tuple[date, date], ...]:
    """First and last day of every spell whose cycle is not read, oldest first."""
    unclear = [(e.on, max(e.until or e.on, e.on)) for e in reading.elsewhere if e.on]
    unclear += [(day, day) for day in _unnamed_days(reading)]
    return tuple(sorted(_around(reading, first, last) for first, last in unclear))


def _unnamed_days(reading: Reading) -> list[date]:
    """Days on which only a drug without a name was given, among days on which it had one."""
    given = reading.preparations
    return [day for day, named in given.items() if not named] if any(given.values()) else []


def _around(reading: Reading, first: date, last: date) -> tuple[date, date]:
    """From the injection before these days to the day before the one after them."""
    days = reading.injection_days
    before = [day for day in days if day <= first]
    after = [day for day in days if day > last]
    ends = after[0] - timedelta(days=1) if after else reading.on
    return before[-1] if before else first, max(ends, last)


@dataclass(frozen=True, slots=True)
class _Run:
    """From one day to another the same route, without a longer pause."""

    first: date
    last: date
    given: tuple[Preparation, ...]


def _take_turns(one: _Run, two: _Run) -> bool:
    """Whether one run ends about where the other begins."""
    early, late = sorted((one, two), key=lambda run: run.first)
    return -MONTH <= (late.first - early.last).days <= SWITCH_GAP and early.first < late.first


def _in_order(one: _Run, two: _Run) -> tuple[tuple[Preparation, ...], tuple[Preparation, ...]]:
    early, late = sorted((one, two), key=lambda run: run.first)
    return early.given, late.given


def _injected(reading: Reading) -> Iterator[_Run]:
    for day, given in reading.preparations.items():
        yield _Run(day, day, given or (Preparation(UNNAMED, 0.0, "im"),))


def _taken(reading: Reading) -> Iterator[_Run]:
    for dose in reading.tablets:
        if dose.on:
            last = min(dose.until or dose.on, reading.on)
            yield _Run(dose.on, last, (Preparation(str(dose.drug), dose.dose_ug, "oral"),))


def _runs(doses: Iterator[_Run], pause: int) -> list[_Run]:
    """Doses joined where at most so many days lie between them; what was given last counts."""
    found: list[_Run] = []
    for dose in sorted(doses, key=lambda d: d.first):
        if found and (dose.first - found[-1].last).days <= pause:
            before = found.pop()
            found.append(_Run(before.first, max(before.last, dose.last), dose.given))
        else:
            found.append(dose)
    return found
