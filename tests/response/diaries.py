"""Small diaries for tests, made without chance unless a seed is given."""

from __future__ import annotations

import numpy as np

from corrin.response import Diary


def diary(
    *,
    interval: int = 28,
    cycles: int = 6,
    lasts: float | None = None,
    height: float = 4.0,
    base: float = 1.0,
    noise: float = 0.6,
    seed: int = 0,
    after: int = 0,
    miss: float = 0.0,
    planned: float | None = None,
) -> tuple[Diary, int]:
    """A diary of whole cycles and ``after`` days of the next; symptoms come back at ``lasts``."""
    rng = np.random.default_rng(seed)
    days = interval * cycles + after + 1
    tau = np.arange(days) % interval
    score = base + noise * rng.standard_normal(days)
    if lasts is not None:
        score = score + height * (tau >= lasts)
    score = np.round(np.clip(score, 0, 10) * 2) / 2
    score[rng.random(days) < miss] = np.nan
    given = tuple(range(0, days, interval))
    # treated for long: injections before the diary, so that no eight weeks are waited for
    before = (-2 * interval, -interval)
    told = np.full(days, float(planned or interval))
    return Diary(score, before + given, planned=told), days - 1
