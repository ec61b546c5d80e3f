"""What a patient of a cohort costs, from a thousand to a million, and the memory of a worker.

    PYTHONPATH=src python bench/long/million.py --seed 1 --scratch /tmp/million

Invented patients through findings (`corrin cohort run --findings-only`) on the local engine, CPU as
`costing.py` counts it. The million has one worker; its answers stay in the scratch folder. Since
other work on the machine moves every figure, runs of the smaller sizes are made beside it, one
after the other while it goes on, each on other files; their medians are kept. The first ten
thousand of a process cost more (memory is taken, the rest of the rules met), as its start does; so
constancy is told against ten thousand in a process that has answered as many before. Then a few
files in turn by a plain loop (read, answer, write), by the runner in one process, and by it with a
worker (Linux).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pyarrow.parquet as pq

from bench.long.costing import Cost, cost
from corrin.cohort.make import A_FILE, make

QUARTERS = ("first", "second", "third", "last")
BESIDE = (10_000, 1_000, 10_000, 10_000, 100_000)  # patients, in turn
LOOPED, ROUNDS = 5, 3  # files of the plain loop, runs of each


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--beside", action="store_true", help="(the runs beside it)")
    told = parser.parse_args()
    everyone = told.scratch / "everyone"
    if told.beside:
        _forever(told.scratch, sorted(everyone.glob("*.parquet")))
    print(f"command: bench/long/million.py --seed {told.seed} --most {told.most}", flush=True)
    if not everyone.is_dir():
        make(told.most, everyone, told.seed)
    files = sorted(everyone.glob("*.parquet"))
    most, beside = _sizes(told.scratch, files)
    print(*report(most, beside), sep="\n", flush=True)
    _plain(told.scratch, files[:LOOPED])


def _sizes(scratch: Path, files: list[Path]) -> tuple[Cost, list[Cost]]:
    """The million with a worker, and the other sizes beside it."""
    words = [sys.executable, __file__, "--scratch", str(scratch), "--beside"]
    with (scratch / "beside.txt").open("w+") as told:
        beside = subprocess.Popen(words, stdout=told)
        try:
            most = cost("1", files, scratch)
        finally:
            beside.terminate()
            beside.wait()
        told.seek(0)
        return most, [Cost(**json.loads(line)) for line in told]


def report(most: Cost, beside: list[Cost]) -> Iterator[str]:
    """What every size came to, and the million over ten thousand in a process as far begun."""
    sizes = {n: [run for run in beside if run.patients == n] for n in sorted({*BESIDE})}
    sizes[most.patients] = [most]
    for patients, found in sizes.items():
        each = [run.each for run in found]
        yield (
            f"{patients:>9,} patients: {median(each):6.1f} us each ({_told(each)}); worker "
            f"{max(run.worker_mb for run in found):.0f} MB, driver "
            f"{max(run.driver_mb for run in found):.0f} MB; start and end "
            f"{median(run.around for run in found):.1f} s"
        )
    tens = [1e6 * task / A_FILE for run in beside for task in run.tasks[1:]]
    yield (
        f"ten thousand in a process that has answered ten thousand: {median(tens):.1f} us each "
        f"({_told(tens)}); the million over it: {most.each / median(tens):.3f}"
    )
    quarter = -(-len(most.tasks) // len(QUARTERS))
    parts = [most.tasks[quarter * n : quarter * (n + 1)] for n in range(len(QUARTERS))]
    told = (
        f"{name} {1e3 * median(part):.0f} ms" for name, part in zip(QUARTERS, parts, strict=True)
    )
    yield "the million's files, median by quarters: " + ", ".join(told)


def _forever(scratch: Path, files: list[Path]) -> None:
    """Runs of the smaller sizes, until somebody ends this."""
    below = scratch / "beside"
    below.mkdir(exist_ok=True)
    few = below / "few.parquet"
    pq.write_table(pq.read_table(files[0]).slice(0, 1_000), few)
    other = _chosen(files)
    for number in count():
        size = BESIDE[number % len(BESIDE)]
        chosen = [next(other) for _ in range(size // A_FILE)] or [few]
        run = cost("1", chosen, below)
        print(json.dumps({name: getattr(run, name) for name in run.__slots__}), flush=True)


def _chosen(files: list[Path]) -> Iterator[Path]:
    for number in count():
        yield files[number * 7 % len(files)]


def _plain(scratch: Path, files: list[Path]) -> None:
    """The runner over a plain loop, in the median of rounds."""
    names = {"serial": "one process", "1": "a worker of a pool"}
    ratios: dict[str, list[float]] = {engine: [] for engine in names}
    for _ in range(ROUNDS):
        loop = cost("plain", files, scratch).each
        for engine in names:
            ratios[engine].append(cost(engine, files, scratch).each / loop)
    for engine, found in ratios.items():
        print(f"{names[engine]} over the plain loop: {median(found):.3f} ({_told(found, 3)})")


def _told(found: list[float], digits: int = 1) -> str:
    if len(found) == 1:
        return "one run"
    low, high = min(found), max(found)
    return f"{len(found)} runs, {low:.{digits}f} to {high:.{digits}f}"


if __name__ == "__main__":
    main()
