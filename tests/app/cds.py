"""CDS Hooks calls for tests: made from a seed, in every shape a clinic may send."""

import json
from typing import Any
from uuid import UUID

import numpy as np

from tests.fhir.bundles import ATC, LOINC, SNOMED, concept, dose, lab

Json = dict[str, Any]
HOOKS = {
    "corrin-patient-view": "patient-view",
    "corrin-order-select": "order-select",
    "corrin-order-sign": "order-sign",
}


def searched(*resources: Json) -> Json:
    """A searchset of resources."""
    entries = [{"resource": r, "search": {"mode": "match"}} for r in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def injected(*days: str) -> list[Json]:
    """Injections on these days."""
    return [dose(id=f"d{i}", effectiveDateTime=day) for i, day in enumerate(days)]


def call(service: str, orders: list[Json] | None = None, **prefetch: Any) -> Json:
    """A call of a service about the patient p1."""
    context: Json = {"userId": "Practitioner/1", "patientId": "p1"}
    if service != "corrin-patient-view":
        context["draftOrders"] = searched(*(orders or []))
    if service == "corrin-order-select":
        context["selections"] = [f"{o['resourceType']}/{o['id']}" for o in orders or []]
    return {
        "hook": HOOKS[service],
        "hookInstance": str(UUID(int=7)),
        "context": context,
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1970-05-01"},
            "administrations": searched(),
            **prefetch,
        },
    }


def lab_order(loinc: str = "14685-2") -> Json:
    """A draft order of a laboratory test."""
    return {
        "resourceType": "ServiceRequest",
        "id": "order-1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "code": concept(LOINC, loinc),
    }


def drug_order(atc: str, route: str = "") -> Json:
    """A draft prescription."""
    found = {
        "resourceType": "MedicationRequest",
        "id": "order-2",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": concept(ATC, atc),
    }
    return found | ({"dosageInstruction": [{"route": concept(SNOMED, route)}]} if route else {})


CONDITIONS = ("84027009", "396331005", "44054006", "60576007", "271737000", "190634004")
TESTS = ("14685-2", "2132-9", "72160-5", "13964-2", "718-7", "2823-3", "2339-0")
UNITS = ("pmol/L", "ng/L", "umol/L", "g/L", "mmol/L", None)
DRUGS = ("B03BA01", "B03BA03", "B03BB01", "A10BA02", "B03BA05")


def _day(chance: np.random.Generator) -> str:
    year, month, day = chance.integers((18, 1, 1), (27, 13, 29))
    return f"20{year}-{month:02}-{day:02}"


def generated(seed: int) -> tuple[str, Json]:
    """A service and a call of it: the same for the same seed."""
    chance = np.random.default_rng(seed)
    service = str(chance.choice(list(HOOKS)))
    given = [
        dose(
            id=f"d{i}",
            effectiveDateTime=_day(chance),
            status=str(chance.choice(["completed", "completed", "not-done"])),
            medicationCodeableConcept=concept(ATC, str(chance.choice(DRUGS))),
        )
        for i in range(chance.integers(0, 8))
    ]
    labs = [
        lab(
            id=f"l{i}",
            code=concept(LOINC, str(chance.choice(TESTS))),
            effectiveDateTime=_day(chance),
            valueQuantity={
                "value": round(float(chance.lognormal(4, 2)), 2),
                "unit": UNITS[int(chance.integers(len(UNITS)))],
            },
        )
        for i in range(chance.integers(0, 6))
    ]
    for result in labs:
        if result["valueQuantity"]["unit"] is None:
            del result["valueQuantity"]["unit"]
    conditions = [
        {
            "resourceType": "Condition",
            "id": f"c{i}",
            "subject": {"reference": "Patient/p1"},
            "code": concept(SNOMED, str(chance.choice(CONDITIONS))),
        }
        for i in range(chance.integers(0, 4))
    ]
    orders = [
        [lab_order(str(chance.choice(TESTS)))],
        [drug_order(str(chance.choice(DRUGS)), "26643006")],
        [lab_order(), drug_order(str(chance.choice(DRUGS)))],
        [],
    ][int(chance.integers(4))]
    sent: Json = {"administrations": searched(*given)}
    for key, found in (("labs", labs), ("conditions", conditions)):
        if chance.random() < 0.8:
            sent[key] = searched(*found)
    if chance.random() < 0.1:
        sent["statements"] = None
    return service, json.loads(json.dumps(call(service, orders, **sent)))
