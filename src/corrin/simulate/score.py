"""Scores of a policy against the cheapest plan, each with a 95 % interval over patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrin.simulate.oracle import cost
from corrin.simulate.patients import Bools, Floats
from corrin.simulate.run import Track

COUNT_FROM = 180  # day from which costs count
RELAPSE = 5  # days with symptoms in one cycle
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval and the number of patients behind it."""

    mean: float
    low: float
    high: float
    n: int


def estimate(values: Floats) -> Estimate:
    """Mean of one value a patient, with a normal 95 % interval; nan when there is nobody."""
    if not len(values):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    mean = float(np.mean(values))
    half = 1.96 * float(np.std(values)) / np.sqrt(len(values))
    return Estimate(mean, mean - half, mean + half, len(values))


def scores(track: Track, best: Track, best_cost: Floats, follows: Bools) -> dict[str, Estimate]:
    """Every score of one policy in one world."""
    spent = cost(track, COUNT_FROM)
    injections = _a_year(track.given)
    return {
        "cost": estimate(spent[follows]),
        "regret": estimate((spent - best_cost)[follows]),
        "sick_days": estimate(_a_year(track.sick)[follows]),
        "injections": estimate(injections[follows]),
        "injections_unrelated": estimate(injections[~follows]),
        "relapses_lengthening": estimate(relapses(track)[follows]),
        "settled": estimate(settled(track, best)[follows].astype(np.float64)),
    }


def _a_year(happened: Bools) -> Floats:
    counted = happened[:, COUNT_FROM:]
    return np.asarray(counted.sum(axis=1) * YEAR / counted.shape[1])


def relapses(track: Track) -> Floats:
    """Cycles a year with five sick days or more, planned longer than the cycle before."""
    out = np.zeros(len(track.given))
    days = track.given.shape[1]
    for lane in range(len(out)):
        starts = [*np.flatnonzero(track.given[lane]), days]
        for before, start, end in zip(starts, starts[1:], starts[2:]):
            longer = track.interval[lane, start] > track.interval[lane, before]
            out[lane] += longer and track.sick[lane, start:end].sum() >= RELAPSE
    return np.asarray(out * YEAR / days)


def settled(track: Track, best: Track) -> Bools:
    """Whether the interval of the last 90 days stays within 0.6 to 1.15 of the oracle's."""
    ratio = track.interval[:, -90:] / np.maximum(best.interval[:, -90:], 1)
    return np.asarray(((ratio >= 0.6) & (ratio <= 1.15)).all(axis=1))
