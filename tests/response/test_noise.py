"""Noise as arrays work it out, beside the same said day by day."""

from itertools import pairwise
from statistics import fmean

import numpy as np
import pytest

from corrin.response import noise, rows
from corrin.response.diary import Bools, Floats

from .diaries import diary


def written(seed: int) -> tuple[Floats, Bools]:
    """Scores of some cycles of which some days were not written."""
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(1, 6)), int(rng.integers(4, 60))
    usable = rng.random(shape) < rng.uniform(0.2, 1.0)
    return np.where(usable, rng.integers(0, 21, shape) / 2, np.nan), usable


def around(scores: Floats, usable: Bools, cycle: int, days: range) -> list[float]:
    """What was written on these days of a cycle."""
    return [float(scores[cycle, d]) for d in days if 0 <= d < scores.shape[1] and usable[cycle, d]]


@pytest.mark.parametrize("seed", range(8))
def test_a_bad_day_between_better_ones_is_trusted_less(seed: int) -> None:
    scores, usable = written(seed)
    told = noise.trust(np.where(usable, scores, 0.0), usable, sd=1.3)
    for cycle, day in np.ndindex(*usable.shape):
        sides = range(day - 3, day), range(day + 1, day + 4)
        means = [fmean(known) for s in sides if (known := around(scores, usable, cycle, s))]
        above = max(float(scores[cycle, day]) - max(means), 0.0) if means else 0.0
        weight = 1.0 / (1.0 + (above / (2.5 * 1.3)) ** 2) if usable[cycle, day] and day else 0.0
        assert told[cycle, day] == pytest.approx(weight, abs=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_noise_is_learned_from_differences_within_a_cycle(seed: int) -> None:
    scores, usable = written(seed)

    def size(lags: tuple[int, ...], share: float) -> float:
        """Half the mean square over these lags, large ones bent, drawn to a usual one."""
        gaps = [
            one[d + lag] - one[d]
            for lag in lags
            for one, there in zip(scores, usable, strict=True)
            for d in range(len(one) - lag)
            if there[d] and there[d + lag]
        ]
        bent = sum(0.5 * 1.15 * 16.0 * g * g / (16.0 + g * g) for g in gaps)
        return float((12.0 * 1.2**2 * share + bent) / (12.0 + len(gaps)))

    near, far = size((1,), 0.75), size((3, 4, 5), 1.0)
    variance, linger = noise.spread(scores, usable)
    assert variance == pytest.approx(1.15 * max(near, far, 0.25))
    assert linger == pytest.approx(min(max(1.0 - near / max(near, far, 0.25), 0.05), 0.7))


def test_a_weekday_that_is_worse_is_seen_and_taken_away() -> None:
    rng = np.random.default_rng(1)
    day = np.arange(10 * 42, dtype=np.float64).reshape(10, 42)
    weekday = day.astype(int) % 7
    scores = 3.0 + 2.0 * (weekday == 4) + 0.3 * rng.standard_normal(day.shape)
    usable = np.ones(day.shape, bool)
    found = noise.weekly(scores, usable, day, 0.3**2)
    assert found.argmax() == 4 and found[4] - np.delete(found, 4).mean() > 1.5
    assert not noise.weekly(scores[:, :20], usable[:, :20], day[:, :20], 0.3**2).any()


@pytest.mark.parametrize("seed", range(4))
def test_the_days_of_a_cycle_are_those_from_its_injection_to_the_next(seed: int) -> None:
    d, today = diary(interval=17, cycles=5, after=6, miss=0.3, seed=seed)
    d = type(d)(d.score, d.given, planned=d.told, flare=np.arange(40) % 9 == 2)
    read = rows.read(d, today)
    for n, (start, end) in enumerate(pairwise((*read.starts, today + 1))):
        for k in range(read.scores.shape[1]):
            there = start + k < end and start + k >= 0 and np.isfinite(d.score[start + k])
            assert np.isfinite(read.scores[n, k]) == there
            assert not there or read.scores[n, k] == d.score[start + k]
            well = start + k >= len(d.ill) or not d.ill[start + k]
            assert read.usable[n, k] == (there and well)
