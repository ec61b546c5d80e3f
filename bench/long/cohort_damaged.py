"""One patient in a thousand damaged, each in quarantine with its own reason and nobody else.

    PYTHONPATH=src python bench/long/cohort_damaged.py --patients 100000 --seed 4

Invented patients; ten kinds of damage in turn, at random rows. The others' answers are compared
with those of the same patients undamaged.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from corrin.cohort.kernel import Params, run_batch
from corrin.cohort.layout import SCHEMA
from corrin.cohort.make import A_FILE, invented

Row = dict[str, Any]
PARAMS = Params(proposals=False)


def first(kind: str, field: str, value: object) -> Callable[[Row], None]:
    """Puts a value into the first entry of a kind."""

    def damage(row: Row) -> None:
        row[kind][0][field] = value

    return damage


def own(field: str, value: object) -> Callable[[Row], None]:
    """Puts a value into the row itself."""

    def damage(row: Row) -> None:
        row[field] = value

    return damage


def emptied(row: Row) -> None:
    """An entry without fields."""
    row["labs"][0] = None


DAMAGE: dict[str, Callable[[Row], None]] = {
    "id: nothing": own("id", ""),
    "country: not a known one": own("country", "fr"),
    "on: an impossible day": own("on", date(1066, 10, 14)),
    "on: nothing": own("on", None),
    "labs/test: nothing": first("labs", "test", None),
    "labs/value: not a number": first("labs", "value", float("inf")),
    "labs/value: nothing": first("labs", "value", None),
    "labs: an empty entry": emptied,
    "history/section: not a known one": first("history", "section", "horoscope"),
    "births/year: outside its bounds": first("births", "year", 1492),
}


def main() -> None:
    """Print what became of the damaged and of the others."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=4)
    told = parser.parse_args()
    print(f"command: bench/long/cohort_damaged.py --patients {told.patients} --seed {told.seed}")
    rng, sums = np.random.default_rng(told.seed), np.zeros(5, dtype=int)
    for number in range(told.patients // A_FILE):
        sums += _file(invented(told.seed, number), rng)
    everyone, damaged, reasons, others, same = sums
    print(f"{everyone} patients, {damaged} damaged: {reasons} in quarantine with the right reason")
    print(f"{others} others in quarantine; {same} of {everyone - damaged} answered as undamaged")


def _file(batch: pa.RecordBatch, rng: np.random.Generator) -> np.ndarray:
    rows = np.sort(rng.choice(batch.num_rows, batch.num_rows // 1000, replace=False))
    kinds = dict(zip(rows.tolist(), [*DAMAGE] * len(rows), strict=False))
    parts, before = [], 0
    for row, kind in kinds.items():
        (told,) = batch.slice(row, 1).to_pylist()
        DAMAGE[kind](told)
        parts += [batch.slice(before, row - before), _one(told)]
        before = row + 1
    broken = pa.Table.from_batches([*parts, batch.slice(before)]).combine_chunks().to_batches()[0]
    answered, refused = run_batch(broken, PARAMS)
    reasons = {r["row"]: r["reason"] for r in refused.to_pylist()}
    right = sum(reasons.get(row, "").startswith(kind) for row, kind in kinds.items())
    whole, _ = run_batch(batch, PARAMS)
    kept = whole.take(np.setdiff1d(np.arange(batch.num_rows), rows))
    same = sum(a == b for a, b in zip(kept.to_pylist(), answered.to_pylist(), strict=False))
    others = len(reasons.keys() - kinds.keys())
    return np.array([batch.num_rows, len(kinds), right, others, same])


def _one(row: Row) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([row], schema=SCHEMA)


if __name__ == "__main__":
    main()
