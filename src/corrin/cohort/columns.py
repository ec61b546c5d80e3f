"""A batch of the layout as the table that many are read from, without an object for any entry.

It is the table that `record.table` makes of the same records: a test compares the two.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corrin.cohort.layout import CODED, NAME_OF, code_of
from corrin.record import entries as kinds
from corrin.record.table import (
    CODE,
    DAY,
    FLAG,
    LAYOUT,
    RESULT,
    Coded,
    Column,
    Result,
    Rows,
    Table,
)
from corrin.terms import VOID

EPOCH = date(1970, 1, 1).toordinal()
Ints = NDArray[np.intp]
Floats = NDArray[np.float64]
# What an entry says where the row says nothing, as `record.entries` has it.
USUAL = {"id": "", "around": "", "op": "="}
NEVER = -np.inf  # before all days


def table_of(batch: pa.RecordBatch) -> Table:
    """The entries in force of a batch without faults; a patient's number is that of the row."""
    kinds = {kind: _rows(kind, batch.column(NAME_OF[kind])) for kind in LAYOUT}
    return Table(batch.num_rows, kinds)


def _rows(kind: type[kinds.Entry], column: pa.ListArray) -> Rows:
    entries, patient = column.flatten(), pc.list_parent_indices(column).to_numpy()
    entries, patient = _in_force(entries, patient)
    order = ORDER[kind](entries, patient) if kind in ORDER else None
    if order is not None:
        entries, patient = entries.take(pa.array(order)), patient[order]
    columns = {name: _column(kind, entries, name, sort) for name, sort in LAYOUT[kind].items()}
    return Rows(patient.astype(np.intp), columns)


def _in_force(entries: pa.StructArray, patient: Ints) -> tuple[pa.StructArray, Ints]:
    """Without those that their source marks as not so."""
    marked = pc.struct_field(entries, "marked").dictionary_encode()
    words = [word or "" for word in marked.dictionary.to_pylist()]
    void = np.array([not VOID.isdisjoint(word.split()) for word in words], dtype=bool)
    if not void.any():
        return entries, patient
    stands = ~np.append(void, False)[_places(marked)]
    return entries.filter(pa.array(stands)), patient[stands]


def _column(kind: type[kinds.Entry], entries: pa.StructArray, name: str, sort: str) -> Column:
    if name == "band_days":
        return _band(entries)
    values = pc.struct_field(entries, name)
    if sort == DAY:
        return _day(values)
    if sort == CODE:
        return _coded(values, name)
    if sort == FLAG:
        flags: NDArray[np.bool_] = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
        return flags
    numbers = _number(values)
    if sort == RESULT:
        return _result(numbers, pc.struct_field(entries, "word"))
    return numbers


def _number(values: pa.Array) -> Floats:
    """The numbers, nan where there is none."""
    found: Floats = pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False)
    return found


def _day(values: pa.Array) -> Floats:
    return _number(pc.cast(values, pa.int32())) + EPOCH


def _coded(values: pa.Array, name: str) -> Coded:
    if name in USUAL:
        values = pc.fill_null(values, USUAL[name])
    encoded = values.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    said = map(code_of, words) if name in CODED else words
    return Coded(_places(encoded) + 1, (None, *said))


def _places(encoded: pa.DictionaryArray) -> Ints:
    """Which word each is, -1 for none."""
    found: Ints = pc.fill_null(encoded.indices, -1).to_numpy().astype(np.intp)
    return found


def _result(numbers: Floats, word: pa.Array) -> Result:
    """A result in words counts where there is no number."""
    words = _coded(word, "word")
    return Result(numbers, Coded(np.where(np.isnan(numbers), words.data, 0), words.words))


def _band(entries: pa.StructArray) -> Coded:
    """The two ends of a band together as one word; no band without both."""
    ends = np.stack([_number(pc.struct_field(entries, n)) for n in ("band_from", "band_to")])
    both = ~np.isnan(ends).any(axis=0)
    met, place = np.unique(ends[:, both], axis=1, return_inverse=True)
    data = np.zeros(ends.shape[1], dtype=np.intp)
    data[both] = place.ravel() + 1
    return Coded(data, (None, *((float(low), float(high)) for low, high in met.T)))


# The order of `record.order`, for the kinds that have one.


def _labs(entries: pa.StructArray, patient: Ints) -> Ints | None:
    value, word, unit = (pc.struct_field(entries, n) for n in ("value", "word", "unit"))
    numbers = _number(value)
    met, place = np.unique(numbers, return_inverse=True)
    words = word.dictionary_encode()
    said = [*map(str, met.tolist()), *(str(w) for w in words.dictionary.to_pylist())]
    rank = _ranks(said)[np.where(np.isnan(numbers), len(met) + _places(words), place)]
    return _sorted(patient, _first(entries), rank, _ranked(unit))


def _plans(entries: pa.StructArray, patient: Ints) -> Ints | None:
    signed = pc.fill_null(pc.struct_field(entries, "signed"), False).to_numpy(zero_copy_only=False)
    return _sorted(patient, _first(entries), signed, _ranked(pc.struct_field(entries, "id")))


def _pregnancies(entries: pa.StructArray, patient: Ints) -> Ints | None:
    status = pc.struct_field(entries, "status")
    told = pa.array([str(code_of(one)) for one in status.to_pylist()], pa.string())
    return _sorted(patient, _first(entries), _ranked(told))


def _births(entries: pa.StructArray, patient: Ints) -> Ints | None:
    if len(np.unique(patient)) == len(patient):
        return None
    told = [entry["birth"] is None for entry in entries.to_pylist()]
    said = [repr((e["birth"], e["year"], e["age_months"])) for e in entries.to_pylist()]
    return _sorted(patient, np.array(told, dtype=float), _ranks(said))


def _first(entries: pa.StructArray) -> Floats:
    """The day, what has none before all days."""
    days = _day(pc.struct_field(entries, "on"))
    return np.where(np.isnan(days), NEVER, days)


def _ranked(values: pa.Array) -> Ints:
    """The place of each word among all words in their order, none as the empty one."""
    encoded = pc.fill_null(values, "").dictionary_encode()
    return _ranks(encoded.dictionary.to_pylist())[_places(encoded)]


def _ranks(words: list[str]) -> Ints:
    """The place of each of these words in their order, equal words sharing theirs."""
    place = {word: n for n, word in enumerate(sorted(set(words)))}
    return np.array([place[word] for word in words], dtype=np.intp)


def _sorted(patient: Ints, *by: NDArray[Any]) -> Ints | None:
    """The order by patient, then by these; None where it is that already."""
    order = np.lexsort((*reversed(by), patient))
    return None if (np.diff(order) == 1).all() else order


Order = Callable[[pa.StructArray, Ints], Ints | None]
ORDER: Mapping[type[kinds.Entry], Order] = {
    kinds.Born: _births,
    kinds.CarePlan: _plans,
    kinds.Lab: _labs,
    kinds.Pregnancy: _pregnancies,
}
