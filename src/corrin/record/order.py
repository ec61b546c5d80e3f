"""In which order entries of a kind are read: by day, by when they were noted, by what they say.

So the order in which a file or a form gives them carries no meaning, and what was noted later on
the same day stands.
"""

from collections.abc import Callable
from datetime import date
from math import inf
from typing import Any, TypeVar

from corrin.record.entries import Born, CarePlan, Entry, Lab, Pregnancy
from corrin.record.model import Record

E = TypeVar("E", bound=Entry)


def _lab(lab: Lab) -> tuple[date, str, str]:
    return (lab.on or date.min, str(lab.value), lab.unit or "")


def _noted(entry: Entry) -> float:
    """Seconds; what nobody knows when it was noted comes before all that is known."""
    return entry.noted_at.timestamp() if entry.noted_at else -inf


def _plan(plan: CarePlan) -> tuple[date, float, bool, str]:
    """Where nothing else tells, one that a clinician signed is the newer."""
    return (plan.on or date.min, _noted(plan), plan.signed, plan.id)


def _pregnancy(entry: Pregnancy) -> tuple[date, float, str]:
    return (entry.on or date.min, _noted(entry), str(entry.status))


def _born(born: Born) -> tuple[bool, str]:
    """A birth date before a year or an age in months."""
    return born.birth is None, repr((born.birth, born.year, born.age_months))


ORDER: dict[type[Entry], Callable[[Any], Any]] = {
    Born: _born,
    CarePlan: _plan,
    Lab: _lab,
    Pregnancy: _pregnancy,
}


def in_order(kind: type[E], entries: tuple[E, ...]) -> tuple[E, ...]:
    """The entries of one kind in their order; as they stand where the kind has none."""
    if len(entries) < 2 or kind not in ORDER:
        return entries
    return tuple(sorted(entries, key=ORDER[kind]))


def plan_in_force(record: Record, on: date) -> CarePlan | None:
    """The newest plan of a record with its corrections applied that is not dated after a day."""
    plans = tuple(p for p in record.of(CarePlan) if p.on is None or p.on <= on)
    return in_order(CarePlan, plans)[-1] if plans else None
