"""Adding rows: what happened, corrections, withdrawals, undo. Nothing is ever changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from corrin.record import Entry, Retraction
from corrin.store import models, sql
from corrin.store.body import Draft, drafts
from corrin.store.errors import Conflict, NotInForce, UnknownEntry
from corrin.store.force import fallen_rows
from corrin.store.room import absent, only, plainly, writing

OF_ACT = "SELECT sequence, id FROM store_entry WHERE patient_id = %s AND act = %s"
STORED = 'SELECT id, "on", replaces, body FROM store_entry WHERE patient_id = %s'
REPLACING = """SELECT id, replaces FROM store_entry
    WHERE patient_id = %s AND sequence > 0 AND replaces IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is on the disk now: ids that were added, and ids that were there from before."""

    added: tuple[UUID, ...]
    already: tuple[UUID, ...]
    head: int


def new_patient(patient_id: UUID, *, zone: str = "UTC") -> None:
    """A patient without entries; one that is there stays as it is.

    `zone` is an IANA name such as Europe/Copenhagen: where the patient's day begins. Raises
    Erased when the id was used before, ZoneInfoNotFoundError for a zone nobody knows.
    """
    ZoneInfo(zone)
    with plainly(), transaction.atomic():
        only(patient_id)
        if models.Erasure.objects.filter(pk=patient_id).exists():
            raise absent(patient_id)
        models.Patient.objects.get_or_create(pk=patient_id, defaults={"zone": zone})


def append(
    patient_id: UUID,
    entries: Iterable[Entry],
    *,
    by: str,
    noted_at: datetime,
    act: UUID | None = None,
) -> Receipt:
    """Add entries, all of them or none; each has a UUID as its id, made by whoever wrote it.

    The same entries once more add nothing. Entries that share an id are one form with several
    items. `by` names the account or device, `noted_at` is this moment (with its zone), `act` is
    the id to undo all of them by (else the id of the first that is new). Raises RecordError with
    every fault, Conflict where an id is taken by something else, UnknownEntry where what is
    replaced is not there, UnknownPatient, NotStored.
    """
    rows = drafts(entries)
    with writing(patient_id) as patient:
        return _add(patient, rows, by=by, noted_at=noted_at, act=act)


def correct(
    patient_id: UUID,
    replaced: UUID,
    entries: Iterable[Entry],
    *,
    act: UUID,
    by: str,
    noted_at: datetime,
) -> Receipt:
    """Let entries with new ids stand in place of one that is in force.

    Raises NotInForce when somebody corrected or withdrew it first, and what `append` raises.
    """
    rows = drafts(replace(entry, replaces=str(replaced)) for entry in entries)
    with writing(patient_id) as patient:
        if not _done(patient, act):
            _must_hold(patient, replaced)
        return _add(patient, rows, by=by, noted_at=noted_at, act=act)


def withdraw(
    patient_id: UUID, entry_id: UUID, *, act: UUID, by: str, noted_at: datetime
) -> Receipt:
    """Take back an entry in force, and whatever it once stood in place of: nothing returns.

    Raises NotInForce, UnknownEntry, and what `append` raises.
    """
    with writing(patient_id) as patient:
        if not _done(patient, act):
            _must_hold(patient, entry_id)
        taken = _chain(patient, entry_id)
        return _retract(patient, taken, act=act, by=by, noted_at=noted_at)


def undo(patient_id: UUID, act: UUID, *, new_act: UUID, by: str, noted_at: datetime) -> Receipt:
    """Take back what one act wrote; what that had replaced or withdrawn returns.

    Undoing an undo does it again. Raises NotInForce when later acts stand on it, UnknownEntry.
    """
    with writing(patient_id) as patient:
        rows = _of_act(patient, act)
        if not rows:
            raise UnknownEntry("this patient has no such act")
        if not _done(patient, new_act):
            gone = fallen_rows(patient.pk)
            rows = [row for row in rows if str(row) not in gone]
            if not rows:
                raise NotInForce("nothing of this act is in force; undo what came after it")
        return _retract(patient, rows, act=new_act, by=by, noted_at=noted_at)


def _retract(
    patient: models.Patient, taken: Iterable[UUID], *, act: UUID, by: str, noted_at: datetime
) -> Receipt:
    ids = [(uuid5(act, str(row)), row) for row in taken]
    there = set(_of_act(patient, act))
    if there:
        ids = [pair for pair in ids if pair[0] in there]
        if len(ids) != len(there):
            raise Conflict("this act wrote something else; make a new id with uuid4")
    # Their ids are made of the act and the row, so that a retry makes the same ones.
    entries = drafts(Retraction(id=str(id_), replaces=str(row)) for id_, row in ids)
    return _add(patient, entries, by=by, noted_at=noted_at, act=act)


def _of_act(patient: models.Patient, act: UUID) -> list[UUID]:
    """The ids one act wrote, in their order."""
    return [sql.uuid(id_) for _, id_ in sorted(sql.ask(OF_ACT, [patient.pk, act]))]


def _done(patient: models.Patient, act: UUID) -> bool:
    return sql.entry_exists(patient.pk, "act = %s", act)


def _chain(patient: models.Patient, row: UUID) -> list[UUID]:
    """A row, what it replaced, what that had replaced, and so on."""
    replaced = {sql.uuid(id_): sql.uuid(old) for id_, old in sql.ask(REPLACING, [patient.pk])}
    found = [row]
    while (older := replaced.get(found[-1])) is not None:
        found.append(older)
    return found


def _must_hold(patient: models.Patient, entry_id: UUID) -> None:
    if not sql.entry_exists(patient.pk, "id = %s", entry_id):
        raise UnknownEntry("this patient has no such entry")
    if str(entry_id) in fallen_rows(patient.pk):
        raise NotInForce("it was corrected or withdrawn already; read it again")


def _add(
    patient: models.Patient,
    rows: Sequence[Draft],
    *,
    by: str,
    noted_at: datetime,
    act: UUID | None,
) -> Receipt:
    stored = _stored(patient, rows)
    there = _already(rows, stored)
    new = [row for row in rows if row.id not in there]
    if new and act and _done(patient, act):
        raise Conflict("this act wrote something else; make a new id with uuid4")
    _known(new, stored)
    sealed_rows = list(_sealed(patient, new, by, noted_at, act))
    if sealed_rows:
        patient.head, patient.seal = sealed_rows[-1].sequence, sealed_rows[-1].seal
        head = (patient.head, patient.seal, patient.pk)
        sql.add([_values(row) for row in sealed_rows], head)
    already = tuple(row.id for row in rows if row.id in there)
    return Receipt(tuple(row.id for row in new), already, patient.head)


_Stored = dict[UUID, tuple[date | None, UUID | None, str]]


def _stored(patient: models.Patient, rows: Sequence[Draft]) -> _Stored:
    """Day, what it replaces, and text of each row that is there of these and what they replace."""
    wanted = {row.id for row in rows} | {row.replaces for row in rows if row.replaces}
    if not wanted:
        return {}
    few = len(wanted) < sql.MANY  # else all rows of the patient
    condition, given = (f" AND {sql.one_of(wanted)}", wanted) if few else ("", ())
    return {
        sql.uuid(id_): (on, sql.uuid(replaces) if replaces else None, body)
        for id_, on, replaces, body in sql.ask(STORED + condition, [patient.pk, *given])
    }


def _already(rows: Sequence[Draft], stored: _Stored) -> set[UUID]:
    """The ids that are stored with the same content. Raises Conflict for any other content."""
    there = {row.id for row in rows if row.id in stored}
    if any(stored[row.id] != (row.on, row.replaces, row.body) for row in rows if row.id in there):
        raise Conflict("an entry with this id says something else; make a new id with uuid4")
    return there


def _known(rows: Sequence[Draft], stored: _Stored) -> None:
    """Raises UnknownEntry where a row replaces what is neither stored nor before it here."""
    known = set(stored)
    for row in rows:
        if row.replaces and row.replaces not in known:
            raise UnknownEntry("an entry replaces one that this patient does not have before it")
        known.add(row.id)


def _sealed(
    patient: models.Patient,
    rows: Sequence[Draft],
    by: str,
    noted_at: datetime,
    act: UUID | None,
) -> Iterator[models.Entry]:
    if noted_at.tzinfo is None:
        raise ValueError("noted_at needs its time zone")
    seal, moment = patient.seal, noted_at.astimezone(UTC)
    for sequence, row in enumerate(rows, start=patient.head + 1):
        entry = models.Entry(
            id=row.id,
            patient_id=patient.pk,
            sequence=sequence,
            on=row.on,
            noted_at=moment,
            body=row.body,
            replaces=row.replaces,
            act=act or rows[0].id,
            by=by,
        )
        entry.seal = seal = sealed(seal, entry)
        yield entry


def _values(entry: models.Entry) -> tuple[object, ...]:
    """In the order of the statement that adds it."""
    e = entry
    row = (e.id, e.patient_id, e.sequence, e.on, e.noted_at, e.body, e.replaces)
    return (*row, e.act, e.by, e.seal)


def sealed(before: str, entry: models.Entry) -> str:
    """The hash over an entry and the seal of the one before it."""
    said = [
        str(entry.patient_id),
        entry.sequence,
        str(entry.id),
        entry.on.isoformat() if entry.on else None,
        entry.noted_at.astimezone(UTC).isoformat(),
        entry.body,
        str(entry.replaces) if entry.replaces else None,
        str(entry.act),
        entry.by,
    ]
    return hashlib.sha256((before + json.dumps(said)).encode()).hexdigest()
