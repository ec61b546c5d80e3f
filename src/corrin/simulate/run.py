"""Lives patients through a world under a policy, one day at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corrin.simulate.patients import Bools, Floats, Ints, Luck, Traits
from corrin.simulate.policies import Pages, Policy
from corrin.simulate.worlds import Course, World

EIGHT_WEEKS = 56


@dataclass(frozen=True, slots=True)
class Track:
    """What happened: arrays (lanes, days)."""

    given: Bools  # an injection was given that day
    sick: Bools  # a timely injection would have prevented a point or more
    interval: Ints  # the interval in force


def live(
    world: World,
    policy: Policy,
    traits: Traits,
    luck: Luck,
    *,
    days: int,
    start: int = 28,
    watch: Callable[[Course], None] | None = None,
) -> Track:
    """The track of every patient under one policy; the same luck whatever the policy.

    ``watch`` is shown the bodies before lives begin: the oracle and the scorers need the truth.
    """
    life = _Life(world, traits, luck, days, policy.start or start)
    if watch is not None:
        watch(life.course)
    everyone = np.arange(len(traits.follows))
    for day in range(days):
        today = np.flatnonzero(life.due <= day)
        life.wake(today, day)
        if len(today):
            life.book(today, policy.plan(life.view(day), today, day), day)
        waiting = np.setdiff1d(everyone, today)
        if len(waiting):
            called = waiting[policy.due_now(life.view(day), waiting, day)]
            life.call(called, day)
    return life.track()


class _Life:
    def __init__(self, world: World, traits: Traits, luck: Luck, days: int, start: int) -> None:
        n = len(traits.follows)
        self.traits, self.luck, self.days = traits, luck, days
        self.course = world.course(traits, luck, np.arange(n))
        self.given, self.sick = np.zeros((n, days), bool), np.zeros((n, days), bool)
        self.scores, self.told = np.full((n, days), np.nan), np.full((n, days), np.nan)
        self.intervals = np.zeros((n, days), np.int64)
        self.interval = np.full(n, start)
        self.last = np.zeros(n, np.int64)
        self.loading: list[list[int]] = [_loading(int(s), start) for s in traits.scheme]
        self.injections: list[list[int]] = [[] for _ in range(n)]
        self.due = np.zeros(n, np.int64)
        self.mature = np.array([EIGHT_WEEKS if s else 0 for s in traits.scheme])
        for lane in range(n):
            self._begin(lane)

    def _begin(self, lane: int) -> None:
        """Injections before day 0 of people treated for long."""
        while self.loading[lane] and self.loading[lane][0] <= 0:
            day = self.loading[lane].pop(0)
            if day < 0:
                self.injections[lane].append(day)
                self.course.inject(np.array([lane]), day)

    def wake(self, today: Ints, day: int) -> None:
        """Give the doses of today, feel the day, write the diary."""
        if len(today):
            self.course.inject(today, day)
            self.given[today, day] = True
            self.last[today] = day
            for lane in today:
                self.injections[lane].append(day)
        tau = (day - self.last).astype(np.float64)
        effect = self.course.effect(tau, day)
        self.sick[:, day] = effect >= 1.0
        self.intervals[:, day] = self.interval
        self.scores[:, day] = self._written(effect, tau, day)

    def _written(self, effect: Floats, tau: Floats, day: int) -> Floats:
        t = self.traits
        to_go = self.interval - tau
        ahead = np.clip(1.0 - to_go / t.expect_days, 0.0, 1.0) * (day >= self.mature)
        healing = t.recovery * np.exp(-day / t.recovery_days) * (t.scheme > 0)
        early = t.bump * np.exp(-tau / 3.0 - day / 42.0) * (t.scheme > 0)
        week = t.weekly * ((day + np.floor(7 * t.phase)) % 7 < 5)
        month = t.monthly * (np.mod(day / t.month + t.phase, 1.0) < 0.2)
        felt = t.base + healing + early + week + month + effect
        felt = felt + t.expects * ahead - t.relief * np.exp(-tau / 4.0)
        felt = felt + self.luck.flare[:, day] + self.luck.noise[:, day]
        score = np.round(np.clip(felt, 0.0, 10.0) * 3.0) / 3.0
        return np.where(self.luck.seen[:, day], score, np.nan)

    def book(self, today: Ints, planned: Ints, day: int) -> None:
        """Write down what the patient is told for the cycle that begins."""
        for lane, days in zip(today, planned, strict=True):
            if self.loading[lane]:
                self.due[lane] = self.loading[lane].pop(0)
            else:
                self._plan(int(lane), int(days), day)

    def _plan(self, lane: int, days: int, day: int) -> None:
        self.interval[lane] = days
        self.told[lane, day:] = days
        due = day + days
        self.due[lane] = max(day + 1, due + self.luck.late[lane, min(due, self.days - 1)])

    def call(self, called: Ints, day: int) -> None:
        """A dose is due now; it comes tomorrow, or as late as life makes it."""
        for lane in called:
            if not self.loading[lane] and day >= self.mature[lane]:
                tomorrow = min(day + 1, self.days - 1)
                soon = day + 1 + max(0, int(self.luck.late[lane, tomorrow]))
                self.due[lane] = min(self.due[lane], soon)

    def view(self, day: int) -> Pages:
        """What a diary holds this evening."""
        upto = slice(0, day + 1)
        marked = self.luck.flare_marked[:, upto]
        return Pages(
            self.scores[:, upto],
            self.told[:, upto],
            marked,
            self.injections,
            self.interval,
            self.mature,
        )

    def track(self) -> Track:
        return Track(self.given, self.sick, self.intervals)


def _loading(scheme: int, start: int) -> list[int]:
    if scheme == 1:
        return [0, 2, 4, 6, 8, 10]
    if scheme == 2:
        return [0, 7, 14, 21]
    return [-2 * start, -start, 0]
