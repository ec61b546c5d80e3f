"""The reviewed code tables: which code of ATC, LOINC, SNOMED CT, ICD-10 … means which of ours.

`codes.csv` holds one row for each code with its source and how the source was read. A row tagged
M is from memory: what it reads is marked `code-not-verified` and asked about.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corrin.terms import Tag

SYSTEMS = {
    "atc": "http://www.whocc.no/atc",
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "icd10": "http://hl7.org/fhir/sid/icd-10",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "edqm": "http://standardterms.edqm.eu",
    "npu": "http://npu-terminology.org",
    "interpretation": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
}
# The same codes under another name.
ALIASES = {"http://hl7.org/fhir/sid/icd-10-cm": SYSTEMS["icd10"]}
# Lists in which a longer code is a kind of the shorter one.
NESTED = {SYSTEMS["atc"], SYSTEMS["icd10"]}
SHORTEST = 3
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Row:
    """One code of another list and ours, with its source and how that was read."""

    list: str
    ours: str
    system: str
    code: str
    display: str
    units: tuple[str, ...]
    emit: bool
    source: str
    tag: Tag


@cache
def rows() -> tuple[Row, ...]:
    """Every row of the table, in its order."""
    text = (files("corrin.fhir") / "codes.csv").read_text(encoding="utf-8")
    return tuple(_row(line) for line in csv.DictReader(text.splitlines()))


def _row(line: dict[str, str]) -> Row:
    return Row(
        list=line["list"],
        ours=line["ours"],
        system=SYSTEMS[line["system"]],
        code=line["code"],
        display=line["display"],
        units=tuple(line["units"].split()),
        emit=line["emit"] == "yes",
        source=line["source"],
        tag=Tag(line["tag"]),
    )


@cache
def _by_code() -> dict[tuple[str, str, str], Row]:
    return {(row.list, row.system, row.code): row for row in rows()}


@cache
def _by_ours() -> dict[tuple[str, str], tuple[Row, ...]]:
    found: dict[tuple[str, str], tuple[Row, ...]] = {}
    for row in rows():
        if row.emit:
            found[row.list, row.ours] = (*found.get((row.list, row.ours), ()), row)
    return found


def ours(kind: str, system: str, code: str) -> Row | None:
    """The row that reads a code for one of our lists; in ATC and ICD-10 its broader code too."""
    table, system = _by_code(), ALIASES.get(system, system)
    found = table.get((kind, system, code))
    if found is not None or system not in NESTED:
        return found
    for length in range(len(code) - 1, SHORTEST - 1, -1):
        found = table.get((kind, system, code[:length]))
        if found is not None:
            return found
    return None


def theirs(kind: str, code: str, unit: str | None = None) -> tuple[Row, ...]:
    """The rows with which a code of ours is written; for a test those that fit its unit."""
    found = _by_ours().get((kind, code), ())
    return tuple(row for row in found if not row.units or unit in row.units)
