"""Whether one message from each of 500 people gives back their median, and what it gives away.

PYTHONPATH=src python bench/long/sharing.py --patients 500 --seed 5

Simulated patients on intervals of 4, 8 and 12 weeks, diaries of 400 days. For each world and
privacy loss: the true median of those whose symptoms follow their injections, and the median
estimated from messages (of 40 drawings of chance the 5, 50 and 95 %), from our prior and from one
twice too long. The attacker knows one person's diary and the sum of all messages, and tells who
took part: AUC.
"""

from __future__ import annotations

import argparse

import numpy as np

from corrin.response import Prior
from corrin.response.diary import USUAL, Floats
from corrin.response.population import summary
from corrin.response.sharing import heard, likened, prior_of, said
from corrin.simulate import WORLDS
from corrin.simulate.diaries import Lived, diaries

INTERVALS, UNTIL, DRAWS, TRIALS = (28, 56, 84), 400, 40, 1000
NAMES = ("logistic", "abrupt")
LOSSES = (2.0, 4.0, 6.0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=500, help="a world")
    parser.add_argument("--seed", type=int, default=5)
    told = parser.parse_args()
    print(f"command: bench/long/sharing.py --patients {told.patients} --seed {told.seed}")
    for world in (w for w in WORLDS if w.name in NAMES):
        lived = _lived(world.name, told.patients, told.seed)
        truth = float(np.median([one.lasts for one in lived if one.follows]))
        shapes = np.array([likened(summary(one.diary, today=one.today)) for one in lived])
        print(f"{world.name}: {len(lived)} people, true median {truth:.1f} days")
        for loss in LOSSES:
            _row(shapes, loss, truth, told.seed)


def _lived(name: str, patients: int, seed: int) -> list[Lived]:
    world = next(w for w in WORLDS if w.name == name)
    each = -(-patients // len(INTERVALS))
    found = [
        one
        for k, days in enumerate(INTERVALS)
        for one in diaries(world, patients=each, interval=days, until=(UNTIL,), seed=(seed, k))
    ]
    return found[:patients]


def _row(shapes: np.ndarray, loss: float, truth: float, seed: int) -> None:
    rng = np.random.default_rng([seed, round(10 * loss)])
    told = []
    for start in (USUAL, Prior(median=2 * truth)):
        medians = [
            prior_of([said(int(s), loss, rng) for s in shapes], loss, start=start).median
            for _ in range(DRAWS)
        ]
        within = np.mean(np.abs(np.array(medians) / truth - 1) <= 0.10)
        low, middle, high = np.quantile(medians, [0.05, 0.5, 0.95])
        told.append(f"{middle:5.1f} ({low:.1f} to {high:.1f}), {within:4.0%} within 10 %")
    auc = _attack(shapes, loss, rng)
    print(f"  epsilon {loss:g}: {told[0]}; from twice too long {told[1]}; attack AUC {auc:.3f}")


def _attack(shapes: np.ndarray, loss: float, rng: np.random.Generator) -> float:
    """Chance that the attacker ranks a sum with the person above one without."""
    marks: list[Floats] = []
    target = rng.choice(shapes, TRIALS)
    for with_them in (False, True):
        people = rng.choice(shapes, (TRIALS, len(shapes)))
        if with_them:
            people[:, 0] = target
        sums = [heard([said(int(s), loss, rng) for s in row], loss) for row in people]
        marks.append(np.array([s[t] for s, t in zip(sums, target, strict=True)]))
    above, same = marks[1][:, None] > marks[0], marks[1][:, None] == marks[0]
    return float(above.mean() + 0.5 * same.mean())


if __name__ == "__main__":
    main()
