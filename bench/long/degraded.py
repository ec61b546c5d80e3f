"""Spoilt diaries by the thousand: an answer or a reason every time, inside the band.

PYTHONPATH=src python bench/long/degraded.py --rounds 100 --seed 1000
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corrin.response import Diary, propose, propose_many
from tests.response.test_degraded import kinds, schedules

LOW, HIGH = 2, 84
LONG_EVERY = 20  # rounds between the very long ones


def _read(rng: np.random.Generator) -> bool:
    """Whether a diary with one score out of range is read; it must not be."""
    scores = rng.uniform(0, 10, 60)
    scores[rng.integers(60)] = float(rng.choice([-1.0, 10.5, 700.0, np.inf]))
    try:
        Diary(scores, (0, 28, 56))
    except ValueError:
        return False
    return True


def _long(rng: np.random.Generator) -> int:
    """Sixty years of diary, and one with ten years of silence in it: both inside the band."""
    days = 60 * 365
    scores = rng.uniform(0, 10, days)
    silent = scores.copy()
    silent[days // 3 : days // 3 + 3650] = np.nan
    given = tuple(range(0, days, int(rng.integers(2, 90))))
    made = [Diary(s, given, planned=np.full(days, 28.0)) for s in (scores, silent)]
    answers = propose_many(made, today=days - 1, band=(LOW, HIGH), current=28.0)
    return sum(all(x is None or LOW <= x <= HIGH for x in (a.days, a.interval)) for a in answers)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1000)
    told = parser.parse_args()
    reasons: Counter[str] = Counter()
    outside = unequal = compared = refused = long = 0
    for seed in range(told.seed, told.seed + told.rounds):
        rng = np.random.default_rng(seed)
        scores, days = kinds(rng)
        planned = np.full(days, float(rng.integers(3, 90)))
        made = [Diary(s, g, planned=planned) for s in scores for g in schedules(rng, days)]
        refused += not _read(rng)
        if seed % LONG_EVERY == 0:
            long += _long(rng)
        current = float(rng.integers(LOW, HIGH + 1))
        answers = propose_many(made, today=days - 1, band=(LOW, HIGH), current=current)
        reasons.update(a.reason for a in answers)
        numbers = [x for a in answers for x in (a.days, a.interval) if x is not None]
        outside += sum(not LOW <= x <= HIGH for x in numbers)
        at = int(rng.integers(len(made)))
        one = propose(made[at], today=days - 1, band=(LOW, HIGH), current=current)
        many = answers[at]
        compared += 1
        unequal += (one.days, one.interval, one.window, one.reason, one.rails) != (
            *(many.days, many.interval, many.window),
            *(many.reason, many.rails),
        )
    print(f"command: bench/long/degraded.py --rounds {told.rounds} --seed {told.seed}")
    print(f"{sum(reasons.values())} diaries, 0 exceptions, {outside} numbers outside the band")
    print(f"{refused} of {told.rounds} diaries with a score out of range were refused by name")
    print(f"{long} diaries of 60 years, or with ten years of silence, were answered")
    print(f"reasons: {dict(sorted(reasons.items()))}")
    print(f"one by one against together: {unequal} of {compared} differ")


if __name__ == "__main__":
    main()
