"""Reading a patient: the record as the core knows it, and the rows behind it."""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from corrin.record import Entry, Record, fallen, links_of
from corrin.store import models, sql, stretch
from corrin.store.body import entries_of
from corrin.store.force import fallen_rows, stands
from corrin.store.room import found, plainly, reading
from corrin.store.stretch import Days

ROWS = f"""SELECT {sql.COLUMNS} FROM store_entry e
    WHERE e.patient_id = %s AND e.sequence > %s AND e.sequence <= %s ORDER BY e.sequence"""
SEALED = "SELECT 1 FROM store_entry WHERE patient_id = %s AND sequence = %s AND seal = %s"
WRITTEN = """SELECT CAST(id AS text), act, CAST(noted_at AS text) FROM store_entry
    WHERE patient_id = %s AND "by" = %s ORDER BY sequence DESC"""


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


def read(patient_id: UUID, *, known_at: datetime | None = None, days: Days | None = None) -> Record:
    """The record with all its entries, corrections and withdrawals among them, in order.

    With `known_at`, as it was known at that moment. With `days` (a first and a last), of the daily
    scores and bad days only those; doses, results, plans, history and all else is whole, and so are
    the corrections of what is told. `Record.current` applies the corrections; the core does so
    itself. Raises UnknownPatient, Erased, NotStored.
    """
    with plainly():
        record = _kept.record(found(patient_id), days)
    return record.known_at(known_at) if known_at else record


def begun(patient_id: UUID) -> bool:
    """Whether anything was ever written. Raises UnknownPatient, Erased, NotStored."""
    with plainly():
        return found(patient_id).head > 0


def history(patient_id: UUID) -> tuple[Row, ...]:
    """Every row of the patient in the order it was written, with who wrote it."""
    with reading(patient_id):
        found(patient_id)
        rows = list(models.Entry.objects.filter(patient_id=patient_id).order_by("sequence"))
    told = [(row, _entries(row)) for row in rows]
    gone = fallen(links_of(entry for _, entries in told for entry in entries))
    return tuple(_row(row, entries, gone) for row, entries in told)


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
        told = [(sql.printed(row), sql.uuid(act), sql.moment(at))
                for row, act, at in sql.ask(WRITTEN, [patient_id, by])]  # fmt: skip
        gone = fallen_rows(patient_id) if told else frozenset[str]()
    standing = Counter(act for row, act, _ in told if row not in gone)
    first = {act: noted_at for _, act, noted_at in told}
    return tuple(Act(act, first[act], standing[act]) for act in first if standing[act])


def _row(row: models.Entry, entries: tuple[Entry, ...], gone: frozenset[str]) -> Row:
    return Row(
        id=row.id,
        sequence=row.sequence,
        entries=entries,
        noted_at=row.noted_at,
        replaces=row.replaces,
        act=row.act,
        by=row.by,
        in_force=stands(entries, gone),
    )


def _entries(row: models.Entry) -> tuple[Entry, ...]:
    replaces = str(row.replaces) if row.replaces else None
    return entries_of(row.body, str(row.id), row.on, row.noted_at, replaces)


class _Kept:
    """Records that were read lately: only rows that are new since then are read again.

    A kept record counts only while the patient's head and seal lead on from it, so it can never
    be older or other than what is stored.
    """

    MOST_ENTRIES = 300_000

    def __init__(self) -> None:
        self._records: OrderedDict[_Key, tuple[int, str, Record]] = OrderedDict()
        self._entries = 0
        self._lock = Lock()

    def record(self, patient: models.Patient, days: Days | None) -> Record:
        """The patient's whole record, or a stretch of it."""
        key = (patient.pk, days)
        with self._lock:
            head, seal, record = self._records.get(key, (0, "", Record()))
        if (head, seal) == (patient.head, patient.seal):
            return record
        record = _led_on(patient, days, head, seal, record) or _anew(patient, days)
        self._keep(key, patient, record)
        return record

    def _keep(self, key: "_Key", patient: models.Patient, record: Record) -> None:
        with self._lock:
            self._drop(key)
            self._records[key] = (patient.head, patient.seal, record)
            self._entries += len(record.entries)
            while self._entries > self.MOST_ENTRIES:
                self._drop(next(iter(self._records)))

    def _drop(self, key: "_Key") -> None:
        _, _, dropped = self._records.pop(key, (0, "", Record()))
        self._entries -= len(dropped.entries)

    def forget(self, patient_id: UUID) -> None:
        """Hold nothing of this patient in memory."""
        with self._lock:
            for key in [key for key in self._records if key[0] == patient_id]:
                self._drop(key)


def _led_on(
    patient: models.Patient, days: Days | None, head: int, seal: str, record: Record
) -> Record | None:
    """A kept record with the rows that came after it; None where they do not lead on from it."""
    if not 0 < head < patient.head:
        return None
    sealed = (SEALED, [patient.pk, head, seal])
    answers = sql.ask_of(patient.pk, sealed, (ROWS, [patient.pk, head, patient.head]))
    if not list(next(answers)):
        return None
    rows = list(next(answers))
    if days and not stretch.leads_on(rows, days):
        return None
    return record.with_more(sql.entries(rows))


def _anew(patient: models.Patient, days: Days | None) -> Record:
    if days:
        return Record(stretch.entries(patient.pk, days, patient.head))
    every = sql.ask_of(patient.pk, (ROWS, [patient.pk, 0, patient.head]))
    return Record(sql.entries(row for rows in every for row in rows))


_Key = tuple[UUID, Days | None]


_kept = _Kept()
forget = _kept.forget
