"""What keeping one level a group costs: the walk against the exact posterior of two cycles.

The walk replaces a mixture of levels by its mean after every cycle, for each group of durations.
For two cycles the mixture can be written out: every pair of cycle scales with the joint normal
of both cycles' days. Flares and forgetting are left out on both sides.
    PYTHONPATH=src python bench/long/exact.py --patients 12 --seed 3
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corrin.response import Diary, Prior, grid, kernel, stories
from corrin.response.diary import Floats
from corrin.response.evidence import COLUMNS, LEVEL, SLOPE, gather
from corrin.response.rows import read
from tests.response import plain

EVERY = 28


def step(length: float, sd: Floats) -> tuple[Floats, Floats]:
    """How levels move over a cycle: transition and added covariance."""
    move, noise = np.eye(COLUMNS), np.zeros((COLUMNS, COLUMNS))
    move[LEVEL, SLOPE] = length / 30
    move[SLOPE, SLOPE] = np.exp(-length / stories.SLOPE_MEMORY)
    noise[LEVEL, LEVEL] = stories.WANDER_CYCLE**2 + stories.WANDER_MONTH**2 * length / 30
    noise[SLOPE, SLOPE] = (1 - move[SLOPE, SLOPE] ** 2) * sd[SLOPE] ** 2
    return move, noise


def exact(diary: Diary, today: int) -> tuple[Floats, Floats]:
    """Weight of no cycle (story), and of (story, height, width, varies, scale); none collapsed."""
    cycles = read(diary, today)
    days, in_step = plain._days_of(cycles)
    (none, first), out = plain.prior_weights(Prior()), []
    for sd in plain.column_sd(in_step):
        start = np.zeros(COLUMNS)
        start[LEVEL] = stories.LEVEL_GUESS
        cov = np.diag(np.where(sd > 0, sd, 1.0) ** 2)
        f1, q1 = step(cycles.lengths[0], stories._SD[0])
        f2, q2 = step(cycles.lengths[1], stories._SD[0])
        c1 = f1 @ cov @ f1.T + q1
        x1, x2 = (d[2] * (sd > 0) for d in days)
        a, b = x1 @ c1 @ x1.T + days[0][3], x1 @ c1 @ f2.T @ x2.T
        c = x2 @ (f2 @ c1 @ f2.T + q2) @ x2.T + days[1][3]
        inverse = np.linalg.inv(np.block([[a, b], [b.T, c]]))
        e = np.concatenate([days[0][1] - x1 @ f1 @ start, days[1][1] - x2 @ f2 @ f1 @ start])
        det = np.linalg.slogdet(inverse)[1]
        logs = [
            [_pairs(e, inverse, h, k, days) + 0.5 * det for k in range(len(grid.WIDTHS))]
            for h in (0.0, *grid.HEIGHTS)
        ]
        out.append(logs)
    like = np.array(out)
    like = np.exp(like - like.max())
    quiet, weight = none * like[:, 0, 0, 0, 0], _carry(first, like[:, 1:], cycles.lengths)
    total = quiet.sum() + weight.sum()
    return quiet / total, weight / total


def _pairs(e: Floats, inverse: Floats, h: float, k: int, days: list[plain.Days]) -> Floats:
    """Log-likelihood of every pair of cycle scales: (first, second)."""
    g1, g2 = (h * grid.rises()[k][:, d[0]] for d in days)
    n = g1.shape[1]
    e1 = e[None, :n] - g1
    e2 = e[None, n:] - g2
    q1 = np.einsum("di,ij,dj->d", e1, inverse[:n, :n], e1)
    q2 = np.einsum("di,ij,dj->d", e2, inverse[n:, n:], e2)
    return np.asarray(-0.5 * (q1[:, None] + q2[None, :] + 2 * e1 @ inverse[:n, n:] @ e2.T))


def _carry(first: Floats, like: Floats, lengths: tuple[int, ...]) -> Floats:
    move = grid.drift_kernel()
    steps = [np.eye(len(move)) + min(n / 30, 2.5) * (move - np.eye(len(move))) for n in lengths]
    before = first @ steps[0]
    out = np.zeros_like(first)
    for v, scatter in enumerate(grid.cycle_kernels()):
        both = scatter @ like @ scatter.T
        out[:, :, :, v] = np.einsum("shkd,de,shkde->shke", before[:, :, :, v], steps[1], both)
    return out


def lasts(weight: Floats) -> tuple[float, float, float]:
    """P(cycle), and mean and SD of the log duration given a cycle."""
    active = weight.sum(axis=(0, 3))
    log = np.log(grid.durations())
    p = active / active.sum()
    mean = float((p * log).sum())
    return float(active.sum()), mean, float(np.sqrt((p * (log - mean) ** 2).sum()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=12)
    parser.add_argument("--seed", type=int, default=3)
    told = parser.parse_args()
    stories.FLARE_RATE = stories.FORGET = 0.0
    kernel.LIBRARY = "none"  # NumPy reads the constants anew
    rng, apart, ratio, cycle = np.random.default_rng(told.seed), [], [], []
    for _ in range(told.patients):
        tau = np.arange(2 * EVERY) % EVERY
        back = tau > np.exp(rng.normal(np.log(25), 0.6))
        score = rng.uniform(0.5, 3) + rng.uniform(1.5, 5) * back
        score = np.clip(score + rng.normal(0, 1.2, len(tau)), 0, 10)
        score[rng.random(len(tau)) < 0.25] = np.nan
        diary = Diary(score, (-EVERY, 0, EVERY), planned=np.full(len(tau), float(EVERY)))
        today = len(score) - 1
        cycles = read(diary, today)
        fast = stories.walk(gather([cycles]), [Prior()]).weight[0]
        (p, m, sd), (p2, m2, sd2) = lasts(exact(diary, today)[1]), lasts(fast)
        apart.append(abs(m - m2) / sd)
        ratio.append(sd2 / sd)
        cycle.append(abs(p - p2))
    asked = f"--patients {told.patients} --seed {told.seed}"
    print(f"command: bench/long/exact.py {asked}; two cycles of {EVERY} days")
    print(f"mean log duration: apart by {np.mean(apart):.3f} SD on average, worst {max(apart):.3f}")
    print(
        f"SD ratio {min(ratio):.3f} to {max(ratio):.3f}; p_cycle apart by at most {max(cycle):.4f}"
    )


if __name__ == "__main__":
    main()
