"""Bundles that nobody means well by end in a plain refusal, or are read, and never in a crash."""

import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from corrin.record import RecordError
from tests.fhir.bundles import ATC, SNOMED, Json, concept, dose, lab, read
from tests.fhir.hostile import SECONDS

ROOT = Path(__file__).parents[2]
READ = {
    "a ring of references",
    "a medicine that is itself",
    "many resources",
    "as many kinds",
    "as many codes",
    "as deep as can be read",
    "a long note",
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit of memory on a process")
def test_hostile_bundles_are_read_or_refused_within_memory_and_time() -> None:
    command = [sys.executable, "-m", "tests.fhir.hostile"]
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=10 * SECONDS
    )
    assert ran.returncode == 0, ran.stderr[-2_000:]
    ends = {name: (how, longest) for name, how, longest in map(json.loads, ran.stdout.splitlines())}
    assert {name for name, (how, _) in ends.items() if how == "read"} == READ
    assert max(longest for _, longest in ends.values()) < 1_000


RESOURCES: list[Json] = [
    lab(referenceRange=[{"low": {"value": 1, "unit": "pmol/L"}}], note=[{"text": "n"}]),
    lab(valueQuantity=None, component=[{"code": concept("urn:x", "1"), "valueInteger": 1}]),
    dose(effectiveDateTime=None, effectivePeriod={"start": "2026-01-01", "end": "2026-02-01"}),
    {
        "resourceType": "MedicationStatement",
        "id": "s",
        "status": "active",
        "subject": {"reference": "Patient/p"},
        "medicationReference": {"reference": "#m"},
        "contained": [{"resourceType": "Medication", "id": "m", "code": concept(ATC, "B03BA01")}],
        "dosage": [
            {
                "timing": {"repeat": {"frequency": 1, "period": 2, "periodUnit": "d"}},
                "route": concept(SNOMED, "78421000"),
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mg"}}],
            }
        ],
    },
    {
        "resourceType": "MedicationRequest",
        "id": "q",
        "status": "active",
        "intent": "order",
        "authoredOn": "2026-01-01",
        "medicationCodeableConcept": concept(ATC, "B03BA03"),
        "dosageInstruction": [{"timing": {"repeat": {"period": 8, "periodUnit": "wk"}}}],
    },
    {
        "resourceType": "Condition",
        "id": "c",
        "clinicalStatus": concept("urn:x", "active"),
        "verificationStatus": concept("urn:x", "confirmed"),
        "code": concept(SNOMED, "84027009"),
        "onsetDateTime": "2020-01",
        "abatementPeriod": {"end": "2021"},
    },
    {"resourceType": "AllergyIntolerance", "id": "a", "code": concept(ATC, "B03BA03")},
    {
        "resourceType": "FamilyMemberHistory",
        "id": "f",
        "status": "completed",
        "condition": [{"code": concept(SNOMED, "84027009"), "onsetPeriod": {"start": "1990"}}],
    },
    {
        "resourceType": "Patient",
        "id": "p",
        "birthDate": "1970-05-01",
        "gender": "female",
        "communication": [{"language": concept("urn:ietf:bcp:47", "da")}],
        "meta": {"tag": [{"system": "urn:corrin:section", "code": "births"}]},
        "extension": [{"url": "urn:x", "valueString": "y"}],
    },
]
OTHERS: tuple[Any, ...] = (None, True, -1, 1e308, "x", "", [], {}, [[]], [{}], [None], {"x": []})


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place inside a value, as the holder and its key."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in list(inner):
        yield value, key
        if isinstance(one, dict | list):
            yield from places(one)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: str(r["resourceType"]))
def test_a_wrong_type_anywhere_is_read_or_refused(resource: Json) -> None:
    ends = set()
    for index in range(sum(1 for _ in places(resource))):
        for other in OTHERS:
            changed = deepcopy(resource)
            holder, key = list(places(changed))[index]
            holder[key] = other
            try:
                read(changed)
                ends.add("read")
            except RecordError as wrong:
                assert wrong.faults
                ends.add("refused")
    assert ends == {"read", "refused"}
