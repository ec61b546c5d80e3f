"""What makes a row unusable, found in its columns. It goes into quarantine with the reason.

The bounds are those with which `record` refuses a field of a case. Doubtful values (a score of 37,
a day to come) are kept: the record questions them.
"""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corrin.cohort.layout import KINDS
from corrin.record.fields import LONGEST_INTERVAL, OLDEST_YEAR
from corrin.terms import SECTIONS, Country

LATEST_YEAR = 2100
EPOCH = date(1970, 1, 1).toordinal()
EARLIEST = date(OLDEST_YEAR, 1, 1).toordinal() - EPOCH
LATEST = date(LATEST_YEAR, 12, 31).toordinal() - EPOCH
Mask = NDArray[np.bool_]

# What must be there for an entry to say anything.
REQUIRED = {
    "attributes": ("name", "value"),
    "pregnancies": ("status",),
    "history": ("section", "code"),
    "symptoms": ("code",),
    "scores": ("item", "score"),
    "labs": ("test",),
    "doses": ("drug", "dose_ug", "route"),
    "elsewhere": ("drug",),
    "remembered": ("well_days",),
    "none_stated": ("section",),
}
# Field: its least and its greatest value. All other numbers need only be finite.
BOUNDS = {
    "dose_ug": (1e-9, np.inf),
    "every_days": (1e-9, LONGEST_INTERVAL),
    "interval_days": (1e-9, LONGEST_INTERVAL),
    "well_days": (1e-9, LONGEST_INTERVAL),
    "interval_months": (1, 120),
    "year": (OLDEST_YEAR, LATEST_YEAR),
    "age_months": (0, 10_000),
}
COUNTRIES = pa.array([c.value for c in Country])
ALL_SECTIONS = pa.array(list(SECTIONS))


def faults(batch: pa.RecordBatch) -> dict[int, str]:
    """Row number and reason of every patient that cannot be used, in ascending order of rows.

    A reason names the field, what was met and what was expected; never a value of the patient.
    """
    found: dict[int, str] = {}
    for rows, reason in _all(batch):
        for row in rows.tolist():
            found.setdefault(row, reason)
    return dict(sorted(found.items()))


def _all(batch: pa.RecordBatch) -> Iterator[tuple[NDArray[np.intp], str]]:
    ids = batch.column("id")
    yield _rows(pc.fill_null(pc.equal(ids, ""), True)), "id: nothing; expected one"
    yield _repeated(ids), "id: met twice in one file; expected once"
    country = batch.column("country")
    known = pc.or_(pc.is_null(country), pc.is_in(country, COUNTRIES))
    yield _rows(pc.invert(known)), "country: not a known one; expected dk, uk or nl"
    yield _rows(_no_day(batch.column("on"))), _wrong_day("on")
    for name in KINDS:
        yield from _in_entries(name, batch.column(name))


def _in_entries(name: str, column: pa.ListArray) -> Iterator[tuple[NDArray[np.intp], str]]:
    entries, patient = column.flatten(), pc.list_parent_indices(column).to_numpy()
    yield patient[_mask(pc.is_null(entries))], f"{name}: an empty entry; expected its fields"
    for field in REQUIRED.get(name, ()):
        absent = pc.is_null(pc.struct_field(entries, field))
        yield patient[_mask(absent)], f"{name}/{field}: nothing; expected a value"
    for field in entries.type:
        values, place = pc.struct_field(entries, field.name), f"{name}/{field.name}"
        if pa.types.is_date(field.type):
            yield patient[_mask(_no_day(values))], _wrong_day(place)
        elif pa.types.is_floating(field.type) or pa.types.is_integer(field.type):
            low, high = BOUNDS.get(field.name, (-np.inf, np.inf))
            yield patient[_outside(values, low, high)], _wrong_number(place, low, high)
    for test, reason in OWN.get(name, ()):
        yield patient[_mask(test(entries))], f"{name}/{reason}"


def _outside(values: pa.Array, low: float, high: float) -> Mask:
    numbers = pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False)
    there = _mask(pc.is_valid(values))
    bad: Mask = there & ~(np.isfinite(numbers) & (numbers >= low) & (numbers <= high))
    return bad


def _no_day(values: pa.Array) -> pa.Array:
    days = pc.cast(values, pa.int32())
    return pc.or_(pc.less(days, EARLIEST), pc.greater(days, LATEST))


def _wrong_day(place: str) -> str:
    return f"{place}: an impossible day; expected one from {OLDEST_YEAR} to {LATEST_YEAR}"


def _wrong_number(place: str, low: float, high: float) -> str:
    if not np.isfinite(low):
        return f"{place}: not a number; expected a finite one"
    above = "above 0" if low < 1e-6 else f"from {low:g}"
    return f"{place}: outside its bounds; expected {above}" + (
        f" to {high:g}" if np.isfinite(high) else ""
    )


def _no_section(entries: pa.StructArray) -> pa.Array:
    return pc.invert(pc.is_in(pc.struct_field(entries, "section"), ALL_SECTIONS))


def _no_result(entries: pa.StructArray) -> pa.Array:
    number, word = (pc.is_null(pc.struct_field(entries, f)) for f in ("value", "word"))
    return pc.and_(number, word)


def _half_a_band(entries: pa.StructArray) -> pa.Array:
    low, high = (pc.struct_field(entries, f) for f in ("band_from", "band_to"))
    half = pc.not_equal(pc.is_null(low), pc.is_null(high))
    return pc.or_(half, pc.fill_null(pc.greater(low, high), False))


Test = Callable[[pa.StructArray], pa.Array]
OWN: dict[str, tuple[tuple[Test, str], ...]] = {
    "history": ((_no_section, "section: not a known one; expected a section of a case"),),
    "none_stated": ((_no_section, "section: not a known one; expected a section of a case"),),
    "labs": ((_no_result, "value: nothing; expected a number or a word"),),
    "care_plans": ((_half_a_band, "band: half or turned round; expected its two ends, low first"),),
}


def _mask(answers: pa.Array) -> Mask:
    mask: Mask = pc.fill_null(answers, False).to_numpy(zero_copy_only=False)
    return mask


def _rows(answers: pa.Array) -> NDArray[np.intp]:
    return np.flatnonzero(_mask(answers))


def _repeated(ids: pa.Array) -> NDArray[np.intp]:
    codes = pc.dictionary_encode(ids).indices.to_numpy(zero_copy_only=False)
    there = _mask(pc.is_valid(ids))
    _, place, counts = np.unique(codes[there], return_inverse=True, return_counts=True)
    return np.flatnonzero(there)[counts[place] > 1]
