"""What is done to a batch of patients: the same advice as for one, as rows.

No engine, no clock and no chance comes in here: the same rows give the same rows anywhere.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corrin import __version__
from corrin.advice import assess
from corrin.cohort.answers import Guidance, answers
from corrin.cohort.columns import EPOCH
from corrin.cohort.faults import faults
from corrin.cohort.layout import Fields, Patient, patient_of
from corrin.knowledge import KnowledgeError, load
from corrin.terms import Country
from corrin.words import plain

MISSING = pa.list_(pa.struct([("fact", pa.string()), ("for", pa.list_(pa.string()))]))
OUTPUT = pa.schema(
    [
        ("id", pa.string()),
        ("keys", pa.list_(pa.string())),
        ("advice", pa.string()),  # JSON: the advice with its parameters, as `corrin cases` has it
        ("missing", MISSING),
        ("proposal_days", pa.int32()),
        ("reason", pa.string()),
        ("centre", pa.string()),
        ("due", pa.date32()),
        ("on", pa.date32()),
        ("current_days", pa.float64()),
        ("mean_score", pa.float64()),  # of the last 28 days before `on`
        ("b12_results", pa.int32()),  # serum B12 in the last year before `on`
    ]
)
QUARANTINE = pa.schema([("row", pa.int64()), ("id", pa.string()), ("reason", pa.string())])
Rows = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Params:
    """What a run was asked; with the input it decides every byte of the output.

    Without `proposals` no diary is learned from: whoever keeps one is answered by the plan in
    force, and the columns of advice and proposal stay empty.
    """

    on: date | None = None  # for all, else each patient's own day
    country: Country | None = None  # for all, else each patient's own
    proposals: bool = True
    engine: str = __version__

    def as_dict(self) -> dict[str, Any]:
        """For the manifest, and the fingerprint of a result."""
        on = self.on.isoformat() if self.on else None
        country = self.country.value if self.country else None
        asked = {"on": on, "country": country, "proposals": self.proposals}
        return asked | {"engine": self.engine, "arrow": pa.__version__}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a batch that are judged by the same guidance, and the day (an ordinal) of each."""

    guidance: Guidance
    rows: Rows
    on: Floats


def run_batch(batch: pa.RecordBatch, params: Params, first: int = 0) -> tuple[pa.Table, pa.Table]:
    """The answers on a batch, and the patients that could not be answered with the reason.

    `first` is the number of the batch's first row in its file. Rows in are rows in both.
    """
    refused = faults(batch)
    sound = np.setdiff1d(np.arange(batch.num_rows), np.array([*refused], dtype=np.intp))
    groups = list(_groups(batch, sound, params, refused))
    found = [_answered(batch, group, params) for group in groups]
    rows = np.concatenate([g.rows for g in groups] or [np.empty(0, np.intp)])
    answered = pa.concat_tables([OUTPUT.empty_table(), *found]).take(pa.array(np.argsort(rows)))
    ids = batch.column("id")
    aside = [
        {"row": first + row, "id": ids[row].as_py(), "reason": reason}
        for row, reason in sorted(refused.items())
    ]
    return answered.combine_chunks(), pa.Table.from_pylist(aside, schema=QUARANTINE)


def _groups(
    batch: pa.RecordBatch, sound: Rows, params: Params, refused: dict[int, str]
) -> Iterator[Group]:
    """The rows by guidance; adds to `refused` those that there is none for."""
    days = _days(batch.column("on"), params.on)[sound]
    countries = _countries(batch.column("country"), params.country)[sound]
    judged: dict[str, tuple[Guidance, list[Rows]]] = {}
    pairs = np.stack([countries, np.nan_to_num(days, nan=-1).astype(np.intp)])
    met, which = np.unique(pairs, axis=1, return_inverse=True)
    for number, (country, day) in enumerate(met.T.tolist()):
        places = np.flatnonzero(which == number)
        found = _guidance(country, day)
        if isinstance(found, str):
            refused |= dict.fromkeys(sound[places].tolist(), found)
        else:
            judged.setdefault(found.name, (found, []))[1].append(places)
    for guidance, parts in judged.values():
        places = np.sort(np.concatenate(parts))
        yield Group(guidance, sound[places], days[places])


def _days(column: pa.Array, on: date | None) -> Floats:
    """Each one's day as an ordinal; nan where there is none."""
    if on is not None:
        return np.full(len(column), float(on.toordinal()))
    days: Floats = pc.cast(pc.cast(column, pa.int32()), pa.float64()).to_numpy(False)
    return days + EPOCH


def _countries(column: pa.Array, country: Country | None) -> Rows:
    """Each one's country by its number; -1 where there is none."""
    if country is not None:
        return np.full(len(column), list(Country).index(country))
    known = pa.array([c.value for c in Country])
    found: Rows = pc.fill_null(pc.index_in(column, known), -1).to_numpy().astype(np.intp)
    return found


def _guidance(country: int, day: int) -> Guidance | str:
    """Whose guidance a patient is judged by; else the reason why there is none."""
    if day < 0:
        return "on: nothing; expected a day, here or with --on"
    if country < 0:
        return "country: nothing; expected one, here or with --country"
    own, known, on = list(Country)[country], load(), date.fromordinal(day)
    try:
        others = tuple(known.protocol(other, on) for other in Country)
        return Guidance(known.protocol(own, on), others)
    except KnowledgeError:
        return f"on: no edition of the guidance of {own} is in force on that day"


def _answered(batch: pa.RecordBatch, group: Group, params: Params) -> pa.Table:
    """The answers on a group: together, and one by one for those whose diary is learned from."""
    some = batch.take(pa.array(group.rows))
    columns, diaries = answers(some, group.on, group.guidance, proposals=params.proposals)
    table = pa.table(columns, schema=OUTPUT)
    alone = np.flatnonzero(diaries & params.proposals)
    if not len(alone):
        return table
    country = group.guidance.protocol.country
    told = [
        fields | _learned(patient_of(row), date.fromordinal(int(group.on[n])), country)
        for n, fields, row in zip(
            alone,
            table.take(pa.array(alone)).to_pylist(),
            some.take(pa.array(alone)).to_pylist(),
            strict=True,
        )
    ]
    whole = pa.concat_tables([table, pa.Table.from_pylist(told, schema=OUTPUT)])
    order = np.arange(len(table))
    order[alone] = len(table) + np.arange(len(alone))
    return whole.take(pa.array(order))


def _learned(patient: Patient, on: date, country: Country) -> Fields:
    """What `assess` says of one patient, a diary and all."""
    found = assess(patient.record, on=on, country=country)
    proposal = found.proposal
    return {
        "keys": sorted(found.keys()),
        "advice": json.dumps([plain(r) for r in found.advice], ensure_ascii=False),
        "missing": [{"fact": m.fact, "for": list(m.keys)} for m in found.missing],
        "proposal_days": proposal.interval_days if proposal else None,
        "reason": proposal.reason if proposal else None,
        "due": proposal.due if proposal else None,
        "current_days": proposal.current_days if proposal else None,
    }
