"""The three engines on the same patients: the same bytes, and what each costs.

    PYTHONPATH=src python bench/long/engines.py --patients 100000 --seed 1 --scratch /tmp/engines

Invented patients through findings by one process, by a pool of two and by Spark on this computer.
Every file of answers and of the quarantine, and the manifest, must be the same to the byte. CPU as
`costing.py` counts it, beside a plain loop that reads, answers and writes, in as many processes at
once (two share a computer's memory and are slower for it); start and end are told apart. What all
processes of an engine spend for one patient more, Java's included, is the difference between all
of the patients and a fifth of them (Linux).
"""

from __future__ import annotations

import argparse
import os
import sys
from hashlib import sha256
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.long.costing import Cost, cost
from corrin.cohort.make import make

ENGINES = ("serial", "2", "spark")
NAMES = {  # each beside the plain loop that as many processes go through at once
    "plain": "a plain loop",
    "serial": "one process",
    "loops": "two loops",
    "2": "a pool of 2",
    "spark": "Spark",
}
BESIDE = {"plain": "plain", "serial": "plain", "loops": "loops", "2": "loops", "spark": "loops"}


def main() -> int:
    """Print the table; 0 where all three wrote the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, required=True)
    told = parser.parse_args()
    print(
        f"command: bench/long/engines.py --patients {told.patients} --seed {told.seed} "
        f"--rounds {told.rounds}",
        flush=True,
    )
    everyone = told.scratch / "everyone"
    if not everyone.is_dir():
        make(told.patients, everyone, told.seed)
    files = sorted(everyone.glob("*.parquet"))
    all_, some = ({name: list[Cost]() for name in NAMES} for _ in "12")
    written = set()
    for _ in range(told.rounds):
        for engine in NAMES:
            some[engine].append(cost(engine, files[: len(files) // 5], told.scratch))
            all_[engine].append(cost(engine, files, told.scratch))
            if engine in ENGINES:
                written.add(_said(told.scratch / f"out-{os.getpid()}"))
    for engine, name in NAMES.items():
        beside = BESIDE[engine]
        each, more = _each(all_[engine]), _more(some[engine], all_[engine])
        plain, plain_more = _each(all_[beside]), _more(some[beside], all_[beside])
        print(
            f"{name:13} tasks and driver {each:6.1f} us a patient ({each / plain:.3f} of "
            f"{NAMES[beside]}); one more, all processes {more:6.1f} us ({more / plain_more:.3f}); "
            f"start and end {median(c.around for c in all_[engine]):.1f} s"
        )
    same = len(written) == 1
    print(f"{len(files)} files by {len(ENGINES)} engines: {'the same bytes' if same else 'DIFFER'}")
    return 0 if same else 1


def _each(found: list[Cost]) -> float:
    return median(c.each for c in found)


def _more(some: list[Cost], all_: list[Cost]) -> float:
    """Microseconds for one patient more, from whole runs of two sizes."""
    spent = median(c.whole for c in all_) - median(c.whole for c in some)
    return 1e6 * spent / (all_[0].patients - some[0].patients)


def _said(out: Path) -> str:
    """Fingerprint of every file that counts, with its name."""
    found = sha256()
    for file in sorted(f for f in out.rglob("*") if f.is_file()):
        if "notes" not in file.relative_to(out).parts and not file.name.startswith("_part-"):
            found.update(f"{file.relative_to(out)} ".encode() + file.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
