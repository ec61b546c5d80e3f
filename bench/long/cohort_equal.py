"""Whether a cohort's answers are, column by column, what `corrin advise` says of each patient.

    PYTHONPATH=src python bench/long/cohort_equal.py --patients 10000 --seed 2

Invented patients, answered as `corrin cohort run` answers a file and one by one. CPU seconds of
both, in one process and in the same run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pyarrow as pa

from corrin.cohort.kernel import Params, run_batch
from corrin.cohort.layout import patients
from corrin.cohort.make import A_FILE, invented
from tests.cohort.alone import alone


def main() -> None:
    """Print how many differ, and what both cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2)
    told = parser.parse_args()
    print(f"command: bench/long/cohort_equal.py --patients {told.patients} --seed {told.seed}")
    differ = diaries = 0
    together = apart = 0.0
    for number in range(-(-told.patients // A_FILE)):
        batch = invented(told.seed, number).slice(0, told.patients - number * A_FILE)
        begun = process_time()
        answered, refused = run_batch(batch, Params())
        together += process_time() - begun
        assert not refused.num_rows and answered.num_rows == batch.num_rows
        begun = process_time()
        told_alone = [alone(patient) for patient in patients(batch)]
        apart += process_time() - begun
        differ += _differing(answered, told_alone)
        diaries += sum(row["reason"] not in (None, "not_enough_data") for row in told_alone)
    print(f"{told.patients} patients, {differ} differ; {diaries} with an interval from a diary")
    print(
        f"together {1e6 * together / told.patients:.0f} us of CPU each, one by one "
        f"{1e6 * apart / told.patients:.0f}: {apart / together:.1f} times"
    )


def _differing(answered: pa.Table, apart: list[dict[str, Any]]) -> int:
    rows = answered.to_pylist()
    pairs = zip(rows, apart, strict=True)
    return sum(any(row[n] != v for n, v in wanted.items()) for row, wanted in pairs)


if __name__ == "__main__":
    main()
