"""The statements behind every page and every entry, written out as SQL.

Django builds a statement anew for each call, which costs several times what running it does. These
say nothing that its models do not; all that is rare is left to them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from corrin.record import Entry
from corrin.store.body import entries_of
from corrin.store.models import Patient

NAMES = ["id", "zone", "head", "seal", "due_on"]
PATIENT = "SELECT id, zone, head, seal, due_on FROM store_patient WHERE id = %s"
HEAD = "UPDATE store_patient SET head = %s, seal = %s WHERE id = %s"
ENTRY = """INSERT INTO store_entry
    (id, patient_id, sequence, "on", noted_at, body, replaces, act, "by", seal)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


MANY = 500  # ids in one statement
AT_ONCE = 200  # rows that are fetched before something is made of them
# On PostgreSQL: to the end of the transaction, this patient's rows alone.
ONLY = "SELECT set_config('corrin.patient', %s, true)"
# All as texts: what the databases' own readers make of ids and times is slower to come by.
COLUMNS = """e.body, CAST(e.id AS text), CAST(e."on" AS text), CAST(e.noted_at AS text),
    CAST(e.replaces AS text)"""
LINK = "CAST(id AS text), CAST(replaces AS text)"

Question = tuple[str, Sequence[Any]]  # a statement and what is given to it
Rows = Iterator[tuple[Any, ...]]


def ask(statement: str, given: Iterable[Any]) -> list[tuple[Any, ...]]:
    """All rows of the answer."""
    with connection.cursor() as cursor:
        cursor.execute(statement, told(given))
        return list(cursor.fetchall())


def ask_of(patient_id: UUID, *questions: Question) -> Iterator[Rows]:
    """The rows of each answer, about this patient alone; taken in their order, each to its end.

    PostgreSQL is sent all of it at once, behind the patient's name: what is sent at once is one
    transaction there, and is waited for once.
    """
    if connection.vendor == "postgresql":
        return _asked_together([(ONLY, [str(patient_id)]), *questions])
    return _asked_in_turn(questions)


def _asked_together(questions: Sequence[Question]) -> Iterator[Rows]:
    statements = "; ".join(statement for statement, _ in questions)
    with connection.cursor() as cursor:
        cursor.execute(statements, [value for _, given in questions for value in given])
        while cursor.nextset():
            yield _rows(cursor)


def _asked_in_turn(questions: Iterable[Question]) -> Iterator[Rows]:
    with connection.cursor() as cursor:
        for statement, given in questions:
            cursor.execute(statement, told(given))
            yield _rows(cursor)


def _rows(cursor: Any) -> Rows:
    """A few at a time: what was made of some is let go before the next are there."""
    while rows := cursor.fetchmany(AT_ONCE):
        yield from rows


def add(rows: Sequence[Sequence[Any]], head: Sequence[Any]) -> None:
    """Entries as ENTRY names their values, and the patient's new head as HEAD does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(ENTRY, [told(row) for row in rows])
            cursor.execute(HEAD, told(head))
            return
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            statements, given = [ENTRY] * len(part), [value for row in part for value in row]
            if part[-1] is rows[-1]:
                statements, given = [*statements, HEAD], [*given, *head]
            cursor.execute("; ".join(statements), given)


def told(values: Iterable[Any]) -> list[Any]:
    """Values as the database takes them: in SQLite all that is not a number is a text."""
    if connection.vendor == "sqlite":
        return [_plain(value) for value in values]
    return list(values)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat() if isinstance(value, date) else value


def printed(id_: str) -> str:
    """An id told as text, as it is printed. SQLite keeps it without its dashes."""
    if len(id_) > 32:
        return id_
    return f"{id_[:8]}-{id_[8:12]}-{id_[12:16]}-{id_[16:20]}-{id_[20:]}"


def uuid(id_: Any) -> UUID:
    """The same as an id."""
    return id_ if isinstance(id_, UUID) else UUID(id_)


def moment(at: str) -> datetime:
    """A moment as COLUMNS tells it: in UTC, as both databases keep them here."""
    return datetime.fromisoformat(at if "+" in at else at + "+00:00")


def entries(rows: Iterable[Sequence[Any]]) -> tuple[Entry, ...]:
    """The entries of rows as COLUMNS names them."""
    found: list[Entry] = []
    for row in rows:
        found += entries_in(*row)
    return tuple(found)


def entries_in(
    body: str, id_: str, on: str | None, noted_at: str, replaces: str | None
) -> tuple[Entry, ...]:
    """The entries of one such row."""
    day = date.fromisoformat(on) if on else None
    replaced = printed(replaces) if replaces else None
    return entries_of(body, printed(id_), day, moment(noted_at), replaced)


def patient(patient_id: UUID, *, lock: bool = False) -> Patient | None:
    """The patient's row; on PostgreSQL it can be kept from others until the transaction ends."""
    locked = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    for rows in ask_of(patient_id, (PATIENT + locked, [patient_id])):
        for row in rows:
            return Patient.from_db("default", NAMES, [patient_id, *row[1:]])
    return None


def entry_exists(patient_id: UUID, condition: str, *given: Any) -> bool:
    """Whether this patient has such an entry."""
    found = f"SELECT 1 FROM store_entry WHERE patient_id = %s AND {condition} LIMIT 1"
    return bool(ask(found, [patient_id, *given]))


def one_of(ids: Collection[Any]) -> str:
    """The condition that an id is one of these."""
    return f"id IN ({', '.join(['%s'] * len(ids))})"
