"""Every door through which something of somebody else's comes in, with inputs that are right.

Each is a way to make a spoilt input by chance and a way to read it; reading ends, or refuses with
one of the exceptions named, and anything else is a fault.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from corrin.app.cds_call import MissingData, read_call
from corrin.app.intake import case_in
from corrin.cohort.curve import KIND, LEAST, Unheard, added_up, read_messages
from corrin.cohort.ingest import ingest
from corrin.fhir import read_bundle, write_bundle
from corrin.record import RecordError, case_from, load_json, read_notation, write_notation
from corrin.sheets import SheetError, open_sheet, read_sheet
from corrin.terms import Lang
from corrin.words import catalog
from tests.app import cds, spoiling
from tests.app.spoiling import Chance

T = TypeVar("T")
ON = date(2026, 11, 22)
DATA = Path(__file__).parents[1] / "data"
TABLES = (
    "Dato;Træthed;Indsprøjtning;Dosis;MMA;Note\n1.1.2026;7;x;1000;0,61;første\n2.1.2026;6,5;;;;\n"
    "5. marts 2026;4;;;<0,2;\n",
    "Date,Tired,Injection,Drug\n2026-01-01,7,1000 ug,hydroxocobalamin\n2026-01-02,3,,\n",
    "Datum\tMoe\tPrik\n01-02-26\t7\tja\n2 feb 2026\t5\tnee\n",
    "Date|Test|Value|Unit\n3/4/2026|mma|0.42|umol/L\n13/4/2026|b12|310|pmol/L\n",
)


@dataclass(frozen=True, slots=True)
class Door:
    """One importer: its name, what makes a spoilt input, what reads it, how it may refuse."""

    name: str
    spoil: Callable[[Chance], Any]
    read: Callable[[Any], object]
    refusals: tuple[type[Exception], ...]


@cache
def cases() -> tuple[Any, ...]:
    """The shortest of the vignettes, as JSON values: a short input meets as many turns."""
    lines = (DATA / "cases" / "own.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in sorted(lines, key=len)[:50])


@cache
def notations() -> tuple[str, ...]:
    """The same as diaries."""
    return tuple(write_notation(case_from(case).record) for case in cases())


@cache
def bundles() -> tuple[Any, ...]:
    """The same as FHIR bundles."""
    return tuple(write_bundle(case_from(case).record) for case in cases())


@cache
def calls() -> tuple[tuple[str, Any], ...]:
    """Right calls of each CDS service, with the resources of the vignettes."""
    found = []
    for service in cds.HOOKS:
        for made in bundles()[:12]:
            resources = [_of_p1(entry["resource"]) for entry in made["entry"]]
            doses = [r for r in resources if r["resourceType"] == "MedicationAdministration"]
            labs = [r for r in resources if r["resourceType"] == "Observation"]
            orders = [cds.lab_order(), cds.drug_order("B03BA03", "78421000")]
            more = {"administrations": cds.searched(*doses), "labs": cds.searched(*labs)}
            found.append((service, cds.call(service, orders, **more)))
    return tuple(found)


def _of_p1(resource: Any) -> Any:
    """A resource about the patient of the call."""
    return {k: {"reference": "Patient/p1"} if k == "subject" else v for k, v in resource.items()}


def one(of: Sequence[T], chance: Chance) -> T:
    """One of these by chance."""
    return of[int(chance.integers(len(of)))]


@cache
def pasted() -> tuple[str, ...]:
    """What may be pasted into the page: diaries, and both kinds of JSON."""
    return (*notations(), *map(json.dumps, cases()), *map(json.dumps, bundles()))


def _sheet(data: bytes) -> None:
    read_sheet(open_sheet(data), on=ON)


def _table(chance: Chance) -> bytes:
    told = spoiling.encoded(spoiling.text(one(TABLES, chance), chance))
    return told if chance.integers(4) else spoiling.raw(told, chance)


def _workbook(chance: Chance) -> bytes:
    return spoiling.workbook((DATA / "sheets" / "diary.xlsx").read_bytes(), chance)


def _call(chance: Chance) -> tuple[str, str]:
    service, right = one(calls(), chance)
    return service, spoiling.as_json(right, chance)


def _lines(chance: Chance) -> bytes:
    """A Bulk Data export of a few patients, one line of it spoilt."""
    resources = [entry["resource"] for entry in one(bundles(), chance)["entry"]]
    told = [json.dumps(resource) for resource in resources]
    at = int(chance.integers(len(told)))
    told[at] = spoiling.as_json(resources[at], chance)
    return spoiling.encoded("\n".join(told))


def _ingest(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "in"
        place.mkdir()
        (place / "a.ndjson").write_bytes(data)
        ingest(place, Path(folder) / "out", on=ON)


def _message(chance: Chance) -> bytes:
    right = {"kind": KIND, "number": int(chance.integers(19)), "epsilon": 4.0}
    return spoiling.encoded(spoiling.as_json(right, chance))


def _messages(data: bytes) -> None:
    """What one patient sent, among fifty who sent the usual."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.json").write_bytes(data)
        heard = read_messages(Path(folder))
    usual = {"kind": KIND, "number": 3, "epsilon": 4.0}
    if heard[0] != usual and heard[0]["epsilon"] != 4.0:  # what differs is refused at once
        added_up([*heard, *[usual] * LEAST], seed=1)
        added_up(heard * LEAST, seed=1)


DOORS = (
    Door("FHIR bundle", lambda c: spoiling.as_json(one(bundles(), c), c),
         lambda t: read_bundle(load_json(t), on=ON), (RecordError,)),
    Door("case JSON", lambda c: spoiling.as_json(one(cases(), c), c),
         lambda t: case_from(load_json(t), on=ON), (RecordError,)),
    Door("notation", lambda c: spoiling.text(one(notations(), c), c),
         lambda t: read_notation(t, on=ON), (RecordError,)),
    Door("pasted text", lambda c: spoiling.text(one(pasted(), c), c),
         lambda t: case_in(t, ON, catalog(Lang.EN)), (RecordError,)),
    Door("CDS request", _call, lambda t: read_call(t[0], load_json(t[1]), on=ON),
         (RecordError, MissingData)),
    Door("CSV", _table, _sheet, (SheetError,)),
    Door("XLSX", _workbook, _sheet, (SheetError,)),
    Door("NDJSON", _lines, _ingest, ()),
    Door("message for the curve", _message, _messages, (Unheard,)),
)  # fmt: skip
