"""A planned comparison in one patient: who agreed, when the next injection is, and its answer.

Nobody is told a date earlier than one or two days before, the patient included, so that expecting
it cannot make the symptoms. The analysis is fixed before the first cycle and read once, at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corrin.advice.diary import DatedDiary
from corrin.response.comparison import (
    FEWEST_PAIRS,
    MOST_PAIRS,
    Compared,
    analyse,
    drawn,
    order,
)

LEAST_APART = 5  # days by which the intervals must differ: the window read, without hidden days


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two intervals to compare, from the injection on ``begins``; days, both inside ``band``.

    ``patient_agreed`` and ``clinician_agreed``: the days on which each said yes, ``clinician`` who.
    ``seed`` draws the order; it is written down before the first cycle and never changed.
    Raises ValueError where anything is missing: without both there is no comparison.
    """

    shorter: int
    longer: int
    pairs: int
    seed: str
    begins: date
    band: tuple[float, float]
    patient_agreed: date
    clinician: str
    clinician_agreed: date

    def __post_init__(self) -> None:
        low, high = self.band
        if not low <= self.shorter <= self.longer - LEAST_APART <= high - LEAST_APART:
            _refuse(
                f"intervals of {self.shorter} and {self.longer} days in the band {low:g}-{high:g}",
                f"both inside it, at least {LEAST_APART} days apart",
                "choose others, or ask the clinician for another band",
            )
        if not FEWEST_PAIRS <= self.pairs <= MOST_PAIRS:
            _refuse(f"{self.pairs} pairs", f"{FEWEST_PAIRS} to {MOST_PAIRS}", "choose as many")
        if not self.clinician.strip() or not self.seed:
            _refuse("no clinician or no seed", "both", "write down who agreed, and draw a seed")
        if max(self.patient_agreed, self.clinician_agreed) > self.begins:
            _refuse("an agreement after the beginning", "both before it", "begin later")

    @property
    def lengths(self) -> tuple[int, ...]:
        """The interval of each cycle, in the order drawn. Not for the patient's eyes."""
        return order(self.seed, pairs=self.pairs, shorter=self.shorter, longer=self.longer)


def _refuse(met: str, expected: str, remedy: str) -> None:
    raise ValueError(f"met {met}; expected {expected}; {remedy}")


def next_shown(plan: Comparison, given: Sequence[date], *, on: date) -> date | None:
    """The day of the next injection, from one or two days before it; None while it is hidden.

    ``given``: injections so far. None as well before the comparison begins and after its end.
    """
    cycles = _cycles(plan, given, on)
    if not cycles or len(cycles) > len(plan.lengths):
        return None
    number = len(cycles) - 1
    due = cycles[-1] + timedelta(days=plan.lengths[number])
    before = 1 + drawn(f"{plan.seed}/shown/{number}", 2)
    return due if on >= due - timedelta(days=before) else None


def result(
    plan: Comparison, given: Sequence[date], dated: DatedDiary, *, on: date
) -> Compared | None:
    """The answer once the last cycle has ended; None before, so that nobody looks twice."""
    cycles = _cycles(plan, given, on)
    if len(cycles) <= len(plan.lengths):
        return None
    starts = [(day - dated.first).days for day in cycles[: len(plan.lengths) + 1]]
    return analyse(dated.diary, starts=starts, lengths=plan.lengths)


def _cycles(plan: Comparison, given: Sequence[date], on: date) -> list[date]:
    """The injections of the comparison up to a day, ascending."""
    return sorted({day for day in given if plan.begins <= day <= on})
