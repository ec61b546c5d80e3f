"""The walk against NUTS: the same model, sampled by software of others (BlackJAX).

Levels, trends, ramps and rhythms are sampled as they move from cycle to cycle; which candidate,
which scale in which cycle and which flare are summed over exactly for every draw, so nothing is
kept together and nothing is approximated but by chance. Forgetting is left out on both sides.
BlackJAX is needed for this alone, in an environment of its own (decision 25):
    python -m pip install blackjax==1.7.1 jax==0.10.2 numpy
    PYTHONPATH=src python bench/long/nuts.py --patients 50 --cycles 6 --seed 3
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import blackjax
import jax
import numpy as np
from blackjax.diagnostics import effective_sample_size
from jax import numpy as jnp

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.long.particles import evidence
from corrin.response import Prior, grid, kernel, stories
from corrin.response.diary import Floats
from corrin.response.evidence import COLUMNS, LEVEL, SLOPE, Evidence
from corrin.response.stories import Walked

jax.config.update("jax_enable_x64", True)
QUANTILES = (0.05, 0.50, 0.95)
STEPPED = 2  # columns that move from cycle to cycle: level and slope


def first_weights() -> tuple[Any, Any]:
    quiet, weight = stories._prior_of(Prior())
    return jnp.asarray(quiet), jnp.asarray(weight)


def levels(z: Any, e: dict[str, Any]) -> Any:
    """Columns in each story and cycle, from standard normals: (cycle, story, p)."""
    sd, length = e["sd"], e["length"]
    cycles = len(length)
    start, steps = z[:COLUMNS], z[COLUMNS:].reshape(cycles, STEPPED)
    column = sd * start
    column = column.at[:, LEVEL].add(stories.LEVEL_GUESS)
    out = []
    for c in range(cycles):
        month, memory = length[c] / 30.0, jnp.exp(-length[c] / stories.SLOPE_MEMORY)
        wander = jnp.sqrt(stories.WANDER_CYCLE**2 + stories.WANDER_MONTH**2 * month)
        level = column[:, LEVEL] + month * column[:, SLOPE] + wander * steps[c, 0]
        slope = memory * column[:, SLOPE]
        slope += jnp.sqrt(1 - memory**2) * stories._SD[0, SLOPE] * steps[c, 1]
        column = column.at[:, LEVEL].set(level).at[:, SLOPE].set(slope)
        out.append(column)
    return jnp.stack(out)


def summed(z: Any, e: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Log-likelihood of these levels, and the weights of all candidates given them."""
    quiet, weight = first_weights()
    kernels, moves = jnp.asarray(grid.cycle_kernels()), jnp.asarray(grid.drift_kernel())
    heights = jnp.asarray(grid.HEIGHTS)
    total = 0.0
    for c, level in enumerate(levels(z, e)):
        months = jnp.minimum(e["length"][c] / 30.0, 2.5)
        weight = weight + months * (weight @ moves - weight)
        base = level @ e["xy"][c] - 0.5 * jnp.einsum("sp,pq,sq->s", level, e["xx"][c], level)
        slope = e["yg"][c] - jnp.einsum("sp,pwd->swd", level, e["xg"][c])
        rise = heights[:, None, None] * slope[:, None]
        rise = rise - 0.5 * heights[:, None, None] ** 2 * e["gg"][c]
        rise = rise + base[:, None, None, None]
        top = jax.lax.stop_gradient(jnp.maximum(rise.max(), base.max()))
        like = jnp.exp(rise - top)
        flared = (like @ e["flare"][c])[..., None, None]
        told = jnp.einsum("shwd,ved->shwve", like, kernels) + flared
        lone = jnp.exp(base - top)
        lone += jnp.einsum("shd,d,h->s", like[:, :, 0], e["flare"][c], grid.HEIGHT_WEIGHTS)
        weight, quiet = weight * told, quiet * lone
        whole = weight.sum() + quiet.sum()
        weight, quiet, total = weight / whole, quiet / whole, total + top + jnp.log(whole)
    return total, quiet, weight


def potential(z: Any, e: dict[str, Any]) -> Any:
    return 0.5 * (z**2).sum() - summed(z, e)[0]


def sums(e: Evidence) -> dict[str, Any]:
    named = {k: jnp.asarray(getattr(e, k)[0]) for k in ("length", "xx", "xy", "xg", "yg", "gg")}
    flare = [stories._flare_shape(np.array([days]))[0] for days in e.length[0]]
    sd = stories.column_sd(e.alike)[0] * (stories._SD > 0)
    return {**named, "flare": jnp.asarray(np.array(flare)), "sd": jnp.asarray(sd)}


def log_mean(weight: Any) -> Any:
    """Mean log duration given a cycle."""
    active = weight.sum(axis=(0, 3))
    return (active * jnp.log(jnp.asarray(grid.durations()))).sum() / active.sum()


def described(active: Floats) -> tuple[Floats, float, float]:
    """Quantiles of the duration, days; mean and SD of its logarithm."""
    mass = grid.duration_cells().mass(active.sum(axis=(0, 3)))
    below = np.concatenate([[0.0], np.cumsum(mass / mass.sum())])
    days = np.exp(np.interp(QUANTILES, below, np.log(grid.EDGES)))
    p, log = active.sum(axis=(0, 3)), np.log(grid.durations())
    mean = float((p * log).sum() / p.sum())
    return days, mean, float(np.sqrt((p * (log - mean) ** 2).sum() / p.sum()))


class Sampler:
    """NUTS over the levels of one diary; compiled once for all diaries of a length."""

    def __init__(self, warmup: int, draws: int) -> None:
        self.draws = draws
        self.weights = jax.jit(lambda z, e: jax.lax.map(lambda one: summed(one, e)[1:], z))
        self.chain = jax.jit(partial(_chain, warmup, draws))

    def run(self, e: Evidence, seed: int, chains: int) -> tuple[Floats, Floats, float]:
        """Weight of no cycle, weight of each candidate, effective number of draws."""
        read, parts = sums(e), []
        dims = COLUMNS + STEPPED * e.length.shape[1]
        for key in jax.random.split(jax.random.PRNGKey(seed), chains):
            begin = jax.random.normal(jax.random.split(key)[1], (dims,))
            parts.append(self.weights(self.chain(key, begin, read), read))
        means = np.stack([jax.vmap(log_mean)(weight) for _, weight in parts])
        quiet, weight = (np.mean([p[k].mean(axis=0) for p in parts], axis=0) for k in (0, 1))
        return quiet, weight, float(effective_sample_size(jnp.asarray(means)))


def _chain(warmup: int, draws: int, key: Any, begin: Any, read: dict[str, Any]) -> Any:
    """One chain: window adaptation of step and mass, then the draws."""

    def density(z: Any) -> Any:
        return summed(z, read)[0] - 0.5 * (z**2).sum()

    tune, move = jax.random.split(key)
    adapt = blackjax.window_adaptation(blackjax.nuts, density, is_mass_matrix_diagonal=False)
    (state, tuned), _ = adapt.run(tune, begin, num_steps=warmup)
    step = blackjax.nuts(density, **tuned).step

    def one(state: Any, key: Any) -> tuple[Any, Any]:
        state, _ = step(key, state)
        return state, state.position

    return jax.lax.scan(one, state, jax.random.split(move, draws))[1]


def compared(walk: Walked, quiet: Floats, weight: Floats) -> list[float]:
    """How far apart: mean in SD, ratio of SD, quantiles in days, and the probability of a cycle."""
    ours, mean, sd = described(walk.weight[0])
    theirs, judge, wide = described(weight)
    return [
        abs(mean - judge) / wide,
        sd / wide,
        *np.abs(ours - theirs),
        abs(float(walk.weight[0].sum()) - float(weight.sum())),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=50)
    parser.add_argument("--cycles", type=int, default=6)
    parser.add_argument("--warmup", type=int, default=400)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--chains", type=int, default=2)
    parser.add_argument("--seed", type=int, default=3)
    told = parser.parse_args()
    stories.FORGET = 0.0
    kernel.LIBRARY = "none"  # NumPy reads the constants anew
    rng, rows, sizes = np.random.default_rng(told.seed), [], []
    spent = time.process_time()
    sampler = Sampler(told.warmup, told.draws)
    for k in range(told.patients):
        e = evidence(rng, told.cycles)
        fast = stories.walk(e, [Prior()])
        quiet, weight, ess = sampler.run(e, told.seed + k, told.chains)
        rows.append(compared(fast, quiet, weight))
        sizes.append(ess)
        print(f"{k:3d} ess {ess:6.0f} " + " ".join(f"{x:.4f}" for x in rows[-1]), file=sys.stderr)
    print(report(told, np.array(rows), sizes, time.process_time() - spent))


def report(told: argparse.Namespace, rows: Floats, sizes: list[float], spent: float) -> str:
    asked = f"--patients {told.patients} --cycles {told.cycles} --draws {told.draws}"
    days = [
        f"{100 * q:.0f} % quantile apart by {gap.mean():.2f} days, worst {gap.max():.2f}"
        for q, gap in zip(QUANTILES, rows[:, 2:5].T, strict=True)
    ]
    return "\n".join(
        [
            f"command: bench/long/nuts.py {asked} --chains {told.chains} --seed {told.seed}",
            f"effective draws {min(sizes):.0f} to {max(sizes):.0f}; "
            f"{spent / told.patients:.1f} CPU seconds a patient",
            f"mean log duration: apart by {rows[:, 0].mean():.3f} SD on average, "
            f"worst {rows[:, 0].max():.3f}",
            f"SD ratio {rows[:, 1].min():.3f} to {rows[:, 1].max():.3f}; "
            f"p_cycle apart by at most {rows[:, 5].max():.4f}",
            *days,
        ]
    )


if __name__ == "__main__":
    main()
