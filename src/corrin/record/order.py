"""In which order entries of a kind are read: by day, then by what they say.

So the order in which a file or a form gives them carries no meaning.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from corrin.record.entries import Born, CarePlan, Entry, Lab, Pregnancy

E = TypeVar("E", bound=Entry)


def _lab(lab: Lab) -> tuple[date, str, str]:
    return (lab.on or date.min, str(lab.value), lab.unit or "")


def _plan(plan: CarePlan) -> tuple[date, str]:
    return (plan.on or date.min, plan.id)


def _pregnancy(entry: Pregnancy) -> tuple[date, str]:
    return (entry.on or date.min, str(entry.status))


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
