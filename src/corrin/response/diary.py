"""What a diary holds, and what is believed before it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Diary:
    """Daily scores beside the injections they may depend on. Day 0 is the first calendar day.

    ``scores``: one composite score of 0 to 10 a day, higher is worse, nan where nothing was
    written. ``injections``: ascending whole days, negative before day 0; two on one day count
    once. ``planned``: days the patient was told for the cycle running that day, nan during loading
    or where unknown. ``flare``: days marked as ill for another reason. Raises ValueError.
    """

    scores: ArrayLike
    injections: Sequence[int] | NDArray[np.int64]
    planned: ArrayLike | None = None
    flare: ArrayLike | None = None
    # the checked forms, set once; readers use these
    score: Floats = field(init=False, repr=False)
    given: tuple[int, ...] = field(init=False, repr=False)
    told: Floats = field(init=False, repr=False)
    ill: Bools = field(init=False, repr=False)

    def __post_init__(self) -> None:
        score = _days(self.scores, "scores")
        _set(self, "score", score)
        _set(self, "given", _checked_injections(self.injections))
        _set(self, "told", _checked_planned(self.planned, len(score)))
        _set(self, "ill", _checked_flare(self.flare, len(score)))
        bad = np.flatnonzero((score < 0) | (score > 10))
        if len(bad):
            _refuse(f"the score {score[bad[0]]} on day {bad[0]}", "0 to 10 or nan", "rescale it")


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before a diary is read.

    ``median``, ``spread``: log-normal duration, days and log-SD. ``cycle``: probability that
    symptoms follow the injections. Half survey, half assumption (pharmacology section 6): kept
    wide, and a little short, which errs on the safe side.
    """

    median: float = 28.0
    spread: float = 1.1
    cycle: float = 0.875

    def __post_init__(self) -> None:
        if not 1.0 <= self.median <= 365.0:
            _refuse(f"a median of {self.median}", "1 to 365 days", "give days")
        if not 0.05 <= self.spread <= 3.0:
            _refuse(f"a spread of {self.spread}", "a log-SD of 0.05 to 3", "give a log-SD")
        if not 0.0 < self.cycle < 1.0:
            _refuse(f"a cycle of {self.cycle}", "between 0 and 1", "give a probability")


USUAL = Prior()  # half survey, half assumption; a little short


def _refuse(met: str, expected: str, remedy: str) -> None:
    raise ValueError(f"met {met}; expected {expected}; {remedy}")


def _set(diary: Diary, name: str, value: object) -> None:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    object.__setattr__(diary, name, value)


def _days(values: ArrayLike, name: str) -> Floats:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"met {name} that are not numbers; expected one number a day; write nan where unknown"
        ) from None
    if array.ndim != 1:
        _refuse(f"{name} with {array.ndim} dimensions", "one value a day", "flatten them")
    return array


def _checked_injections(given: Sequence[int] | NDArray[np.int64]) -> tuple[int, ...]:
    days = _days(list(given), "injections")
    if not np.isfinite(days).all() or (days != days.round()).any():
        _refuse("an injection day that is no whole number", "whole day numbers", "round it")
    if (days[1:] < days[:-1]).any():
        _refuse("injections out of order", "ascending days", "sort them")
    return tuple(dict.fromkeys(days.astype(np.int64).tolist()))


def _checked_planned(planned: ArrayLike | None, length: int) -> Floats:
    if planned is None:
        return np.full(length, np.nan)
    told = _days(planned, "planned")
    if np.any((told <= 0) | np.isinf(told)):
        _refuse("a planned interval that is not positive", "days above 0 or nan", "use nan")
    return told


def _checked_flare(flare: ArrayLike | None, length: int) -> Bools:
    if flare is None:
        return np.zeros(length, bool)
    ill = np.array(flare, dtype=bool)
    if ill.ndim != 1:
        _refuse(f"flare with {ill.ndim} dimensions", "one value a day", "flatten it")
    return ill
