"""Invented patients by the million, drawn in columns. They test the machinery and nothing else.

How often what occurs is made up, so that a cohort meets many rules; nothing about real people
follows from it. Patient `n` of a seed is the same whatever the size of the cohort.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corrin.cohort.layout import COMMON, KINDS, SCHEMA
from corrin.cohort.shards import FILE, whole

A_FILE = 10_000  # patients
ON = date(2026, 6, 30)
DAY = ON.toordinal() - date(1970, 1, 1).toordinal()
Ints = NDArray[np.int64]

CENTRES = tuple(f"centre-{n:02}" for n in range(1, 13))
COUNTRY_OF = ("dk", "uk", "nl")  # of the centres, in turn
CAUSES = {
    "pernicious_anaemia": 0.3,
    "b12_deficiency_cause_unknown": 0.25,
    "b12_deficiency_diet": 0.15,
    "atrophic_gastritis": 0.1,
    "gastric_bypass": 0.1,
    "ileal_resection": 0.05,
    "total_gastrectomy": 0.05,
}
MEDICINES = {"metformin": 0.2, "ppi": 0.25, "levothyroxine": 0.1, "folic_acid": 0.1}
COMPLAINTS = {
    "fatigue": 0.7,
    "paraesthesia": 0.35,
    "memory_concentration": 0.3,
    "sore_tongue": 0.15,
    "low_mood": 0.15,
    "balance_gait": 0.08,
    "chest_pain": 0.01,
}
TRENDS = ("better", "stable", "worse", "fluctuating")
SIGNS = {"loss_vibration": 0.06, "pallor": 0.05, "glossitis": 0.04}
INTERVALS = (28, 56, 60, 84)
WITH_DIARY = 0.05  # share of those on injections who keep one
DIARY_WEEKS = 30


@dataclass(frozen=True, slots=True)
class Rows:
    """Entries of one kind: whose each is, in any order, and its fields; absent ones are null."""

    patient: Ints
    fields: Mapping[str, Any]


def make(patients: int, out: Path, seed: int) -> list[Path]:
    """Write so many invented patients in files of ten thousand; gives the files."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for number, first in enumerate(range(0, patients, A_FILE)):
        file = out / f"patients-{number:05}.parquet"
        batch = invented(seed, number).slice(0, patients - first)
        with whole(file) as part, pq.ParquetWriter(part, SCHEMA, **FILE) as writer:
            writer.write_batch(batch)
        files.append(file)
    return files


def invented(seed: int, number: int) -> pa.RecordBatch:
    """The ten thousand patients of one file."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, number]))
    n = A_FILE
    centre = rng.integers(len(CENTRES), size=n)
    since = rng.integers(30, 3650, n)  # days since treatment began
    route = rng.choice(3, n, p=(0.78, 0.14, 0.08))  # injections, tablets, nothing yet
    interval = rng.choice(INTERVALS, n)
    told: dict[str, list[Rows]] = {name: [] for name in KINDS}
    for name, rows in _entries(rng, n, since, route, interval):
        told[name].append(rows)
    head = {
        "id": [f"{seed}-{number * A_FILE + i:07}" for i in range(n)],
        "centre": np.array(CENTRES)[centre],
        "on": np.full(n, DAY),
        "country": np.array(COUNTRY_OF)[centre % len(COUNTRY_OF)],
    }
    columns = [_array(head[f.name], f.type) for f in SCHEMA if f.name in head]
    columns += [_listed(name, told[name], n) for name in KINDS]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _entries(
    rng: np.random.Generator, n: int, since: Ints, route: Ints, interval: Ints
) -> Iterator[tuple[str, Rows]]:
    everyone = np.arange(n)
    yield "births", Rows(everyone, {"year": rng.integers(1935, 2004, n)})
    sex = np.where(rng.random(n) < 0.65, "female", "male")
    yield "attributes", Rows(everyone, {"name": np.full(n, "sex"), "value": sex})
    yield from _histories(rng, n, since)
    yield from _complaints(rng, n, since)
    yield "labs", _first_results(rng, n, since)
    yield "labs", _later_results(rng, np.flatnonzero((route == 0) & (since > 365)))
    injected, tablets = np.flatnonzero(route == 0), np.flatnonzero(route == 1)
    yield "doses", _injections(rng, injected, since, interval)
    yield "doses", _tablets(tablets, since)
    planned = injected[rng.random(len(injected)) < 0.8]
    yield "care_plans", _plans(rng, planned, since, interval)
    writing = planned[rng.random(len(planned)) < WITH_DIARY]
    yield "scores", _diaries(rng, writing, interval)


def _histories(rng: np.random.Generator, n: int, since: Ints) -> Iterator[tuple[str, Rows]]:
    cause = rng.choice(list(CAUSES), n, p=list(CAUSES.values()))
    began = DAY - since
    yield (
        "history",
        Rows(np.arange(n), {"section": np.full(n, "conditions"), "code": cause, "on": began}),
    )
    for section, likely in (("medicines", MEDICINES), ("signs", SIGNS)):
        for code, share in likely.items():
            who = np.flatnonzero(rng.random(n) < share)
            fields = {"section": np.full(len(who), section), "code": np.full(len(who), code)}
            yield "history", Rows(who, fields | {"on": began[who]})
    for section in ("allergies", "exposures", "family_history", "signs"):
        who = np.flatnonzero(rng.random(n) < 0.6)
        yield "none_stated", Rows(who, {"section": np.full(len(who), section)})


def _complaints(rng: np.random.Generator, n: int, since: Ints) -> Iterator[tuple[str, Rows]]:
    for code, share in COMPLAINTS.items():
        who = np.flatnonzero(rng.random(n) < share)
        yield (
            "symptoms",
            Rows(
                who,
                {
                    "code": np.full(len(who), code),
                    "severity": rng.integers(1, 9, len(who)),
                    "trend": rng.choice(TRENDS, len(who)),
                    "on": DAY - since[who] - rng.integers(0, 200, len(who)),
                },
            ),
        )


def _first_results(rng: np.random.Generator, n: int, since: Ints) -> Rows:
    """Of the day treatment began: B12 for all, and for some what helps to read it."""
    tests = {
        "b12_total": (1.0, 60, 260, "pmol/L"),
        "mma": (0.35, 0.2, 1.6, "umol/L"),
        "hb": (0.9, 90, 155, "g/L"),
        "mcv": (0.8, 82, 115, "fL"),
        "creatinine": (0.7, 50, 130, "umol/L"),
    }
    parts = []
    for test, (share, low, high, unit) in tests.items():
        who = np.flatnonzero(rng.random(n) < share)
        value = np.round(rng.uniform(low, high, len(who)), 2)
        parts.append(_results(who, test, value, unit, DAY - since[who]))
    return _joined(parts)


def _later_results(rng: np.random.Generator, who: Ints) -> Rows:
    """Serum B12 measured although injections run, in the last two years."""
    parts = []
    for _ in range(3):
        some = who[rng.random(len(who)) < 0.35]
        value = rng.integers(300, 1500, len(some)).astype(float)
        parts.append(
            _results(some, "b12_total", value, "pmol/L", DAY - rng.integers(1, 730, len(some)))
        )
    return _joined(parts)


def _results(who: Ints, test: str, value: Any, unit: str, on: Ints) -> Rows:
    n = len(who)
    fields = {"test": np.full(n, test), "value": value, "unit": np.full(n, unit), "on": on}
    return Rows(who, fields | {"op": np.full(n, "=")})


def _injections(rng: np.random.Generator, who: Ints, since: Ints, interval: Ints) -> Rows:
    """Six on alternate days, then at the interval, of which at most the last thirteen are told."""
    loading = np.minimum(6, (since[who] + 1) // 2)
    begun = _each(who, loading, lambda k: -since[_repeated(who, loading)] + 2 * k)
    later = np.clip((since[who] - 12) // interval[who], 0, 13)
    step = _repeated(interval[who], later)
    end = _repeated(rng.integers(0, 40, len(who)), later)  # days since the last one
    jitter = rng.integers(-3, 4, len(step))
    kept = _each(who, later, lambda k: np.minimum(-end - step * k + jitter * (k > 0), 0))
    patient, day = (np.concatenate(pair) for pair in zip(begun, kept, strict=True))
    n = len(patient)
    return Rows(
        patient,
        {
            "drug": np.full(n, "hydroxocobalamin"),
            "dose_ug": np.full(n, 1000.0),
            "route": np.full(n, "im"),
            "on": DAY + day,
        },
    )


def _tablets(who: Ints, since: Ints) -> Rows:
    n = len(who)
    fields = {
        "drug": np.full(n, "cyanocobalamin"),
        "dose_ug": np.full(n, 1000.0),
        "route": np.full(n, "oral"),
        "every_days": np.full(n, 1.0),
        "on": DAY - since[who],
        "until": np.full(n, DAY),
    }
    return Rows(who, fields)


def _plans(rng: np.random.Generator, who: Ints, since: Ints, interval: Ints) -> Rows:
    signed = rng.random(len(who)) < 0.7
    fields = {
        "interval_days": interval[who].astype(float),
        "band_from": np.where(signed, 7.0, np.nan),
        "band_to": np.where(signed, 84.0, np.nan),
        "signed": signed,
        "on": DAY - np.minimum(since[who], 400),
    }
    return Rows(who, fields)


def _diaries(rng: np.random.Generator, who: Ints, interval: Ints) -> Rows:
    """A score each week; in seven of eight it climbs before the next injection."""
    weeks = np.full(len(who), DIARY_WEEKS)
    patient, day = _each(who, weeks, lambda k: -7 * k)
    phase = np.mod(day + rng.integers(0, 40, len(who)).repeat(DIARY_WEEKS), interval[patient])
    follows = (rng.random(len(who)) < 0.875).repeat(DIARY_WEEKS)
    lasts = np.exp(rng.normal(np.log(28), 0.6, len(who))).repeat(DIARY_WEEKS)
    back = 3.5 / (1 + np.exp((lasts - phase) / 4)) * follows
    score = np.clip(np.round(2.0 + back + rng.normal(0, 1, len(day))), 0, 10)
    return Rows(patient, {"item": np.full(len(day), "fatigue"), "score": score, "on": DAY + day})


def _each(who: Ints, counts: Ints, day: Any) -> tuple[Ints, Ints]:
    """So many entries a patient: whose each is, and its day from its place among them."""
    place = np.arange(counts.sum()) - _repeated(np.cumsum(counts) - counts, counts)
    return _repeated(who, counts), np.asarray(day(place))


def _repeated(values: Ints, counts: Ints) -> Ints:
    return np.repeat(values, counts)


def _joined(parts: Sequence[Rows]) -> Rows:
    names = parts[0].fields
    return Rows(
        np.concatenate([p.patient for p in parts]),
        {name: np.concatenate([p.fields[name] for p in parts]) for name in names},
    )


def _listed(name: str, parts: Sequence[Rows], n: int) -> pa.ListArray:
    """The entries of one kind as a list column, each with the place it has as its id."""
    patient = np.concatenate([p.patient for p in parts] or [np.empty(0, np.int64)])
    order = np.argsort(patient, kind="stable")
    counts = np.bincount(patient, minlength=n)
    ends = np.cumsum(counts)
    place = np.arange(len(patient)) - np.repeat(ends - counts, counts)
    types = COMMON | KINDS[name][1]
    arrays = []
    for field, kind in types.items():
        whole = pa.concat_arrays(
            [_array(p.fields.get(field), kind, len(p.patient)) for p in parts]
            or [pa.nulls(0, kind)]
        )
        arrays.append(whole.take(pa.array(order)))
    arrays[0] = pa.array([f"/{name}/{k}" for k in place.tolist()], pa.string())
    entries = pa.StructArray.from_arrays(arrays, fields=[pa.field(f, k) for f, k in types.items()])
    offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
    return pa.ListArray.from_arrays(offsets, entries)


def _array(values: Any, kind: pa.DataType, n: int = 0) -> pa.Array:
    if values is None:
        return pa.nulls(n, kind)
    given = pa.array(values, from_pandas=True)
    return given.cast(pa.int32()).cast(kind) if pa.types.is_date(kind) else given.cast(kind)
