"""From a belief to a careful next step, inside the rails."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, cast

import numpy as np

from corrin.response import rows
from corrin.response.belief import Belief, beliefs, checked_day
from corrin.response.diary import USUAL, Diary, Prior
from corrin.response.rails import Bounds, next_dose, next_interval
from corrin.response.rows import Cycles

Band: TypeAlias = tuple[float, float]
T = TypeVar("T")
PAIR = 2


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What to do next. Codes only; words are made elsewhere.

    ``days``: whole days from the last injection to the next in this cycle; days already gone by
    mean due now. ``interval``: whole days from the next injection on, None to keep. ``window``:
    first and last whole day on which the next dose may come as well. ``reason``: one of
    ``not_enough_data due_now keep shorten lengthen review``. ``rails``: what changed the number.
    """

    days: int | None
    interval: int | None
    window: tuple[int, int] | None
    reason: str
    rails: tuple[str, ...]
    belief: Belief


def propose(
    diary: Diary,
    *,
    today: int,
    band: Band = (2, 84),
    current: float | None = None,
    prior: Prior = USUAL,
    alpha: float = 0.20,
) -> Proposal:
    """The next dose and the interval after it, from one diary. ValueError on bad arguments."""
    bounds = checked(today, band, current, alpha)
    cycles = rows.read(diary, bounds.today)
    return _decide(cycles, beliefs([cycles], [prior])[0], bounds)


def propose_many(
    diaries: Sequence[Diary],
    *,
    today: int | Sequence[int],
    band: Band | Sequence[Band] = (2, 84),
    current: float | Sequence[float | None] | None = None,
    prior: Prior | Sequence[Prior] = USUAL,
    alpha: float | Sequence[float] = 0.20,
) -> list[Proposal]:
    """``propose`` for many diaries at once; each argument is one value, or one a diary."""
    n = len(diaries)
    bounds = [
        checked(*each)
        for each in zip(
            _each(today, n), _bands(band, n), _each(current, n), _each(alpha, n), strict=True
        )
    ]
    cycles = [rows.read(diary, b.today) for diary, b in zip(diaries, bounds, strict=True)]
    known = beliefs(cycles, _each(prior, n))
    return [_decide(c, belief, b) for c, belief, b in zip(cycles, known, bounds, strict=True)]


def _each(value: T | Sequence[T], n: int) -> list[T]:
    many = isinstance(value, (list, tuple, np.ndarray))
    values = cast(list[T], list(cast(Sequence[T], value)) if many else [value] * n)
    if len(values) != n:
        raise ValueError(f"met {len(values)} values for {n} diaries; expected one, or one a diary")
    return values


def _bands(band: Band | Sequence[Band], n: int) -> list[Band]:
    if len(band) == PAIR and np.ndim(band[0]) == 0:
        return [cast(Band, band)] * n
    return _each(cast(Sequence[Band], band), n)


def checked(today: int, band: Band, current: float | None, alpha: float) -> Bounds:
    """The arguments of a proposal, with a fractional band rounded inward. ValueError."""
    finite = len(band) == PAIR and all(math.isfinite(day) for day in band)
    lowest, highest = (math.ceil(band[0]), math.floor(band[1])) if finite else (0, 0)
    if not 1 <= lowest <= highest <= 365:
        raise ValueError(
            f"met the band {tuple(band)}; expected shortest and longest whole interval of 1 to "
            "365 days with room between; give the signed band"
        )
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"met alpha {alpha}; expected between 0 and 1; 0.20 is usual")
    if current is not None and not 0 < current <= 3650:
        raise ValueError(f"met current {current}; expected days above 0; give the interval")
    return Bounds(checked_day(today), lowest, highest, current, alpha)


def _decide(cycles: Cycles, belief: Belief, bounds: Bounds) -> Proposal:
    """Compose the answer: first the interval, then the dose of this cycle, then the reason."""
    step = next_interval(cycles, belief, bounds)
    if step is None:
        return Proposal(None, None, None, "not_enough_data", (), belief)
    dose = next_dose(cycles, belief, bounds, step)
    return Proposal(
        days=dose.days,
        interval=step.days,
        window=dose.window,
        reason="due_now" if dose.due_now else step.reason,
        rails=tuple(dict.fromkeys((*step.rails, *dose.rails))),
        belief=belief,
    )
