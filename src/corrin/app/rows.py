"""Taking rows back in the same act in which others are written."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from corrin import store
from corrin.app import clock, once
from corrin.app.whose import Patient
from corrin.record import Record, Retraction


def taken_back(record: Record, row: str, form: UUID) -> Iterator[Retraction]:
    """Retractions of a row and of all that it stood in place of, so that nothing returns.

    `record` holds every entry, corrections among them.
    """
    replaced = {e.id: e.replaces for e in record.entries if not isinstance(e, Retraction)}
    older: str | None = row
    seen: set[str] = set()
    while older and older not in seen:
        seen.add(older)
        yield Retraction(id=str(uuid5(form, older)), replaces=older)
        older = replaced.get(older)


def take_back(patient: Patient, named: str, act: UUID) -> once.Done:
    """Withdraw the one row a form names, and what it stood for; what is said of it."""
    try:
        row = UUID(named)
        must_be_theirs(patient, row)
        store.withdraw(patient.id, row, act=act, by=patient.by, noted_at=clock.now())
    except (ValueError, store.UnknownEntry, store.NotInForce):
        return once.Done("not_undone")
    return once.Done("undone", act)


def must_be_theirs(patient: Patient, act: UUID) -> None:
    """Raises UnknownEntry where somebody let in would take back what another has written."""
    if patient.own:
        return
    rows = [row for row in store.history(patient.id) if act in (row.act, row.id)]
    if any(row.by != patient.by for row in rows):
        raise store.UnknownEntry("somebody else wrote this")
