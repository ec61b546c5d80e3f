"""Structurally different worlds: how an injection's effect ends, day by day.

Every world answers one question: how many points of today's score would a timely injection have
prevented? A lane is one patient under one policy; ``who`` says which patient a lane belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from corrin.simulate.patients import Floats, Habits, Ints, Luck, Traits

Shape: TypeAlias = Callable[[Floats, Floats], Floats]
LONGEST = 365.0  # days


@dataclass(frozen=True, slots=True)
class World:
    """A name, what patients bring, and the way the effect ends."""

    name: str
    habits: Habits
    shape: Shape
    abrupt: float = 0.0  # log-SD of the height from cycle to cycle
    store: bool = False  # injections add up in a store that empties
    second: float = 0.0  # a second symptom whose duration differs by this log-SD
    flicker: float = 1.0  # share of days on which a symptom that is back is felt
    random: str = "lognormal"  # how durations differ from cycle to cycle
    body: type[Course] | None = None  # bodies of another kind than ``Course``
    held_out: bool = False  # first run when an earlier model was frozen
    sealed: bool = False  # run once, when this model was frozen

    def course(self, traits: Traits, luck: Luck, who: Ints) -> Course:
        """The bodies of these patients in this world."""
        return (self.body or Course)(self, traits, luck, who)


def logistic(x: Floats, width: Floats) -> Floats:
    """The smooth return of exponential wash-out through a Hill effect."""
    return np.asarray(1.0 / (1.0 + np.exp(np.clip((1.0 - x) / width, -50, 50))))


def step(x: Floats, width: Floats) -> Floats:
    """Well one day, back the next."""
    return np.where(x >= 1.0, 1.0, 0.0) + 0.0 * width


def ramp(x: Floats, width: Floats) -> Floats:
    """Nothing at first, then a straight climb that takes half a duration."""
    return np.asarray(np.clip((x - 0.85) / 0.6, 0.0, 1.0) + 0.0 * width)


def saturating(x: Floats, width: Floats) -> Floats:
    """Climbs at once after a lag and flattens (first-order)."""
    return np.asarray(1.0 - np.exp(-np.clip(x - 0.9, 0.0, None) / (2.5 * width)))


class Course:
    """The bodies of all lanes in one world: what an injection does and what is left of it."""

    def __init__(self, world: World, traits: Traits, luck: Luck, who: Ints) -> None:
        self.world, self.traits, self.luck, self.who = world, traits, luck, who
        self.scale = traits.duration[who].copy()
        self.other = self.scale.copy()
        self.height = traits.height[who].copy()
        self.left = np.full(len(who), 0.25)  # what is in the store; one injection adds 1
        self.filled = np.ones(len(who))  # the store just after the last injection

    def typical(self, day: int) -> Floats:
        """Scale of a typical cycle begun on this day, before its own luck."""
        t, who = self.traits, self.who
        grown = t.grows[who] * np.clip(day / 365, 0.0, 1.0)
        return np.asarray(t.duration[who] * np.exp(grown + t.jump[who] * (day >= t.jump_day[who])))

    def inject(self, lanes: Ints, day: int) -> None:
        """Give one injection to these lanes on this day (days before 0 use the luck of day 0)."""
        t, who, at = self.traits, self.who[lanes], max(day, 0)
        luck = self._luck(t.varies[who], who, at)
        self.scale[lanes] = self.typical(day)[lanes] * luck
        self.other[lanes] = self.scale[lanes] * np.exp(self.world.second * (2 * t.phase[who] - 1))
        self.height[lanes] = t.height[who] * np.exp(self.world.abrupt * self.luck.amount[who, at])
        self.left[lanes] += 1.0
        self.filled[lanes] = self.left[lanes]

    def _luck(self, varies: Floats, who: Ints, at: int) -> Floats:
        z = self.luck.cycle[who, at]
        if self.world.random == "gamma":  # Wilson-Hilferty, mean one
            k = 1 / np.maximum(varies, 0.05) ** 2
            return np.asarray(np.clip(1 - 1 / (9 * k) + z / (3 * np.sqrt(k)), 0.1, None) ** 3)
        return np.asarray(np.exp(varies * z))

    def effect(self, tau: Floats, day: int) -> Floats:
        """Points of the score that a timely injection would have prevented today."""
        t, w, who = self.traits, self.world, self.who
        if w.store:
            rise = logistic(self._emptied(), t.width[who])
        else:
            rise = w.shape(tau / self.scale, t.width[who])
        if w.second:
            rise = 0.5 * rise + 0.5 * w.shape(tau / self.other, t.width[who])
        felt = self.luck.flicker[who, day] < w.flicker
        return np.asarray(t.follows[who] * self.height * rise * felt)

    def _emptied(self) -> Floats:
        """Lets one day pass in the store; 1 when it is down to a quarter of one injection."""
        relative = np.asarray(-0.5 * np.log2(np.maximum(self.left, 1e-12)))
        self.left *= np.exp2(-2.0 / self.scale)
        return relative

    def lasts(self, day: int) -> Floats:
        """True duration of a typical cycle begun today: first day with one point or more."""
        shift = 0.5 * np.log2(self.filled) if self.world.store else 0.0
        return np.asarray(np.clip(self.typical(day) * (self.first + shift), 1.0, LONGEST))

    @cached_property
    def first(self) -> Floats:
        """``first_point``, worked out once."""
        return self.first_point()

    def first_point(self) -> Floats:
        """Where one point has come back in a typical cycle, as a multiple of its scale."""
        t, who = self.traits, self.who
        x = np.linspace(0.0, 3.0, 1201)
        height, width = t.height[who][:, None], t.width[who][:, None]
        shape = logistic if self.world.store else self.world.shape
        rise = shape(x[None, :] + 0 * height, width)
        if self.world.second:
            rise = 0.5 * rise + 0.5 * shape(
                x[None, :] / np.exp(self.world.second * (2 * t.phase[who] - 1))[:, None], width
            )
        over = height * rise >= 1.0
        return np.where(over.any(axis=1), x[over.argmax(axis=1)], LONGEST)


_PLAIN = Habits()
WORLDS: tuple[World, ...] = (
    World("logistic", _PLAIN, logistic),
    World("store", replace(_PLAIN, varies=(0.05, 0.15), median=18.0), logistic, store=True),
    World(
        "abrupt",
        replace(_PLAIN, varies=(0.1, 0.35), flares_a_year=4.0),
        step,
        abrupt=0.25,
        random="gamma",
    ),
    World("expectation", replace(_PLAIN, expects=0.9, expect_size=1.8, follows=0.6), logistic),
    World("drifting", replace(_PLAIN, jumps=0.7, grows=(0.1, 0.7), median=17.0), saturating),
    World(
        "general practice",
        replace(_PLAIN, median=70.0, spread=0.9, follows=0.65, sparse=0.4),
        logistic,
    ),
    World(
        "climbing",
        replace(_PLAIN, tails=3.0, sparse=0.4, varies=(0.05, 0.3)),
        ramp,
        abrupt=0.2,
        held_out=True,
    ),
    World(
        "two clocks", replace(_PLAIN, monthly=0.4, median=18.0), logistic, second=0.6, held_out=True
    ),
    World(
        "flickering",
        replace(_PLAIN, flares_a_year=6.0, varies=(0.1, 0.4), noise=1.3),
        step,
        flicker=0.75,
        held_out=True,
    ),
)
