"""How often the trend, and the before and after, are right: for daily and for weekly diaries.

PYTHONPATH=src nice -n 15 python bench/long/recovery.py --diaries 2000 --seed 21
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np

from corrin.response import Diary
from corrin.response.diary import Floats
from corrin.response.recovery import before_and_after, recovery

DAYS, CHANGE = 240, 120
KEPT = {"7 days of 10": 0.7, "every third day": 3, "weekly": 7, "every fortnight": 14}
SLOPES = (0.0, -0.6, -1.2)  # points a month
STEPS = (0.0, -1.5, -3.0)  # points, on the day of the change
SD, LINGER = 1.2, 0.4  # day to day; correlation with the day before


def diary(rng: np.random.Generator, mean: Floats, kept: float) -> Diary:
    """Whole scores around a mean, with noise that lingers; written as often as ``kept`` says."""
    noise = np.empty(DAYS)
    noise[0] = SD * rng.standard_normal()
    for day in range(1, DAYS):
        noise[day] = LINGER * noise[day - 1]
        noise[day] += SD * np.sqrt(1 - LINGER**2) * rng.standard_normal()
    score = np.clip(np.round(2 * (mean + noise)) / 2, 0, 10)
    if kept < 1:
        written = rng.random(DAYS) < kept
    else:
        written = np.arange(DAYS) % int(kept) == int(rng.integers(int(kept)))
    return Diary(np.where(written, score, np.nan), ())


def shares(found: Counter[str], of: int) -> str:
    """Counts as shares, largest first."""
    return "  ".join(f"{name} {n / of:.3f}" for name, n in found.most_common())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--diaries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=21)
    told = parser.parse_args()
    print(f"command: bench/long/recovery.py --diaries {told.diaries} --seed {told.seed}")
    for name, kept in KEPT.items():
        for slope in SLOPES:
            rng = np.random.default_rng((told.seed, int(10 * kept), int(-10 * slope)))
            line: Floats = np.linspace(3.5 - slope * (DAYS - 1) / 30.0, 3.5, DAYS)
            found = [recovery(diary(rng, line, kept), today=DAYS - 1) for _ in range(told.diaries)]
            trends = Counter(r.trend for r in found)
            known = [r for r in found if np.isfinite(r.slope)]
            inside = np.mean([r.low <= slope <= r.high for r in known]) if known else float("nan")
            print(
                f"trend {name:16} {slope:+.1f} a month: {shares(trends, told.diaries)}  "
                f"(90 % interval covers {inside:.3f} of {len(known)})"
            )
    for name, kept in KEPT.items():
        for step in STEPS:
            rng = np.random.default_rng((told.seed, 7, int(10 * kept), int(-10 * step)))
            mean: Floats = np.where(np.arange(DAYS) >= CHANGE, 6.0 + step, 6.0)
            verdicts = Counter(
                before_and_after(diary(rng, mean, kept), change=CHANGE, today=DAYS - 1).verdict
                for _ in range(told.diaries)
            )
            print(f"change {name:16} {step:+.1f} points: {shares(verdicts, told.diaries)}")


if __name__ == "__main__":
    main()
