"""The doors to the database: every way in names the patient it is about."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

from django.db import (
    DatabaseError,
    IntegrityError,
    connection,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper

from corrin.store import sql
from corrin.store.errors import Conflict, DiskFull, Erased, NotStored, UnknownPatient
from corrin.store.met import met
from corrin.store.models import Erasure, Patient
from corrin.store.postgresql.rights import as_owner

TAKEN = "an id is taken already; make a new one with uuid4"
AGAIN = "nothing was acknowledged; try again with the same ids"
FULL = f"the disk of the database is full: make room on it; {AGAIN}"


@contextmanager
def writing(patient_id: UUID) -> Iterator[Patient]:
    """One transaction on one patient, nobody else writing; on the disk when it has ended.

    Raises UnknownPatient, Erased, Conflict or NotStored, and then nothing was changed.
    """
    with plainly(), transaction.atomic(durable=True):
        yield found(patient_id, lock=True)


@contextmanager
def reading(patient_id: UUID) -> Iterator[None]:
    """Reads of one patient. On PostgreSQL the rows of all others are out of sight.

    What only asks by `found` and `sql.ask_of` needs none: `plainly` is enough for that.
    """
    with plainly():
        if connection.vendor != "postgresql":
            yield
            return
        with transaction.atomic():
            only(patient_id)
            yield


def only(patient_id: UUID) -> None:
    """On PostgreSQL: from here to the end of the transaction, this patient's rows alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql.ONLY, [str(patient_id)])


@contextmanager
def among_all(*, durable: bool = False) -> Iterator[None]:
    """One transaction that sees the due days of every patient, and as owner all of them."""
    with plainly(), transaction.atomic(durable=durable):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('corrin.every', 'on', true)")
        yield


@contextmanager
def snapshot(using: str = "default") -> Iterator[None]:
    """The whole database as it is at this moment, read only, while others go on writing.

    On PostgreSQL with the owner's sight of every patient.
    """
    base = connections[using]
    with plainly(), ExitStack() as stack:
        if base.vendor == "sqlite":
            stack.enter_context(_reading_transaction(base))
        else:
            if not base.in_atomic_block:
                stack.enter_context(as_owner(using))
                stack.enter_context(transaction.atomic(using=using))
                _say(base, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _say(base, "SELECT set_config('corrin.every', 'on', true)")
        yield


def _say(base: BaseDatabaseWrapper, statement: str) -> None:
    with base.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _reading_transaction(base: BaseDatabaseWrapper) -> Iterator[None]:
    """In SQLite: it locks nobody out where there is a write-ahead log."""
    if base.in_atomic_block:
        yield
        return
    _say(base, "BEGIN DEFERRED")
    try:
        yield
    finally:
        _say(base, "ROLLBACK")


def found(patient_id: UUID, *, lock: bool = False) -> Patient:
    """The patient's row. Raises Erased or UnknownPatient."""
    patient = sql.patient(patient_id, lock=lock)
    if patient is None:
        raise absent(patient_id)
    return patient


def absent(patient_id: UUID) -> UnknownPatient:
    """Why there is no such patient."""
    if Erasure.objects.filter(pk=patient_id).exists():
        return Erased("this patient was erased; the id is never used again")
    return UnknownPatient("there is no such patient; make one with new_patient")


@contextmanager
def plainly() -> Iterator[None]:
    """The database's faults as ours, without its words, which may quote an entry."""
    try:
        yield
    except IntegrityError:
        raise Conflict(TAKEN) from None
    except DatabaseError as why:
        raise not_stored(why) from why


def not_stored(why: DatabaseError) -> NotStored:
    """What was met, as far as it is known without quoting a row, and what to do."""
    said, state = str(why), str(getattr(why.__cause__, "sqlstate", ""))
    if "disk is full" in said or state == "53100":
        return DiskFull(FULL)
    return NotStored(f"{met(why) or 'the database could not keep it'}; {AGAIN}")
