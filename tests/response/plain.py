"""The same posterior, slowly and plainly: the judge of the fast way.

One candidate at a time, one cycle at a time, with dense covariance matrices over days: nothing is
precomputed, shared or vectorised over candidates. Only constants come from the package.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from corrin.response import grid, stories
from corrin.response import noise as noise_of
from corrin.response.diary import USUAL, Diary, Floats, Prior
from corrin.response.evidence import COLUMNS, LEVEL, SLOPE, _columns, _expected, _Sheet
from corrin.response.rows import Cycles, read

Ints = NDArray[np.int64]
Days = tuple[Ints, Floats, Floats, Floats]  # days since the injection, scores, columns, noise


def _days_of(cycles: Cycles) -> list[Days]:
    """Scores, their noise covariance and the columns of each cycle, for the days that count."""
    tau = np.arange(cycles.scores.shape[1])
    day = np.array(cycles.starts, dtype=np.float64)[:, None] + tau
    variance, linger = noise_of.spread(cycles.scores, cycles.usable)
    y = np.where(cycles.usable, cycles.scores, 0.0)
    y = y - np.where(
        cycles.usable, noise_of.weekly(cycles.scores, cycles.usable, day, variance), 0.0
    )
    trust = noise_of.trust(y, cycles.usable, math.sqrt(variance))
    sheet = _Sheet(y[None], day[None].astype(float), trust[None], np.zeros((3, 1, *y.shape)))
    length = np.array([cycles.lengths], float)
    x = _columns(sheet, length, _expected(cycles)[None])[0]
    return [_one(y[c], x[c], trust[c], variance, linger) for c in range(len(y))]


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


def _log_normal(e: Floats, cov: Floats) -> float:
    det = np.linalg.slogdet(cov)[1]
    return float(-0.5 * (e @ np.linalg.solve(cov, e)) - 0.5 * det)


def rise(scale: float, width: float, tau: float) -> float:
    return 1 / (1 + math.exp(-min(max((tau / scale - 1) / width, -60), 60)))


def kernel(sd: float) -> Floats:
    gap = np.log(grid.SCALES)[:, None] - np.log(grid.SCALES)[None]
    phi = np.vectorize(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)))
    mass = phi((abs(gap) + grid.STEP / 2) / sd) - phi((abs(gap) - grid.STEP / 2) / sd)
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def posterior(diary: Diary, today: int, prior: Prior = USUAL) -> tuple[Floats, float]:
    """Weights (story, height, width, varies, scale) and P(back) at the end of the last cycle."""
    cycles = read(diary, today)
    days = _days_of(cycles)
    sd = stories._SD
    n_s, n_h, n_w = len(sd), len(stories.HEIGHTS), len(grid.WIDTHS)
    n_v, n_d = len(grid.VARIES), len(grid.SCALES)
    wild = kernel(grid.WILD_SD)
    scatter = [(1 - grid.WILD) * kernel(v) + grid.WILD * wild for v in grid.VARIES]
    move = (1 - grid.JUMP) * kernel(grid.DRIFT_SD) + grid.JUMP * kernel(grid.JUMP_SD)
    first = prior_weights(prior)
    w = first.copy()
    mean = np.zeros((n_s, n_h, n_w, COLUMNS))
    mean[..., LEVEL] = stories.LEVEL_GUESS
    cov = [np.diag(np.where(s > 0, s, 1.0) ** 2) for s in sd]
    back = 0.0
    for c, length in enumerate(cycles.lengths):
        months = min(length / 30, 2.5)
        w = (1 - months) * w + months * np.einsum("shwvd,de->shwve", w, move)
        w = (1 - stories.FORGET) * w + stories.FORGET * first
        like = np.full((n_s, n_h, n_w, n_d), -np.inf)
        tau, y, x, noise = days[c]
        posts = {}
        for s in range(n_s):
            f, cov[s] = _wandered(cov[s], length)
            xs = x * (sd[s] > 0)
            total = xs @ cov[s] @ xs.T + noise
            gain = cov[s] @ xs.T @ np.linalg.inv(total) if len(tau) else np.zeros((COLUMNS, 0))
            for h in range(n_h):
                for k in range(n_w):
                    mean[s, h, k] = f @ mean[s, h, k]
                    for d in range(n_d):
                        g = np.array([rise(grid.SCALES[d], grid.WIDTHS[k], t) for t in tau])
                        e = y - xs @ mean[s, h, k] - stories.HEIGHTS[h] * g
                        like[s, h, k, d] = _log_normal(e, total) if len(tau) else 0.0
                        posts[s, h, k, d] = mean[s, h, k] + gain @ e
            cov[s] = cov[s] - gain @ xs @ cov[s]
        like = np.exp(like - like.max())
        flare = flare_shape(length)
        new = np.zeros_like(w)
        back = 0.0
        for s in range(n_s):
            flared = sum(
                grid.HEIGHT_WEIGHTS[h] * (like[s, h + 1, 0] @ flare) for h in range(n_h - 1)
            )
            for h in range(n_h):
                for k in range(n_w):
                    share = np.zeros(n_d)
                    for v in range(n_v):
                        for d in range(n_d):
                            here = w[s, h, k, v, d] * scatter[v][d] * like[s, h, k]
                            new[s, h, k, v, d] = here.sum() + w[s, h, k, v, d] * flared
                            share += here
                            if h:
                                gone = grid.durations()[h - 1, k] <= length - 1
                                back += here[gone].sum()
                    share = share + flare * like[s, h, k] * w[s, h, k].sum()
                    share /= share.sum()
                    mean[s, h, k] = sum(share[d] * posts[s, h, k, d] for d in range(n_d))
        w, back = new / new.sum(), back / new.sum()
    return w, back


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


def prior_weights(prior: Prior) -> Floats:
    n_h, n_w, n_v, n_d = 1 + len(grid.HEIGHTS), len(grid.WIDTHS), len(grid.VARIES), len(grid.SCALES)
    w = np.zeros((len(stories.STORY_WEIGHTS), n_h, n_w, n_v, n_d))
    for h, height in enumerate(grid.HEIGHTS):
        for k, width in enumerate(grid.WIDTHS):
            lasts = grid.SCALES * (1 - width * math.log(height - 1))
            p = np.exp(-0.5 * ((np.log(lasts) - math.log(prior.median)) / prior.spread) ** 2)
            for v in range(n_v):
                both = grid.HEIGHT_WEIGHTS[h] * grid.WIDTH_WEIGHTS[k] * grid.VARIES_WEIGHTS[v]
                w[:, h + 1, k, v] = both * p / p.sum()
    for s, cycle in enumerate(stories._cycle_by_story(prior.cycle)):
        w[s, 0] = (1 - cycle) * w[s, 1:].sum(axis=0)
        w[s, 1:] *= cycle
    return np.asarray(w * stories.STORY_WEIGHTS[:, None, None, None, None])
