"""Patients a second, against the plain reference in the same run: the median of some runs.

PYTHONPATH=src OPENBLAS_NUM_THREADS=1 python bench/speed.py --patients 256 --seed 5
The compiled walk is measured where ``python -m tools.kernel`` has made it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corrin.response import Diary, kernel, propose, propose_many
from tests.response import plain

DAYS, EVERY = 365, 24


def diaries(n: int, seed: int) -> list[Diary]:
    """A year of diaries with 15 cycles each, a fifth of the days empty."""
    rng = np.random.default_rng(seed)
    made = []
    for lasts in rng.uniform(10, 60, n):
        tau = np.arange(DAYS) % EVERY
        score = np.clip(np.round(1.5 + 3 * (tau > lasts) + 1.2 * rng.standard_normal(DAYS)), 0, 10)
        score[rng.random(DAYS) < 0.2] = np.nan
        made.append(Diary(score, range(-48, DAYS, EVERY), planned=np.full(DAYS, float(EVERY))))
    return made


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall-clock seconds of one run."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def rates(n: int, seconds: Sequence[float]) -> str:
    """Patients a second: the median of the runs, lowest and highest."""
    each = sorted(n / s for s in seconds)
    return f"{median(each):.2f} ({each[0]:.2f} to {each[-1]:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=256)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--runs", type=int, default=5)
    told = parser.parse_args()
    made = diaries(told.patients, told.seed)
    propose_many(made[:8], today=DAYS - 1, current=EVERY)
    asked = f"--patients {told.patients} --seed {told.seed} --runs {told.runs}"
    print(f"command: bench/speed.py {asked}; one process, median (lowest to highest)")
    there, compiled = kernel.LIBRARY, kernel.library() is not None
    for way, library in (("NumPy", "none"), *([("compiled", there)] if compiled else [])):
        kernel.LIBRARY = library
        kernel.library.cache_clear()
        _measured(f"propose_many, {way}", lambda: _together(made), len(made), told.runs)
        _measured(f"propose one by one, {way}", lambda: _alone(made[:32]), 32, told.runs)
    _measured("plain reference", lambda: plain.posterior(made[0], DAYS - 1), 1, 1)


def _together(made: list[Diary]) -> object:
    return propose_many(made, today=DAYS - 1, current=EVERY)


def _alone(made: list[Diary]) -> object:
    return [propose(d, today=DAYS - 1, current=EVERY) for d in made]


def _measured(name: str, work: Callable[[], object], n: int, runs: int) -> None:
    cpu, wall = zip(*(spent(work) for _ in range(runs)), strict=True)
    print(f"{name:28s} {rates(n, cpu)} patients a CPU second, {rates(n, wall)} by the wall clock")


if __name__ == "__main__":
    main()
