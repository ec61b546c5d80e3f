"""Virtual patients and the luck they will meet, drawn once so that every policy meets the same.

All sizes are assumptions for testing an algorithm; they say nothing about benefit to people.
"""

from __future__ import annotations

from dataclasses import dataclass

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Traits:
    """What is true of each patient; arrays of length n, days and points unless said otherwise."""

    follows: Bools  # symptoms follow the injections at all
    duration: Floats  # scale of one injection
    height: Floats  # points that come back
    width: Floats  # relative width of the return
    varies: Floats  # log-SD of the duration from cycle to cycle
    grows: Floats  # log change of the duration, reached over the first year
    jump_day: Floats
    jump: Floats  # log change of the duration on that day
    base: Floats
    recovery: Floats
    recovery_days: Floats
    bump: Floats  # early worsening after an injection, fading over weeks
    expects: Floats  # rise before the date the patient was told
    expect_days: Floats
    relief: Floats
    weekly: Floats  # height of a weekday rhythm
    monthly: Floats  # height of a menstrual rhythm
    month: Floats  # its period
    phase: Floats
    scheme: Ints  # 0 treated for long, 1 alternate days first, 2 weekly first


@dataclass(frozen=True, slots=True)
class Luck:
    """What chance will bring on each day; arrays (n, days)."""

    noise: Floats
    flare: Floats
    flare_marked: Bools
    cycle: Floats  # standard normal, for an injection given that day
    amount: Floats  # standard normal, second symptom or height of that cycle
    flicker: Floats  # uniform
    late: Ints  # days a dose due that day comes late (negative: early)
    seen: Bools  # a score is written that day


@dataclass(frozen=True, slots=True)
class Habits:
    """How a world differs from the others in what patients bring with them."""

    median: float = 20.0
    spread: float = 0.85
    follows: float = 0.875
    varies: tuple[float, float] = (0.05, 0.25)
    grows: tuple[float, float] = (0.0, 0.3)
    jumps: float = 0.0
    expects: float = 0.2
    expect_size: float = 1.5
    monthly: float = 0.15
    flares_a_year: float = 3.0
    noise: float = 1.1
    tails: float = 0.0  # degrees of freedom of the noise; 0 is normal
    sparse: float = 0.15  # share of patients who write every third day or weekly


def draw_traits(rng: np.random.Generator, n: int, habits: Habits) -> Traits:
    """Traits of n patients. Raises nothing; deterministic for a seeded generator."""
    h = habits
    expects = (rng.random(n) < h.expects) * h.expect_size * rng.uniform(0.6, 1.6, n)
    return Traits(
        follows=rng.random(n) < h.follows,
        duration=np.clip(h.median * np.exp(h.spread * rng.standard_normal(n)), 4.0, 250.0),
        height=np.clip(rng.normal(3.5, 1.3, n), 1.6, 7.0),
        width=np.exp(rng.normal(np.log(0.10), 0.4, n)),
        varies=rng.uniform(*h.varies, n),
        grows=rng.uniform(*h.grows, n),
        jump_day=rng.uniform(150, 550, n),
        jump=np.where(rng.random(n) < h.jumps, 1.0, 0.0)
        * np.log(np.where(rng.random(n) < 0.5, 0.6, 1.6)),
        base=np.clip(rng.normal(1.6, 1.0, n), 0.0, 4.0),
        recovery=np.clip(rng.normal(1.5, 1.2, n), 0.0, 5.0),
        recovery_days=np.exp(rng.normal(np.log(80), 0.4, n)),
        bump=(rng.random(n) < 0.3) * rng.uniform(0.5, 2.5, n),
        expects=expects,
        expect_days=rng.uniform(4, 12, n),
        relief=(expects > 0) * rng.uniform(0, 1.2, n),
        weekly=(rng.random(n) < 0.25) * rng.uniform(0.3, 1.2, n),
        monthly=(rng.random(n) < h.monthly) * rng.uniform(0.8, 2.5, n),
        month=np.clip(rng.normal(28, 2.5, n), 21, 35),
        phase=rng.uniform(0, 1, n),
        scheme=rng.integers(0, 3, n),
    )


def draw_luck(rng: np.random.Generator, n: int, days: int, habits: Habits) -> Luck:
    """Noise, flares, lateness and gaps of n patients for so many days."""
    flare, marked = _flares(rng, n, days, habits.flares_a_year)
    return Luck(
        noise=_noise(rng, n, days, habits),
        flare=flare,
        flare_marked=marked,
        cycle=rng.standard_normal((n, days)),
        amount=rng.standard_normal((n, days)),
        flicker=rng.random((n, days)),
        late=_late(rng, n, days),
        seen=_seen(rng, n, days, habits.sparse),
    )


def _noise(rng: np.random.Generator, n: int, days: int, habits: Habits) -> Floats:
    sd = habits.noise * np.exp(rng.normal(0, 0.25, n))[:, None]
    rho = rng.uniform(0.1, 0.7, n)[:, None]
    share = rng.uniform(0.1, 0.5, n)[:, None]
    white = rng.standard_normal((n, days))
    if habits.tails:
        white = rng.standard_t(habits.tails, (n, days)) / np.sqrt(habits.tails / (habits.tails - 2))
    slow = rng.standard_normal((n, days))
    for t in range(1, days):
        slow[:, t] = rho[:, 0] * slow[:, t - 1] + np.sqrt(1 - rho[:, 0] ** 2) * slow[:, t]
    return np.asarray(sd * (np.sqrt(share) * slow + np.sqrt(1 - share) * white))


def _flares(rng: np.random.Generator, n: int, days: int, a_year: float) -> tuple[Floats, Bools]:
    points, marked = np.zeros((n, days)), np.zeros((n, days), bool)
    for i in range(n):
        for start in np.flatnonzero(rng.random(days) < a_year / 365):
            span = slice(start, start + int(rng.integers(2, 13)))
            points[i, span] = rng.uniform(1.5, 4.5)
            marked[i, span] = rng.random() < 0.3
    return points, marked


def _late(rng: np.random.Generator, n: int, days: int) -> Ints:
    share = rng.uniform(0.1, 0.5, n)[:, None]
    slips = rng.geometric(0.3, (n, days))
    early = np.where(rng.random((n, days)) < 0.08, -1, 0)
    return np.where(rng.random((n, days)) < share, slips, early).astype(np.int64)


def _seen(rng: np.random.Generator, n: int, days: int, sparse: float) -> Bools:
    seen = rng.random((n, days)) > rng.uniform(0.05, 0.45, n)[:, None]
    every = np.where(rng.random(n) < sparse, np.where(rng.random(n) < 0.5, 3, 7), 1)
    seen &= (np.arange(days)[None, :] % every[:, None] == 0) | (every[:, None] == 1)
    for i in range(n):
        for start in np.flatnonzero(rng.random(days) < 2 / 365):
            seen[i, start : start + int(rng.integers(7, 22))] = False
        if rng.random() < 0.1:
            seen[i, int(rng.uniform(0.4, 1.5) * days) :] = False
    return np.asarray(seen)
