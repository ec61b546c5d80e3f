"""The records of many patients as columns: for each kind of entry one table, its rows by patient.

What is corrected or withdrawn is left out, as in `Record.current`. Days are ordinals, nan where
there is none; codes are numbers of a list whose first word is None. A table says what the
records say, of no particular day and under no country's limits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, islice
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
        standing = _standing(some)
        entries = list(chain.from_iterable(standing))
        counts = np.fromiter(map(len, standing), np.intp, len(standing))
        patient = np.repeat(np.arange(number, number + len(standing)), counts)
        for kind, rows in _by_kind(entries).items():
            parts[kind].take([entries[row] for row in rows], patient[rows])
        number += len(standing)
    return Table(number, {kind: part.whole() for kind, part in parts.items()})


def _standing(records: list[Record]) -> list[tuple[Entry, ...]]:
    """The entries of each record that stand; all of them where nothing replaces or is marked."""
    told = [record.entries for record in records]
    for name in ("replaces", "marked"):
        if any(map(attrgetter(name), chain.from_iterable(told))):
            return [record.current().entries for record in records]
    return told


def _by_kind(entries: list[Entry]) -> dict[type[Entry], list[int]]:
    """The places of the entries of each kind that has columns."""
    found: dict[type[Entry], list[int]] = {kind: [] for kind in LAYOUT}
    for place, kind in enumerate(map(type, entries)):
        if kind in found:
            found[kind].append(place)
    return {kind: rows for kind, rows in found.items() if rows}


class _Part:
    """The columns of one kind, taken up some patients at a time."""

    def __init__(self, kind: type[Entry], layout: dict[str, str]) -> None:
        self.kind = kind
        self.columns = {name: _MAKERS[sort](attrgetter(name)) for name, sort in layout.items()}
        self.patient: list[Ints] = []

    def take(self, entries: list[Entry], patient: Ints) -> None:
        """More entries, each patient's together."""
        if self.kind in ORDER:
            _put_in_order(self.kind, entries, patient)
        self.patient.append(patient)
        for column in self.columns.values():
            column.take(entries)

    def whole(self) -> Rows:
        """All that was taken."""
        columns = {name: column.whole() for name, column in self.columns.items()}
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
        days = map(self.known.__getitem__, map(self.field, entries))
        self.parts.append(np.fromiter(days, float, len(entries)))

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
    """A column of codes."""

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
        self.field, self.numbers, self.words = field, _Plain(_self), _Codes(_self)

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


_MAKERS: dict[str, Callable[[Field], _Days | _Plain | _Codes | _Results]] = {
    DAY: _Days,
    NUMBER: _Plain,
    FLAG: partial(_Plain, sort=bool),
    CODE: _Codes,
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
