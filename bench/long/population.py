"""Whether a prior estimated from many patients' likelihoods finds the truth.

PYTHONPATH=src nice -n 15 python bench/long/population.py --patients 100 --seed 5
"""

from __future__ import annotations

import argparse

import numpy as np

from corrin.response import Prior
from corrin.response.diary import USUAL
from corrin.response.population import prior_from, summary
from corrin.simulate import WORLDS
from corrin.simulate.diaries import diaries

INTERVALS, UNTIL = (28, 56, 84), 500
STARTS = {"usual": USUAL, "twice too long": Prior(56.0), "half and narrow": Prior(14.0, 0.8)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=100, help="a world and interval")
    parser.add_argument("--seed", type=int, default=5)
    told = parser.parse_args()
    print(f"command: bench/long/population.py --patients {told.patients} --seed {told.seed}")
    print(
        f"intervals {INTERVALS}, diaries of {UNTIL} days; median days, log-SD, share with a cycle"
    )
    for number, world in enumerate(WORLDS):
        lived = [
            one
            for k, days in enumerate(INTERVALS)
            for one in diaries(
                world,
                patients=told.patients,
                interval=days,
                until=(UNTIL,),
                seed=(told.seed, number, k),
            )
        ]
        lasts = np.array([one.lasts for one in lived if one.follows])
        share = len(lasts) / len(lived)
        true = f"truth {np.median(lasts):5.1f} {np.std(np.log(lasts)):.2f} {share:.2f}"
        known = [summary(one.diary, today=one.today) for one in lived]
        found = {name: prior_from(known, start=start) for name, start in STARTS.items()}
        said = "  ".join(
            f"from {name}: {p.median:5.1f} {p.spread:.2f} {p.cycle:.2f}"
            for name, p in found.items()
        )
        print(f"{world.name:18} {true}  {said}")


if __name__ == "__main__":
    main()
