"""The facts of many patients at once, from the very functions that read one."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from operator import or_
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrin.knowledge import Threshold
from corrin.record.table import Table
from corrin.situation.fact import FACTS, FactTerm, FactValue
from corrin.situation.many.reading import ManyReading
from corrin.situation.many.values import Codes, number
from corrin.situation.masks import Masks

FEW = 4  # values of a fact, up to which each is looked for by itself


class ManySituation:
    """The facts of many records, each read once, when a rule asks for it."""

    def __init__(self, reading: ManyReading) -> None:
        self.reading = reading
        self.patients = reading.home.size
        self.everyone = (1 << self.patients) - 1
        self._columns: dict[str, tuple[tuple[FactValue, ...], NDArray[np.signedinteger[Any]]]] = {}

    def column(self, name: str) -> tuple[tuple[FactValue, ...], NDArray[np.signedinteger[Any]]]:
        """The different values of a fact, None first, and which of them each patient has."""
        if name not in self._columns:
            with np.errstate(all="ignore"):
                term = FACTS[name]
                found = self.reading.python.call(function(term), self.reading)
                self._columns[name] = _encoded(found.value, term.kind, self.patients)
        return self._columns[name]

    def value(self, name: str, patient: int) -> FactValue:
        """A fact of one of them."""
        values, index = self.column(name)
        return values[int(index[patient])]

    def with_values(self, name: str, values: Iterable[FactValue]) -> None:
        """Put in a fact that others have worked out, a value for each patient."""
        words: dict[FactValue, int] = {None: 0}
        data = [words.setdefault(value, len(words)) for value in values]
        self.with_column(name, tuple(words), np.array(data, dtype=np.intp))

    def with_column(
        self, name: str, words: tuple[FactValue, ...], which: NDArray[np.signedinteger[Any]]
    ) -> None:
        """The same from different values, None first, and which of them each patient has."""
        self._columns[name] = words, which

    def masks(self, name: str, holds: Callable[[Any], bool]) -> Masks:
        """For whom the value of a fact holds; unknown where the fact is."""
        values, index = self.column(name)
        wanted = [n for n, value in enumerate(values) if n and holds(value)]
        if len(wanted) > FEW:
            certain = bits(np.isin(np.arange(len(values)), wanted)[index])
        else:
            certain = reduce(or_, (bits(index == n) for n in wanted), 0)
        return Masks(certain, certain | bits(index == 0))


def read_many(
    table: Table, *, on: date | NDArray[np.float64], thresholds: Iterable[Threshold]
) -> ManySituation:
    """The situations of many records on one day, or on a day (an ordinal) for each."""
    return ManySituation(ManyReading(table, on=on, thresholds=thresholds))


def function(term: FactTerm) -> FunctionType:
    """How a fact is read, as a function whose source can be read."""
    assert isinstance(term.read, FunctionType)
    return term.read


def bits(flags: NDArray[np.bool_]) -> int:
    """Flags as a number: bit 0 is the first."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def flags(bits: int, patients: int) -> NDArray[np.bool_]:
    """A number as flags."""
    whole = bits.to_bytes((patients + 7) // 8, "little")
    return np.unpackbits(np.frombuffer(whole, np.uint8), bitorder="little")[:patients].astype(bool)


def _encoded(
    value: Any, kind: str, patients: int
) -> tuple[tuple[FactValue, ...], NDArray[np.signedinteger[Any]]]:
    if isinstance(value, Codes):
        return value.words, value.data
    if isinstance(value, tuple | str):
        return (None, value), np.ones(patients, dtype=np.intp)
    data = np.broadcast_to(number(value), patients)
    if kind == "flag":
        return (None, False, True), (~np.isnan(data)).astype(np.int8) + (data == 1)
    values, index = np.unique(data, return_inverse=True)
    plain = [v for v in values if not np.isnan(v)]
    index = np.where(np.isnan(data), 0, index + 1)
    return (None, *(_plain(v, kind) for v in plain)), index


def _plain(value: float, kind: str) -> FactValue:
    return date.fromordinal(int(value)) if kind == "day" else float(value)
