"""Looking whether everything that was written is there as it was written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, connections

from corrin.record import RecordError
from corrin.store import models
from corrin.store.body import entries_of
from corrin.store.postgresql.rights import as_owner
from corrin.store.room import snapshot
from corrin.store.writing import sealed


@dataclass(slots=True)
class Verdict:
    """What was found. `root` is a hash over all of it: equal roots, equal records."""

    patients: int = 0
    entries: int = 0
    root: str = ""
    faults: list[str] = field(default_factory=list)


def verify(using: str = "default") -> Verdict:
    """Read every row: the file's own order, every seal, every entry, no gaps, nobody erased."""
    verdict = Verdict(faults=list(_file(using)))
    digest = hashlib.sha256()
    with snapshot(using):
        erased = set(models.Erasure.objects.using(using).values_list("pk", flat=True))
        for patient in models.Patient.objects.using(using).order_by("pk").iterator():
            verdict.patients += 1
            verdict.faults += _patient(patient, using, verdict)
            if patient.pk in erased:
                verdict.faults.append(f"patient {patient.pk}: was erased and is still here")
            digest.update(f"{patient.pk} {patient.head} {patient.seal}\n".encode())
        verdict.faults += _strays(using)
    verdict.root = digest.hexdigest()
    return verdict


def rebuild() -> None:
    """Make the indexes anew from the rows; they are all that is derived from them."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REINDEX" if connection.vendor == "sqlite" else "REINDEX TABLE store_entry")


def _file(using: str) -> Iterator[str]:
    """What SQLite itself says of its file."""
    if connections[using].vendor != "sqlite":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [row[0] for row in cursor.fetchall()]
        if said != ["ok"] and all("index" in line for line in said):
            yield (
                "an index does not fit its rows any more, though every row is there: "
                "say corrin verify --rebuild"
            )
        elif said != ["ok"]:
            yield f"the file is not as SQLite wrote it, in {len(said)} places: restore a backup"
        cursor.execute("PRAGMA foreign_key_check")
        if rows := cursor.fetchall():
            yield f"{len(rows)} rows point to nothing"


def _patient(patient: models.Patient, using: str, verdict: Verdict) -> Iterator[str]:
    rows = models.Entry.objects.using(using).filter(patient_id=patient.pk).order_by("sequence")
    seal, count = "", 0
    before: set[UUID] = set()
    for count, row in enumerate(rows.iterator(), start=1):
        place = f"patient {patient.pk}, entry {row.sequence}"
        if row.sequence != count:
            yield f"{place}: entry {count} is missing"
            return
        seal = sealed(seal, row)
        if seal != row.seal:
            yield f"{place}: was changed, or one before it"
            return
        if row.replaces and row.replaces not in before:
            yield f"{place}: replaces what is not there"
        yield from _unreadable(row, place)
        before.add(row.id)
        verdict.entries += 1
    if (count, seal) != (patient.head, patient.seal):
        yield f"patient {patient.pk}: the newest entries are missing, or some were added"


def _unreadable(row: models.Entry, place: str) -> Iterator[str]:
    try:
        entries_of(row.body, str(row.id), row.on, row.noted_at, None)
    except RecordError:
        yield f"{place}: cannot be read by this edition"


def _strays(using: str) -> Iterator[str]:
    known = models.Patient.objects.using(using).values("pk")
    count = models.Entry.objects.using(using).exclude(patient_id__in=known).count()
    if count:
        yield f"entries that belong to no patient: {count}"
