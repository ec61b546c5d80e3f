"""Reading a patient: the record as the core knows it, and the rows behind it."""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from uuid import UUID

from corrin.record import Entry, Record
from corrin.store import models
from corrin.store.body import entries_of
from corrin.store.force import in_force
from corrin.store.room import found, reading


@dataclass(frozen=True, slots=True)
class Row:
    """One stored row: what it says, who wrote it when, and whether it still stands."""

    id: UUID
    sequence: int
    entries: tuple[Entry, ...]
    noted_at: datetime
    replaces: UUID | None
    act: UUID
    by: str
    in_force: bool


def read(patient_id: UUID, *, known_at: datetime | None = None) -> Record:
    """The record with all its entries, corrections and withdrawals among them, in order.

    With `known_at`, as it was known at that moment. `Record.current` applies the corrections; the
    core does so itself. Raises UnknownPatient, Erased, NotStored.
    """
    with reading(patient_id):
        record = _kept.record(found(patient_id))
    return record.known_at(known_at) if known_at else record


def history(patient_id: UUID) -> tuple[Row, ...]:
    """Every row of the patient in the order it was written, with who wrote it."""
    with reading(patient_id):
        found(patient_id)
        rows = list(models.Entry.objects.filter(patient_id=patient_id).order_by("sequence"))
    force = in_force({row.id: row.replaces for row in rows})
    return tuple(_row(row, row.id in force) for row in rows)


@dataclass(frozen=True, slots=True)
class Act:
    """What was written at one go: when, and how many of its rows still stand."""

    id: UUID
    noted_at: datetime
    standing: int


def acts(patient_id: UUID, *, by: str) -> tuple[Act, ...]:
    """The acts of one writer of which something still stands, newest first."""
    with reading(patient_id):
        found(patient_id)
        rows = models.Entry.objects.filter(patient_id=patient_id)
        told = tuple(rows.filter(by=by).values_list("id", "act", "noted_at").order_by("-sequence"))
        if not told:
            return ()
        force = in_force(dict(rows.values_list("id", "replaces").order_by("sequence")))
    standing = Counter(act for row, act, _ in told if row in force)
    first = {act: noted_at for _, act, noted_at in told}
    return tuple(Act(act, first[act], standing[act]) for act in first if standing[act])


def _row(row: models.Entry, stands: bool) -> Row:
    return Row(
        id=row.id,
        sequence=row.sequence,
        entries=_entries(row),
        noted_at=row.noted_at,
        replaces=row.replaces,
        act=row.act,
        by=row.by,
        in_force=stands,
    )


def _entries(row: models.Entry) -> tuple[Entry, ...]:
    return entries_of(row.body, id=row.id, on=row.on, noted_at=row.noted_at, replaces=row.replaces)


def _read(
    body: str, id_: UUID, on: date | None, noted_at: datetime, replaces: UUID | None
) -> tuple[Entry, ...]:
    return entries_of(body, id=id_, on=on, noted_at=noted_at, replaces=replaces)


class _Kept:
    """Records that were read lately: only rows that are new since then are read again.

    A kept record counts only while the patient's head and seal lead on from it, so it can never
    be older or other than what is stored.
    """

    MOST_ENTRIES = 300_000

    def __init__(self) -> None:
        self._records: OrderedDict[UUID, tuple[int, str, Record]] = OrderedDict()
        self._entries = 0
        self._lock = Lock()

    def record(self, patient: models.Patient) -> Record:
        """The patient's whole record."""
        with self._lock:
            head, seal, record = self._records.get(patient.pk, (0, "", Record()))
        if (head, seal) == (patient.head, patient.seal):
            return record
        record = self._led_on(patient, head, seal, record)
        self._keep(patient, record)
        return record

    def _led_on(self, patient: models.Patient, head: int, seal: str, record: Record) -> Record:
        """The kept record with the rows that came after it, or all rows where it does not fit."""
        fits = (
            0 < head < patient.head
            and models.Entry.objects.filter(
                patient_id=patient.pk, sequence=head, seal=seal
            ).exists()
        )
        start, kept = (head, record.entries) if fits else (0, ())
        rows = models.Entry.objects.filter(
            patient_id=patient.pk, sequence__gt=start, sequence__lte=patient.head
        ).order_by("sequence")
        # Not whole models: making those costs more than reading the entries.
        told = rows.values_list("body", "id", "on", "noted_at", "replaces").iterator()
        return Record(kept + tuple(entry for row in told for entry in _read(*row)))

    def _keep(self, patient: models.Patient, record: Record) -> None:
        with self._lock:
            self._drop(patient.pk)
            self._records[patient.pk] = (patient.head, patient.seal, record)
            self._entries += len(record.entries)
            while self._entries > self.MOST_ENTRIES:
                self._drop(next(iter(self._records)))

    def _drop(self, patient_id: UUID) -> None:
        _, _, dropped = self._records.pop(patient_id, (0, "", Record()))
        self._entries -= len(dropped.entries)

    def forget(self, patient_id: UUID) -> None:
        """Hold nothing of this patient in memory."""
        with self._lock:
            self._drop(patient_id)


_kept = _Kept()
forget = _kept.forget
