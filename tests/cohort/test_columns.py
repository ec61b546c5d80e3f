"""The table made of Parquet columns is the table made of the same records."""

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.cohort import make
from corrin.cohort.columns import table_of
from corrin.cohort.layout import Patient, batch_of, patients
from corrin.record import Lab, Pregnancy, Record
from corrin.record.table import Coded, Result, Table, table
from tests.record.strategies import RECORDS


def said(column: Any) -> list[Any]:
    """A column as the values it stands for; whose numbers they have is nobody's business."""
    if isinstance(column, Coded):
        return [column.words[n] for n in column.data]
    if isinstance(column, Result):
        return [*zip(said(column.numbers), said(column.words), strict=True)]
    return [None if value != value else value for value in column.tolist()]


def told(one: Table) -> dict[str, Any]:
    return {
        kind.__name__: (rows.patient.tolist(), {n: said(c) for n, c in rows.columns.items()})
        for kind, rows in one.kinds.items()
    }


def compared(batch: pa.RecordBatch) -> None:
    one, other = table_of(batch), table(p.record for p in patients(batch))
    assert one.patients == other.patients == batch.num_rows
    assert told(one) == told(other)


@settings(max_examples=80, deadline=None)
@given(st.lists(RECORDS, max_size=4))
def test_any_records_make_the_same_table(records: list[Record]) -> None:
    compared(batch_of(Patient(str(n), record) for n, record in enumerate(records)))


def test_invented_patients_make_the_same_table() -> None:
    compared(make.invented(3, 0).slice(40, 300))


def test_what_its_source_marks_as_not_so_is_left_out() -> None:
    batch = make.invented(3, 0).slice(0, 3)
    rows = batch.to_pylist()
    rows[1]["labs"][0]["marked"] = "preliminary entered-in-error"
    marked = pa.RecordBatch.from_pylist(rows, schema=batch.schema)
    whole, rest = (len(table_of(b).kinds[Lab].patient) for b in (batch, marked))
    assert rest == whole - 1
    compared(marked)


def test_results_of_a_day_stand_in_one_order_whatever_that_of_the_file() -> None:
    words = [("low", None), (None, 9.0), (None, 10.0), ("high", None)]
    labs = [Lab(test="b12_total", value=w or n or 0.0, unit=None) for w, n in words]
    status = [Pregnancy(status=s) for s in ("pregnant", "not_pregnant")]
    one = batch_of([Patient("a", Record((*labs, *status)))])
    two = batch_of([Patient("a", Record((*reversed(labs), *reversed(status))))])
    assert told(table_of(one)) == told(table_of(two))
    numbers = table_of(one).kinds[Lab].columns["value"]
    assert isinstance(numbers, Result)
    assert np.isnan(numbers.numbers).tolist() == [False, False, True, True]
