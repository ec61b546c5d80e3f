"""One file of a cohort in, one file of answers out: named by its content, written whole or not.

The name of a result holds the fingerprint of all that decides it. A result that is there is done,
whoever wrote it: a run that was killed goes on where it was, and two runs write the same bytes.
"""

import gc
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from corrin.cohort.kernel import OUTPUT, QUARANTINE, Params, run_batch
from corrin.cohort.layout import SCHEMA

ROWS = 10_000  # of a batch: what is in memory at once
FILE = {"compression": "zstd", "version": "2.6", "write_statistics": True}
QUARANTINED = "_quarantine"  # a leading underscore keeps readers of Parquet folders out
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of the input."""

    name: str
    path: str
    params: Params

    def done(self, out: str) -> "Done":
        """The answers on this file, made or found made."""
        return answer(self, out)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a shard: rows in are rows out and quarantined together."""

    shard: str
    file: str
    rows: int
    quarantined: int
    sha256: str
    quarantine_sha256: str
    unreadable: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """For the manifest."""
        return asdict(self)


class Task(Protocol):
    """What an engine works off: the same bytes under a name of its own, whoever does it."""

    @property
    def name(self) -> str:
        """Of its own among all tasks of a plan."""

    def done(self, out: str) -> Done:
        """Make the result in a folder, or find it made."""


def shards(cohort: Path, params: Params) -> list[Shard]:
    """The files of a cohort by name. Raises FileNotFoundError where there is none."""
    files = [cohort] if cohort.is_file() else sorted(cohort.glob("*.parquet"))
    if not files:
        raise FileNotFoundError(cohort)
    return [Shard(f.stem, str(f.resolve()), params) for f in files]


def answer(shard: Shard, out: str) -> Done:
    """The answers on one file, made or found made. The same bytes from any number of callers."""
    source = Path(shard.path)
    name = f"{shard.name}-{_fingerprint(source, shard.params)}"
    file, aside = Path(out) / f"{name}.parquet", Path(out) / QUARANTINED / f"{name}.parquet"
    unreadable = ""
    if not file.exists():
        with whole(file) as good, whole(aside) as bad:  # the answers get their name last
            unreadable = _written(source, shard.params, good, bad)
    rows, quarantined = (pq.read_metadata(path).num_rows for path in (file, aside))
    return Done(shard.name, file.name, rows, quarantined, sha256(file), sha256(aside), unreadable)


def _written(source: Path, params: Params, good: Path, bad: Path) -> str:
    with (
        pq.ParquetWriter(good, OUTPUT, **FILE) as answers,
        pq.ParquetWriter(bad, QUARANTINE, **FILE) as quarantine,
    ):
        first = 0
        try:
            for batch in _batches(source):
                kept, refused = run_batch(batch, params, first)
                first += batch.num_rows
                answers.write_table(kept)
                quarantine.write_table(refused)
                gc.collect()  # a reading holds what it has read, and that the reading
        except (pa.ArrowException, OSError) as why:
            reason = f"file: cannot be read from row {first} on; expected Parquet in our layout"
            quarantine.write_batch(_file_row(first, reason))
            return f"{reason} ({type(why).__name__})"
    return ""


def _batches(source: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(source) as file:
        for batch in file.iter_batches(batch_size=ROWS):
            yield _in_layout(batch)


def _in_layout(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with all columns of the layout in its order; an absent one is empty."""
    return pa.RecordBatch.from_arrays(
        [
            batch.column(f.name).cast(f.type)
            if f.name in batch.schema.names
            else pa.nulls(batch.num_rows, f.type)
            for f in SCHEMA
        ],
        schema=SCHEMA,
    )


def _file_row(row: int, reason: str) -> pa.RecordBatch:
    told = [{"row": row, "id": None, "reason": reason}]
    return pa.RecordBatch.from_pylist(told, schema=QUARANTINE)


def _fingerprint(source: Path, params: Params) -> str:
    told = json.dumps([sha256(source), params.as_dict(), ROWS, FILE], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def sha256(path: Path) -> str:
    """Of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file of its own name to write to; it gets its real name when it is all there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"_part-{uuid4().hex}")
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
