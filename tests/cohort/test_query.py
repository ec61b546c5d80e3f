"""Five rules, asked of the Parquet by a query in SQL that shares no code with corrin."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from corrin.cohort import make
from corrin.cohort.kernel import Params, run_batch

QUERY = Path(__file__).with_name("query.sql").read_text(encoding="utf-8")
RULES = (
    "do_not_measure_serum_b12",
    "do_not_extend_while_symptomatic",
    "dose_event_query",
    "refer_neurology_urgent",
    "give_due_dose_now",
)


def test_a_query_by_somebody_else_finds_the_same_people(tmp_path: Path) -> None:
    batch = make.invented(7, 0).slice(2000, 1500)
    pq.write_table(pa.table(batch), tmp_path / "cohort.parquet")
    answered, _ = run_batch(batch, Params(proposals=False))
    told = {row["id"]: set(row["keys"]) for row in answered.to_pylist()}
    asked = duckdb.connect().execute(QUERY, {"cohort": str(tmp_path / "cohort.parquet")})
    names = [name for name, *_ in asked.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    assert names[1:] == [*RULES] and len(rows) == len(told) == 1500
    for rule in RULES:
        theirs = {row["id"] for row in rows if row[rule]}
        assert theirs == {i for i, keys in told.items() if rule in keys}, rule
    assert all(sum(row[rule] for row in rows) > 50 for rule in RULES if rule != "dose_event_query")
