"""The doors to the database: every way in names the patient it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from corrin.store.errors import Conflict, Erased, NotStored, UnknownPatient
from corrin.store.models import Erasure, Patient

TAKEN = "an id is taken already; make a new one with uuid4"
FAILED = "the database could not keep it; nothing was stored; try again with the same ids"


@contextmanager
def writing(patient_id: UUID) -> Iterator[Patient]:
    """One transaction on one patient, nobody else writing; on the disk when it has ended.

    Raises UnknownPatient, Erased, Conflict or NotStored, and then nothing was changed.
    """
    with _told_plainly(), transaction.atomic(durable=True):
        only(patient_id)
        yield found(patient_id, lock=True)


@contextmanager
def reading(patient_id: UUID) -> Iterator[None]:
    """Reads of one patient. On PostgreSQL the rows of all others are out of sight."""
    with _told_plainly():
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
            cursor.execute("SELECT set_config('corrin.patient', %s, true)", [str(patient_id)])


def found(patient_id: UUID, *, lock: bool = False) -> Patient:
    """The patient's row. Raises Erased or UnknownPatient."""
    rows = Patient.objects.select_for_update() if lock else Patient.objects
    patient = rows.filter(pk=patient_id).first()
    if patient is None:
        raise absent(patient_id)
    return patient


def absent(patient_id: UUID) -> UnknownPatient:
    """Why there is no such patient."""
    if Erasure.objects.filter(pk=patient_id).exists():
        return Erased("this patient was erased; the id is never used again")
    return UnknownPatient("there is no such patient; make one with new_patient")


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise Conflict(TAKEN) from None
    except OperationalError as why:
        raise NotStored(FAILED) from why
    except DatabaseError as why:
        raise NotStored(FAILED) from why
