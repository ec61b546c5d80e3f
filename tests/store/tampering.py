"""Ways to change a record behind corrin's back, in a SQLite whose guards were taken away.

The last two leave a chain in which every seal is right.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

import numpy as np
from django.db import connection

from corrin.store import models
from corrin.store.writing import sealed

Chance = np.random.Generator
Rows = list[models.Entry]


def unguarded() -> None:
    """Take the guards away; only whoever has the file can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def rows_of(patient: UUID) -> Rows:
    return list(models.Entry.objects.filter(patient_id=patient).order_by("sequence"))


def _some(rows: Rows, chance: Chance) -> int:
    return int(chance.integers(len(rows)))


def _put(row: models.Entry, **changed: object) -> None:
    models.Entry.objects.filter(pk=row.pk).update(**changed)


def flip(rows: Rows, other: UUID, chance: Chance) -> None:
    """One letter of one entry."""
    row = rows[_some(rows, chance)]
    at = int(chance.integers(len(row.body)))
    letter = chr((ord(row.body[at]) - 31) % 95 + 32)
    _put(row, body=row.body[:at] + letter + row.body[at + 1 :])


def delete(rows: Rows, other: UUID, chance: Chance) -> None:
    """One entry is gone."""
    models.Entry.objects.filter(pk=rows[_some(rows, chance)].pk).delete()


def swap(rows: Rows, other: UUID, chance: Chance) -> None:
    """Two entries change their places."""
    a, b = (rows[int(n)] for n in chance.choice(len(rows), 2, replace=False))
    _put(a, sequence=10_000)
    _put(b, sequence=a.sequence)
    _put(a, sequence=b.sequence)


def insert(rows: Rows, other: UUID, chance: Chance) -> None:
    """One entry more, sealed rightly by what stood before it; those after it move up."""
    at = _some(rows, chance)
    for row in reversed(rows[at:]):
        _put(row, sequence=row.sequence + 1)
    new = models.Entry.objects.get(pk=rows[at].pk)
    new.pk, new.sequence, new.body = uuid4(), at + 1, "felt fatigue 1"
    new.seal = sealed(rows[at - 1].seal if at else "", new)
    new.save(force_insert=True)


def splice(rows: Rows, other: UUID, chance: Chance) -> None:
    """An entry of another patient in the place of one of this one's."""
    at = _some(rows, chance)
    theirs = rows_of(other)
    taken = theirs[min(at, len(theirs) - 1)]
    models.Entry.objects.filter(pk=rows[at].pk).delete()
    _put(taken, patient_id=rows[0].patient_id, sequence=rows[at].sequence)


def truncate(rows: Rows, other: UUID, chance: Chance) -> None:
    """The newest entries are gone, and the patient's row says so rightly."""
    left = int(chance.integers(1, len(rows)))
    models.Entry.objects.filter(pk__in=[row.pk for row in rows[left:]]).delete()
    _head(rows[:left])


def rewrite(rows: Rows, other: UUID, chance: Chance) -> None:
    """One entry is another, and every seal from there on is made anew."""
    at = _some(rows, chance)
    rows[at].body = "felt fatigue 10"
    for before, row in zip([None, *rows[:-1]], rows, strict=True):
        row.seal = sealed(before.seal if before else "", row)
        _put(row, body=row.body, seal=row.seal)
    _head(rows)


def _head(rows: Rows) -> None:
    patient = models.Patient.objects.filter(pk=rows[0].patient_id)
    patient.update(head=len(rows), seal=rows[-1].seal)


Way = Callable[[Rows, UUID, Chance], None]
CHAIN: tuple[Way, ...] = (flip, delete, swap, insert, splice)  # a chain alone shows these
ANCHOR: tuple[Way, ...] = (truncate, rewrite)  # only what is kept elsewhere shows these
WAYS = CHAIN + ANCHOR
