"""The stories that compete for a diary, walked cycle by cycle.

Each story may explain scores by a level with its trend, a worse time just after injections and a
monthly rhythm; one adds expectation locked to the calendar. Within each, every candidate of
``grid`` (and "no cycle") keeps its own level. A flare may explain the end of any cycle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrin.response import grid
from corrin.response.diary import Floats, Prior
from corrin.response.evidence import COLUMNS, LEVEL, SLOPE, Evidence

STORY_WEIGHTS: Floats = np.array([0.75, 0.25])  # plain, expectation
_SD = np.array(  # prior SD of each column in each story; 0 leaves it out
    [
        [2.5, 0.6, 0.3, 0.0, 0.0, 0.6, 0.6],
        [2.5, 0.6, 0.9, 1.4, 1.2, 0.6, 0.6],
    ]
)
EXPECTING_CYCLE = 0.8  # share of the prior of a cycle left where expectation explains the rise
LEVEL_GUESS = 2.5
WANDER_CYCLE, WANDER_MONTH, SLOPE_MEMORY = 0.20, 0.30, 60.0
HEIGHTS: Floats = np.concatenate([[0.0], grid.HEIGHTS])  # the first is "no cycle"
FLARE_RATE, FLARE_DAYS, FLARE_LATEST = 1 / 90, 6.0, 14.0
FORGET = 0.004  # a cycle; no story is ever closed for good


@dataclass(frozen=True, slots=True)
class Walked:
    """Weights after the last cycle, and how likely each cycle was to end with symptoms back."""

    weight: Floats  # (n, story, height, width, varies, scale), sums to 1 for each diary
    back: Floats  # (n, cycle) probability that symptoms were back at the end of the cycle
    back_by: Floats  # (n, story, height, width, scale) where the running cycle's scale lies


@dataclass(slots=True)
class _State:
    weight: Floats
    mean: Floats  # (n, story, height, width, p)
    cov: Floats  # (n, story, p, p)


def walk(evidence: Evidence, priors: list[Prior]) -> Walked:
    """The belief about each diary after all its cycles. Deterministic."""
    first = _prior_weights(priors)
    state = _State(first.copy(), *_first_level(len(priors)))
    n, cycles = evidence.length.shape
    back, seat = np.zeros((n, cycles)), np.empty(0)
    for c in range(cycles):
        _drift(state, first, evidence.length[:, c])
        back[:, c], seat = _learn(state, evidence, c)
    return Walked(state.weight, back, seat)


def _prior_weights(priors: list[Prior]) -> Floats:
    made = {prior: _prior_of(prior) for prior in set(priors)}
    return np.stack([made[prior] for prior in priors])


def _prior_of(prior: Prior) -> Floats:
    active = grid.prior_weights(prior.median, prior.spread)
    quiet = active.sum(axis=0, keepdims=True)  # "no cycle" shares the other candidates' grid
    return np.stack(
        [
            share * np.concatenate([(1 - cycle) * quiet, cycle * active])
            for share, cycle in zip(STORY_WEIGHTS, _cycle_by_story(prior.cycle), strict=True)
        ]
    )


# A prior leaves room for "no cycle", however sure it is.
MOST_CERTAIN = 0.999


def _cycle_by_story(cycle: float) -> tuple[float, float]:
    """Prior of a cycle in each story: expectation makes it less needed; the mean is ``cycle``."""
    plain, expecting = STORY_WEIGHTS
    less = cycle * EXPECTING_CYCLE
    return min((cycle - expecting * less) / plain, MOST_CERTAIN), less


def _first_level(n: int) -> tuple[Floats, Floats]:
    mean = np.zeros((n, len(_SD), len(HEIGHTS), len(grid.WIDTHS), COLUMNS))
    mean[..., LEVEL] = LEVEL_GUESS
    spread = np.where(_SD > 0, _SD, 1.0)
    cov = np.zeros((n, len(_SD), COLUMNS, COLUMNS))
    cov[:] = spread[:, :, None] ** 2 * np.eye(COLUMNS)
    return mean, cov


def _drift(state: _State, first: Floats, days: Floats) -> None:
    """Let the days of one cycle pass: durations drift, levels wander, trends fade."""
    months = np.clip(days / 30.0, 0.0, 2.5)[:, None, None, None, None, None]
    moved = state.weight @ grid.drift_kernel()
    state.weight = state.weight + months * (moved - state.weight)
    forget = FORGET * (days > 0)[:, None, None, None, None, None]
    state.weight = (1 - forget) * state.weight + forget * first
    _wander(state, days)


def _wander(state: _State, days: Floats) -> None:
    month, memory = days / 30.0, np.exp(-days / SLOPE_MEMORY)
    move = np.zeros((len(days), 1, COLUMNS, COLUMNS))
    move[:] = np.eye(COLUMNS)
    move[:, 0, LEVEL, SLOPE] = month
    move[:, 0, SLOPE, SLOPE] = memory
    state.mean = np.matmul(state.mean, move[:, :, None].swapaxes(-1, -2))
    state.cov = move @ state.cov @ move.swapaxes(-1, -2)
    ran = days > 0
    state.cov[:, :, LEVEL, LEVEL] += (ran * WANDER_CYCLE**2 + WANDER_MONTH**2 * month)[:, None]
    state.cov[:, :, SLOPE, SLOPE] += ((1 - memory**2) * _SD[0, SLOPE] ** 2)[:, None]


def _learn(state: _State, e: Evidence, c: int) -> tuple[Floats, Floats]:
    """Take in one cycle; returns P(symptoms back at its end) and where its scale may lie."""
    mask = (_SD > 0).astype(np.float64)
    xx = e.xx[:, c, None] * mask[:, :, None] * mask[:, None, :]
    xg = e.xg[:, c, None] * mask[:, :, None, None]
    inverse = np.linalg.inv(state.cov)
    after = np.asarray(np.linalg.inv(inverse + xx), dtype=np.float64)
    level, like = _likelihood(state, e, c, xx, xg, after)
    return _weigh(state, e.length[:, c], like, level, xg, after)


def _likelihood(
    state: _State, e: Evidence, c: int, xx: Floats, xg: Floats, after: Floats
) -> tuple[Floats, Floats]:
    """Level without a rise (n, s, h, w, p) and log-likelihood of each scale (n, s, h, w, d)."""
    xy = e.xy[:, c, None, None, None] * (_SD > 0)[:, None, None]
    fitted = np.matmul(state.mean, xx[:, :, None])
    left = xy - fitted
    moved = np.matmul(left, after[:, :, None])
    level = state.mean + moved
    misfit = e.yy[:, c, None, None, None] - (state.mean * (xy + left)).sum(-1)
    misfit = misfit - (left * moved).sum(-1)
    sign = np.linalg.slogdet(after)[1] - np.linalg.slogdet(state.cov)[1]
    slope = e.yg[:, c, None, None] - np.einsum("nshwp,nspwd->nshwd", level, xg)
    smooth = np.einsum("nspq,nsqwd->nspwd", after, xg)
    curve = e.gg[:, c, None] - (xg * smooth).sum(axis=2)
    height = HEIGHTS[:, None, None]
    rise = height * slope - 0.5 * height**2 * curve[:, :, None]
    return level, rise - 0.5 * misfit[..., None] + 0.5 * sign[:, :, None, None, None]


def _weigh(
    state: _State, length: Floats, logs: Floats, level: Floats, xg: Floats, after: Floats
) -> tuple[Floats, Floats]:
    like = np.exp(logs - logs.max(axis=(1, 2, 3, 4), keepdims=True))
    kernels = grid.cycle_kernels()
    cycle = np.einsum("nshwvd,vde->nshwe", state.weight, kernels, optimize=True)
    flared = _flared(like, length)
    by_scale = np.matmul(like, _scatter())
    told = by_scale.reshape(*like.shape[:-1], len(grid.VARIES), len(grid.SCALES))
    weight = state.weight * (told + flared[..., None, None])
    total = weight.sum(axis=(1, 2, 3, 4, 5))
    seat = cycle * like / total[:, None, None, None, None]
    state.weight = weight / total[:, None, None, None, None, None]
    share = cycle * like + _flare_shape(length)[:, None, None, None] * like * cycle.sum(
        -1, keepdims=True
    )
    share /= np.maximum(share.sum(-1, keepdims=True), 1e-300)
    pull = np.einsum("nshwd,nspwd->nshwp", share, xg)
    state.mean = level - HEIGHTS[:, None, None] * np.matmul(pull, after[:, :, None])
    state.cov = after
    return _back(seat, length), seat


def _scatter() -> Floats:
    """Kernels laid side by side: (cycle's scale, varies * patient's scale)."""
    kernels = grid.cycle_kernels()
    return np.asarray(kernels.transpose(2, 0, 1).reshape(len(grid.SCALES), -1))


def _flare_shape(length: Floats) -> Floats:
    """Chance that a flare began at each scale's day and still lasts at the end: (n, scale)."""
    ago = length[:, None] - grid.SCALES
    inside = (ago > 0) & (ago <= FLARE_LATEST)
    chance = FLARE_RATE * grid.SCALES * grid.STEP * np.exp(-ago / FLARE_DAYS)
    return np.where(inside, chance, 0.0)


def _flared(like: Floats, length: Floats) -> Floats:
    """What a flare at the end of the cycle adds to every candidate: (n, s, 1, 1)."""
    flared = (like[:, :, 1:, 0] * _flare_shape(length)[:, None, None]).sum(-1)
    return np.asarray((flared @ grid.HEIGHT_WEIGHTS)[:, :, None, None])


def _back(seat: Floats, length: Floats) -> Floats:
    """Probability that a return, and not a flare, had come by the end of the cycle."""
    gone = grid.durations()[None] <= length[:, None, None, None] - 1.0
    return np.asarray((seat[:, :, 1:] * gone[:, None]).sum(axis=(1, 2, 3, 4)))
