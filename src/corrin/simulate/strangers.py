"""Worlds built on other ideas than the model's: several symptoms, hazards, stores with memory.

Written without trying the model in them. Two are sealed: run once, when the model was frozen.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corrin.simulate.patients import Floats, Habits, Ints, Luck, Traits
from corrin.simulate.worlds import LONGEST, WORLDS, Course, World, logistic, step

_ORDINARY = Habits()
SYMPTOMS = 5
FILLS: Floats = np.linspace(1.0, 4.0, 13)  # how full a store may be just after an injection
UPTAKE, HILL = 8.0, 4.0  # of the two-stage store: per duration, and steepness


class ManySymptoms(Course):
    """The score is the mean of five symptoms; each has its own duration, some are unrelated."""

    def __init__(self, world: World, traits: Traits, luck: Luck, who: Ints) -> None:
        super().__init__(world, traits, luck, who)
        turn = np.modf(traits.phase[who][:, None] * 97.0 * (1 + np.arange(SYMPTOMS)))[0]
        self.apart = np.exp(0.9 * (turn - 0.5))
        share = 0.4 + 0.6 * np.modf(turn * 31.0)[0]
        self.share = share / share.sum(axis=1, keepdims=True)

    def rise(self, x: Floats) -> Floats:
        """Share of the whole height that is back at ``x`` durations, one row a lane."""
        width = self.traits.width[self.who]
        each = [logistic(x / self.apart[:, k], width) for k in range(SYMPTOMS)]
        return np.asarray((self.share * np.stack(each, axis=-1)).sum(axis=-1))

    def effect(self, tau: Floats, day: int) -> Floats:
        follows = self.traits.follows[self.who]
        return np.asarray(follows * self.height * self.rise(tau / self.scale))

    def first_point(self) -> Floats:
        grid = np.linspace(0.02, 4.0, 400)
        back = np.stack([self.rise(np.full(len(self.who), x)) for x in grid], axis=-1)
        over = self.traits.height[self.who][:, None] * back >= 1.0
        return np.where(over.any(axis=1), grid[over.argmax(axis=1)], float(LONGEST))


class HeavyTails(Course):
    """Now and then a cycle is far shorter or longer than this patient's others."""

    def _luck(self, varies: Floats, who: Ints, at: int) -> Floats:
        z = self.luck.cycle[who, at]
        return np.asarray(np.exp(np.clip(varies * np.sinh(1.1 * z) / 1.1, -1.5, 1.5)))


class Season(Course):
    """Tablets between injections soften the return, and durations swing with the season."""

    def typical(self, day: int) -> Floats:
        swing = 0.25 * np.sin(2 * np.pi * (day / 365 + self.traits.phase[self.who]))
        return np.asarray(super().typical(day) * np.exp(swing))

    def effect(self, tau: Floats, day: int) -> Floats:
        eased = 1.0 - 0.35 * (np.mod(day + 90 * self.traits.phase[self.who], 90) < 30)
        return np.asarray(super().effect(tau, day) * eased)


class TwoStage(Course):
    """A depot feeds a store; symptoms climb slowly when it is low and leave within days."""

    def __init__(self, world: World, traits: Traits, luck: Luck, who: Ints) -> None:
        super().__init__(world, traits, luck, who)
        self.depot, self.felt = np.zeros(len(who)), np.zeros(len(who))
        self.lasting = np.stack([self._alone(f) for f in FILLS], axis=-1)

    def _alone(self, fill: float) -> Floats:
        """Durations until one point is back after one injection into a store so full."""
        height, store = self.traits.height[self.who], np.full(len(self.who), fill - 1.0)
        depot, felt, first = np.ones(len(store)), np.zeros(len(store)), np.full(len(store), 8.0)
        part = 0.01
        for k in range(800):
            depot, store, felt = self._pass(depot, store, felt, np.full(len(store), part), height)
            first = np.where((felt >= 1.0) & (first == 8.0), (k + 1) * part, first)
        return first

    def _pass(
        self, depot: Floats, store: Floats, felt: Floats, part: Floats, height: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Let a part of a duration go by."""
        moved = depot * (1 - np.exp(-UPTAKE * part))
        store = (store + moved) * np.exp(-2 * np.log(2) * part)
        wanted = height / (1 + (store / 0.28) ** HILL)
        climbs = 1 - np.exp(-part / 0.12)
        return depot - moved, store, np.where(wanted > felt, felt + climbs * (wanted - felt), felt)

    def inject(self, lanes: Ints, day: int) -> None:
        super().inject(lanes, day)
        self.left[lanes] -= 1.0  # it goes into the depot first
        self.depot[lanes] += 1.0
        self.filled[lanes] = self.left[lanes] + self.depot[lanes]

    def effect(self, tau: Floats, day: int) -> Floats:
        was, part = self.felt, 1.0 / self.scale
        self.depot, self.left, self.felt = self._pass(
            self.depot, self.left, self.felt, part, self.height
        )
        wanted = self.height / (1 + (self.left / 0.28) ** HILL)
        gone = was * np.exp(-1 / 1.5)
        self.felt = np.where(wanted < was, np.maximum(gone, wanted), self.felt)
        return np.asarray(self.traits.follows[self.who] * self.felt)

    def lasts(self, day: int) -> Floats:
        at = np.clip((self.filled - FILLS[0]) / (FILLS[1] - FILLS[0]), 0, len(FILLS) - 1.001)
        low, rows = at.astype(np.int64), np.arange(len(at))
        share = at - low
        first = (1 - share) * self.lasting[rows, low] + share * self.lasting[rows, low + 1]
        return np.asarray(np.clip(self.typical(day) * first, 1.0, LONGEST))


class Switching(Course):
    """Symptoms switch on by chance, likelier the longer one waits, sooner after a bad cycle."""

    def __init__(self, world: World, traits: Traits, luck: Luck, who: Ints) -> None:
        super().__init__(world, traits, luck, who)
        self.on, self.bad = np.zeros(len(who), bool), np.zeros(len(who))
        self.shape = 2.0 + 5.0 * np.modf(31 * traits.phase[who])[0]

    def inject(self, lanes: Ints, day: int) -> None:
        super().inject(lanes, day)
        self.bad[lanes] = 0.5 * self.bad[lanes] + 0.5 * self.on[lanes]
        self.on[lanes] = False

    def effect(self, tau: Floats, day: int) -> Floats:
        lasts = self.typical(day) * np.exp(-0.3 * self.bad)
        hazard = ((tau + 1) / lasts) ** self.shape - (tau / lasts) ** self.shape
        self.on |= self.luck.flicker[self.who, day] < 1 - np.exp(-hazard)
        resting = self.luck.amount[self.who, day] > 1.3  # a good day in between
        return np.asarray(self.traits.follows[self.who] * self.height * (self.on & ~resting))

    def lasts(self, day: int) -> Floats:
        median = np.log(2) ** (1 / self.shape) * np.exp(-0.3 * self.bad)
        return np.asarray(np.clip(self.typical(day) * median, 1.0, LONGEST))


STRANGERS: tuple[World, ...] = (
    World("many symptoms", replace(_ORDINARY, flares_a_year=4.0), logistic, body=ManySymptoms),
    World(
        "heavy tails",
        replace(_ORDINARY, varies=(0.1, 0.3), tails=4.0),
        step,
        abrupt=0.35,
        body=HeavyTails,
    ),
    World("seasons", replace(_ORDINARY, sparse=0.3, median=22.0), logistic, body=Season),
    World("two stages", replace(_ORDINARY, median=22.0), logistic, body=TwoStage, sealed=True),
    World(
        "switching",
        replace(_ORDINARY, median=24.0, flares_a_year=4.0),
        step,
        abrupt=0.2,
        body=Switching,
        sealed=True,
    ),
)

EVERY_WORLD = (*WORLDS, *STRANGERS)


def named(name: str) -> World:
    """The world of this name; ValueError with the known names otherwise."""
    for world in EVERY_WORLD:
        if world.name == name:
            return world
    known = ", ".join(world.name for world in EVERY_WORLD)
    raise ValueError(f"met the world {name!r}, expected one of: {known}; use one of these")
