"""From a reading to the arrays the belief learns from: born here, and nowhere else."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from corrin.advice import regime
from corrin.record import Administration, CarePlan
from corrin.response import Diary
from corrin.response.recovery import Change as Effect
from corrin.response.recovery import Recovery, before_and_after, recovery
from corrin.situation import Reading
from corrin.situation.reading import INJECTED, Change

LOADING_STEP = 7.0
# Share by which a cycle may differ from a plan without a date and still have been under it.
KEPT = 0.25


@dataclass(frozen=True)
class DatedDiary:
    """A diary with the calendar day its day 0 stands for.

    ``diary`` is all that was written. ``pooled`` leaves out the days whose cycles may not be taken
    together with those of now: before a change of what is injected, and clouded ones.
    """

    diary: Diary
    pooled: Diary
    first: date
    today: int

    @cached_property
    def recovery(self) -> Recovery:
        """The trend of the two months up to today."""
        return recovery(self.diary, today=self.today)

    def on(self, day: int) -> date:
        """The calendar day of a day number."""
        return self.first + timedelta(days=day)


def diary_of(reading: Reading) -> DatedDiary | None:
    """The diary of a reading, day 0 being the first scored day; None without scores."""
    scored = reading.composite
    if not scored:
        return None
    first = min(scored)
    length = (reading.on - first).days + 1
    scores = np.full(length, np.nan)
    ill = np.zeros(length, bool)
    for day, score in scored.items():
        scores[(day - first).days] = score
    for day in reading.ill_days:
        if day >= first:
            ill[(day - first).days] = True
    given = [(day - first).days for day in reading.injection_days]
    planned = _planned(reading, first, length)
    diary = Diary(scores, given, planned=planned, flare=ill)
    apart = _apart(reading, first, length)
    if not apart.any():
        return DatedDiary(diary, diary, first, length - 1)
    pooled = Diary(np.where(apart, np.nan, scores), given, planned=planned, flare=ill)
    return DatedDiary(diary, pooled, first, length - 1)


def last_change(reading: Reading, dated: DatedDiary) -> tuple[Change, Effect] | None:
    """The last change of drug, dose or route since the diary began, with before and after it."""
    every = (*reading.changes, *regime.switches(reading))
    found = [c for c in every if dated.first < c.on <= reading.on]
    if not found:
        return None
    last = max(found, key=lambda c: c.on)
    day = (last.on - dated.first).days
    return last, before_and_after(dated.diary, change=day, today=dated.today)


def _apart(
    reading: Reading, first: date, length: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Days that are not read together with the cycles of now."""
    apart = np.zeros(length, bool)
    if begun := regime.begun(reading):
        apart[: max((begun - first).days, 0)] = True
    for start, end in regime.clouded(reading):
        apart[max((start - first).days, 0) : max((end - first).days + 1, 0)] = True
    return apart


def _planned(
    reading: Reading, first: date, length: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The interval the patient was told, for the cycle running on each day."""
    planned = np.full(length, np.nan)
    days, tomorrow = reading.injection_days, reading.on + timedelta(days=1)
    series = [
        dose
        for dose in reading.record.of(Administration)
        if dose.until and dose.every_days and dose.route in INJECTED
    ]
    for begin, end in zip(days, [*days[1:], tomorrow], strict=False):
        start, stop = (begin - first).days, (end - first).days
        if stop > 0:
            kept = None if begin == days[-1] else stop - start
            told = _told(_plan_at(reading, begin), _step(series, begin), kept)
            planned[max(start, 0) : stop] = np.nan if told is None else told
    return planned


def _told(plan: CarePlan | None, step: float | None, kept: int | None) -> float | None:
    """What was told at an injection: by the series it belongs to, else by the plan then in force.

    A dense series that no plan prescribes is a loading course, for which nothing was told. A plan
    without a date is read into a cycle that `kept` to it: days to the next dose, None for the last.
    """
    prescribed = plan.interval_days if plan else None
    if kept is None or (step is None and plan and plan.on):
        return prescribed
    if step is None:
        near = prescribed is not None and abs(kept - prescribed) <= KEPT * prescribed
        return prescribed if near else None
    return None if step <= LOADING_STEP and step != prescribed else step


def _step(series: list[Administration], begin: date) -> float | None:
    """The step of the series an injection belongs to, unless it is its last."""
    for dose in series:
        if dose.on and dose.until and dose.on <= begin < dose.until:
            return dose.every_days
    return None


def _plan_at(reading: Reading, day: date) -> CarePlan | None:
    """The newest plan dated on or before a day, else the one without a date, else the one now."""
    plans = reading.record.of(CarePlan)
    dated = [p for p in plans if p.on and p.on <= day]
    undated = [p for p in plans if p.on is None]
    if dated:
        return max(dated, key=lambda p: p.on or date.min)
    return undated[0] if undated else None
