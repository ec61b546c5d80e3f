"""Erasing a patient for good, and again after a restore.

The ledger stands twice: in a table, which goes into every backup, and in a file of the data folder,
which no restore replaces. It names ids that were made at random and point to nothing any more.
"""

import json
import os
import time
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Model

from corrin.store import dump
from corrin.store.disk import sync_folder
from corrin.store.errors import NotStored
from corrin.store.models import Due, Entry, Erasing, Erasure, Patient
from corrin.store.place import ASIDE
from corrin.store.postgresql.rights import as_owner
from corrin.store.reading import forget
from corrin.store.room import among_all, plainly

LEDGER = "erased.jsonl"
TRIES = 200  # to wait for others who still read, 50 ms apart
PATIENCE = 5  # seconds to wait for a table of PostgreSQL; others who want it wait behind us
STILL_READ = (
    "the patient is erased, but others still read the database as it was before, and old pages may "
    "stand in its files: run the same command again when they have finished"
)
UNDER_WAY = """SELECT virtualxid FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'virtualxid' AND granted AND datname = current_database()
    AND pid <> pg_backend_pid()"""


def erase(patient_id: UUID, now: datetime) -> None:
    """Remove everything about a patient, from the tables of every room; the id is never used
    again. Once more changes nothing.

    The ledger is on the disk before the first row goes, so a crash in between is made good at
    the next start. When this returns, no byte of it is in the database's files.
    """
    write_down([(patient_id, now)])
    _remove([(patient_id, now)])


def erase_again() -> int:
    """Erase whoever the ledger names and is still, or again, in the database; how many that was.

    Done at every start and after every restore.
    """
    table, written = dict(Erasure.objects.values_list("patient_id", "at")), dict(ledger())
    known = {**table, **written}
    there = _present(known)
    unlisted = [(id_, at) for id_, at in known.items() if id_ not in table or id_ in there]
    if unlisted:
        _remove(unlisted)
    missing = [(id_, at) for id_, at in known.items() if id_ not in written]
    if missing:
        write_down(missing)
    return len(there)


def ledger() -> list[tuple[UUID, datetime]]:
    """Who was erased and when, as the file has it. A line cut short by a crash is passed over."""
    path = _path()
    lines = path.read_text(encoding="ascii").split("\n") if path.exists() else []
    found = []
    for line in lines[:-1]:
        said = json.loads(line) if line.endswith("}") else None
        if said:
            found.append((UUID(said["patient"]), datetime.fromisoformat(said["at"])))
    return found


def write_down(erased: Iterable[tuple[UUID, datetime]]) -> None:
    """Add to the ledger's file, and see it onto the disk."""
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    torn = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size
    lines = [
        json.dumps({"patient": str(id_), "at": at.astimezone(UTC).isoformat()}) + "\n"
        for id_, at in erased
    ]
    with path.open("a", encoding="ascii") as file:
        file.write(("\n" if torn else "") + "".join(lines))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _path() -> Path:
    data: Path = settings.DATA
    return data / LEDGER


def _present(ids: Iterable[UUID]) -> set[UUID]:
    """Who of these has a row in some table."""
    wanted, found = list(ids), set[UUID]()
    with among_all() if connection.vendor == "postgresql" else nullcontext():
        found.update(Patient.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        for model in beside():
            rows = model._base_manager.filter(patient_id__in=wanted)
            found.update(rows.values_list("patient_id", flat=True))
    return found


def _remove(erased: Iterable[tuple[UUID, datetime]]) -> None:
    with plainly():
        for patient_id, at in erased:
            with transaction.atomic(durable=True):
                remove_rows(patient_id)
                Erasure.objects.get_or_create(patient_id=patient_id, defaults={"at": at})
            forget(patient_id)
        _clean()


def beside() -> list[type[Model]]:
    """The tables of other rooms with rows about one patient: each has a column `patient_id`."""
    others = [model for model in dump.tables() if model._meta.app_label != "store"]
    return [m for m in others if "patient_id" in {f.attname for f in m._meta.concrete_fields}]


def remove_rows(patient_id: UUID) -> None:
    """All rows of a patient, in every table; inside a transaction of the caller's."""
    for model in beside():
        model._base_manager.filter(patient_id=patient_id).delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT store_erase(%s)", [patient_id])
        return
    Erasing.objects.create(patient_id=patient_id)
    Entry.objects.filter(patient_id=patient_id).delete()
    Due.objects.filter(patient_id=patient_id).delete()
    Patient.objects.filter(pk=patient_id).delete()
    Erasing.objects.filter(pk=patient_id).delete()


def _clean() -> None:
    """Let no old page of what was removed remain in the database's files."""
    if connection.vendor == "postgresql":
        return _write_anew()
    for aside in settings.DATA.glob(f"{ASIDE}*"):
        aside.unlink()
    with connection.cursor() as cursor:
        # `secure_delete` overwrites a row where it stands; where it stood before SQLite moved it
        # to another page, its bytes may remain. So the whole file is written anew.
        cursor.execute("VACUUM")
    for _ in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchone()
        if not busy:
            return
        time.sleep(0.05)
    raise NotStored(STILL_READ)


def _write_anew() -> None:
    """Each of PostgreSQL's tables without what was removed; others wait while theirs is written."""
    with as_owner(), connection.cursor() as cursor:
        _let_others_end(cursor)
        cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
        for model in dump.tables():  # some let go of rows of their own along with these
            try:
                cursor.execute(f"VACUUM (FULL) {model._meta.db_table}")
            except OperationalError:
                raise NotStored(STILL_READ) from None


def _let_others_end(cursor: Any) -> None:
    """Wait for whoever may still see the removed rows: PostgreSQL keeps those for them.

    Twice, because who began beside the first of them looks as far back as they did.
    """
    for _ in range(2):
        left = _under_way(cursor)
        for _ in range(TRIES):
            if not left:
                break
            time.sleep(0.05)
            left &= _under_way(cursor)
        if left:
            raise NotStored(STILL_READ)


def _under_way(cursor: Any) -> set[str]:
    """The transactions of others in this database."""
    cursor.execute(UNDER_WAY)
    return {row[0] for row in cursor.fetchall()}
