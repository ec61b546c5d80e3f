"""The plan as a Spark job. Only the DataFrame API of Spark Connect is used: no RDD, no context.

Imported by the engine alone, so that nobody without Spark needs it. Workers need corrin installed,
and to see the files under the same names.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields

import pyarrow as pa
from pyspark.sql import SparkSession

from corrin.cohort.shards import Done, Task

DONE = pa.schema([(f.name, pa.int64() if f.type is int else pa.string()) for f in fields(Done)])
DONE_DDL = ", ".join(f"{f.name} {'long' if f.type is int else 'string'}" for f in fields(Done))


def work(remote: str, plan: Sequence[Task], out: str) -> list[Done]:
    """What became of each task of a plan."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.remote(remote).appName("corrin cohort").getOrCreate()
    try:
        frame = session.createDataFrame([(task.name,) for task in plan], "name string")
        spread = frame.repartition(len(plan), "name")
        rows = spread.mapInArrow(_task({task.name: task for task in plan}, out), DONE_DDL).collect()
    finally:
        session.stop()
    return [Done(**row.asDict()) for row in rows]


def _task(
    tasks: dict[str, Task], out: str
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def task(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for told in batch.to_pylist():
                done = tasks[told["name"]].done(out)
                yield pa.RecordBatch.from_pylist([done.as_dict()], schema=DONE)

    return task
