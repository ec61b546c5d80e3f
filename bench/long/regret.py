"""Regret, relapses, injections, calibration and coverage in every world, with 95 % intervals.

Simulated patients: a test of the algorithm, not of benefit to people. Run from the repository:
    PYTHONPATH=src python bench/long/regret.py --patients 48 --years 1.5 --seed 11
Worlds run side by side; ``remembered`` saves walking again through cycles that are over.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from functools import partial
from multiprocessing import Pool
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one thread a world

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.long import remembered
from corrin.simulate import TrialResult, trial
from corrin.simulate.strangers import EVERY_WORLD

POLICIES = (
    "fixed-84,fixed-28,fixed-14,fixed-7,quarter,quarter-hold-28,quarter-hold-14,return,corrin"
)
SHOWN = (
    *("regret", "sick_days", "injections", "injections_unrelated", "relapses_lengthening"),
    *("settled", "coverage_90", "calibration_error", "called_no_cycle"),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=48)
    parser.add_argument("--years", type=float, default=1.5)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--start", type=int, default=28)
    parser.add_argument("--worlds", default=",".join(w.name for w in EVERY_WORLD))
    parser.add_argument("--policies", default=POLICIES)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path)
    told = parser.parse_args()
    lines = [f"command: bench/long/regret.py {' '.join(sys.argv[1:])}", _setting(told)]
    results = []
    with Pool(told.processes) as pool:
        for result in pool.imap(partial(_one, told), told.worlds.split(",")):
            results.append(result.as_dict())
            lines += _table(result, result.rows[0].world)
            print("\n".join(lines[-len(result.rows) - 2 :]), flush=True)
            _write(told.out, lines, results)


def _one(told: argparse.Namespace, world: str) -> TrialResult:
    remembered.install()
    return trial(
        told.policies.split(","),
        patients=told.patients,
        years=told.years,
        seed=told.seed,
        worlds=[world],
        start=told.start,
    )


def _setting(told: argparse.Namespace) -> str:
    return f"{told.patients} patients a world, {told.years} years, seed {told.seed}, mean ±95 %"


def _table(result: TrialResult, world: str) -> list[str]:
    sealed = next(w.sealed for w in EVERY_WORLD if w.name == world)
    head = f"{'policy':16s} " + " ".join(f"{name[:13]:>13s}" for name in SHOWN)
    lines = [f"world: {world}{' (sealed)' if sealed else ''}", head]
    for row in result.rows:
        cells = []
        for name in SHOWN:
            e = row.scores.get(name)
            cells.append(f"{e.mean:7.2f}±{e.mean - e.low:5.2f}" if e else " " * 13)
        lines.append(f"{row.policy:16s} " + " ".join(cells))
    return lines


def _write(out: Path | None, lines: list[str], results: list[dict[str, object]]) -> None:
    if out is not None:
        out.with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        text = json.dumps(results, indent=1, default=float).replace("NaN", "null")
        out.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
