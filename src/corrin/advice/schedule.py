"""Dated days of a course, on days the clinic is open."""

from collections.abc import Iterable
from datetime import date, timedelta


def dated(
    offsets: Iterable[int], *, start: date, least_gap: int, clinic_days: tuple[int, ...] = ()
) -> tuple[date, ...]:
    """The days of a course: never closer than `least_gap` days, moved to the next open day.

    `clinic_days` are weekdays (0 is Monday); empty means every day.
    """
    days: list[date] = []
    for offset in offsets:
        earliest = start + timedelta(days=offset)
        if days:
            earliest = max(earliest, days[-1] + timedelta(days=least_gap))
        days.append(next_open(earliest, clinic_days))
    return tuple(days)


def next_open(day: date, clinic_days: tuple[int, ...]) -> date:
    """The day itself or the next one on which the clinic is open."""
    if not clinic_days:
        return day
    return min(day + timedelta(days=ahead) for ahead in range(7) if _open(day, ahead, clinic_days))


def _open(day: date, ahead: int, clinic_days: tuple[int, ...]) -> bool:
    return (day + timedelta(days=ahead)).weekday() in clinic_days
