"""The answers on many at once are what `assess` says to each of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.cohort import make
from corrin.cohort.kernel import Params, run_batch
from corrin.cohort.layout import Patient, batch_of, patients
from corrin.record import Record, Score
from corrin.terms import Country
from tests.advice.patients import made
from tests.cohort.alone import alone
from tests.proof.situations import cases
from tests.record.strategies import RECORDS

DAYS = (date(2026, 6, 1), date(2020, 6, 1), date(2026, 11, 22))


def compared(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """The answers on a batch, held against those on each of its patients."""
    answered, refused = run_batch(batch, Params())
    assert not refused.num_rows
    rows: list[dict[str, Any]] = answered.to_pylist()
    for row, patient in zip(rows, patients(batch), strict=True):
        wanted = alone(patient)
        assert {name: row[name] for name in wanted} == wanted
    return rows


def everywhere(records: Iterable[Record], on: Iterable[date]) -> pa.RecordBatch:
    """Each record at the next country and day."""
    countries = list(Country)
    told = enumerate(zip(records, on, strict=False))
    return batch_of(
        Patient(f"p{n}", record, "north", day, countries[n % 3]) for n, (record, day) in told
    )


def undiaried(record: Record) -> Record:
    """Without scores: whoever keeps a diary is answered alone anyway."""
    return Record(tuple(e for e in record.entries if not isinstance(e, Score)))


def test_every_vignette_is_answered_as_alone() -> None:
    told = [c for c in cases("open.jsonl", "own.jsonl", "courses-open.jsonl") if c.on]
    rows = compared(everywhere((undiaried(c.record) for c in told), (c.on for c in told if c.on)))
    assert len(rows) > 100 and len({key for row in rows for key in row["keys"]}) > 50


def test_random_patients_are_answered_as_alone() -> None:
    rng = np.random.default_rng(17)
    days = [DAYS[n % len(DAYS)] for n in range(200)]
    rows = compared(everywhere((made(rng, day, diary=0.05) for day in days), days))
    assert sum(row["reason"] is not None for row in rows) > 2


@settings(max_examples=15, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=5), st.sampled_from(DAYS))
def test_any_records_are_answered_as_alone(records: list[Record], on: date) -> None:
    compared(everywhere(records, [on] * len(records)))


def test_findings_alone_are_those_of_everybody_without_a_diary() -> None:
    batch = make.invented(4, 0).slice(0, 200)
    whole, few = (run_batch(batch, Params(proposals=p))[0].to_pylist() for p in (True, False))
    writers = {p.id for p in patients(batch) if p.record.of(Score)}
    assert 2 < len(writers) < 20
    for one, other in zip(whole, few, strict=True):
        assert other["advice"] is other["reason"] is other["proposal_days"] is None
        if one["id"] not in writers:
            assert (one["keys"], one["missing"]) == (other["keys"], other["missing"])
    told = [row["reason"] for row in whole if row["id"] in writers]
    assert any(reason not in (None, "not_enough_data") for reason in told)
