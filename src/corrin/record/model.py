"""The record: all entries of one patient, and the questions they raise as values."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from corrin.record.entries import Entry, Retraction
from corrin.record.standing import Link, fallen
from corrin.terms import VOID, Ask, Country

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Record:
    """Entries of one patient, in the order they were read. The order carries no meaning."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def by_kind(self) -> dict[type[Entry], tuple[Any, ...]]:
        """The entries of each kind."""
        kinds: dict[type[Entry], list[Entry]] = {}
        for entry in self.entries:
            kinds.setdefault(type(entry), []).append(entry)
        return {kind: tuple(entries) for kind, entries in kinds.items()}

    def known_at(self, moment: datetime) -> "Record":
        """The record as it stood then: entries noted later are left out, undated notes stay."""
        return Record(tuple(e for e in self.entries if e.noted_at is None or e.noted_at <= moment))

    def current(self) -> "Record":
        """The record with corrections and withdrawals applied, as `standing` says.

        Withdrawing a correction brings back what it had replaced; correcting it does not. What its
        source marks as not so (an error, a dose not given) neither counts nor replaces.
        """
        return self._standing or self

    @cached_property
    def _standing(self) -> "Record | None":
        """What stands of the record, or None where that is all of it."""
        links, void = links_of(self.entries), any(e.marked and is_void(e) for e in self.entries)
        if not links and not void:
            return None
        gone = fallen(links)
        stand = [e for e in self.entries if e.id not in gone and not isinstance(e, Retraction)]
        return Record(tuple([e for e in stand if not (e.marked and is_void(e))]))

    def of(self, kind: type[E]) -> tuple[E, ...]:
        """All entries of one kind."""
        return self.by_kind.get(kind, ())

    def with_more(self, entries: tuple[Entry, ...]) -> "Record":
        """The record with further entries.

        What was written out for its fingerprint is taken along, so that after one more entry the
        fingerprint of a long record is there at once.
        """
        more = Record((*self.entries, *entries))
        if "_written" in vars(self):
            vars(more)["_written"] = sorted([*self._written, *Record(entries)._written])
        return more

    def sha256(self) -> str:
        """Fingerprint of what the record says, whatever the order of its entries."""
        return self._sha256

    @cached_property
    def _sha256(self) -> str:
        return hashlib.sha256("\n".join(self._written).encode()).hexdigest()

    @cached_property
    def _written(self) -> list[str]:
        """Each entry as a line, in the order of the letters."""
        days = _Texts()
        kinds = self.by_kind.items()
        return sorted(line for kind, told in kinds for line in _lines(kind, told, days))


def is_void(entry: Entry) -> bool:
    """Whether its source marks the entry as not so, so that nothing may rest on it."""
    return not VOID.isdisjoint(entry.marked.split())


def links_of(entries: Iterable[Entry]) -> list[Link]:
    """What replaces what, among entries that may replace."""
    return [
        Link(e.id, e.replaces, isinstance(e, Retraction))
        for e in entries
        if e.replaces and not (e.marked and is_void(e))
    ]


class _Texts(dict[date | None, str]):
    """Days as text, each written once."""

    def __missing__(self, day: date | None) -> str:
        text = self[day] = repr(day)
        return text


# The fields between an entry's day and its own, but for the moment: mostly they say nothing.
_REST = attrgetter("around", "marked", "replaces", "note")
_UNSAID = ("", "", None, "")
FOR_ALL = len(fields(Entry)) - 1  # fields that every entry has, without its id


def _lines(kind: type[Entry], entries: Iterable[Entry], days: _Texts) -> Iterator[str]:
    """Each entry as text: its kind, its id, and all else as a tuple is written.

    Ids given by position are left out, so that order does not matter.
    """
    names, name = [f.name for f in fields(kind) if f.name != "id"], kind.__name__
    said, own = attrgetter(*names), names[FOR_ALL:]
    # One field alone is not got as a tuple.
    told = attrgetter(*own) if len(own) > 1 else None
    for entry in entries:
        own_id = entry.id
        if own_id.startswith(("/", "line:")):
            own_id = ""
        if told and _REST(entry) == _UNSAID:
            before = f"{days[entry.on]}, '', '', {entry.noted_at!r}, None, ''"
            yield f"{name} {own_id} ({before}, {repr(told(entry))[1:]}"
        else:
            yield f"{name} {own_id} {said(entry)!r}"


@dataclass(frozen=True, slots=True)
class Case:
    """A record with the day, the question and the country it came with, where it named them."""

    record: Record
    on: date | None = None
    ask: Ask | None = None
    country: Country | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be read: where, what was met, what was expected, what to do."""

    place: str
    met: str
    expected: str
    do: str

    def __str__(self) -> str:
        return f"{self.place}: met {self.met}; expected {self.expected}; {self.do}"


class RecordError(ValueError):
    """Input that cannot be read. `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about readable data: a code, the entries it is about, and what stood there."""

    code: str
    because: tuple[str, ...] = ()
    about: str = ""
