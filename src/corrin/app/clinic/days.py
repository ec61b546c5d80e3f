"""On which day the next injection can be booked: the clinic's weekdays, no public holidays."""

from collections.abc import Iterator
from datetime import date, timedelta

from corrin.terms import Country

LONGEST_LOOK = 60  # days ahead; no clinic is closed for longer


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


# Days after Easter Sunday, and fixed days. For the United Kingdom those of England and Wales.
AFTER_EASTER = {
    Country.DK: (-3, -2, 0, 1, 39, 49, 50),
    Country.NL: (0, 1, 39, 49, 50),
    Country.UK: (-2, 1),
}
FIXED = {
    Country.DK: ((1, 1), (12, 24), (12, 25), (12, 26)),
    Country.NL: ((1, 1), (4, 27), (12, 25), (12, 26)),
    Country.UK: ((1, 1), (12, 25), (12, 26)),
}


def holidays(year: int, country: Country) -> frozenset[date]:
    """The days of a year on which clinics are closed (memory, 2026-11-22: a clinic may differ)."""
    sunday = easter(year)
    found = {sunday + timedelta(days=n) for n in AFTER_EASTER[country]}
    found |= {date(year, month, day) for month, day in FIXED[country]}
    if country is Country.UK:
        found |= {_monday(year, 5, first=True), _monday(year, 5), _monday(year, 8)}
        found |= set(_instead(found))
    return frozenset(found)


def _monday(year: int, month: int, *, first: bool = False) -> date:
    """The first or the last Monday of a month that has 31 days."""
    days = [date(year, month, day) for day in range(1, 32)]
    mondays = [day for day in days if day.weekday() == 0]
    return mondays[0] if first else mondays[-1]


def _instead(found: set[date]) -> Iterator[date]:
    """The next weekday for each fixed day that falls on a weekend."""
    taken = set(found)
    for day in sorted(d for d in found if d.weekday() > 4):
        other = day
        while other in taken or other.weekday() > 4:
            other += timedelta(days=1)
        taken.add(other)
        yield other


def is_open(day: date, weekdays: str, country: Country) -> bool:
    """Whether injections are given on a day."""
    return str(day.weekday()) in weekdays and day not in holidays(day.year, country)


def bookable(
    wanted: date, weekdays: str, country: Country, *, after: date, latest: date | None
) -> date | None:
    """The open day to book: the wanted one or the next; before it, where that would be too late.

    Never on or before `after`, the day of the last dose. None where there is no such day.
    """
    ahead = (wanted + timedelta(days=n) for n in range(LONGEST_LOOK))
    later = next((d for d in ahead if is_open(d, weekdays, country)), None)
    if later and (latest is None or later <= latest):
        return later
    day = min(wanted, latest) if latest else wanted
    while day > after:
        if is_open(day, weekdays, country):
            return day
        day -= timedelta(days=1)
    return later
