"""An entry as the text that is kept: its line in the diary notation, without day and id.

The notation is documented, older than any table, and can be read without corrin. Entries that
share an id (the items of one form) are the lines of one body.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from corrin.record import (
    Entry,
    Fault,
    Record,
    RecordError,
    Retraction,
    read_notation,
    write_notation,
)
from corrin.record.fields import OLDEST_YEAR

PLACE = "line:1"
# Stands where the day was: some lines must have one. The earliest there is, so it is before any
# other day in the line.
SOME_DAY = date(OLDEST_YEAR, 1, 1)
OF_THE_ROW = ("id", "on", "noted_at", "replaces")
_Put = Callable[[Entry, Any], None]
_Line = tuple[type[Entry], datetime | None, tuple[tuple[_Put, Any], ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """One row to be: what was said under one id."""

    id: UUID
    on: date | None
    replaces: UUID | None
    body: str


def drafts(entries: Iterable[Entry]) -> tuple[Draft, ...]:
    """The rows for these entries, in their order. Raises RecordError with every fault."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.id, []).append(entry)
    faults: list[Fault] = []
    found = [_draft(id_, group, faults) for id_, group in groups.items()]
    if faults:
        raise RecordError(faults)
    return tuple(draft for draft in found if draft)


def _draft(id_: str, group: list[Entry], faults: list[Fault]) -> Draft | None:
    before = len(faults)
    first = group[0]
    faults += _ids_wrong(id_, first.replaces)
    if any((e.on, e.noted_at, e.replaces) != (first.on, first.noted_at, first.replaces)
           for e in group):  # fmt: skip
        do = "give each its own id"
        faults.append(Fault(id_, "different days", "one day for one id", do))
    faults += [fault for entry in group for fault in _unwritable(entry)]
    if len(faults) > before:
        return None
    replaces = UUID(first.replaces) if first.replaces else None
    body = "\n".join(_line(entry) for entry in group)
    return Draft(UUID(id_), first.on, replaces, body)


def _ids_wrong(*ids: str | None) -> Iterator[Fault]:
    for id_ in ids:
        if id_ is not None and not is_id(id_):
            met, do = repr(id_[:60]), "make one with uuid4, or use with_ids"
            yield Fault("id", met, "a UUID like 0b8a4a1e-…, in lower case", do)


def is_id(text: str) -> bool:
    """Whether a text is a UUID as it is printed."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _unwritable(entry: Entry) -> Iterator[Fault]:
    """The fault of an entry that would not come back as it is."""
    plain = replace(entry, id=PLACE)
    try:
        back = read_notation(write_notation(Record((plain,)))).entries
        kept = _said(_line(entry), entry.on is not None)
    except (RecordError, ValueError, KeyError, TypeError) as wrong:
        faults = wrong.faults if isinstance(wrong, RecordError) else ()
        yield from faults or [_not_kept(entry)]
        return
    if back != (plain,) or kept != replace(plain, on=kept.on, replaces=kept.replaces):
        yield _not_kept(entry)


def _not_kept(entry: Entry) -> Fault:
    do = "build entries with read_notation or read_case"
    return Fault(type(entry).__name__, "values it cannot hold", "a readable entry", do)


def _line(entry: Entry) -> str:
    """One line without day and id. A withdrawal keeps what it withdraws: it says nothing else."""
    kept = entry.replaces if isinstance(entry, Retraction) else None
    bare = replace(entry, id=PLACE, on=entry.on and SOME_DAY, replaces=kept)
    _, _, line = write_notation(Record((bare,))).removesuffix("\n").partition(" ")
    return line


def entries_of(
    body: str, id: str, on: date | None, noted_at: datetime, replaces: str | None
) -> tuple[Entry, ...]:
    """The entries a row holds; where they name no moment of their own they have the row's."""
    found: list[Entry] = []
    for kind, own, given in _lines(body, on is not None):
        entry = object.__new__(kind)
        _put_id(entry, id)
        _put_on(entry, on)
        _put_noted_at(entry, own or noted_at)
        _put_replaces(entry, replaces)
        for put, value in given:
            put(entry, value)
        found.append(entry)
    return tuple(found)


def _slot(kind: type[Entry], name: str) -> _Put:
    """What fills one field of an entry that is being made.

    A frozen class's own `__init__` takes two to three times as long; a page makes thousands.
    """
    put: _Put = getattr(kind, name).__set__
    return put


_put_id, _put_on, _put_noted_at, _put_replaces = (_slot(Entry, name) for name in OF_THE_ROW)


@lru_cache(maxsize=8192)
def _lines(body: str, dated: bool) -> tuple[_Line, ...]:
    """What each line of a body says: its kind, its own moment, and what fills all other fields."""
    return tuple(_line_of(_said(line, dated)) for line in body.split("\n"))


def _line_of(entry: Entry) -> _Line:
    kind = type(entry)
    rest = [field.name for field in fields(entry) if field.name not in OF_THE_ROW]
    given = tuple((_slot(kind, name), getattr(entry, name)) for name in rest)
    return kind, entry.noted_at, given


@lru_cache(maxsize=8192)
def _said(line: str, dated: bool) -> Entry:
    """What one line says. Diaries say the same few things on many days."""
    day = SOME_DAY.isoformat() if dated else "undated"
    return read_notation(f"{day} {line}").entries[0]
