"""A FHIR Bulk Data export as a cohort: lines of resources gathered by patient, on disk.

Two passes, so that no more than one bucket of patients is ever in memory: every line goes into the
bucket of its patient, then each bucket becomes one file of the cohort.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4
from zlib import crc32

import pyarrow as pa
import pyarrow.parquet as pq

from corrin.cohort.layout import SCHEMA, Patient, batch_of
from corrin.cohort.shards import FILE, whole
from corrin.fhir import read_bundle
from corrin.record import RecordError
from corrin.terms import Country

A_BUCKET = 64_000_000  # bytes of lines, about what becomes one file
MOST_BUCKETS = 200  # files open at once
ROWS = 1_000
REFUSED = "_refused.parquet"
REFUSALS = pa.schema([("id", pa.string()), ("place", pa.string()), ("reason", pa.string())])
SUBJECTS = ("subject", "patient")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a folder of lines came to."""

    patients: int
    refused: int
    lines: int
    nobodys: int  # resources that name no patient


class NoLines(Exception):
    """The folder holds no NDJSON."""


def ingest(
    folder: Path, out: Path, *, on: date | None = None, country: Country | None = None
) -> Ingested:
    """Write the patients of a Bulk Data export as a cohort. Raises NoLines.

    A patient whose resources cannot be read is left out, with every fault in `_refused.parquet`;
    a line that is no JSON object is told there too.
    """
    files = sorted(folder.rglob("*.ndjson"))
    if not files:
        raise NoLines(f"no .ndjson files in {folder}; expected a FHIR Bulk Data export")
    out.mkdir(parents=True, exist_ok=True)
    buckets = out / f"_part-{uuid4().hex}"
    buckets.mkdir()
    try:
        gathering = _Gathering(buckets, files)
        gathering.gather()
        return _written(gathering, out, on, country)
    finally:
        shutil.rmtree(buckets)


class _Gathering:
    """The first pass: every line into the bucket of its patient."""

    def __init__(self, buckets: Path, files: list[Path]) -> None:
        size = sum(file.stat().st_size for file in files)
        number = min(size // A_BUCKET + 1, MOST_BUCKETS)
        self.files = files
        self.paths = [buckets / f"{n:04}.ndjson" for n in range(number)]
        self.shared: list[Json] = []  # medicines that several patients' resources refer to
        self.refused: list[Json] = []
        self.lines = self.nobodys = 0

    def gather(self) -> None:
        """Read every line once."""
        opened = [path.open("w", encoding="utf-8") for path in self.paths]
        try:
            for file in self.files:
                with file.open(encoding="utf-8", errors="replace") as lines:
                    for number, line in enumerate(lines, 1):
                        self._take(line, f"{file.name}:{number}", opened)
        finally:
            for bucket in opened:
                bucket.close()

    def _take(self, line: str, place: str, opened: Sequence[TextIO]) -> None:
        if not line.strip():
            return
        self.lines += 1
        resource = _object(line)
        if resource is None:
            reason = "met no JSON object; expected one resource a line"
            self.refused.append({"id": None, "place": place, "reason": reason})
            return
        if resource.get("resourceType") == "Medication":
            self.shared.append(resource)
            return
        owner = _owner(resource)
        if owner is None:
            self.nobodys += 1
            return
        bucket = opened[crc32(owner.encode()) % len(opened)]
        bucket.write(json.dumps([owner, resource], ensure_ascii=False) + "\n")


def _object(line: str) -> Json | None:
    try:
        found = json.loads(line)
        if "\\u" in line:
            json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be written
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _owner(resource: Json) -> str | None:
    """The id of the patient a resource is about."""
    if resource.get("resourceType") == "Patient":
        own = resource.get("id")
        return own if isinstance(own, str) and own else None
    for name in SUBJECTS:
        subject = resource.get(name)
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if isinstance(reference, str):
            return reference.rpartition("/")[2].removeprefix("urn:uuid:") or None
    return None


def _written(gathered: _Gathering, out: Path, on: date | None, country: Country | None) -> Ingested:
    refused, kept = list(gathered.refused), 0
    for number, path in enumerate(gathered.paths):
        with (
            whole(out / f"patients-{number:05}.parquet") as part,
            pq.ParquetWriter(part, SCHEMA, **FILE) as writer,
        ):
            ready: list[Patient] = []
            for owner, resources in _by_patient(path):
                found = _patient(owner, [*resources, *gathered.shared], on, country, refused)
                ready += [found] if found else []
                kept += found is not None
                if len(ready) == ROWS:
                    writer.write_batch(batch_of(ready))
                    ready = []
            writer.write_batch(batch_of(ready))
    with whole(out / REFUSED) as part:
        pq.write_table(pa.Table.from_pylist(refused, schema=REFUSALS), part)
    people = len({row["id"] for row in refused if row["id"]})
    return Ingested(kept, people, gathered.lines, gathered.nobodys)


def _by_patient(bucket: Path) -> Iterator[tuple[str, list[Json]]]:
    """The patients of a bucket by id, each with all resources."""
    people: dict[str, list[Json]] = {}
    with bucket.open(encoding="utf-8") as lines:
        for line in lines:
            owner, resource = json.loads(line)
            people.setdefault(owner, []).append(resource)
    yield from sorted(people.items())


def _patient(
    owner: str,
    resources: list[Json],
    on: date | None,
    country: Country | None,
    refused: list[Json],
) -> Patient | None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}
    try:
        record = read_bundle(bundle, on=on).record
    except RecordError as wrong:
        refused += [
            {"id": owner, "place": f.place, "reason": f"expected {f.expected}; {f.do}"}
            for f in wrong.faults
        ]
        return None
    return Patient(owner, record, _centre(resources), on, country)


def _centre(resources: list[Json]) -> str | None:
    """The organisation that keeps the patient's record, where the export names one."""
    for resource in resources:
        if resource.get("resourceType") == "Patient":
            keeper = resource.get("managingOrganization")
            reference = keeper.get("reference") if isinstance(keeper, dict) else None
            return reference if isinstance(reference, str) else None
    return None
