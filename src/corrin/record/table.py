"""The records of many patients as columns: for each kind of entry one table, its rows by patient.

What is corrected or withdrawn is left out, as in `Record.current`. Days are ordinals, nan where
there is none; codes are numbers of a list whose first word is None. A table says what the
records say, of no particular day and under no country's limits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrin.record.entries import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Elsewhere,
    Entry,
    History,
    Lab,
    NoneStated,
    Pregnancy,
    Score,
    Symptom,
)
from corrin.record.model import Record
from corrin.record.order import ORDER

Ints = NDArray[np.intp]
TOGETHER = 256  # patients taken up at a time: few enough that their entries stay in the cache
DAY, NUMBER, CODE, FLAG, RESULT = "day", "number", "code", "flag", "result"


def _layout(days: str = "", numbers: str = "", codes: str = "", **more: str) -> dict[str, str]:
    """The columns of a kind: the day it happened, and others by what they hold."""
    sorts = {DAY: f"on {days}", NUMBER: numbers, CODE: codes}
    return {name: sort for sort, names in sorts.items() for name in names.split()} | more


LAYOUT: dict[type[Entry], dict[str, str]] = {
    Administration: _layout("until", "every_days dose_ug", "drug route id"),
    Attribute: _layout(codes="name value"),
    Born: _layout("birth", "year age_months"),
    CarePlan: _layout(numbers="interval_days interval_months", codes="band_days", signed=FLAG),
    Elsewhere: _layout("until", codes="id"),
    History: _layout("until", codes="section code"),
    Lab: _layout(numbers="ref_low ref_high", codes="around test unit op", value=RESULT),
    NoneStated: _layout(codes="section"),
    Pregnancy: _layout(codes="status"),
    Score: _layout(numbers="score", codes="item"),
    Symptom: _layout(numbers="severity", codes="code trend"),
}


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of codes: their numbers, and the words they stand for."""

    data: NDArray[np.intp]
    words: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A column of results: a number in some rows, a word in others."""

    numbers: NDArray[np.float64]
    words: Coded


Column = NDArray[np.float64] | NDArray[np.bool_] | Coded | Result


@dataclass(frozen=True, slots=True)
class Rows:
    """All entries of one kind: whose each is, ascending, and its fields."""

    patient: NDArray[np.intp]
    columns: dict[str, Column]


@dataclass(frozen=True, slots=True)
class Table:
    """The entries of so many patients, by kind."""

    patients: int
    kinds: dict[type[Entry], Rows]


def table(records: Iterable[Record]) -> Table:
    """The records as columns. A patient's number is the place of the record."""
    parts = {kind: _Part(kind, layout) for kind, layout in LAYOUT.items()}
    told, number = iter(records), 0
    while some := list(islice(told, TOGETHER)):
        for kind, (entries, patients) in _by_kind(some, number).items():
            if entries:
                parts[kind].take(entries, np.array(patients, np.intp))
        number += len(some)
    return Table(number, {kind: part.whole() for kind, part in parts.items()})


ByKind = dict[type[Entry], tuple[list[Entry], list[int]]]


def _by_kind(records: list[Record], first: int) -> ByKind:
    """The entries that stand, of each kind that has columns, and the number of whose each is."""
    found: ByKind = {kind: ([], []) for kind in LAYOUT}
    for number, record in enumerate(records, first):
        for entry in _standing(record):
            kind = entry.__class__
            if kind in found:
                entries, patients = found[kind]
                entries.append(entry)
                patients.append(number)
    return found


def _standing(record: Record) -> tuple[Entry, ...]:
    """The entries of a record that stand: all of them where nothing replaces or is marked."""
    for entry in record.entries:
        if entry.replaces or entry.marked:
            return record.current().entries
    return record.entries


class _Part:
    """The columns of one kind, taken up some patients at a time."""

    def __init__(self, kind: type[Entry], layout: dict[str, str]) -> None:
        self.kind, self.layout = kind, layout
        together = [name for name, sort in layout.items() if sort == CODE and name != "id"]
        self.codes = _Codes(together)
        self.columns = {
            name: _MAKERS[sort](attrgetter(name))
            for name, sort in layout.items()
            if name not in together
        }
        self.patient: list[Ints] = []

    def take(self, entries: list[Entry], patient: Ints) -> None:
        """More entries, each patient's together."""
        if self.kind in ORDER:
            _put_in_order(self.kind, entries, patient)
        self.patient.append(patient)
        self.codes.take(entries)
        for column in self.columns.values():
            column.take(entries)

    def whole(self) -> Rows:
        """All that was taken."""
        found = {**self.codes.whole(), **{n: c.whole() for n, c in self.columns.items()}}
        columns = {name: found[name] for name in self.layout}
        return Rows(np.concatenate([np.empty(0, np.intp), *self.patient]), columns)


def _put_in_order(kind: type[Entry], entries: list[Entry], patient: Ints) -> None:
    """Sort the entries of every patient who has several of a kind that is read in an order."""
    begins = np.flatnonzero(np.diff(patient, prepend=-1, append=-1))
    several = np.flatnonzero(np.diff(begins) > 1)
    for first, end in zip(begins[several].tolist(), begins[several + 1].tolist(), strict=True):
        entries[first:end] = sorted(entries[first:end], key=ORDER[kind])


Field = Callable[[Entry], Any]


class _Days:
    """A column of days as ordinals, nan where there is none, each day worked out once."""

    def __init__(self, field: Field) -> None:
        self.field, self.known, self.parts = field, _Ordinals(), [np.empty(0)]

    def take(self, entries: list[Any]) -> None:
        """More rows."""
        days = list(map(self.field, entries))
        if days.count(None) == len(days):
            self.parts.append(np.full(len(days), np.nan))
        else:
            self.parts.append(np.fromiter(map(self.known.__getitem__, days), float, len(days)))

    def whole(self) -> NDArray[np.float64]:
        """All rows."""
        return np.concatenate(self.parts)


class _Plain:
    """A column of numbers, nan where there is none, or of flags."""

    def __init__(self, field: Field, sort: type = float) -> None:
        self.field, self.sort = field, sort
        self.parts: list[NDArray[Any]] = [np.empty(0, sort)]

    def take(self, entries: list[Any]) -> None:
        """More rows."""
        values = list(map(self.field, entries))
        nothing = values.count(None) == len(values)
        self.parts.append(np.full(len(values), np.nan) if nothing else np.array(values, self.sort))

    def whole(self) -> NDArray[Any]:
        """All rows."""
        return np.concatenate(self.parts)


class _Codes:
    """Some columns of codes: what an entry says in all of them is looked up once."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.fields = attrgetter(*names) if names else None
        self.said, self.parts = _Numbers(), [np.empty(0, np.intp)]

    def take(self, entries: list[Any]) -> None:
        """More rows."""
        if self.fields:
            numbers = map(self.said.__getitem__, map(self.fields, entries))
            self.parts.append(np.fromiter(numbers, np.intp, len(entries)))

    def whole(self) -> dict[str, Coded]:
        """All rows of each column."""
        rows = np.concatenate(self.parts)
        said = self.said if len(self.names) > 1 else [(word,) for word in self.said]
        return {name: _coded(rows, [s[n] for s in said]) for n, name in enumerate(self.names)}


def _coded(rows: Ints, said: list[Any]) -> Coded:
    """A column of codes, from what is said in each row and the code that this means here."""
    words = _Numbers({None: 0})
    return Coded(np.array([words[word] for word in said], np.intp).take(rows), tuple(words))


class _Code:
    """One column of codes by itself."""

    def __init__(self, field: Field) -> None:
        self.field, self.words, self.parts = field, _Numbers({None: 0}), [np.empty(0, np.intp)]

    def take(self, entries: list[Any]) -> None:
        """More rows."""
        numbers = map(self.words.__getitem__, map(self.field, entries))
        self.parts.append(np.fromiter(numbers, np.intp, len(entries)))

    def whole(self) -> Coded:
        """All rows."""
        return Coded(np.concatenate(self.parts), tuple(self.words))


def _self(value: Any) -> Any:
    return value


class _Results:
    """A column of results: its numbers and its words stand apart."""

    def __init__(self, field: Field) -> None:
        self.field, self.numbers, self.words = field, _Plain(_self), _Code(_self)

    def take(self, entries: list[Any]) -> None:
        """More rows."""
        values = list(map(self.field, entries))
        words: list[Any] = [None] * len(values)
        if str in set(map(type, values)):
            words = [v if isinstance(v, str) else None for v in values]
            values = [np.nan if isinstance(v, str) else v for v in values]
        self.numbers.take(values)
        self.words.take(words)

    def whole(self) -> Result:
        """All rows."""
        return Result(self.numbers.whole(), self.words.whole())


_MAKERS: dict[str, Callable[[Field], _Days | _Plain | _Code | _Results]] = {
    DAY: _Days,
    NUMBER: _Plain,
    FLAG: partial(_Plain, sort=bool),
    CODE: _Code,
    RESULT: _Results,
}


class _Ordinals(dict[date | None, float]):
    """Days as ordinals, nan where there is none, each day worked out once."""

    def __missing__(self, day: date | None) -> float:
        found = self[day] = np.nan if day is None else float(day.toordinal())
        return found


class _Numbers(dict[Any, int]):
    """Words numbered as they are met, None first."""

    def __missing__(self, word: Any) -> int:
        found = self[word] = len(self)
        return found
