"""What is done to a batch of patients: the same advice as for one, as rows.

No engine, no clock and no chance comes in here: the same rows give the same rows anywhere.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from corrin import __version__
from corrin.advice import Assessment, assess
from corrin.cohort.faults import faults
from corrin.cohort.layout import Fields, Patient, patient_of
from corrin.knowledge import KnowledgeError
from corrin.record import Lab, Score
from corrin.terms import Country
from corrin.words import plain

RECENT_DAYS = 28  # of the diary, for the mean score in the report
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


@dataclass(frozen=True, slots=True)
class Params:
    """What a run was asked; with the input it decides every byte of the output."""

    on: date | None = None  # for all, else each patient's own day
    country: Country | None = None  # for all, else each patient's own
    engine: str = __version__

    def as_dict(self) -> dict[str, Any]:
        """For the manifest, and the fingerprint of a result."""
        on = self.on.isoformat() if self.on else None
        country = self.country.value if self.country else None
        return {"on": on, "country": country, "engine": self.engine, "arrow": pa.__version__}


def run_batch(batch: pa.RecordBatch, params: Params, first: int = 0) -> tuple[pa.RecordBatch, ...]:
    """The answers on a batch, and the patients that could not be answered with the reason.

    `first` is the number of the batch's first row in its file. Rows in are rows in both.
    """
    broken = faults(batch)
    answers: list[Fields] = []
    refused: list[Fields] = []
    whole = batch.to_pylist() if not broken else _without(batch, broken)
    for row, told in enumerate(whole):
        reason = broken.get(row) or _answered(patient_of(told), params, answers)
        if reason:
            refused.append({"row": first + row, "id": told["id"], "reason": reason})
    return (
        pa.RecordBatch.from_pylist(answers, schema=OUTPUT),
        pa.RecordBatch.from_pylist(refused, schema=QUARANTINE),
    )


def _without(batch: pa.RecordBatch, broken: dict[int, str]) -> list[Fields]:
    """The rows, of broken ones the id only: their values may be no Python values at all."""
    ids = batch.column("id").to_pylist()
    return [
        {"id": ids[row]} if row in broken else batch.slice(row, 1).to_pylist()[0]
        for row in range(batch.num_rows)
    ]


def _answered(patient: Patient, params: Params, answers: list[Fields]) -> str:
    """Adds the answer; else the reason why there is none."""
    on, country = params.on or patient.on, params.country or patient.country
    if on is None:
        return "on: nothing; expected a day, here or with --on"
    if country is None:
        return "country: nothing; expected one, here or with --country"
    try:
        found = assess(patient.record, on=on, country=country)
    except KnowledgeError:
        return f"on: no edition of the guidance of {country} is in force on that day"
    answers.append(_row(patient, found, on))
    return ""


def _row(patient: Patient, found: Assessment, on: date) -> Fields:
    proposal = found.proposal
    return {
        "id": patient.id,
        "keys": sorted(found.keys()),
        "advice": json.dumps([plain(r) for r in found.advice], ensure_ascii=False),
        "missing": [{"fact": m.fact, "for": list(m.keys)} for m in found.missing],
        "proposal_days": proposal.interval_days if proposal else None,
        "reason": proposal.reason if proposal else None,
        "centre": patient.centre,
        "due": proposal.due if proposal else None,
        "on": on,
        "current_days": proposal.current_days if proposal else None,
        "mean_score": _mean_score(patient, on),
        "b12_results": _b12_results(patient, on),
    }


def _mean_score(patient: Patient, on: date) -> float | None:
    scores = [
        s.score
        for s in patient.record.of(Score)
        if s.on and 0 <= (on - s.on).days < RECENT_DAYS and 0 <= s.score <= 10
    ]
    return sum(scores) / len(scores) if scores else None


def _b12_results(patient: Patient, on: date) -> int:
    tests = (lab for lab in patient.record.of(Lab) if lab.test == "b12_total" and lab.on)
    return sum(0 <= (on - lab.on).days < 365 for lab in tests if lab.on)
