"""What each cycle says about every candidate, before cycles are put in order.

A stack holds several diaries, each ending with its running cycle in the last row; rows before a
diary's first cycle are empty and say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corrin.response import noise
from corrin.response.diary import Floats
from corrin.response.grid import SCALES, WIDTHS, rises
from corrin.response.rows import Cycles

# columns beside the cycle itself: level, slope a month, just after the injection,
# two ramps before the expected date, and a monthly rhythm
COLUMNS = 7
LEVEL, SLOPE, EARLY, RAMP_WEEK, RAMP_PART, SINE, COSINE = range(COLUMNS)
PERIODS = np.arange(21, 36)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sums over the days of each cycle, in units of the noise; n diaries, c cycles, p columns."""

    length: Floats  # (n, c) days, 0 for an empty row
    planned: Floats  # (n, c)
    xx: Floats  # (n, c, p, p)
    xy: Floats  # (n, c, p)
    yy: Floats  # (n, c)
    xg: Floats  # (n, c, p, width, scale)
    yg: Floats  # (n, c, width, scale)
    gg: Floats  # (n, c, width, scale)


def gather(diaries: Sequence[Cycles]) -> Evidence:
    """The evidence of several diaries at once; the same sums as one at a time."""
    depth = max((len(d.starts) for d in diaries), default=0) or 1
    width = max((d.scores.shape[1] for d in diaries), default=1)
    y = np.zeros((len(diaries), depth, width))
    weight = np.zeros_like(y)
    day = np.zeros_like(y)
    length, planned = np.zeros((2, len(diaries), depth))
    for n, cycles in enumerate(diaries):
        rows = len(cycles.starts)
        if rows:
            here = (n, slice(depth - rows, None), slice(0, cycles.scores.shape[1]))
            y[here], weight[here], day[here] = _prepare(cycles)
            length[n, depth - rows :] = cycles.lengths
            planned[n, depth - rows :] = _expected(cycles)
    return _sums(y, weight, _columns(day, length, planned, y, weight), length, planned)


def _prepare(cycles: Cycles) -> tuple[Floats, Floats, Floats]:
    """Scores without their weekly rhythm, the weight of each day, and its day number."""
    tau = np.arange(cycles.scores.shape[1], dtype=np.float64)
    day = np.asarray(cycles.starts, dtype=np.float64)[:, None] + tau
    variance = noise.spread(cycles.scores, cycles.usable)
    weekly = noise.weekly(cycles.scores, cycles.usable, day, variance)
    scores = np.where(cycles.usable, cycles.scores - weekly, 0.0)
    weight = noise.trust(scores, cycles.usable, float(np.sqrt(variance)))
    return scores, weight / variance, day


def _expected(cycles: Cycles) -> Floats:
    """The interval expected in each cycle; where unknown, the length of the cycle before."""
    before = np.array([cycles.lengths[0], *cycles.lengths[:-1]], dtype=np.float64)
    return np.where(np.isfinite(cycles.planned), cycles.planned, before)


def _columns(
    day: Floats, length: Floats, planned: Floats, y: Floats, weight: Floats
) -> Floats:
    """Columns (n, c, day, p) for everything that is not the cycle itself."""
    tau = np.arange(day.shape[2], dtype=np.float64)
    left = planned[:, :, None] - tau
    ramp = np.clip(1.0 - left / 8.0, 0.0, 1.0)
    part = np.clip(1.0 - left / np.maximum(0.35 * planned[:, :, None], 1.0), 0.0, 1.0)
    angle = 2 * np.pi * day / _period(day, y, weight)[:, None, None]
    flat = np.ones_like(day)
    stack = (flat, flat * tau / 30.0, flat * np.exp(-tau / 2.5), ramp, part)
    return np.stack([*stack, np.sin(angle), np.cos(angle)], axis=-1)


def _period(day: Floats, y: Floats, weight: Floats) -> Floats:
    """The period of 21 to 35 days that fits each diary best (least squares about the mean)."""
    n = len(y)
    w, t = weight.reshape(n, -1), day.reshape(n, -1)
    total = np.maximum(w.sum(axis=1, keepdims=True), 1e-12)
    value = w * (y.reshape(n, -1) - (w * y.reshape(n, -1)).sum(axis=1, keepdims=True) / total)
    power = [
        np.square((value * np.cos(2 * np.pi * t / p)).sum(axis=1))
        + np.square((value * np.sin(2 * np.pi * t / p)).sum(axis=1))
        for p in PERIODS
    ]
    return PERIODS[np.argmax(power, axis=0)].astype(np.float64)


def _sums(
    y: Floats, weight: Floats, x: Floats, length: Floats, planned: Floats
) -> Evidence:
    n, c, days = y.shape
    table = rises()[:, :, :days].reshape(-1, days).T
    grid = (len(WIDTHS), len(SCALES))
    weighted = x * weight[..., None]
    return Evidence(
        length=length,
        planned=planned,
        xx=np.matmul(weighted.swapaxes(2, 3), x),
        xy=np.matmul(weighted.swapaxes(2, 3), y[..., None])[..., 0],
        yy=(weight * y * y).sum(axis=2),
        xg=(weighted.swapaxes(2, 3) @ table).reshape(n, c, COLUMNS, *grid),
        yg=((weight * y) @ table).reshape(n, c, *grid),
        gg=(weight @ (table * table)).reshape(n, c, *grid),
    )
