"""The plan as a Spark job. Only the DataFrame API of Spark Connect is used: no RDD, no context.

Imported by the engine alone, so that nobody without Spark needs it. Workers need corrin installed,
and to see the files under the same names.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields

import pyarrow as pa
from pyspark.errors.exceptions.connect import PythonException, SparkConnectGrpcException
from pyspark.sql import SparkSession
from pyspark.sql.connect.client.retries import DefaultPolicy

from corrin.cohort.engines import NoSpark, Unfinished
from corrin.cohort.shards import Done, Task

DONE = pa.schema([(f.name, pa.int64() if f.type is int else pa.string()) for f in fields(Done)])
# A server that is gone is asked again for half a minute; by itself PySpark asks for twenty.
PATIENCE = DefaultPolicy(max_retries=6, max_backoff=10_000)
DONE_DDL = ", ".join(f"{f.name} {'long' if f.type is int else 'string'}" for f in fields(Done))


def work(remote: str, plan: Sequence[Task], out: str) -> list[Done]:
    """What became of each task of a plan.

    Raises NoSpark where there is none to ask, Unfinished where it goes away on the way.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = _session(remote)
    try:
        numbers = session.range(0, len(plan), 1, len(plan))  # each a partition: each task alone
        rows = numbers.mapInArrow(_task(plan, out), DONE_DDL).collect()
    except PythonException:  # a fault of ours, in a task
        raise
    except SparkConnectGrpcException as why:
        session.client.set_retry_policies([])  # nobody may be there who lets the session go
        raise Unfinished(f"Spark at {remote} gave up or went away") from why
    finally:
        session.stop()
    return [Done(**row.asDict()) for row in rows]


def _session(remote: str) -> SparkSession:
    try:
        session = SparkSession.builder.remote(remote).appName("corrin cohort").getOrCreate()
        session.client.set_retry_policies([PATIENCE])
        return session
    except Exception as why:  # of Java, of gRPC or of PySpark itself
        raise NoSpark(
            f"Spark could not be started or reached at {remote} ({type(why).__name__}); one of "
            "this computer needs a Java, and port 15002 to itself"
        ) from why


def _task(
    plan: Sequence[Task], out: str
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def task(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column("id").to_pylist():
                done = plan[number].done(out)
                yield pa.RecordBatch.from_pylist([done.as_dict()], schema=DONE)

    return task
