"""`docs/cohort.md`: the columns of a cohort and of its answers, printed from the layout itself."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from corrin.cohort.faults import BOUNDS, REQUIRED
from corrin.cohort.kernel import OUTPUT, QUARANTINE
from corrin.cohort.layout import COMMON, KINDS, PATIENT

HEAD = """# Cohorts

    corrin cohort make 10000 --out cohort --seed 1            invented patients, to try it with
    corrin cohort ingest export --out cohort --country dk     a FHIR Bulk Data export
    corrin cohort run cohort answers                          the advice on every one of them
    corrin cohort run cohort answers --findings-only          quicker: no diary is learned from
    corrin cohort run cohort answers --engine spark --remote sc://host:15002
    corrin cohort report answers --lang da                    answers/_report.html
    corrin cohort trial lives --patients 1000 --plan          what a million lives would cost
    corrin cohort trial lives --patients 1000 --policy corrin fixed-56
    corrin cohort share diary.txt --out message.json          one number about one diary
    corrin cohort curve messages --out curve                  curve/curve.html, curve/prior.json

After `python3 start.py setup` the command is `.venv/bin/corrin`. From the records of a clinic to a
page about them are three of these lines: `ingest`, `run`, `report`. `export` is the folder of
`.ndjson` files of a FHIR Bulk Data export, patients and what refers to them; each is judged on the
day of the ingest unless `--on` names another, by the guidance `--country` names. Nothing leaves
this computer. A run ends with how many patients it could not answer, and why.

A run that was killed is started again with the same words and goes on where it was. Why it is built
so: [cohorts in Parquet](../decisions/0022-cohorts-in-parquet.md).

## A cohort

A folder of Parquet files, a row for each patient; one file is one task, and some ten thousand
patients are a good size. `on` is the day the patient is judged on, `country` whose guidance;
`--on` and `--country` stand for all. Each other column is a list of entries, with the fields they
have in a [case](notation.md), and holds only what is in force: no corrections, no free text. A code
of another list is written `system|code|display`. An absent column is an empty one.
"""
ANSWERS = """
## Answers

A folder of Parquet files, `_manifest.json` that names them, and `_quarantine` with the patients
that could not be answered. Readers of Parquet folders pass over names that begin with `_`.

Whoever keeps no diary is answered from the columns, many thousands together; whoever keeps one,
alone, since a diary must be learned from. With `--findings-only` nobody's diary is: keys and
missing facts are then those of the plan in force, and `advice`, `proposal_days` and `reason` stay
empty.
"""
ASIDE = """
## Quarantine

A patient is set aside, with the reason and the number of the row in its file, where a field it
cannot do without is absent or out of its bounds:
"""


def columns(note: str) -> str:
    """The page under its note."""
    return "\n".join([note, "", *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    yield from _table(PATIENT.items())
    yield "\nEvery entry has:\n"
    yield from _table(COMMON.items())
    for name, (kind, fields) in KINDS.items():
        said = (kind.__doc__ or "").strip().splitlines()[0]
        yield f"\n**{name}.** {said}\n"
        yield from _table(fields.items())
    yield ANSWERS
    yield from _table((field.name, field.type) for field in OUTPUT)
    yield ASIDE
    yield from _table((field.name, field.type) for field in QUARANTINE)
    yield "\n| entries | needed |\n|---|---|"
    yield from (f"| {name} | {', '.join(fields)} |" for name, fields in REQUIRED.items())
    yield "\n| field | from | to |\n|---|---|---|"
    yield from (f"| {name} | {_bound(low)} | {high:g} |" for name, (low, high) in BOUNDS.items())


def _bound(low: float) -> str:
    return "above 0" if 0 < low < 1 else f"{low:g}"


def _table(fields: Iterable[tuple[str, pa.DataType]]) -> Iterator[str]:
    rows = list(fields)
    if rows:
        yield "| field | type |\n|---|---|"
        yield from (f"| {name} | {str(kind).replace('|', ' ')} |" for name, kind in rows)
