"""What each cycle says about every candidate, before cycles are put in order.

A stack holds several diaries, each ending with its running cycle in the last row; rows before a
diary's first cycle are empty and say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corrin.response import noise
from corrin.response.diary import Floats
from corrin.response.grid import LONGEST, SCALES, WIDTHS, rises
from corrin.response.rows import Cycles

# columns beside the cycle itself: level, slope a month, just after the injection,
# two ramps before the expected date, and a monthly rhythm
COLUMNS = 7
LEVEL, SLOPE, EARLY, RAMP_WEEK, RAMP_PART, SINE, COSINE = range(COLUMNS)
RAMPS = 5.0, 10.0  # days before the expected date on which worse days may begin
EARLY_DAYS = 3.5
PERIODS = np.arange(21, 36)
NEAR = (2.0, 6.0)  # days between a period and an interval: cannot be told apart, can
ROUGH_PRIOR = 6.0  # days that speak for usual noise before a cycle is called rough
FLAT = 0.05  # a rise with less than this in a cycle cannot be fitted


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sums over the days of each cycle, in units of the noise; n diaries, c cycles, p columns."""

    alike: Floats  # (n,) how nearly a monthly rhythm keeps step with the injections, 0 to 1
    length: Floats  # (n, c) days, 0 for an empty row
    planned: Floats  # (n, c)
    xx: Floats  # (n, c, p, p)
    xy: Floats  # (n, c, p)
    yy: Floats  # (n, c)
    xg: Floats  # (n, c, p, width, scale)
    yg: Floats  # (n, c, width, scale)
    gg: Floats  # (n, c, width, scale)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Days laid out for sums: arrays (n, c, day), and lag first where there are lags."""

    y: Floats
    day: Floats
    diagonal: Floats
    lagged: Floats  # (lag, n, c, day)

    def weighed(self, x: Floats) -> Floats:
        """Columns (n, c, day, p) times the inverse covariance of the noise."""
        out = x * self.diagonal[..., None]
        for k, entry in enumerate(self.lagged[:, :, :, :, None], start=1):
            out[:, :, k:] += entry[:, :, k:] * x[:, :, :-k]
            out[:, :, :-k] += entry[:, :, k:] * x[:, :, k:]
        return np.asarray(out)


def gather(diaries: Sequence[Cycles]) -> Evidence:
    """The evidence of several diaries at once; the same sums as one at a time."""
    depth = max((len(d.starts) for d in diaries), default=0) or 1
    width = max(max((d.scores.shape[1] for d in diaries), default=1), noise.LAGS + 1)
    shape = (len(diaries), depth, width)
    y, day, diagonal = np.zeros((3, *shape))
    sheet = _Sheet(y, day, diagonal, np.zeros((noise.LAGS, *shape)))
    length, planned = np.zeros((2, len(diaries), depth))
    for n, cycles in enumerate(diaries):
        rows = len(cycles.starts)
        if rows:
            here = (n, slice(depth - rows, None), slice(0, cycles.scores.shape[1]))
            _lay(cycles, sheet, here)
            length[n, depth - rows :] = cycles.lengths
            planned[n, depth - rows :] = _expected(cycles)
    period = _period(sheet)
    made = _sums(sheet, _columns(sheet, planned, period), length, planned, alike(period, length))
    return _weighed(made, (sheet.diagonal > 0).sum(axis=2))


def _lay(cycles: Cycles, sheet: _Sheet, here: tuple[int, slice, slice]) -> None:
    """Put one diary on the sheet: scores without their weekly rhythm, trusted day by day."""
    tau = np.arange(cycles.scores.shape[1], dtype=np.float64)
    day = np.asarray(cycles.starts, dtype=np.float64)[:, None] + tau
    variance, linger, weekday = noise.learned(cycles.scores, cycles.usable, day)
    weekly = weekday[np.mod(day, 7).astype(np.int64)]
    scores = np.where(cycles.usable, cycles.scores - weekly, 0.0)
    root = np.sqrt(noise.trust(scores, cycles.usable, float(np.sqrt(variance))))
    diagonal, lagged = noise.precision(cycles.usable & (root > 0), linger)
    sheet.y[here], sheet.day[here] = scores, day
    sheet.diagonal[here] = diagonal * root * root / variance
    for k, entry in enumerate(lagged, start=1):
        pair = entry[:, k:] * root[:, k:] * root[:, :-k]
        sheet.lagged[k - 1][here][:, k:] = pair / variance


def _expected(cycles: Cycles) -> Floats:
    """The interval expected in each cycle; where unknown, the length of the cycle before."""
    before = np.array([cycles.lengths[0], *cycles.lengths[:-1]], dtype=np.float64)
    return np.where(np.isfinite(cycles.planned), cycles.planned, before)


def _columns(sheet: _Sheet, planned: Floats, period: Floats) -> Floats:
    """Columns (n, c, day, p) for everything that is not the cycle itself."""
    day = sheet.day
    tau = np.arange(day.shape[2], dtype=np.float64)
    left = planned[:, :, None] - tau
    ramps = (np.minimum(np.maximum(1.0 - left / days, 0.0), 1.0) for days in RAMPS)
    angle = 2 * np.pi * day / period[:, None, None]
    each = (1.0, tau / 30.0, np.exp(-tau / EARLY_DAYS), *ramps, np.sin(angle), np.cos(angle))
    columns = np.empty((*day.shape, COLUMNS))
    for k, values in enumerate(each):
        columns[..., k] = values
    return columns


def _period(sheet: _Sheet) -> Floats:
    """The period of 21 to 35 days that fits past cycles best (least squares about the mean)."""
    n = len(sheet.y)
    past = slice(0, max(sheet.y.shape[1] - 1, 0))
    written = (sheet.diagonal[:, past] > 0).reshape(n, -1)
    y, t = sheet.y[:, past].reshape(n, -1), sheet.day[:, past].reshape(n, -1)
    w = written.astype(np.float64)
    centre = (w * y).sum(axis=1) / np.maximum(w.sum(axis=1), 1e-12)
    wave = np.zeros((len(PERIODS), *t.shape), np.complex128)  # nought where nothing was written
    wave[:, written] = np.exp(2j * np.pi * t[written] / PERIODS[:, None])
    power = np.abs((w * (y - centre[:, None]) * wave).sum(axis=2)) ** 2
    return np.asarray(PERIODS[np.argmax(power, axis=0)], dtype=np.float64)


def alike(period: Floats, length: Floats) -> Floats:
    """Share of the time in cycles that are over and about as long as the period: (n,)."""
    over = length[:, :-1]
    near = np.clip((NEAR[1] - np.abs(over - period[:, None])) / (NEAR[1] - NEAR[0]), 0.0, 1.0)
    return np.asarray((over * near).sum(axis=1) / np.maximum(over.sum(axis=1), 1.0))


def _weighed(e: Evidence, written: NDArray[np.int64]) -> Evidence:
    """Less weight for a cycle so rough that no level and no rise explain it.

    An illness nobody marked, a bad week: what is left over beside the best fit, where it is more
    than noise leaves, is taken for noise of this one cycle.
    """
    own = np.maximum(e.xx[:, :, LEVEL, LEVEL], 1e-12)
    level, g = e.xy[:, :, LEVEL] / own, e.xg[:, :, LEVEL]
    slope = np.maximum(e.yg - level[..., None, None] * g, 0.0)
    curve = e.gg - g * g / own[..., None, None]
    best = np.where(curve > FLAT, slope * slope / np.maximum(curve, FLAT), 0.0).max(axis=(2, 3))
    left = np.maximum(e.yy - level * e.xy[:, :, LEVEL] - best, 0.0)
    usual = np.maximum(written - 2, 0)  # a level and a rise are fitted
    weight = 1.0 / np.maximum((left + ROUGH_PRIOR) / (usual + ROUGH_PRIOR), 1.0)
    parts = ("xx", "xy", "yy", "xg", "yg", "gg")
    every = [weight.reshape(*weight.shape, *(1,) * (getattr(e, k).ndim - 2)) for k in parts]
    return replace(e, **{k: getattr(e, k) * w for k, w in zip(parts, every, strict=True)})


def _sums(sheet: _Sheet, x: Floats, length: Floats, planned: Floats, alike: Floats) -> Evidence:
    n, c, days = sheet.y.shape
    table = _products()[0][:days]
    grid = (len(WIDTHS), len(SCALES))
    weighed = sheet.weighed(np.concatenate([x, sheet.y[..., None]], axis=3))
    columns, y = weighed[..., :COLUMNS].swapaxes(2, 3), weighed[..., COLUMNS].copy()
    return Evidence(
        alike=alike,
        length=length,
        planned=planned,
        xx=np.matmul(columns, x),
        xy=np.matmul(columns, sheet.y[..., None])[..., 0],
        yy=(y * sheet.y).sum(axis=2),
        xg=(columns @ table).reshape(n, c, COLUMNS, *grid),
        yg=(y @ table).reshape(n, c, *grid),
        gg=_squares(sheet).reshape(n, c, *grid),
    )


def _squares(sheet: _Sheet) -> Floats:
    """Each rise against itself under the noise: (n, c, candidate)."""
    days = sheet.y.shape[2]
    _, square, *lagged = _products()
    total = sheet.diagonal @ square[:days]
    for k, (entry, product) in enumerate(zip(sheet.lagged, lagged, strict=True), start=1):
        total += 2.0 * (entry[:, :, k:] @ product[: days - k])
    return np.asarray(total)


@lru_cache(maxsize=1)
def _products() -> tuple[Floats, ...]:
    """The rises as columns, their squares, and each day's with that so many days before."""
    table = rises().reshape(-1, LONGEST + 1).T
    later = (table[k:] * table[: len(table) - k] for k in range(noise.LAGS + 1))
    return table, *later
