"""The record as rows that are only ever added: nothing acknowledged is lost, nothing doubled.

    new_patient(patient_id, zone="Europe/Copenhagen")
    append(patient_id, entries, by=device, noted_at=now)    the same entries again add nothing
    correct(patient_id, replaced, entries, act=…, by=…, noted_at=…)
    withdraw(patient_id, entry_id, act=…, by=…, noted_at=…)    it and all it stood for
    undo(patient_id, act, new_act=…, by=…, noted_at=…)    takes back what one act wrote
    acts(patient_id, by=device) -> what was written at one go, and still stands
    read(patient_id) -> Record    history(patient_id) -> rows    begun(patient_id) -> bool
    read(patient_id, days=(first, last)) -> Record    of the daily scores only those days
    seal(patient_id) -> what is printed to hold the record against later
    erase(patient_id, now)    for good
    invented_id(on)    discard_invented(first, last)    patients that nobody is, for showing
    set_due(patient_id, on)    claim_due(now) -> claims
    reminder_sent(claim, now)    give_back(claim)    unsent() -> claims

Ids are UUIDs made by whoever writes, before the first try, so that a retry is harmless. When a
call returns, what it wrote is on the disk. The tables themselves are this room's alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corrin.store.due import Claim, claim_due, due_on, give_back, reminder_sent, set_due, unsent
    from corrin.store.erasing import erase
    from corrin.store.errors import (
        Conflict,
        Damaged,
        DiskFull,
        Erased,
        NotInForce,
        NotStored,
        StoreError,
        UnknownEntry,
        UnknownPatient,
        Unsafe,
    )
    from corrin.store.ids import entry_id, with_ids
    from corrin.store.invented import discard_invented, invented_id
    from corrin.store.reading import Act, Row, acts, begun, history, read
    from corrin.store.room import not_stored
    from corrin.store.seals import seal
    from corrin.store.writing import Receipt, append, correct, new_patient, undo, withdraw

# Django loads this package before its models may be, so each name is fetched when first asked for.
_HOME = {
    "due": ("Claim", "claim_due", "due_on", "give_back", "reminder_sent", "set_due", "unsent"),
    "errors": (
        "Conflict",
        "Damaged",
        "DiskFull",
        "Erased",
        "NotInForce",
        "NotStored",
        "StoreError",
        "UnknownEntry",
        "UnknownPatient",
        "Unsafe",
    ),
    "erasing": ("erase",),
    "ids": ("entry_id", "with_ids"),
    "invented": ("discard_invented", "invented_id"),
    "seals": ("seal",),
    "reading": ("Act", "Row", "acts", "begun", "history", "read"),
    "room": ("not_stored",),
    "writing": ("Receipt", "append", "correct", "new_patient", "undo", "withdraw"),
}
_PLACE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Act",
    "Claim",
    "Conflict",
    "Damaged",
    "DiskFull",
    "Erased",
    "NotInForce",
    "NotStored",
    "Receipt",
    "Row",
    "StoreError",
    "UnknownEntry",
    "UnknownPatient",
    "Unsafe",
    "acts",
    "append",
    "begun",
    "claim_due",
    "correct",
    "discard_invented",
    "due_on",
    "entry_id",
    "erase",
    "give_back",
    "history",
    "invented_id",
    "new_patient",
    "not_stored",
    "read",
    "reminder_sent",
    "seal",
    "set_due",
    "undo",
    "unsent",
    "with_ids",
    "withdraw",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACE:
        raise AttributeError(f"corrin.store has no {name}")
    return getattr(import_module(f"corrin.store.{_PLACE[name]}"), name)
