"""What is believed about one patient once the diary has been read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corrin.response import grid, rows
from corrin.response.diary import USUAL, Diary, Floats, Prior
from corrin.response.evidence import gather
from corrin.response.rows import Cycles
from corrin.response.stories import Walked, walk

AHEAD, TRIED = 180.0, 2.0  # days a longer interval is of use, cycles until it is known to be
LOG_EDGES: Floats = np.log(grid.EDGES)
CHUNK = 8  # diaries walked together: enough to amortise calls, small enough for the cache


@dataclass(frozen=True, eq=False)
class Belief:
    """A belief about the duration of an injection, given that there is a cycle at all.

    ``p_cycle``: probability that symptoms follow the injections, and not the calendar or something
    else. ``p_back``: that they have come back by today. ``back``: the same at the end of each
    cycle read, oldest first. ``duration_mass``: over the bins between ``grid.EDGES``, sums to 1.
    ``interval_mass``: over the same bins, for the interval that would be cheapest, sums to
    ``p_cycle``. ``sick_days``: expected days with symptoms in a cycle of each of ``grid.WAITS``.
    """

    p_cycle: float
    p_back: float
    back: tuple[float, ...]
    duration_mass: Floats
    interval_mass: Floats
    sick_days: Floats
    prior: Prior

    def duration(self, q: float) -> float:
        """Quantile ``q`` of the duration, days, 1 to 365. ValueError unless 0 <= q <= 1."""
        if not 0.0 <= q <= 1.0:
            raise ValueError(f"met the quantile {q}; expected 0 to 1; give a share, not percent")
        return float(_quantile(self._lasts, q))

    @cached_property
    def _lasts(self) -> Floats:
        """Probability of a duration below each of ``grid.EDGES``."""
        return _below(self.duration_mass)

    @cached_property
    def _cheapest(self) -> Floats:
        """Probability of a cheapest interval below each of ``grid.EDGES``."""
        return _below(self.interval_mass)

    def p_return(self, day: float) -> float:
        """Probability that symptoms are back this many days after an injection."""
        if day >= grid.LONGEST:
            return self.p_cycle
        return self.p_cycle * float(np.interp(np.log(max(day, 1e-9)), LOG_EDGES, self._lasts))

    def evidence(self, day: float) -> float:
        """Log odds by which the diary has moved the prior toward a return by this day."""
        z = (math.log(day) - math.log(self.prior.median)) / self.prior.spread
        before = self.prior.cycle * 0.5 * math.erfc(-z / math.sqrt(2.0))
        return _log_odds(self.p_return(day)) - _log_odds(before)

    def interval_at(self, risk: float) -> float:
        """The longest interval whose probability of being too long is at most ``risk``, days."""
        return float(_quantile(self._cheapest, risk) if risk < self.p_cycle else grid.LONGEST)

    def lasts_at(self, risk: float) -> float:
        """The longest interval with a probability of symptoms by then of at most ``risk``, days."""
        if risk >= self.p_cycle:
            return float(grid.LONGEST)
        return float(_quantile(self._lasts, risk / self.p_cycle))

    def surely_back(self, at_most: float, sure: Floats) -> float:
        """By which day symptoms are back with these probabilities, their mean; days.

        Where even ``at_most`` days do not make it so sure, ``at_most`` counts.
        """
        days = _quantile(self._lasts, sure / self.p_cycle)
        return float(np.where(sure < self.p_cycle, np.minimum(days, at_most), at_most).mean())

    def costs(self, slips: Floats) -> Floats:
        """Expected cost a day of each of ``grid.WAITS`` planned, when doses come late by ``slips``.

        One injection costs one, a day with symptoms costs one.
        """
        waits = grid.WAITS[:, None] + slips
        sick = np.interp(waits, grid.WAITS, self.sick_days)
        return np.asarray((1.0 + sick.mean(axis=1)) / waits.mean(axis=1))

    def worth_trying(self, now: float, longer: float, slips: Floats) -> float:
        """What ``longer`` may save in ``AHEAD`` days over what ``TRIED`` cycles of it may cost."""
        saved = AHEAD * (1.0 / now - 1.0 / longer) * (1.0 - self.p_return(longer))
        sick = np.interp(np.stack([now + slips, longer + slips]), grid.WAITS, self.sick_days)
        return saved / (TRIED * max(float((sick[1] - sick[0]).mean()), 0.02))


def costs_little(costs: Floats, more: float) -> float:
    """The longest interval whose cost a day is within ``more`` of the cheapest, days.

    ``costs``: those of ``Belief.costs``.
    """
    best = int(costs.argmin())
    limit = (1.0 + more) * float(costs[best])
    over = np.flatnonzero(costs[best:] > limit)
    if not len(over):
        return float(grid.LONGEST)
    at = best + int(over[0])
    part = (limit - costs[at - 1]) / (costs[at] - costs[at - 1])
    return float(grid.WAITS[at - 1] + part * (grid.WAITS[at] - grid.WAITS[at - 1]))


def _log_odds(p: float) -> float:
    inside = min(max(p, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))


def _below(mass: Floats) -> Floats:
    """How much of the mass lies below each of ``grid.EDGES``."""
    below = np.zeros(len(mass) + 1)
    np.cumsum(mass, out=below[1:])
    return below


def _quantile(below: Floats, q: float | Floats) -> Floats:
    """Days below which this much of the mass lies; inside a bin in proportion to the logarithm."""
    return np.asarray(np.exp(np.interp(q, below, LOG_EDGES)))


def learn(diary: Diary, *, today: int, prior: Prior = USUAL) -> Belief:
    """The belief after reading this diary up to and including ``today``; nothing later."""
    return beliefs([rows.read(diary, checked_day(today))], [prior])[0]


def checked_day(today: int) -> int:
    """``today`` as a whole day number from 0; ValueError otherwise."""
    whole = not isinstance(today, bool) and math.isfinite(today) and today == int(today)
    if not whole or today < 0:
        raise ValueError(f"met today {today}; expected a whole day from 0; count from day 0")
    return int(today)


def beliefs(diaries: Sequence[Cycles], priors: Sequence[Prior]) -> list[Belief]:
    """One belief a diary, walked in groups of similar size; order is kept."""
    size = [(len(d.starts), d.scores.shape[1]) for d in diaries]
    order = sorted(range(len(diaries)), key=lambda n: (size[n], n))
    found: dict[int, Belief] = {}
    for first in range(0, len(order), CHUNK):
        part = order[first : first + CHUNK]
        evidence = gather([diaries[n] for n in part])
        walked = walk(evidence, [priors[n] for n in part])
        for k, n in enumerate(part):
            found[n] = _belief(walked, k, len(diaries[n].starts), priors[n])
    return [found[n] for n in range(len(diaries))]


def _belief(walked: Walked, k: int, cycles: int, prior: Prior) -> Belief:
    active = walked.weight[k].sum(axis=0)
    p_cycle = float(active.sum())
    duration = grid.duration_cells().mass(active.sum(axis=2))
    back = walked.back[k, walked.back.shape[1] - cycles :] if cycles else np.empty(0)
    return Belief(
        p_cycle=p_cycle,
        p_back=float(back[-1]) if cycles else 0.0,
        back=tuple(float(b) for b in back),
        duration_mass=duration / max(float(duration.sum()), 1e-300),
        interval_mass=grid.interval_cells().mass(active),
        sick_days=active.ravel() @ grid.sick_days().reshape(-1, len(grid.WAITS)),
        prior=prior,
    )
