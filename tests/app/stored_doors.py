"""The doors of backups: their lines, read into a database that is put back, and their envelope."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.db import transaction

from corrin import store
from corrin.record import Score
from corrin.store import backup, dump
from corrin.store.errors import StoreError
from tests.app import spoiling
from tests.app.importers import Door
from tests.app.spoiling import Chance

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEY = backup.new_key()


@cache
def lines() -> tuple[str, ...]:
    """A backup of two patients, unpacked; the database is left as it was."""
    with put_back():
        for number in (1, 2):
            patient = UUID(int=number)
            store.new_patient(patient, zone="Europe/Copenhagen")
            entries = [
                Score(id=str(uuid4()), on=date(2026, 2, day), item="fatigue", score=day % 10)
                for day in range(1, 6)
            ]
            for model_row in (patient,):
                _written(model_row, entries)
        return tuple(dump._body(NOW))


def _written(patient: UUID, entries: list[Score]) -> None:
    from corrin.store import models
    from corrin.store.body import drafts
    from corrin.store.writing import _sealed

    there = models.Patient.objects.get(pk=patient)
    rows = list(_sealed(there, drafts(entries), "d", NOW, None))
    models.Entry.objects.bulk_create(rows)
    models.Patient.objects.filter(pk=patient).update(head=len(rows), seal=rows[-1].seal)


class _Enough(Exception):
    """Let the transaction end as if nothing had been written."""


@contextmanager
def put_back() -> Iterator[None]:
    """What is written inside is not kept."""
    try:
        with transaction.atomic():
            yield
            raise _Enough
    except _Enough:
        pass


def _spoilt(chance: Chance) -> list[str]:
    """The lines with one spoilt; nine in ten with an end that agrees with them."""
    told = list(lines())
    at = int(chance.integers(len(told)))
    way = int(chance.integers(6))
    if way == 0:
        told[at] = spoiling.text(told[at], chance)
    elif way == 1:
        del told[at]
    elif way == 2:
        told.insert(at, told[int(chance.integers(len(told)))])
    else:
        told[at] = json.dumps(spoiling.value(json.loads(told[at]), chance)) + "\n"
    if chance.integers(10):
        digest = hashlib.sha256("".join(told).encode(errors="replace")).hexdigest()
        rows = sum(line.startswith("[") for line in told)
        told.append(json.dumps({"rows": rows, "sha256": digest}) + "\n")
    return told


def _load(told: list[str]) -> None:
    with put_back():
        dump.load(told)


@cache
def sealed() -> bytes:
    """A backup as it lies on the disk."""
    with TemporaryDirectory() as folder:
        backup.backup(Path(folder) / "b", KEY[1], NOW)
        return (Path(folder) / "b").read_bytes()


def _opened(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "b").write_bytes(data)
        for _ in backup.opened(Path(folder) / "b", KEY[0], Path(folder)):
            pass


DOORS = (
    Door("backup", _spoilt, _load, (StoreError,)),
    Door("encrypted backup", lambda c: spoiling.raw(sealed(), c), _opened, (StoreError,)),
)
