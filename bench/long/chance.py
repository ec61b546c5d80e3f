"""How large the calibration error looks by chance alone, for a belief that is perfectly calibrated.

Truths are drawn from the beliefs themselves, one a patient, and judged as in ``regret.py``. What is
seen above this is miscalibration; what is not may be chance. Patients keep to 28 days. Told as
well with the prior of somebody who knows how each world's patients were drawn: the ceiling.
    PYTHONPATH=src python bench/long/chance.py --patients 24 --seed 77
"""

from __future__ import annotations

import argparse

import numpy as np

from corrin.response import Prior
from corrin.response.belief import beliefs
from corrin.response.diary import Floats
from corrin.response.rows import read
from corrin.simulate.calibration import WITHIN, Ledger
from corrin.simulate.diaries import diaries
from corrin.simulate.strangers import EVERY_WORLD
from corrin.simulate.worlds import World

ASKED = (140, 220, 380)  # days
DRAWS = 200


def error(told: Floats, seen: Floats) -> float:
    """The calibration error as the trials reckon it."""
    pairs = zip(told.ravel(), seen.ravel(), strict=True)
    return Ledger(foretold=[(float(p), bool(y)) for p, y in pairs]).error()


def judged(world: World, number: int, patients: int, seed: int) -> tuple[float, float, Floats]:
    """The error against the simulated truth, with the usual prior and with the world's own;
    and with the usual prior against truths drawn from the last beliefs."""
    lived = diaries(world, patients=patients, interval=28, until=ASKED, seed=(seed, number, 28))
    read_all = [read(one.diary, one.today) for one in lived]
    told, own = (
        np.array([[b.p_return(k) for k in WITHIN] for b in beliefs(read_all, [prior] * len(lived))])
        for prior in (Prior(), truth(world))
    )
    seen = np.array([[one.follows and one.lasts <= k for k in WITHIN] for one in lived])
    rng, last = np.random.default_rng((seed, number)), told[-patients:]
    drawn = [
        error(told, np.tile(rng.random((patients, 1)) < last, (len(ASKED), 1)))
        for _ in range(DRAWS)
    ]
    return error(told, seen), error(own, seen), np.array(drawn)


def truth(world: World) -> Prior:
    """The prior of somebody who knows how this world's patients were drawn."""
    h = world.habits
    return Prior(median=h.median, spread=h.spread, cycle=h.follows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=24)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--worlds", default=",".join(w.name for w in EVERY_WORLD))
    asked = parser.parse_args()
    print(f"command: bench/long/chance.py --patients {asked.patients} --seed {asked.seed}")
    print("calibration error: seen; with the world's own prior; by chance, and 95 of 100 under")
    for number, world in enumerate(EVERY_WORLD):
        if world.name not in asked.worlds.split(","):
            continue
        seen, own, drawn = judged(world, number, asked.patients, asked.seed)
        high = float(np.quantile(drawn, 0.95))
        print(f"{world.name:17s} {seen:.3f}; {own:.3f}; {drawn.mean():.3f}, {high:.3f}", flush=True)


if __name__ == "__main__":
    main()
