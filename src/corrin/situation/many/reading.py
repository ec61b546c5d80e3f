"""The reading of many records on one day or on a day for each: the twin of `Reading`.

Only what `Reading` works out by loops over one record is said anew here, in columns; all else
is read from `Reading` itself, as the facts are (see python.py).
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrin.knowledge import Threshold
from corrin.record import Entry, History, NoneStated, Score
from corrin.record.table import Coded, Column, Result, Table
from corrin.situation.many.builtin import compared, member, not_none
from corrin.situation.many.lists import Listed, Part, chosen, once
from corrin.situation.many.python import Python
from corrin.situation.many.values import Codes, Flags, Frame, Items, Mixed, Numbers, coded, each
from corrin.situation.reading import INJECTED, SECTION_OF_KIND, Reading


class _Field:
    """One column of a table, as values of the rows asked for; `all_rows` in their order."""

    def __init__(self, column: Column, all_rows: NDArray[np.intp]) -> None:
        self.column, self.all_rows = column, all_rows

    def at(self, frame: Frame, rows: NDArray[np.intp]) -> Any:
        """The column in these rows; None at -1. Asked for all of them, nothing is copied."""
        whole = self._of(frame)
        return whole if rows is self.all_rows else whole.at(frame, rows)

    def _of(self, frame: Frame) -> Codes | Mixed | Flags | Numbers:
        match self.column:
            case Coded(data, words):
                return Codes(frame, data, words)
            case Result(numbers, words):
                return Mixed(Numbers(frame, numbers), Codes(frame, words.data, words.words))
        if self.column.dtype == bool:
            return Flags(frame, self.column.astype(bool, copy=False))
        return Numbers(frame, self.column.astype(float, copy=False))


class Sections:
    """Sections that somebody filled in, or stated to be empty."""

    def __init__(self, of: "ManyReading") -> None:
        self.of = of
        self.known: dict[str, Flags] = {}

    def contains(self, section: str) -> Flags:
        """For whom one section is."""
        if section not in self.known:
            self.known[section] = Flags(self.of.home, self._stated(section))
        return self.known[section]

    def _stated(self, section: str) -> NDArray[np.bool_]:
        found = np.zeros(self.of.home.size, dtype=bool)
        sections: tuple[type[Entry], ...] = (NoneStated, History)
        for kind in sections:
            found |= (
                self.of.of(kind)
                .any(lambda _, e: compared(ast.Eq, e.field("section"), section))
                .data
            )
        for kind, name in SECTION_OF_KIND.items():
            if name == section:
                found |= self.of.of(kind).some().data
        return found


class Labs:
    """Results that can be read, by test."""

    def __init__(self, readable: Listed) -> None:
        self.readable = readable
        self.known: dict[str, Listed] = {}

    def get(self, test: str, _: tuple[()] = ()) -> Listed:
        """The results of one test, oldest first."""
        if test not in self.known:
            self.known[test] = self.readable.filtered(
                lambda _, e: compared(ast.Eq, e.field("test"), test)
            )
        return self.known[test]


class ManyReading:
    """The entries of many records that count on a day, under one country's thresholds.

    `on` is one day for all, or an ordinal for each.
    """

    of_many = True

    def __init__(
        self, table: Table, *, on: date | NDArray[np.float64], thresholds: Iterable[Threshold]
    ) -> None:
        self.home = Frame(table.patients)
        day = on.toordinal() if isinstance(on, date) else on
        self.on = Numbers(self.home, np.broadcast_to(np.asarray(day, dtype=float), table.patients))
        self.table = table
        self.record = self
        self.thresholds = tuple(thresholds)
        self.python = Python(self.home)
        self._kinds: dict[tuple[type[Entry], bool], Listed] = {}

    def __getattr__(self, name: str) -> Any:
        """What `Reading` says of one record, for all."""
        return self.python.own(Reading, name, self)

    def asked(self, function: Callable[[Reading], Any]) -> Any:
        """What a plain function of one reading says, for all."""
        assert isinstance(function, FunctionType)
        return self.python.call(function, self)

    def under(self, thresholds: Iterable[Threshold]) -> "ManyReading":
        """The same reading under other limits."""
        other = object.__new__(ManyReading)
        other.__dict__.update(self.__dict__, record=other, thresholds=tuple(thresholds))
        return other

    def of(self, kind: type[Entry]) -> Listed:
        """Entries of a kind that are not dated after the day."""
        return self._of(kind, False)

    def future_of(self, kind: type[Entry]) -> Listed:
        """Entries of a kind that are dated after the day."""
        return self._of(kind, True)

    def _of(self, kind: type[Entry], ahead: bool) -> Listed:
        key = kind, ahead
        if key not in self._kinds:
            rows = self.table.kinds[kind]
            part = _part(self.home, rows.patient, rows.columns)
            day = part.value.field("on").data
            late = day > self.on.data[rows.patient]
            if ahead or late.any():
                part = chosen(part, np.flatnonzero(late if ahead else ~late))
            self._kinds[key] = Listed(self.home, (part,))
        return self._kinds[key]

    @cached_property
    def stated(self) -> Sections:
        """Sections of the records that somebody filled in, or stated to be empty."""
        return Sections(self)

    @cached_property
    def labs(self) -> Labs:
        """Results that can be read, by test, oldest first."""
        return Labs(self.readable)

    def having(self, section: str, codes: frozenset[str]) -> Listed:
        """Entries of one section with one of these codes; in which order matters to no value."""
        return self._section(section).filtered(lambda _, e: member(e.field("code"), codes))

    def _section(self, section: str) -> Listed:
        if section not in self._sections:
            chosen = self.lasting.filtered(
                lambda _, e: compared(ast.Eq, e.field("section"), section)
            )
            self._sections[section] = chosen
        return self._sections[section]

    @cached_property
    def _sections(self) -> dict[str, Listed]:
        return {}

    @cached_property
    def injections(self) -> Listed:
        """Every B12 injection up to the day, oldest first, series written out, once each."""
        given = self.administrations.filtered(lambda _, e: member(e.field("route"), INJECTED))
        (part,) = given.filtered(lambda _, e: not_none(e.field("on"))).parts
        patient, told = part.frame.above(self.home), part.value
        first, until, every = (told.field(n).data for n in ("on", "until", "every_days"))
        last = np.fmin(until, self.on.data[patient])
        last = np.where(np.isnan(until), np.fmin(first, self.on.data[patient]), last)
        step = np.fmax(np.where(np.isnan(every), 1.0, every), 1.0)
        count = np.maximum(np.trunc((last - first) / step + 1e-9) + 1, 0).astype(int)
        entry = np.repeat(np.arange(len(first)), count)
        index = np.arange(len(entry)) - np.repeat(np.cumsum(count) - count, count)
        day = first[entry] + np.rint(index * step[entry])
        says = [told.field(n) for n in ("id", "drug", "dose_ug", "route")]
        rows = once(patient[entry], day, *(coded(v, v.frame).data[entry] for v in says))
        codes = {"entry": says[0], "drug": says[1]}
        columns: dict[str, Column] = {name: _taken(one, entry[rows]) for name, one in codes.items()}
        columns["on"] = day[rows]
        return Listed(self.home, (_part(self.home, patient[entry][rows], columns),))

    @cached_property
    def composite(self) -> Listed:
        """The days with a score that counts, once each."""
        told = self.of(Score).filtered(lambda _, e: not_none(e.field("on")))
        (part,) = told.filtered(lambda _, e: _in_scale(e.field("score"))).parts
        patient, day = part.frame.above(self.home), part.value.field("on").data
        item = coded(each(str, part.value.field("item")), part.frame).data
        rows = once(patient, day, item)
        patient, day, item = patient[rows], day[rows], item[rows]
        key = patient * (item.max(initial=0) + 1) + item
        new = _new(patient, day)
        days = np.bincount(patient[new], minlength=self.home.size)
        kept = 2 * np.bincount(key)[key] >= days[patient]
        patient, day = patient[kept], day[kept]
        new = _new(patient, day)
        frame = self.home.below(patient[new])
        return Listed(self.home, (Part(frame, Numbers(frame, day[new])),))


def _part(home: Frame, patient: NDArray[np.intp], columns: Mapping[str, Column]) -> Part:
    frame, rows = home.below(patient), np.arange(len(patient))
    fields = {name: _Field(column, rows) for name, column in columns.items()}
    return Part(frame, Items(frame, fields, rows))


def _new(*keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Where sorted keys begin to differ from those before."""
    differs = (np.diff(key, prepend=key[:1] - 1) != 0 for key in keys)
    found: NDArray[np.bool_] = np.logical_or.reduce(list(differs))
    return found


def _taken(codes: Codes, rows: NDArray[np.intp]) -> Coded:
    return Coded(codes.data[rows], codes.words)


def _in_scale(score: Numbers) -> Flags:
    return Flags(score.frame, (score.data >= 0) & (score.data <= 10))
