"""The cheapest plan that knowledge of the patient can buy, with the same luck.

It knows the true duration of a typical cycle on every day and follows a fixed share of it; the
share is the cheapest in hindsight for this patient, so late doses and scatter are allowed for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrin.simulate.patients import Bools, Floats, Ints, Luck, Traits
from corrin.simulate.policies import HIGHEST, LOWEST, Pages
from corrin.simulate.run import Track, live
from corrin.simulate.worlds import Course, World

SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.78, 0.85, 0.92, 1.0, 1.1, 1.3, 1.7, 3.0)


@dataclass(slots=True)
class Knowing:
    """Follows a share of the true duration; needs the course it is allowed to look at."""

    share: float
    name: str = "oracle"
    start: int | None = None
    course: Course | None = None

    def plan(self, pages: Pages, lanes: Ints, day: int) -> Ints:
        assert self.course is not None
        lasts = np.where(self.course.traits.follows, self.course.lasts(day), 365.0)
        days = np.floor(self.share * lasts).astype(np.int64)
        return np.clip(days, LOWEST, HIGHEST)[lanes]

    def due_now(self, pages: Pages, lanes: Ints, day: int) -> Bools:
        return np.zeros(len(lanes), bool)


def cheapest(
    world: World, traits: Traits, luck: Luck, *, days: int, start: int, count_from: int
) -> tuple[Track, Floats]:
    """For each patient the track of the cheapest share, and its cost a year from ``count_from``."""
    best: Track | None = None
    low = np.full(len(traits.follows), np.inf)
    for share in SHARES:
        track = live(world, Knowing(share), traits, luck, days=days, start=start)
        spent = cost(track, count_from)
        better = spent < low
        low = np.where(better, spent, low)
        best = track if best is None else _pick(better, track, best)
    assert best is not None
    return best, low


def cost(track: Track, count_from: int) -> Floats:
    """Injections and days with symptoms a year, from this day on; one number a lane."""
    counted = track.given[:, count_from:].astype(np.int64) + track.sick[:, count_from:]
    return np.asarray(counted.sum(axis=1) * 365.25 / counted.shape[1])


def _pick(better: Bools, new: Track, old: Track) -> Track:
    row = better[:, None]
    return Track(
        np.where(row, new.given, old.given),
        np.where(row, new.sick, old.sick),
        np.where(row, new.interval, old.interval),
    )
