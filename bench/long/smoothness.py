"""How far one point on one day moves a proposal.

PYTHONPATH=src python bench/long/smoothness.py --patients 400 --seed 7
"""

from __future__ import annotations

import argparse

import numpy as np

from corrin.response import Diary, Proposal, propose_many


def diaries(rng: np.random.Generator, n: int) -> tuple[list[Diary], list[int], list[float]]:
    """Diaries of all sorts: wearing off smoothly, at once or not at all, anywhere in a cycle."""
    made, days_of, now = [], [], []
    for _ in range(n):
        every = int(rng.choice([10, 14, 21, 28, 42, 56, 84]))
        days = every * int(rng.integers(2, 9)) + int(rng.integers(1, every + 4))
        lasts = np.exp(rng.normal(np.log(every), 0.5)) * np.exp(0.15 * rng.standard_normal(200))
        cycle, tau = np.divmod(np.arange(days), every)
        rise = 1 / (
            1 + np.exp(-np.clip((tau / lasts[cycle] - 1) / rng.uniform(0.03, 0.2), -50, 50))
        )
        score = (
            rng.uniform(0, 3)
            + rng.uniform(0, 6) * rise
            + rng.uniform(0.5, 1.6) * rng.standard_normal(days)
        )
        score = np.clip(np.round(score * 2) / 2, 0, 10)
        score[rng.random(days) < rng.uniform(0, 0.5)] = np.nan
        score[-1] = score[-1] if np.isfinite(score[-1]) else 2.0
        made.append(
            Diary(score, range(-2 * every, days, every), planned=np.full(days, float(every)))
        )
        days_of.append(days - 1)
        now.append(float(every))
    return made, days_of, now


def moved(d: Diary, at: int, by: float) -> Diary:
    """The diary with one score changed."""
    score = d.score.copy()
    score[at] = np.clip(score[at] + by, 0, 10)
    return Diary(score, d.given, planned=d.told)


def shift(a: Proposal, b: Proposal, now: float) -> float:
    """The larger move of the two answers, as a multiple of what is allowed (10 % or one day)."""
    pairs = [(a.days, b.days), (a.interval, b.interval)]
    known = [(now if x is None else x, now if y is None else y) for x, y in pairs]
    return max(abs(x - y) / max(1.0, 0.1 * x) for x, y in known)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    told = parser.parse_args()
    rng = np.random.default_rng(told.seed)
    made, today, now = diaries(rng, told.patients)
    base = propose_many(made, today=today, current=now)
    print(f"command: bench/long/smoothness.py --patients {told.patients} --seed {told.seed}")
    print("move as a multiple of what is allowed (10 % or one day)")
    for name, last, by in (
        ("random day, 1 point", False, 1.0),
        ("last day, 1 point", True, 1.0),
        ("last day, 4 points", True, 4.0),
    ):
        where = [
            d.score.size - 1 if last else int(rng.choice(np.flatnonzero(np.isfinite(d.score))))
            for d in made
        ]
        signs = rng.choice([-1.0, 1.0], len(made))
        other = propose_many(
            [moved(d, w, by * s) for d, w, s in zip(made, where, signs, strict=True)],
            today=today,
            current=now,
        )
        m = np.array([shift(a, b, c) for a, b, c in zip(base, other, now, strict=True)])
        p95, p99, top = np.quantile(m, [0.95, 0.99, 1.0])
        print(
            f"{name:20s} within {np.mean(m <= 1):.4f}  p95 {p95:.2f}  p99 {p99:.2f}  max {top:.2f}"
        )


if __name__ == "__main__":
    main()
