"""The table of many records says of each what its standing entries say."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.record import Lab, Record, Retraction, Score
from corrin.record.table import Coded, Table, table
from tests.record.strategies import RECORDS

DAY = date(2026, 2, 20)


def test_what_was_corrected_withdrawn_or_marked_is_in_no_column() -> None:
    old, new = (Score(id=i, on=DAY, item="fatigue", score=s) for i, s in (("a", 7.0), ("c", 2.0)))
    mended = Score(id="b", on=DAY, item="fatigue", score=3.0, replaces="a")
    void = Score(id="d", on=DAY, item="fatigue", score=9.0, marked="entered-in-error")
    for entries, scores in (
        ((old, mended), [3.0]),
        ((old, new, Retraction(id="e", on=DAY, replaces="c")), [7.0]),
        ((old, void), [7.0]),
        ((old, new), [7.0, 2.0]),
    ):
        rows = table([Record(entries)]).kinds[Score]
        assert isinstance(rows.columns["score"], np.ndarray)
        assert rows.columns["score"].tolist() == scores


@settings(max_examples=40)
@given(st.lists(RECORDS, max_size=4))
def test_many_records_together_have_the_rows_of_each_alone(records: list[Record]) -> None:
    together = table(records)
    assert together.patients == len(records)
    each = [row for n, record in enumerate(records) for row in labs(table([record]), n)]
    assert labs(together) == each


def labs(told: Table, first: int = 0) -> list[tuple[object, ...]]:
    """Whose each result is, its day, and which test, in order."""
    rows = told.kinds[Lab]
    tests, days = rows.columns["test"], rows.columns["on"]
    assert isinstance(tests, Coded) and isinstance(days, np.ndarray)
    named = [tests.words[n] for n in tests.data]
    whole = [None if np.isnan(day) else int(day) for day in days]
    return list(zip((rows.patient + first).tolist(), whole, named, strict=True))
