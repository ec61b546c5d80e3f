"""The cheapest plan that knowledge of the patient can buy, with the same luck.

It knows the true duration of a typical cycle on every day and follows a fixed share of it; the
share is the cheapest in hindsight for this patient, so late doses and scatter are allowed for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from corrin.simulate.patients import Bools, Floats, Ints, Luck, Traits
from corrin.simulate.policies import HIGHEST, LOWEST, Pages
from corrin.simulate.run import Track, live
from corrin.simulate.worlds import Course, World

T = TypeVar("T", Traits, Luck)
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.78, 0.85, 0.92, 1.0, 1.1, 1.3, 1.7, 3.0)


@dataclass(slots=True)
class Knowing:
    """Follows a share of the true duration; needs the course it is allowed to look at."""

    share: Floats  # one a lane
    name: str = "oracle"
    start: int | None = None
    course: Course | None = None

    def look(self, course: Course) -> None:
        """Be shown the truth."""
        self.course = course

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
    """For each patient the track of the cheapest share, and its cost a year from ``count_from``.

    Every patient lives once under each share, all side by side.
    """
    n, shares = len(traits.follows), len(SHARES)
    knowing = Knowing(np.repeat(SHARES, n))
    many, lucks = _times(traits, shares), _times(luck, shares)
    track = live(world, knowing, many, lucks, days=days, start=start, watch=knowing.look)
    spent = cost(track, count_from).reshape(shares, n)
    best = spent.argmin(axis=0)
    row = best * n + np.arange(n)
    return Track(track.given[row], track.sick[row], track.interval[row]), spent.min(axis=0)


def _times(drawn: T, shares: int) -> T:
    """The same patients, or the same luck, as often as there are shares."""
    many = {f.name: np.concatenate([getattr(drawn, f.name)] * shares) for f in fields(drawn)}
    return replace(drawn, **many)


def cost(track: Track, count_from: int) -> Floats:
    """Injections and days with symptoms a year, from this day on; one number a lane."""
    counted = track.given[:, count_from:].astype(np.int64) + track.sick[:, count_from:]
    return np.asarray(counted.sum(axis=1) * 365.25 / counted.shape[1])
