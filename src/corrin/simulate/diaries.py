"""Diaries of virtual patients on a fixed interval, with the truth beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from corrin.response import Diary
from corrin.simulate.patients import Bools, Floats, Ints, draw_luck, draw_traits
from corrin.simulate.policies import Fixed, Pages
from corrin.simulate.run import live
from corrin.simulate.worlds import Course, World

SETTLED = 180  # day from which intervals are varied


@dataclass(frozen=True, slots=True)
class Lived:
    """One patient's diary up to a day, whether symptoms follow, and how long an injection lasts."""

    diary: Diary
    today: int
    follows: bool
    lasts: float


def diaries(
    world: World,
    *,
    patients: int,
    interval: int,
    until: tuple[int, ...],
    seed: tuple[int, ...],
    then: Sequence[int] = (),
) -> list[Lived]:
    """The diaries of these patients as they stand on each of the days ``until``.

    ``then``: intervals of the cycles that begin from day 180 on, one after the other.
    """
    rng = np.random.default_rng(seed)
    traits = draw_traits(rng, patients, world.habits)
    luck = draw_luck(rng, patients, max(until) + 1, world.habits)
    watching = _Watching(f"fixed-{interval}", interval, asked=until, then=tuple(then))
    live(
        world,
        watching,
        traits,
        luck,
        days=max(until) + 1,
        start=interval,
        watch=watching.meet,
    )
    return [
        Lived(diary, day, bool(traits.follows[n]), float(watching.truth[day][n]))
        for day, kept in watching.kept.items()
        for n, diary in enumerate(kept)
    ]


@dataclass(slots=True)
class _Watching(Fixed):
    """A fixed interval, or a list of them; copies of the diaries are kept on the days asked."""

    asked: tuple[int, ...] = ()
    then: tuple[int, ...] = ()
    begun: dict[int, int] = field(default_factory=dict)
    kept: dict[int, list[Diary]] = field(default_factory=dict)
    truth: dict[int, Floats] = field(default_factory=dict)
    course: Course | None = None

    def meet(self, course: Course) -> None:
        """The bodies whose truth is told."""
        self.course = course

    def plan(self, pages: Pages, lanes: Ints, day: int) -> Ints:
        self._look(pages, day)
        if day < SETTLED or not self.then:
            return Fixed.plan(self, pages, lanes, day)
        return np.array([self._next(int(lane)) for lane in lanes], dtype=np.int64)

    def _next(self, lane: int) -> int:
        number = self.begun.get(lane, 0)
        self.begun[lane] = number + 1
        return self.then[number] if number < len(self.then) else self.days

    def due_now(self, pages: Pages, lanes: Ints, day: int) -> Bools:
        self._look(pages, day)
        return Fixed.due_now(self, pages, lanes, day)

    def _look(self, pages: Pages, day: int) -> None:
        if day in self.asked and day not in self.kept and self.course is not None:
            self.kept[day] = [_copied(pages, n) for n in range(len(pages.scores))]
            self.truth[day] = self.course.lasts(day)


def _copied(pages: Pages, n: int) -> Diary:
    return Diary(
        pages.scores[n].copy(),
        tuple(pages.injections[n]),
        planned=pages.planned[n].copy(),
        flare=pages.flare[n].copy(),
    )
