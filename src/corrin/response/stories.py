"""The stories that compete for a diary, walked cycle by cycle.

Each story may explain scores by a level with its trend, a worse time just after injections and a
monthly rhythm; one adds expectation locked to the calendar. Within each, "no cycle" and every
candidate of ``grid`` keep their own level: who wears off after eight days has a low level that
is seldom seen, who never does has a high one. A flare may explain the end of any cycle.
"""

from __future__ import annotations

from ctypes import CDLL
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corrin.response import grid, kernel
from corrin.response.diary import Floats, Prior
from corrin.response.evidence import COLUMNS, LEVEL, SINE, SLOPE, Evidence

STORY_WEIGHTS: Floats = np.array([0.65, 0.35])  # plain, expectation
_SD = np.array(  # prior SD of each column in each story; 0 leaves it out
    [
        [2.5, 0.6, 0.3, 0.0, 0.0, 0.6, 0.6],
        [2.5, 0.6, 0.9, 1.4, 1.2, 0.6, 0.6],
    ]
)
RIVAL_ONLY = 0.98  # of a rhythm in step with the injections is no part of the plain story
EXPECTING_CYCLE = 0.85  # share of the prior of a cycle left where expectation explains the rise
LEVEL_GUESS = 2.5
WANDER_CYCLE, WANDER_MONTH, SLOPE_MEMORY = 0.30, 0.35, 60.0
FLARE_RATE, FLARE_DAYS, FLARE_LATEST = 1 / 90, 6.0, 14.0
FORGET = 0.001  # a cycle; no story is ever closed for good


@dataclass(frozen=True, slots=True)
class Walked:
    """Weights after the last cycle, and how likely each cycle was to end with symptoms back.

    ``quiet`` and ``weight`` together sum to 1 for each diary.
    """

    quiet: Floats  # (n, story) no cycle
    weight: Floats  # (n, story, height, width, varies, scale)
    back: Floats  # (n, cycle) probability that symptoms were back at the end of the cycle


@dataclass(slots=True)
class _State:
    quiet: Floats  # (n, story)
    weight: Floats  # (n, story, height, width, varies, scale)
    calm: Floats  # (n, story, p) level of "no cycle"
    level: Floats  # (n, story, height, width, group, p)
    cov: Floats  # (n, story, p, p) of every level

    @property
    def parts(self) -> tuple[Floats, ...]:
        """Its arrays, in the order in which the compiled walk reads them."""
        return self.quiet, self.weight, self.calm, self.level, self.cov

    def copy(self) -> _State:
        """The same, to be moved."""
        return _State(*(part.copy() for part in self.parts))


@dataclass(frozen=True, slots=True)
class _Read:
    """One cycle as each story sees it: what is left after its level, and what a rise explains."""

    calm: Floats  # (n, story, p) level of "no cycle" after the cycle
    level: Floats  # (n, story, height, width, group, p) without a rise
    quiet: Floats  # (n, story) log-likelihood
    rise: Floats  # (n, story, height, width, group, scale) log-likelihood
    flare: Floats  # (n, story, height, scale) the same for a flare and no cycle
    pull: Floats  # (n, story, width, p, scale) how far a rise of one point moves the level


def walk(evidence: Evidence, priors: list[Prior]) -> Walked:
    """The belief about each diary after all its cycles. Deterministic."""
    first = _first(priors, evidence.alike)
    return _walk(first.copy(), first, evidence)


def _walk(state: _State, first: _State, evidence: Evidence) -> Walked:
    library = kernel.library()
    if library is not None:
        return _compiled(library, state, first, evidence)
    n, cycles = evidence.length.shape
    back = np.zeros((n, cycles))
    for c in range(cycles):
        _drift(state, first, evidence.length[:, c])
        back[:, c] = _learn(state, evidence, c)
    return Walked(state.quiet, state.weight, back)


def _compiled(library: CDLL, state: _State, first: _State, evidence: Evidence) -> Walked:
    """The same, by the compiled walk."""
    tables, (begin, moved) = _tables(), (_flat(first), _flat(state))
    if not kernel.fits(library, tables, moved):
        raise RuntimeError(
            f"met another edition of the compiled walk in {kernel.LIBRARY}; expected that of this "
            "version; run python -m tools.kernel again, or delete it"
        )
    back = kernel.walk(library, tables, evidence, begin, moved)
    at = 0
    for part in state.parts:
        size = part[0].size
        part[...] = moved[:, at : at + size].reshape(part.shape)
        at += size
    return Walked(state.quiet, state.weight, back)


def _flat(state: _State) -> Floats:
    """A row of doubles a diary, laid out as the compiled walk reads it."""
    return np.concatenate([part.reshape(len(part), -1) for part in state.parts], axis=1)


@lru_cache(maxsize=1)
def _tables() -> Floats:
    """Everything the compiled walk needs to know, laid out as it reads it."""
    numbers = (
        *(grid.STEP, FORGET, WANDER_CYCLE, WANDER_MONTH, SLOPE_MEMORY, _SD[0, SLOPE]),
        *(FLARE_RATE, FLARE_DAYS, FLARE_LATEST),
    )
    parts = (
        *(grid.HEIGHTS, grid.HEIGHT_WEIGHTS, grid.SCALES, (_SD > 0).astype(np.float64)),
        *(grid.cycle_kernels(), grid.drift_kernel(), _to_group(), grid.durations()),
        np.array(numbers),
    )
    return np.concatenate([np.asarray(part, dtype=np.float64).ravel() for part in parts])


def column_sd(alike: Floats) -> Floats:
    """Prior SD of each column: (n, story, p).

    A rhythm that keeps step with the injections would explain any return; it is a rival then, and
    no part of the plain story.
    """
    sd = np.tile(_SD, (len(alike), 1, 1))
    sd[:, 0, SINE:] *= 1.0 - RIVAL_ONLY * alike[:, None]
    return np.where(sd > 0, sd, 1.0)


def _first(priors: list[Prior], alike: Floats) -> _State:
    """Before any diary."""
    made = {prior: _prior_of(prior) for prior in set(priors)}
    quiet, weight = (np.stack([made[prior][k] for prior in priors]) for k in (0, 1))
    n, stories = quiet.shape
    calm = np.zeros((n, stories, COLUMNS))
    level = np.zeros((*weight.shape[:4], grid.GROUPS, COLUMNS))
    calm[..., LEVEL] = level[..., LEVEL] = LEVEL_GUESS
    cov = column_sd(alike)[..., None] ** 2 * np.eye(COLUMNS)
    return _State(quiet, weight, calm, level, cov)


@lru_cache(maxsize=64)
def _prior_of(prior: Prior) -> tuple[Floats, Floats]:
    active = grid.prior_weights(prior.median, prior.spread)
    cycle = np.array(_cycle_by_story(prior.cycle))
    share = STORY_WEIGHTS * cycle
    return STORY_WEIGHTS - share, share[:, None, None, None, None] * active


# A prior leaves room for "no cycle", however sure it is.
MOST_CERTAIN = 0.999


def _cycle_by_story(cycle: float) -> tuple[float, float]:
    """Prior of a cycle in each story: expectation makes it less needed; the mean is ``cycle``."""
    plain, expecting = STORY_WEIGHTS
    less = cycle * EXPECTING_CYCLE
    return min((cycle - expecting * less) / plain, MOST_CERTAIN), less


def _drift(state: _State, first: _State, days: Floats) -> None:
    """Let the days of one cycle pass: durations drift, levels wander, trends fade."""
    months = np.clip(days / 30.0, 0.0, 2.5)
    _mix(state, months)
    moved = state.weight @ grid.drift_kernel()
    state.weight = state.weight + months[:, None, None, None, None, None] * (moved - state.weight)
    forget = FORGET * (days > 0)
    state.quiet = state.quiet + forget[:, None] * (first.quiet - state.quiet)
    state.weight += forget[:, None, None, None, None, None] * (first.weight - state.weight)
    _wander(state, days)


def _mix(state: _State, months: Floats) -> None:
    """Who moves to another duration brings along the level of the one left."""
    n, s, h, w = state.weight.shape[:4]
    held = state.weight.sum(axis=4)
    to = _to_group().reshape(grid.GROUPS, grid.TOGETHER, grid.GROUPS)
    flow = held.reshape(n, s, h, w, grid.GROUPS, grid.TOGETHER, 1) * to
    flow = months[:, None, None, None, None, None] * flow.sum(axis=5)
    here = held.reshape(n, s, h, w, grid.GROUPS, grid.TOGETHER).sum(axis=5)
    stay = (1.0 - months)[:, None, None, None, None] * here
    total = stay + flow.sum(axis=4)
    came = flow.swapaxes(4, 5) @ state.level + stay[..., None] * state.level
    state.level = came / np.maximum(total, 1e-300)[..., None]


def _to_group() -> Floats:
    """How a patient's own scale moves in a month: (scale, group)."""
    moved = grid.drift_kernel().reshape(-1, grid.GROUPS, grid.TOGETHER)
    return np.asarray(moved.sum(axis=2))


def _wander(state: _State, days: Floats) -> None:
    month, memory = days / 30.0, np.exp(-days / SLOPE_MEMORY)
    move = np.zeros((len(days), 1, COLUMNS, COLUMNS))
    move[:] = np.eye(COLUMNS)
    move[:, 0, LEVEL, SLOPE] = month
    move[:, 0, SLOPE, SLOPE] = memory
    for levels in (state.calm, state.level):
        every = (slice(None), *(None,) * (levels.ndim - 2))
        levels[..., LEVEL] += month[every] * levels[..., SLOPE]
        levels[..., SLOPE] *= memory[every]
    state.cov = move @ state.cov @ move.swapaxes(-1, -2)
    ran = days > 0
    state.cov[:, :, LEVEL, LEVEL] += (ran * WANDER_CYCLE**2 + WANDER_MONTH**2 * month)[:, None]
    state.cov[:, :, SLOPE, SLOPE] += ((1 - memory**2) * _SD[0, SLOPE] ** 2)[:, None]


def _learn(state: _State, e: Evidence, c: int) -> Floats:
    """Take in one cycle; returns the probability that symptoms were back at its end."""
    mask = (_SD > 0).astype(np.float64)
    xx = e.xx[:, c, None] * mask[:, :, None] * mask[:, None, :]
    after = np.asarray(np.linalg.inv(np.linalg.inv(state.cov) + xx), dtype=np.float64)
    read = _read(state, e, c, xx, after)
    state.cov = after
    return _weigh(state, read, e.length[:, c])


def _read(state: _State, e: Evidence, c: int, xx: Floats, after: Floats) -> _Read:
    mask = (_SD > 0).astype(np.float64)
    xy, yy = e.xy[:, c, None] * mask, e.yy[:, c, None]
    xg = (e.xg[:, c, None] * mask[:, :, None, None]).swapaxes(2, 3)
    sign = 0.5 * (np.linalg.slogdet(after)[1] - np.linalg.slogdet(state.cov)[1])
    flat = state.level.reshape(*state.level.shape[:2], -1, COLUMNS)
    calm, misfit = _levelled(state.calm[:, :, None], xy[:, :, None], yy[:, :, None], xx, after)
    level, misfits = _levelled(flat, xy[:, :, None], yy[:, :, None], xx, after)
    level = level.reshape(state.level.shape)
    pull = after[:, :, None] @ xg
    curve = e.gg[:, c, None] - (xg * pull).sum(axis=3)
    height = grid.HEIGHTS[:, None]
    slope = e.yg[:, c, None, None, :, None] - level @ xg[:, :, None]
    slope *= height[:, :, None, None]
    slope -= 0.5 * height[:, :, None, None] ** 2 * curve[:, :, None, :, None]
    slope += (sign[:, :, None] - 0.5 * misfits).reshape(state.level.shape[:-1])[..., None]
    left = e.yg[:, c, None, 0] - (calm @ xg[:, :, 0])[:, :, 0]
    quiet = sign - 0.5 * misfit[:, :, 0]
    flare = height * left[:, :, None] - 0.5 * height**2 * curve[:, :, None, 0]
    return _Read(calm[:, :, 0], level, quiet, slope, quiet[..., None, None] + flare, pull)


def _levelled(
    level: Floats, xy: Floats, yy: Floats, xx: Floats, after: Floats
) -> tuple[Floats, Floats]:
    """Levels (n, story, k, p) after a cycle without a rise, and what they leave unexplained."""
    left = xy - level @ xx
    moved = left @ after
    misfit = yy - (level * (xy + left)).sum(axis=-1) - (left * moved).sum(axis=-1)
    return level + moved, misfit


def _weigh(state: _State, read: _Read, length: Floats) -> Floats:
    """Weigh every candidate by how well it explains the cycle; moves levels and weights."""
    top = np.maximum(read.rise.max(axis=(1, 2, 3, 4, 5)), read.quiet.max(axis=1))
    top = np.maximum(top, read.flare.max(axis=(1, 2, 3)))
    shape = _flare_shape(length)
    like = np.exp(np.subtract(read.rise, top[:, None, None, None, None, None], out=read.rise))
    weight, cycle = _by_group(state.weight, like)
    flared = like @ shape[:, None, None, None, :, None]
    weight += state.weight * np.repeat(flared[..., 0], grid.TOGETHER, axis=4)[:, :, :, :, None]
    quiet, calm = _calmed(read, top, shape)
    quiet *= state.quiet
    total = weight.sum(axis=(1, 2, 3, 4, 5)) + quiet.sum(axis=1)
    state.quiet = quiet / total[:, None]
    state.weight = weight / total[:, None, None, None, None, None]
    seat = (cycle * like).sum(axis=4) / total[:, None, None, None, None]
    cycle += shape[:, None, None, None, None] * cycle.sum(axis=-1, keepdims=True)
    cycle *= like
    cycle /= np.maximum(cycle.sum(axis=-1, keepdims=True), 1e-300)
    moved = cycle @ read.pull[:, :, None].swapaxes(-1, -2)
    state.level = read.level - grid.HEIGHTS[:, None, None, None] * moved
    state.calm = calm
    return _back(seat, length)


def _by_group(weight: Floats, like: Floats) -> tuple[Floats, Floats]:
    """New weight of each patient's scale, and prior of each cycle's scale by group."""
    n, s, h, w, v, d = weight.shape
    told, cycle = np.empty(weight.shape), np.empty(like.shape)
    kernels = grid.cycle_kernels()
    for g in range(grid.GROUPS):
        at = slice(g * grid.TOGETHER, (g + 1) * grid.TOGETHER)
        kernel = kernels[:, at].reshape(-1, d)
        part = like[:, :, :, :, g].reshape(-1, d) @ kernel.T
        told[..., at] = part.reshape(n, s, h, w, v, grid.TOGETHER)
        held = weight[..., at].reshape(-1, v * grid.TOGETHER)
        cycle[:, :, :, :, g] = (held @ kernel).reshape(n, s, h, w, d)
    told *= weight
    return told, cycle


def _calmed(read: _Read, top: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Likelihood of no cycle, with or without a flare at the end, and its level after that."""
    quiet = np.exp(read.quiet - top[:, None])
    flare = np.exp(read.flare - top[:, None, None, None]) * shape[:, None, None]
    flare *= grid.HEIGHT_WEIGHTS[:, None]
    total = quiet + flare.sum(axis=(2, 3))
    rise = (flare * grid.HEIGHTS[:, None]).sum(axis=2) / np.maximum(total, 1e-300)[..., None]
    return total, read.calm - (read.pull[:, :, 0] @ rise[..., None])[..., 0]


def _flare_shape(length: Floats) -> Floats:
    """Chance that a flare began at each scale's day and still lasts at the end: (n, scale)."""
    ago = length[:, None] - grid.SCALES
    inside = (ago > 0) & (ago <= FLARE_LATEST)
    chance = FLARE_RATE * grid.SCALES * grid.STEP * np.exp(-ago / FLARE_DAYS)
    return np.where(inside, chance, 0.0)


def _back(seat: Floats, length: Floats) -> Floats:
    """Probability that a return, and not a flare, had come by the end of the cycle."""
    gone = grid.durations()[None] <= length[:, None, None, None] - 1.0
    return np.asarray((seat * gone[:, None]).sum(axis=(1, 2, 3, 4)))
