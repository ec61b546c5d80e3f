"""A cohort in Parquet holds what the rules need of each record, and gives it back."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import given, settings

from corrin.advice import assess
from corrin.cohort.layout import SCHEMA, Patient, batch_of, patients
from corrin.record import CarePlan, Record, case_from
from corrin.record import entries as kinds
from corrin.terms import Country
from tests.record.strategies import RECORDS

OPEN = Path(__file__).parents[1] / "data" / "cases" / "open.jsonl"
FREE_TEXT = ("noted_at", "replaces", "note", "site", "batch", "signed_by", "cause")


def without_free_text(entry: kinds.Entry) -> kinds.Entry:
    empty: dict[str, Any] = {n: None if n in ("noted_at", "replaces") else "" for n in FREE_TEXT}
    return replace(entry, **{n: v for n, v in empty.items() if hasattr(entry, n)})


@settings(max_examples=60)
@given(RECORDS)
def test_a_record_comes_back_without_its_free_text(record: Record) -> None:
    (back,) = patients(batch_of([Patient("p1", record)]))
    wanted = Record(tuple(map(without_free_text, record.current().entries)))
    assert back.record.sha256() == wanted.sha256()


def test_a_row_of_parquet_gives_the_advice_of_its_record(tmp_path: Path) -> None:
    cases = [case_from(json.loads(t)) for t in OPEN.read_text(encoding="utf-8").splitlines()]
    rows = [Patient(c.id, c.record, "north", c.on, c.country) for c in cases]
    with pq.ParquetWriter(tmp_path / "cohort.parquet", SCHEMA) as writer:
        writer.write_batch(batch_of(rows))
    (batch,) = pq.read_table(tmp_path / "cohort.parquet").to_batches()
    back = list(patients(batch))
    assert [(b.id, b.centre, b.on, b.country) for b in back] == [
        (r.id, r.centre, r.on, r.country) for r in rows
    ]
    for row, other in zip(rows, back, strict=True):
        on, country = row.on or date(2026, 11, 22), row.country or Country.UK
        one, two = (assess(r, on=on, country=country) for r in (row.record, other.record))
        assert (one.advice, one.missing, one.proposal) == (two.advice, two.missing, two.proposal)


def test_the_names_of_signers_and_free_text_have_no_column() -> None:
    plan = CarePlan(signed=True, signed_by="Dr A. Jensen", note="seen on Monday")
    assert "Jensen" not in str(batch_of([Patient("p1", Record((plan,)))]).to_pylist())
    assert "Monday" not in str(batch_of([Patient("p1", Record((plan,)))]).to_pylist())
