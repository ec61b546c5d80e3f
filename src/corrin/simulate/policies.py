"""Rules that choose the next interval, seeing only what a diary holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from corrin.response import Diary, Proposal, propose_many
from corrin.simulate.patients import Bools, Floats, Ints

LOWEST, HIGHEST = 2, 84


@dataclass(slots=True)
class Pages:
    """The diaries of all lanes up to today; scores are (lanes, days), nan where nothing is."""

    scores: Floats
    planned: Floats
    flare: Bools
    injections: list[list[int]]
    interval: Ints  # in force
    mature: Ints  # first day on which the series of loading and eight weeks are over

    def cycle(self, lane: int, back: int) -> Floats:
        """Scores of the cycle that began ``back`` injections ago (1 is the running one)."""
        days = self.injections[lane]
        if len(days) < back:
            return np.empty(0)
        end = days[-back + 1] if back > 1 else self.scores.shape[1]
        return self.scores[lane, max(days[-back], 0) : max(end, 0)]


class Policy(Protocol):
    """Plans a cycle on the day of an injection, and may call for a dose before its time."""

    name: str
    start: int | None

    def plan(self, pages: Pages, lanes: Ints, day: int) -> Ints:
        """Whole days to the next injection, for lanes injected today."""

    def due_now(self, pages: Pages, lanes: Ints, day: int) -> Bools:
        """Lanes that should have a dose now."""


def _came_back(scores: Floats, tail: int = 7) -> bool:
    """The rule of thumb: the last days are a point worse than the days just after the dose."""
    early, late = scores[3 : max(8, len(scores) // 2)], scores[-tail:]
    early, late = early[~np.isnan(early)], late[~np.isnan(late)]
    return len(early) >= 2 and len(late) >= 2 and float(late.mean() - early.mean()) >= 1.0


@dataclass(slots=True)
class Fixed:
    """Every so many days, whatever happens."""

    name: str
    days: int
    start: int | None = None

    def __post_init__(self) -> None:
        self.start = self.days

    def plan(self, pages: Pages, lanes: Ints, day: int) -> Ints:
        return np.full(len(lanes), self.days)

    def due_now(self, pages: Pages, lanes: Ints, day: int) -> Bools:
        return np.zeros(len(lanes), bool)


@dataclass(slots=True)
class Quarter:
    """A quarter longer after a calm cycle, a quarter shorter after a return; may go back and hold.

    ``quarter-hold-28`` and ``-14`` start there, step back on the first return and stay.
    """

    name: str
    start: int | None = None
    hold: bool = False
    held: set[int] = field(default_factory=set)

    def plan(self, pages: Pages, lanes: Ints, day: int) -> Ints:
        return np.array([self._one(pages, int(lane), day) for lane in lanes], dtype=np.int64)

    def _one(self, pages: Pages, lane: int, day: int) -> int:
        now = int(pages.interval[lane])
        if day < pages.mature[lane]:
            return now
        scores = pages.cycle(lane, 2)
        if np.isfinite(scores).sum() < 4:
            return now
        if _came_back(scores):
            self.held.add(lane)
            return max(LOWEST, min(now - 1, round(now / 1.25)))
        if self.hold and lane in self.held:
            return now
        return min(HIGHEST, max(now + 1, round(now * 1.25)))

    def due_now(self, pages: Pages, lanes: Ints, day: int) -> Bools:
        return np.zeros(len(lanes), bool)


@dataclass(slots=True)
class Return:
    """Inject when symptoms return: three scored days a point and a half above the good days."""

    name: str = "return"
    start: int | None = None

    def plan(self, pages: Pages, lanes: Ints, day: int) -> Ints:
        return np.where(day >= pages.mature[lanes], HIGHEST, pages.interval[lanes])

    def due_now(self, pages: Pages, lanes: Ints, day: int) -> Bools:
        return np.array([self._one(pages, int(lane), day) for lane in lanes], dtype=bool)

    def _one(self, pages: Pages, lane: int, day: int) -> bool:
        scores = pages.cycle(lane, 1)
        known = scores[np.isfinite(scores)]
        if day < pages.mature[lane] or len(known) < 4 or len(scores) < 4:
            return False
        recent = pages.scores[lane, max(0, day - 90) : day + 1]
        good = float(np.nanquantile(recent, 0.3))
        return float(known[-3:].mean()) >= good + 1.5


@dataclass(slots=True)
class Corrin:
    """The proposal of ``corrin.response``, asked on injection days and every third day."""

    name: str = "corrin"
    start: int | None = None
    band: tuple[float, float] = (LOWEST, HIGHEST)
    alpha: float = 0.20
    every: int = 3
    ask: Callable[..., list[Proposal]] = propose_many
    seen: Callable[[Ints, int, Sequence[Proposal]], None] | None = None

    def plan(self, pages: Pages, lanes: Ints, day: int) -> Ints:
        answers = self._ask(pages, lanes, day)
        now = pages.interval[lanes]
        days = [a.interval if a.interval is not None else int(k) for a, k in zip(answers, now)]
        return np.array(days, dtype=np.int64)

    def due_now(self, pages: Pages, lanes: Ints, day: int) -> Bools:
        due = np.zeros(len(lanes), bool)
        since = np.array([day - pages.injections[lane][-1] for lane in lanes])
        asked = np.flatnonzero((since % self.every == 0) & (since > 0))
        if len(asked):
            answers = self._ask(pages, lanes[asked], day)
            due[asked] = [a.days is not None and a.days <= since[i]
                          for a, i in zip(answers, asked)]
        return due

    def _ask(self, pages: Pages, lanes: Ints, day: int) -> list[Proposal]:
        diaries = [
            Diary(
                scores=pages.scores[lane],
                injections=tuple(pages.injections[lane]),
                planned=pages.planned[lane],
                flare=pages.flare[lane],
            )
            for lane in lanes
        ]
        answers = self.ask(
            diaries,
            today=day,
            band=self.band,
            current=[int(k) for k in pages.interval[lanes]],
            alpha=self.alpha,
        )
        if self.seen is not None:
            self.seen(lanes, day, answers)
        return answers


def policy(name: str) -> Policy:
    """The policy of this name (not the oracle, which is no rule); ValueError otherwise."""
    if name.startswith("fixed-") and name[6:].isdigit():
        return Fixed(name, int(name[6:]))
    made: dict[str, Callable[[], Policy]] = {
        "quarter": lambda: Quarter(name),
        "quarter-hold-28": lambda: Quarter(name, start=28, hold=True),
        "quarter-hold-14": lambda: Quarter(name, start=14, hold=True),
        "return": Return,
        "corrin": Corrin,
    }
    if name not in made:
        raise ValueError(f"met the policy {name!r}, expected one of {', '.join(NAMES)}; use one")
    return made[name]()


NAMES = (
    *("fixed-84", "fixed-56", "fixed-28", "fixed-14", "fixed-7"),
    *("quarter", "quarter-hold-28", "quarter-hold-14", "return", "corrin", "oracle"),
)
