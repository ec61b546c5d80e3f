"""The same posterior, slowly and plainly: the judge of the fast way.

One candidate at a time, one cycle at a time, with dense covariance matrices over days: nothing is
precomputed, shared or vectorised over candidates. Only constants come from the package.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corrin.response import grid, stories
from corrin.response import noise as noise_of
from corrin.response.diary import USUAL, Diary, Floats, Prior
from corrin.response.evidence import (
    COLUMNS,
    FLAT,
    LEVEL,
    ROUGH_PRIOR,
    SINE,
    SLOPE,
    _columns,
    _expected,
    _period,
    _Sheet,
    alike,
)
from corrin.response.rows import Cycles, read

Ints = NDArray[np.int64]
Days = tuple[Ints, Floats, Floats, Floats]  # days since the injection, scores, columns, noise


def _days_of(cycles: Cycles) -> tuple[list[Days], float]:
    """Scores, their noise covariance and the columns of each cycle, for the days that count.

    And how nearly a monthly rhythm keeps step with the injections.
    """
    tau = np.arange(cycles.scores.shape[1])
    day = np.array(cycles.starts, dtype=np.float64)[:, None] + tau
    past = noise_of.before_this_cycle(cycles.usable)
    variance, linger = noise_of.spread(cycles.scores, past)
    rhythm = noise_of.weekly(cycles.scores, past, day, variance)
    y = np.where(cycles.usable, cycles.scores, 0.0)
    y = y - np.where(cycles.usable, rhythm[np.mod(day, 7).astype(int)], 0.0)
    trust = noise_of.trust(y, cycles.usable, math.sqrt(variance))
    sheet = _Sheet(y[None], day[None].astype(float), trust[None], np.zeros((3, 1, *y.shape)))
    length = np.array([cycles.lengths], float)
    period = _period(sheet)
    x = _columns(sheet, _expected(cycles)[None], period)[0]
    days = [_roughened(_one(y[c], x[c], trust[c], variance, linger)) for c in range(len(y))]
    return days, float(alike(period, length)[0])


def _roughened(days: Days) -> Days:
    """More noise where the best level and rise leave more than noise explains."""
    tau, y, x, cov = days
    if not len(tau):
        return days
    inverse = np.asarray(np.linalg.inv(cov), dtype=np.float64)
    ones = np.ones(len(tau))
    left = [_left(inverse, y, ones[:, None])]
    for width in grid.WIDTHS:
        for scale in grid.SCALES:
            g = np.array([rise(float(scale), float(width), t) for t in tau])
            flat = g - (ones @ inverse @ g) / (ones @ inverse @ ones)
            if flat @ inverse @ flat > FLAT and flat @ inverse @ y > 0:
                left.append(_left(inverse, y, np.stack([ones, g], axis=1)))
    more = (min(left) + ROUGH_PRIOR) / (max(len(tau) - 2, 0) + ROUGH_PRIOR)
    return tau, y, x, cov * max(more, 1.0)


def _left(inverse: Floats, y: Floats, x: Floats) -> float:
    """What generalised least squares leaves, in units of the noise."""
    fit = np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ y)
    e = y - x @ fit
    return float(e @ inverse @ e)


def _one(y: Floats, x: Floats, trust: Floats, variance: float, linger: float) -> Days:
    tau = np.flatnonzero(trust > 0)
    n = len(tau)
    half = np.zeros((n, n))  # y[i] - rho y[i - 1] is independent noise
    for i in range(n):
        gap = tau[i] - tau[i - 1] if i else 99
        rho = linger**gap if gap <= noise_of.LAGS else 0.0
        half[i, i] = 1 / math.sqrt(1 - rho**2)
        if rho:
            half[i, i - 1] = -rho / math.sqrt(1 - rho**2)
    root = np.diag(np.sqrt(trust[tau]))
    cov = np.linalg.inv(root @ half.T @ half @ root / variance)
    return tau, y[tau], x[tau], cov


@cache
def rise(scale: float, width: float, tau: float) -> float:
    return 1 / (1 + math.exp(-min(max((tau / scale - 1) / width, -60), 60)))


def kernel(sd: float) -> Floats:
    gap = np.log(grid.SCALES)[:, None] - np.log(grid.SCALES)[None]
    phi = np.vectorize(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)))
    mass = phi((abs(gap) + grid.STEP / 2) / sd) - phi((abs(gap) - grid.STEP / 2) / sd)
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def posterior(diary: Diary, today: int, prior: Prior = USUAL) -> tuple[Floats, Floats, float]:
    """Weights of no cycle (story) and of (story, height, width, varies, scale), and P(back)."""
    cycles = read(diary, today)
    wild = kernel(grid.WILD_SD)
    scatter = [(1 - grid.WILD) * kernel(v) + grid.WILD * wild for v in grid.VARIES]
    move = (1 - grid.JUMP) * kernel(grid.DRIFT_SD) + grid.JUMP * kernel(grid.JUMP_SD)
    none, first = prior_weights(prior)
    quiet, w = none.copy(), first.copy()
    levels = np.zeros((*w.shape[:3], grid.GROUPS, COLUMNS))
    calms = np.zeros((len(none), COLUMNS))
    levels[..., LEVEL] = calms[:, LEVEL] = stories.LEVEL_GUESS
    read_days, step_kept = _days_of(cycles)
    cov = [np.diag(np.where(sd > 0, sd, 1.0) ** 2) for sd in column_sd(step_kept)]
    back = 0.0
    for length, days in zip(cycles.lengths, read_days, strict=True):
        months = min(length / 30, 2.5)
        step = (1 - months) * np.eye(len(move)) + months * move
        levels = _carried(levels, w, step)
        w = w @ step
        w = (1 - stories.FORGET) * w + stories.FORGET * first
        quiet = (1 - stories.FORGET) * quiet + stories.FORGET * none
        told = [
            _story(s, quiet[s], w[s], calms[s], levels[s], cov[s], length, days, scatter)
            for s in range(len(none))
        ]
        quiet, w = np.array([t[0] for t in told]), np.array([t[1] for t in told])
        total = quiet.sum() + w.sum()
        quiet, w, back = quiet / total, w / total, sum(t[5] for t in told) / total
        calms, levels = np.array([t[2] for t in told]), np.array([t[3] for t in told])
        cov = [t[4] for t in told]
    return quiet, w, back


def column_sd(step_kept: float) -> list[Floats]:
    """The plain story has no rhythm that keeps step with the injections."""
    first, second = (sd.copy() for sd in stories._SD)
    first[SINE:] *= 1 - stories.RIVAL_ONLY * step_kept
    return [first, second]


def _carried(levels: Floats, w: Floats, step: Floats) -> Floats:
    """Who moves to another duration brings along the level of the one left."""
    out = np.zeros_like(levels)
    of = np.arange(len(step)) // grid.TOGETHER
    for at in np.ndindex(*levels.shape[:3]):
        flow = w[at].sum(axis=0)[:, None] * step
        for g in range(grid.GROUPS):
            into = flow[:, of == g].sum(axis=1)
            out[(*at, g)] = (into[:, None] * levels[at][of]).sum(axis=0) / into.sum()
    return out


def _story(
    s: int,
    quiet: float,
    w: Floats,
    calm: Floats,
    levels: Floats,
    cov: Floats,
    length: float,
    days: Days,
    scatter: list[Floats],
) -> tuple[float, Floats, Floats, Floats, Floats, float]:
    """One story and one cycle; likelihoods are not scaled, so short diaries only."""
    tau, y, x, noise = days
    f, cov = _wandered(cov, length)
    xs = x * (stories._SD[s] > 0)
    total = xs @ cov @ xs.T + noise
    inverse, det = np.linalg.inv(total), np.linalg.slogdet(total)[1]
    gain = cov @ xs.T @ inverse if len(tau) else np.zeros((COLUMNS, 0))
    chance = flare_shape(length)

    def seen(level: Floats, height: float, width: float, scale: float) -> tuple[float, Floats]:
        e = y - xs @ level - height * np.array([rise(scale, width, t) for t in tau])
        like = math.exp(-0.5 * float(e @ inverse @ e) - 0.5 * det) if len(tau) else 1.0
        return like, level + gain @ e

    calm = f @ calm
    plain = seen(calm, 0.0, grid.WIDTHS[0], 1.0)
    told = [(plain[0], plain[1])]
    for h, height in enumerate(grid.HEIGHTS):
        for d in np.flatnonzero(chance):
            like, post = seen(calm, height, grid.WIDTHS[0], grid.SCALES[d])
            told.append((grid.HEIGHT_WEIGHTS[h] * chance[d] * like, post))
    quiet *= sum(like for like, _ in told)
    calm = np.sum([like * post for like, post in told], axis=0) / sum(like for like, _ in told)
    new, after, back = np.zeros_like(w), np.zeros_like(levels), 0.0
    for h, k, g in np.ndindex(*levels.shape[:3]):
        height, width, level = float(grid.HEIGHTS[h]), float(grid.WIDTHS[k]), f @ levels[h, k, g]
        both = [seen(level, height, width, float(d)) for d in grid.SCALES]
        likes, post = np.array([b[0] for b in both]), np.array([b[1] for b in both])
        share = np.zeros(len(likes))
        for e in range(g * grid.TOGETHER, (g + 1) * grid.TOGETHER):
            for v in range(len(scatter)):
                here = w[h, k, v, e] * scatter[v][e]
                new[h, k, v, e] = (here * likes).sum() + w[h, k, v, e] * (chance * likes).sum()
                share += here
        gone = grid.durations()[h, k] <= length - 1
        back += float((share * likes)[gone].sum())
        share = (share + chance * share.sum()) * likes
        after[h, k, g] = (share[:, None] * post).sum(axis=0) / share.sum()
    return quiet, new, calm, after, cov - gain @ xs @ cov, back


def _wandered(cov: Floats, length: float) -> tuple[Floats, Floats]:
    """How levels move while a cycle passes: the step of the mean, and the covariance after it."""
    f = np.eye(COLUMNS)
    f[LEVEL, SLOPE], f[SLOPE, SLOPE] = length / 30, math.exp(-length / stories.SLOPE_MEMORY)
    cov = f @ cov @ f.T
    cov[LEVEL, LEVEL] += stories.WANDER_CYCLE**2 + stories.WANDER_MONTH**2 * length / 30
    cov[SLOPE, SLOPE] += (1 - f[SLOPE, SLOPE] ** 2) * stories._SD[0, SLOPE] ** 2
    return f, cov


def flare_shape(length: float) -> Floats:
    out = np.zeros(len(grid.SCALES))
    for d, scale in enumerate(grid.SCALES):
        ago = length - scale
        if 0 < ago <= stories.FLARE_LATEST:
            width = scale * grid.STEP
            out[d] = stories.FLARE_RATE * width * math.exp(-ago / stories.FLARE_DAYS)
    return out


def prior_weights(prior: Prior) -> tuple[Floats, Floats]:
    n_h, n_w, n_v, n_d = len(grid.HEIGHTS), len(grid.WIDTHS), len(grid.VARIES), len(grid.SCALES)
    w = np.zeros((len(stories.STORY_WEIGHTS), n_h, n_w, n_v, n_d))
    for h, height in enumerate(grid.HEIGHTS):
        for k, width in enumerate(grid.WIDTHS):
            lasts = grid.SCALES * (1 - width * math.log(height - 1))
            p = np.exp(-0.5 * ((np.log(lasts) - math.log(prior.median)) / prior.spread) ** 2)
            for v in range(n_v):
                both = grid.HEIGHT_WEIGHTS[h] * grid.WIDTH_WEIGHTS[k] * grid.VARIES_WEIGHTS[v]
                w[:, h, k, v] = both * p / p.sum()
    cycle = np.array(stories._cycle_by_story(prior.cycle))
    share = stories.STORY_WEIGHTS * cycle
    return stories.STORY_WEIGHTS - share, share[:, None, None, None, None] * w
