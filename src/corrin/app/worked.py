"""What pages show of a record, worked out once for as long as nothing is written.

The store gives the same record until something new is written, and what was worked out of it is
laid down with it: it goes when the record goes, and an erased patient leaves nothing here.
"""

from collections.abc import Callable
from datetime import date
from typing import TypeVar, cast

from corrin.advice import Assessment, Grounds, answer, grounds_of
from corrin.advice.profile import Profile, profile_from
from corrin.record import Record
from corrin.situation import Reading
from corrin.terms import Ask, Country

T = TypeVar("T")
MOST = 12  # of one day: countries, questions, and the profile


def assessed(record: Record, on: date, country: Country, ask: Ask = Ask.ASSESS) -> Assessment:
    """The assessment of a record on a day."""
    return _once(
        record, on, ("advice", country, ask), lambda: answer(_grounds(record, on, country), ask)
    )


def profile(record: Record, on: date, country: Country) -> Profile:
    """The profile of a record on a day."""
    return _once(
        record, on, ("profile", country), lambda: profile_from([_grounds(record, on, country)])
    )


def reading(record: Record, on: date, country: Country) -> Reading:
    """The record as read on a day."""
    return _grounds(record, on, country).reading


def _grounds(record: Record, on: date, country: Country) -> Grounds:
    return _once(
        record, on, ("grounds", country), lambda: grounds_of(record, on=on, country=country)
    )


def _once(record: Record, on: date, what: tuple[object, ...], work: Callable[[], T]) -> T:
    kept: dict[object, object] = vars(record).setdefault("worked", {})
    key = (on, *what)
    if key not in kept:
        found = work()
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = found
        return found
    return cast(T, kept[key])
