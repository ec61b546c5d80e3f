"""Whether a cohort's answers are, column by column, what `corrin advise` says of each patient.

    PYTHONPATH=src python bench/long/cohort_equal.py --patients 10000 --seed 2

Invented patients, answered as `corrin cohort run` answers a file and one by one. CPU seconds of
both, in one process and in the same run.
"""

from __future__ import annotations

import argparse
import json
from time import process_time

import pyarrow as pa

from corrin.advice import assess
from corrin.cohort.kernel import Params, run_batch
from corrin.cohort.layout import Patient, patients
from corrin.cohort.make import A_FILE, invented
from corrin.words import plain


def main() -> None:
    """Print how many differ, and what both cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2)
    told = parser.parse_args()
    print(f"command: bench/long/cohort_equal.py --patients {told.patients} --seed {told.seed}")
    differ = diaries = 0
    together = alone = 0.0
    for number in range(-(-told.patients // A_FILE)):
        batch = invented(told.seed, number).slice(0, told.patients - number * A_FILE)
        begun = process_time()
        answered, refused = run_batch(batch, Params())
        together += process_time() - begun
        assert not refused.num_rows and answered.num_rows == batch.num_rows
        begun = process_time()
        told_alone = [_alone(patient) for patient in patients(batch)]
        alone += process_time() - begun
        differ += _differing(answered, told_alone)
        diaries += sum(row["reason"] not in (None, "not_enough_data") for row in told_alone)
    print(f"{told.patients} patients, {differ} differ; {diaries} with an interval from a diary")
    print(
        f"together {1e6 * together / told.patients:.0f} us of CPU each, one by one "
        f"{1e6 * alone / told.patients:.0f}: {alone / together:.1f} times"
    )


def _alone(patient: Patient) -> dict[str, object]:
    assert patient.on and patient.country
    found = assess(patient.record, on=patient.on, country=patient.country)
    shown = found.proposal
    return {
        "id": patient.id,
        "keys": sorted(found.keys()),
        "advice": json.dumps([plain(r) for r in found.advice], ensure_ascii=False),
        "missing": [{"fact": m.fact, "for": list(m.keys)} for m in found.missing],
        "proposal_days": shown.interval_days if shown else None,
        "reason": shown.reason if shown else None,
        "due": shown.due if shown else None,
        "current_days": shown.current_days if shown else None,
    }


def _differing(answered: pa.Table, alone: list[dict[str, object]]) -> int:
    rows = answered.to_pylist()
    pairs = zip(rows, alone, strict=True)
    return sum(any(row[n] != v for n, v in wanted.items()) for row, wanted in pairs)


if __name__ == "__main__":
    main()
