"""Bundles as other systems write them, for tests."""

from typing import Any

from corrin.fhir import Imported, read_bundle
from tests.fhir import LAST

Json = dict[str, Any]
LOINC = "http://loinc.org"
ATC = "http://www.whocc.no/atc"
SNOMED = "http://snomed.info/sct"


def bundle(*resources: Json) -> Json:
    """A collection of resources."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r} for r in resources],
    }


def read(*resources: Json) -> Imported:
    """What a bundle of these resources holds."""
    return read_bundle(bundle(*resources), on=LAST)


def concept(system: str, code: str, display: str = "") -> Json:
    """A CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code, "display": display}]}


def lab(**fields: Any) -> Json:
    """A laboratory result of total B12."""
    found = {
        "resourceType": "Observation",
        "id": "b12",
        "status": "final",
        "code": concept(LOINC, "14685-2"),
        "effectiveDateTime": "2024-05-03T08:15:00+02:00",
        "valueQuantity": {
            "value": 132,
            "unit": "pmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "pmol/L",
        },
    }
    return {k: v for k, v in {**found, **fields}.items() if v is not None}


def dose(**fields: Any) -> Json:
    """An injection of hydroxocobalamin."""
    found = {
        "resourceType": "MedicationAdministration",
        "id": "dose",
        "status": "completed",
        "medicationCodeableConcept": concept(ATC, "B03BA03"),
        "effectiveDateTime": "2026-01-05",
        "dosage": {
            "route": concept(SNOMED, "78421000"),
            "dose": {"value": 1, "unit": "mg"},
        },
    }
    return {k: v for k, v in {**found, **fields}.items() if v is not None}
