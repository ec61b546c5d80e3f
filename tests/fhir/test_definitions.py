"""Required bindings and the targets of references, over the published definitions."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from corrin.advice import assess
from corrin.fhir import write_bundle
from corrin.fhir.cards import Said
from corrin.fhir.proposals import advice_bundle
from corrin.record import Record, case_from
from tests.fhir.definitions import FOLDER, Json, faults
from tests.needs import absent
from tests.record.strategies import RECORDS

CASES = Path(__file__).parents[1] / "data" / "cases" / "open.jsonl"
pytestmark = pytest.mark.fhir


@pytest.fixture(autouse=True, scope="module")
def published() -> None:
    if not FOLDER.is_dir():
        absent("the folder of published definitions")


@settings(max_examples=60, deadline=None)
@given(RECORDS)
def test_whatever_a_record_holds_is_written_as_defined(record: Record) -> None:
    assert faults(write_bundle(record)) == []


def test_advice_on_every_open_case_is_written_as_defined() -> None:
    for line in CASES.read_text(encoding="utf-8").splitlines()[::4]:
        case = case_from(json.loads(line), on=date(2026, 11, 22))
        on, country = case.on or date(2026, 11, 22), case.country or "uk"
        found = assess(case.record, on=on, country=country)
        said = [Said(r.key, r.key) for r in found.advice]
        words = {m.fact: m.fact for m in found.missing}
        assert faults(advice_bundle(found, said, words, "Patient/p1")) == []
        assert faults(write_bundle(case.record)) == []


def given_to(**change: object) -> Json:
    dose = {
        "resourceType": "MedicationAdministration",
        "status": "completed",
        "medicationCodeableConcept": {"text": "B12"},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2026-01-05",
    }
    resource = {k: v for k, v in (dose | change).items() if v is not None}
    return {"entry": [{"fullUrl": "urn:uuid:1", "resource": resource}]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, ""),
        ({"status": "done"}, "done is not in"),
        ({"subject": {"reference": "Observation/z"}}, "Observation may not stand here"),
        ({"subject": None}, "subject: missing"),
        ({"dose": 1}, "no such element"),
        ({"medicationCodeableConcept": None}, "medication[x]: missing"),
    ],
)
def test_the_check_sees_what_validators_let_through(change: Json, told: str) -> None:
    found = faults(given_to(**change))
    assert [told in fault for fault in found] == ([True] if told else [])
