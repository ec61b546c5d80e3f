"""The layout of a cohort in Parquet: a row for each patient, a list column for each kind of entry.

An entry is a struct of its fields under the names they have in `record`. Free text (notes, sites,
batches, names of signers) has no column: a cohort holds what the rules need and no more. Only
entries in force are written, so a cohort knows no corrections. `docs/cohort.md` prints the columns.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from corrin.record import Record
from corrin.record import entries as kinds
from corrin.terms import Coding, Country

DAY, TEXT, NUMBER, WHOLE, YES = pa.date32(), pa.string(), pa.float64(), pa.int32(), pa.bool_()
CODE = pa.string()  # a word of ours, or system|code|display of another
WEEKDAYS = pa.list_(pa.int8())
COMMON = {"id": TEXT, "on": DAY, "around": TEXT, "marked": TEXT}
Fields = dict[str, Any]

KINDS: dict[str, tuple[type[kinds.Entry], dict[str, pa.DataType]]] = {
    "births": (kinds.Born, {"birth": DAY, "year": WHOLE, "age_months": WHOLE}),
    "attributes": (kinds.Attribute, {"name": CODE, "value": CODE}),
    "pregnancies": (kinds.Pregnancy, {"status": CODE, "weeks": NUMBER}),
    "history": (kinds.History, {"section": CODE, "code": CODE, "until": DAY}),
    "symptoms": (kinds.Symptom, {"code": CODE, "severity": NUMBER, "trend": TEXT}),
    "scores": (kinds.Score, {"item": CODE, "score": NUMBER}),
    "ill_days": (kinds.Ill, {}),
    "labs": (
        kinds.Lab,
        {
            "test": CODE,
            "value": NUMBER,
            "word": TEXT,  # a result given in words has no number
            "unit": CODE,
            "op": CODE,
            "ref_low": NUMBER,
            "ref_high": NUMBER,
        },
    ),
    "doses": (
        kinds.Administration,
        {"drug": CODE, "dose_ug": NUMBER, "route": CODE, "until": DAY, "every_days": NUMBER},
    ),
    "elsewhere": (kinds.Elsewhere, {"until": DAY, "drug": CODE}),
    "remembered": (kinds.Remembered, {"well_days": NUMBER}),
    "care_plans": (
        kinds.CarePlan,
        {
            "interval_days": NUMBER,
            "interval_months": WHOLE,
            "band_from": NUMBER,
            "band_to": NUMBER,
            "signed": YES,
            "alpha": NUMBER,
            "clinic_days": WEEKDAYS,
        },
    ),
    "none_stated": (kinds.NoneStated, {"section": CODE}),
}
NAME_OF = {kind: name for name, (kind, _) in KINDS.items()}
CODED = frozenset({"value", "code", "item", "test", "drug", "route", "status"})
PATIENT = {"id": TEXT, "centre": CODE, "on": DAY, "country": CODE}


def _struct(fields: dict[str, pa.DataType]) -> pa.DataType:
    return pa.list_(pa.struct(list((COMMON | fields).items())))


SCHEMA = pa.schema(
    [*PATIENT.items(), *((name, _struct(fields)) for name, (_, fields) in KINDS.items())]
)


@dataclass(frozen=True, slots=True)
class Patient:
    """One row: whose record, at which centre, judged on which day by whose guidance."""

    id: str
    record: Record
    centre: str | None = None
    on: date | None = None
    country: Country | None = None


def batch_of(patients: Iterable[Patient]) -> pa.RecordBatch:
    """The patients as one batch of rows."""
    return pa.RecordBatch.from_pylist([_row(p) for p in patients], schema=SCHEMA)


def patients(batch: pa.RecordBatch) -> Iterator[Patient]:
    """The patients of a batch, whose rows are known to be without faults (see `faults`)."""
    for row in batch.to_pylist():
        yield patient_of(row)


def patient_of(row: Fields) -> Patient:
    """One row as a patient."""
    country = Country(row["country"]) if row["country"] else None
    return Patient(row["id"], _record(row), row["centre"], row["on"], country)


def _row(patient: Patient) -> Fields:
    row: Fields = {name: [] for name in KINDS}
    for entry in patient.record.current().entries:
        row[NAME_OF[type(entry)]].append(_written(entry))
    country = patient.country.value if patient.country else None
    return row | {
        "id": patient.id,
        "centre": patient.centre,
        "on": patient.on,
        "country": country,
    }


def _written(entry: kinds.Entry) -> Fields:
    names = COMMON | KINDS[NAME_OF[type(entry)]][1]
    fields = {name: _plain(getattr(entry, name, None)) for name in names}
    if isinstance(entry, kinds.Lab) and isinstance(entry.value, str):
        fields |= {"value": None, "word": entry.value}
    if isinstance(entry, kinds.CarePlan) and entry.band_days:
        fields |= {"band_from": entry.band_days[0], "band_to": entry.band_days[1]}
    return fields


def _plain(value: Any) -> Any:
    if isinstance(value, Coding):
        return "|".join((value.system, value.code, value.display))
    return value


def _record(row: Fields) -> Record:
    return Record(tuple(_entry(name, told) for name in KINDS for told in row[name] or ()))


def _entry(name: str, told: Fields) -> kinds.Entry:
    kind, _ = KINDS[name]
    fields = {key: value for key, value in told.items() if value is not None}
    for key in CODED & fields.keys():
        fields[key] = code_of(fields[key])
    if kind is kinds.Lab:
        fields = {"value": fields.pop("word", None), "unit": None} | fields
    if kind is kinds.CarePlan:
        fields = _plan(fields)
    return kind(**fields)


def code_of(value: Any) -> Any:
    """A word, or the code of another list; a number, as results have, stays one."""
    if isinstance(value, str) and value.count("|") >= 2:
        return Coding(*value.split("|", 2))
    return value


def _plan(fields: Fields) -> Fields:
    low, high = fields.pop("band_from", None), fields.pop("band_to", None)
    if low is not None and high is not None:
        fields["band_days"] = (low, high)
    fields["clinic_days"] = tuple(fields.get("clinic_days", ()))
    return fields
