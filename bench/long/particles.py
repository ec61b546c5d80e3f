"""The walk against particles that keep nothing together: each has its own level and duration.

The walk keeps one level for a group of durations. A particle filter with a Kalman filter in each
particle has no such groups and gives the posterior of the same model as its number grows; two
runs show its own error. A Monte Carlo judge, as a sampler would be, without other software.
    PYTHONPATH=src python bench/long/particles.py --patients 50 --particles 40000 --seed 3
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from corrin.response import Diary, Prior, grid, kernel, stories
from corrin.response.diary import Floats
from corrin.response.evidence import LEVEL, Evidence, gather
from corrin.response.rows import read
from corrin.response.stories import Walked

EVERY = 28
MASK = (stories._SD > 0).astype(np.float64)


@dataclass(slots=True)
class Cloud:
    """Particles: story, height (0 is no cycle), width, varies, scale, and a level each."""

    kind: Floats  # (n, 5) whole numbers
    level: Floats  # (n, p)
    cov: list[Floats]  # of each story: the same for all its particles


def born(rng: np.random.Generator, n: int, alike: Floats) -> Cloud:
    first = stories._first([Prior()], alike)
    weight = np.concatenate([first.quiet[0], first.weight[0].ravel()])
    at = rng.choice(len(weight), n, p=weight / weight.sum())
    s, h, w, v, d = np.unravel_index(np.maximum(at - len(first.quiet[0]), 0), first.weight[0].shape)
    quiet = at < len(first.quiet[0])
    kind = np.stack([np.where(quiet, at, s), np.where(quiet, 0, h + 1), w, v, d], axis=1)
    level = np.zeros((n, MASK.shape[1]))
    level[:, LEVEL] = stories.LEVEL_GUESS
    return Cloud(kind, level, list(first.cov[0]))


def drifted(rng: np.random.Generator, cloud: Cloud, days: float) -> None:
    n = len(cloud.kind)
    step = np.cumsum(grid.drift_kernel(), axis=1)
    moves = rng.random(n) < min(days / 30, 1.0)
    to = (rng.random((n, 1)) > step[cloud.kind[:, 4]]).sum(axis=1)
    cloud.kind[:, 4] = np.where(moves, np.minimum(to, len(grid.SCALES) - 1), cloud.kind[:, 4])
    none, levels = np.zeros((1, 1)), np.zeros((1, 1, 1, 1, 1, MASK.shape[1]))
    state = stories._State(none, none, cloud.level[None], levels, np.array(cloud.cov)[None])
    stories._wander(state, np.array([days]))
    cloud.level, cloud.cov = state.calm[0], list(state.cov[0])


def learned(rng: np.random.Generator, cloud: Cloud, e: Evidence, c: int) -> None:
    """Weigh, resample, and let each particle choose where its cycle's scale lay."""
    n, logs = len(cloud.kind), np.zeros(len(cloud.kind))
    flare, moved = stories._flare_shape(e.length[:, c])[0], np.zeros_like(cloud.level)
    for s in range(len(MASK)):
        mine = np.flatnonzero(cloud.kind[:, 0] == s)
        xx = e.xx[0, c] * np.outer(MASK[s], MASK[s])
        after = np.linalg.inv(np.linalg.inv(cloud.cov[s]) + xx)
        sign = 0.5 * (np.linalg.slogdet(after)[1] - np.linalg.slogdet(cloud.cov[s])[1])
        level, xy = cloud.level[mine], e.xy[0, c] * MASK[s]
        left = xy - level @ xx
        misfit = e.yy[0, c] - (level * (xy + left)).sum(1) - ((left @ after) * left).sum(1)
        level = level + left @ after
        cloud.cov[s] = after
        for w in range(len(grid.WIDTHS)):
            for h in range(len(grid.HEIGHTS) + 1):
                at = (cloud.kind[mine, 1] == h) & (cloud.kind[mine, 2] == (w if h else 0))
                if h == 0 and w:
                    continue
                at = cloud.kind[mine, 1] == 0 if h == 0 else at
                gained, post = _seen(rng, cloud.kind[mine[at]], level[at], e, c, s, after, flare)
                logs[mine[at]] = sign - 0.5 * misfit[at] + gained
                moved[mine[at]] = post
    weight = np.exp(logs - logs.max())
    ticks = (np.arange(n) + rng.random()) / n
    chosen = np.searchsorted(np.cumsum(weight / weight.sum()), ticks).clip(max=n - 1)
    cloud.kind, cloud.level = cloud.kind[chosen], moved[chosen]


def _seen(
    rng: np.random.Generator,
    kind: Floats,
    level: Floats,
    e: Evidence,
    c: int,
    s: int,
    after: Floats,
    flare: Floats,
) -> tuple[Floats, Floats]:
    """Log-likelihood beyond the level alone, and the level after a choice of scale."""
    if not len(kind):
        return np.empty(0), level
    h, w = int(kind[0, 1]), int(kind[0, 2]) if kind[0, 1] else 0
    xg = e.xg[0, c][:, w] * MASK[s][:, None]
    slope, pull = e.yg[0, c, w] - level @ xg, after @ xg
    curve = e.gg[0, c, w] - (xg * pull).sum(axis=0)
    heights = grid.HEIGHTS if h == 0 else grid.HEIGHTS[h - 1 : h]
    like = [np.exp(a * slope - 0.5 * a * a * curve) for a in heights]
    if h:
        chance = grid.cycle_kernels()[kind[:, 3], kind[:, 4]] + flare
        parts = (chance * like[0])[:, None]
        total = parts.sum(axis=(1, 2))
    else:
        share = grid.HEIGHT_WEIGHTS[:, None] * flare
        parts = np.stack(like, axis=1) * share
        total = 1.0 + parts.sum(axis=(1, 2))
    flat = np.cumsum(parts.reshape(len(level), -1), axis=1)
    pick = (rng.random((len(level), 1)) * total[:, None] > flat).sum(axis=1)
    none = pick >= flat.shape[1]
    which = np.where(none, 0, pick)
    a = np.where(none, 0.0, heights[which // len(grid.SCALES)])
    return np.log(total), level - a[:, None] * pull[:, which % len(grid.SCALES)].T


def filtered(e: Evidence, particles: int, seed: int) -> tuple[float, float, float]:
    rng = np.random.default_rng(seed)
    cloud = born(rng, particles, e.alike)
    for c in range(e.length.shape[1]):
        drifted(rng, cloud, float(e.length[0, c]))
        learned(rng, cloud, e, c)
    active = cloud.kind[:, 1] > 0
    h, w, d = (cloud.kind[active, k] for k in (1, 2, 4))
    log = np.log(grid.durations()[h - 1, w, d])
    return float(active.mean()), float(log.mean()), float(log.std())


def walked(walk: Walked) -> tuple[float, float, float]:
    active = walk.weight[0].sum(axis=(0, 3))
    log, p = np.log(grid.durations()), active / active.sum()
    mean = float((p * log).sum())
    return float(active.sum()), mean, float(np.sqrt((p * (log - mean) ** 2).sum()))


def evidence(rng: np.random.Generator, cycles: int) -> Evidence:
    """A diary of so many cycles whose symptoms come back around four weeks, for some never."""
    tau = np.arange(cycles * EVERY) % EVERY
    lasts = np.exp(rng.normal(np.log(25), 0.6)) * np.exp(0.15 * rng.standard_normal(cycles))
    back = tau > np.repeat(lasts, EVERY)
    score = rng.uniform(0.5, 3) + rng.uniform(1.5, 5) * back * (rng.random() < 0.85)
    score = np.clip(score + rng.normal(0, 1.2, len(tau)), 0, 10)
    score[rng.random(len(tau)) < 0.25] = np.nan
    told = np.full(len(tau), float(EVERY))
    given = tuple(range(-EVERY, len(tau), EVERY))
    return gather([read(Diary(score, given, planned=told), len(tau) - 1)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=50)
    parser.add_argument("--particles", type=int, default=40000)
    parser.add_argument("--cycles", type=int, default=8)
    parser.add_argument("--seed", type=int, default=3)
    told = parser.parse_args()
    stories.FORGET = 0.0
    kernel.LIBRARY = "none"
    rng, apart, own, ratio, cycle = np.random.default_rng(told.seed), [], [], [], []
    for k in range(told.patients):
        e = evidence(rng, told.cycles)
        fast = walked(stories.walk(e, [Prior()]))
        one, two = (filtered(e, told.particles, told.seed + 1000 * k + run) for run in (1, 2))
        p, m, sd = (0.5 * (a + b) for a, b in zip(one, two, strict=True))
        apart.append(abs(fast[1] - m) / sd)
        own.append(abs(one[1] - two[1]) / sd / 2)
        ratio.append(fast[2] / sd)
        cycle.append(abs(fast[0] - p))
    asked = f"--patients {told.patients} --particles {told.particles} --cycles {told.cycles}"
    print(f"command: bench/long/particles.py {asked} --seed {told.seed}")
    print(f"mean log duration: apart by {np.mean(apart):.3f} SD on average, worst {max(apart):.3f}")
    print(f"half the difference of two runs: {np.mean(own):.3f} on average, worst {max(own):.3f}")
    print(
        f"SD ratio {min(ratio):.3f} to {max(ratio):.3f}; p_cycle apart by at most {max(cycle):.4f}"
    )


if __name__ == "__main__":
    main()
