"""Five rules asked of every patient by an independent query in DuckDB.

    PYTHONPATH=src python bench/long/cohort_query.py COHORT ANSWERS

COHORT is a folder of `corrin cohort make`, ANSWERS what `corrin cohort run` made of it. The query
is `tests/cohort/query.sql`; the test of that name asks it of a few patients.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

QUERY = Path(__file__).parents[2] / "tests" / "cohort" / "query.sql"


def main() -> None:
    """Print for each rule how many people it is for, and on how many both differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cohort", type=Path)
    parser.add_argument("answers", type=Path)
    told = parser.parse_args()
    asked = duckdb.connect()
    asked.execute("SET threads = 2; SET memory_limit = '4GB'")
    asked.execute(
        f"CREATE TABLE theirs AS {QUERY.read_text(encoding='utf-8')}",
        {"cohort": str(told.cohort / "*.parquet")},
    )
    asked.execute(
        "CREATE TABLE ours AS SELECT id, keys FROM read_parquet($answers)",
        {"answers": str(told.answers / "*.parquet")},
    )
    ((people,),) = asked.execute("SELECT count(*) FROM theirs JOIN ours USING (id)").fetchall()
    print(f"{people} patients in both")
    for rule, *_ in asked.execute("DESCRIBE theirs").fetchall()[1:]:
        ((held, differ),) = asked.execute(
            f"SELECT sum({rule}::INT), sum(({rule} <> list_contains(keys, '{rule}'))::INT) "
            "FROM theirs JOIN ours USING (id)"
        ).fetchall()
        print(f"{rule}: {held} people, {differ} differ")


if __name__ == "__main__":
    main()
