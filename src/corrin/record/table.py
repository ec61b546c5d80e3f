"""The records of many patients as columns: for each kind of entry one table, its rows by patient.

What is corrected or withdrawn is left out, as in `Record.current`. Days are ordinals, nan where
there is none; codes are numbers of a list whose first word is None. A table says what the
records say, of no particular day and under no country's limits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
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
from corrin.record.order import in_order

DAY, NUMBER, CODE, FLAG, RESULT = "day", "number", "code", "flag", "result"
ON = {"on": DAY}
LAYOUT: dict[type[Entry], dict[str, str]] = {
    Administration: {
        **ON,
        "until": DAY,
        "every_days": NUMBER,
        "drug": CODE,
        "dose_ug": NUMBER,
        "route": CODE,
        "id": CODE,
    },
    Attribute: {**ON, "name": CODE, "value": CODE},
    Born: {**ON, "birth": DAY, "year": NUMBER, "age_months": NUMBER},
    CarePlan: {
        **ON,
        "interval_days": NUMBER,
        "interval_months": NUMBER,
        "band_days": CODE,
        "signed": FLAG,
    },
    Elsewhere: {**ON, "until": DAY, "id": CODE},
    History: {**ON, "section": CODE, "code": CODE, "until": DAY},
    Lab: {
        **ON,
        "around": CODE,
        "test": CODE,
        "value": RESULT,
        "unit": CODE,
        "op": CODE,
        "ref_low": NUMBER,
        "ref_high": NUMBER,
    },
    NoneStated: {**ON, "section": CODE},
    Pregnancy: {**ON, "status": CODE},
    Score: {**ON, "item": CODE, "score": NUMBER},
    Symptom: {**ON, "code": CODE, "severity": NUMBER, "trend": CODE},
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
    entries: dict[type[Entry], list[Entry]] = {kind: [] for kind in LAYOUT}
    patient: dict[type[Entry], list[int]] = {kind: [] for kind in LAYOUT}
    number = -1
    for number, record in enumerate(records):
        for kind, told in record.current().by_kind.items():
            if kind in LAYOUT:
                entries[kind] += in_order(kind, told)
                patient[kind] += repeat(number, len(told))
    ordinals = _Ordinals()
    kinds = {k: _rows(patient[k], entries[k], LAYOUT[k], ordinals) for k in LAYOUT}
    return Table(number + 1, kinds)


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


def _rows(
    patient: list[int], entries: list[Entry], layout: dict[str, str], ordinals: _Ordinals
) -> Rows:
    columns = {}
    for name, sort in layout.items():
        values = list(map(attrgetter(name), entries))
        columns[name] = _days(values, ordinals) if sort == DAY else _column(sort, values)
    return Rows(np.array(patient, dtype=np.intp), columns)


def _days(values: Sequence[date | None], ordinals: _Ordinals) -> NDArray[np.float64]:
    return np.fromiter(map(ordinals.__getitem__, values), float, len(values))


def _column(sort: str, values: Sequence[Any]) -> Column:
    match sort:
        case "number":
            return np.array(values, dtype=float)
        case "flag":
            return np.array(values, dtype=bool)
        case "code":
            return _coded(values)
    numbers = [np.nan if isinstance(v, str) else v for v in values]
    words = [v if isinstance(v, str) else None for v in values]
    return Result(np.array(numbers, dtype=float), _coded(words))


def _coded(values: Sequence[Any]) -> Coded:
    words = _Numbers({None: 0})
    data = np.fromiter(map(words.__getitem__, values), np.intp, len(values))
    return Coded(data, tuple(words))
