"""The seal of a record, printed on the doctor's page, and whether it still holds.

A chain of seals shows a row that was changed. It does not show that the newest rows were cut off or
that a whole chain was written anew: for that a seal must be kept where whoever does it does not
reach, on paper or in a backup (`anchors`).
"""

from uuid import UUID

from corrin.store import models
from corrin.store.errors import StoreError
from corrin.store.room import found, plainly, snapshot
from corrin.store.verifying import verify

SHOWN = 20  # of 64 hexadecimal digits: 80 bits


def seal(patient_id: UUID) -> str:
    """The seal of a record as it is printed: the number of its newest row, and what seals it.

    Empty before the first row. Raises UnknownPatient, Erased, NotStored.
    """
    with plainly():
        patient = found(patient_id)
    return f"{patient.head}-{patient.seal[:SHOWN]}" if patient.head else ""


def still_holds(printed: str) -> bool:
    """Whether a record here has this seal still, and nothing before it was changed.

    Raises StoreError for what is no seal.
    """
    number, _, digits = printed.strip().lower().partition("-")
    digits = digits.replace(" ", "")
    if not (number.isdigit() and number.isascii() and len(number) < 10 and len(digits) == SHOWN):
        raise StoreError("that is not a seal: it looks like 128-3f9a1c2b4d5e6f708192")
    faults = verify().faults
    with snapshot():
        rows = models.Entry.objects.filter(sequence=int(number), seal__startswith=digits)
        owners = [str(id_) for id_ in rows.values_list("patient_id", flat=True)]
    return any(not any(owner in fault for fault in faults) for owner in owners)
