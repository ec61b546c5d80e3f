"""Invented patients as FHIR R4 bundles, from a seed; every second one stands at the limits.

About thirty resources each, the greater part of which no rule asks for, as in a real record.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

Json = dict[str, Any]
TODAY = date(2026, 11, 22)
SYSTEM = {
    "atc": "http://www.whocc.no/atc",
    "loinc": "http://loinc.org",
    "sct": "http://snomed.info/sct",
    "ucum": "http://unitsofmeasure.org",
    "clinical": "http://terminology.hl7.org/CodeSystem/condition-clinical",
}
# Days ago, and values, at which a rule changes its answer, with their neighbours.
EDGE_DAYS = (0, 1, 13, 14, 15, 89, 90, 91, 399, 400, 401)
B12 = {"pmol/L": (132, 133, 134, 257, 258, 259), "ng/L": (179, 180, 181, 349, 350, 351)}
HB = {"g/L": (99, 100, 101, 140), "g/dL": (9.9, 10.0, 10.1, 14.0)}
PLATELETS = (49, 50, 51, 250, 599, 600, 601)
MMA = (0.2, 0.37, 0.73, 0.74, 0.75)
CONDITIONS = ("84027009", "396331005", "59282003", "22298006", "38341003")
MEDICINES = ("A10BA02", "A02BC01", "A10BB07", "G03AA07")
NOISE = (("2339-0", "mg/dL"), ("6298-4", "mmol/L"), ("2160-0", "mg/dL"), ("777-9", "10*9/L"))


def bundle(chance: np.random.Generator) -> Json:
    """One patient."""
    return _Patient(chance, edge=bool(chance.integers(2))).bundle()


class _Patient:
    """Draws one patient's resources."""

    def __init__(self, chance: np.random.Generator, *, edge: bool) -> None:
        self.chance, self.edge = chance, edge
        self.resources: list[Json] = []

    def bundle(self) -> Json:
        """All resources of the patient."""
        born = {"birthDate": self.birth()} if self.chance.random() < 0.9 else {}
        self.resources.append({"resourceType": "Patient", "id": "p1", **born})
        for part in (self.doses, self.labs, self.conditions, self.medicines, self.noise):
            part()
        entries = [
            {"fullUrl": f"http://example.org/{r['resourceType']}/{r['id']}", "resource": r}
            for r in self.resources
        ]
        return {"resourceType": "Bundle", "type": "collection", "entry": entries}

    def one(self, values: tuple[Any, ...]) -> Any:
        found = values[int(self.chance.integers(len(values)))]
        return found.item() if isinstance(found, np.generic) else found

    def ago(self, most: int = 1_500) -> int:
        """Days ago; at the limits in every second patient. A day ahead now and then."""
        if self.chance.random() < 0.03:
            return -1
        return int(self.one(EDGE_DAYS)) if self.edge else int(self.chance.integers(0, most))

    def day(self, ago: int) -> str:
        return (TODAY - timedelta(days=ago)).isoformat()

    def birth(self) -> str:
        years = int(self.one((17, 18, 64, 65, 66))) if self.edge else int(self.chance.integers(95))
        shift = int(self.chance.integers(-1, 2)) if self.edge else int(self.chance.integers(365))
        return (TODAY.replace(year=TODAY.year - years) - timedelta(days=shift)).isoformat()

    def add(self, kind: str, **fields: Any) -> None:
        about = {"subject": {"reference": "Patient/p1"}}
        own = {"resourceType": kind, "id": f"r{len(self.resources)}"}
        self.resources.append({**own, **about, **fields})

    def doses(self) -> None:
        """None, or a course ending some days ago, its gaps short enough for one limit to hold."""
        count, last = int(self.chance.integers(0, 8)), self.ago(600)
        ago = last
        for _ in range(count):
            self.dose(ago, "B03BA03" if self.chance.random() < 0.8 else "B03BA01", "completed")
            ago += int(self.chance.integers(1, 130))
        if self.chance.random() < 0.2:
            self.dose(self.ago(), "B03BA03", "not-done")
        if self.chance.random() < 0.2:
            self.dose(self.ago(), "B03BB01", "completed", route="26643006")

    def dose(self, ago: int, atc: str, status: str, route: str = "78421000") -> None:
        amount = {"value": 1, "unit": "mg", "system": SYSTEM["ucum"], "code": "mg"}
        self.add(
            "MedicationAdministration",
            status=status,
            medicationCodeableConcept=coded("atc", atc),
            effectiveDateTime=self.day(ago),
            dosage={"route": coded("sct", route), "dose": amount},
        )

    def labs(self) -> None:
        """Results of the tests that are asked about, each on days of their own."""
        self.results("14685-2", B12, lambda: round(float(self.chance.lognormal(5.3, 0.5)), 1))
        self.results("718-7", HB, lambda: round(float(self.chance.normal(12, 2)), 1))
        platelets = {"10*9/L": PLATELETS}
        self.results("777-3", platelets, lambda: int(self.chance.integers(10, 900)))
        self.results("13964-2", {"umol/L": MMA}, lambda: round(float(self.chance.gamma(2, 0.2)), 2))

    def results(
        self, loinc: str, edges: dict[str, tuple[Any, ...]], drawn: Callable[[], float]
    ) -> None:
        days = {self.ago() for _ in range(int(self.chance.integers(0, 4)))}
        for ago in sorted(days):
            unit = str(self.one(tuple(edges)))
            value = self.one(edges[unit]) if self.edge else drawn()
            scale = 10 if unit == "g/L" and not self.edge else 1
            more = {}
            if loinc == "13964-2" and self.chance.random() < 0.8:
                high = {"value": 0.37, "unit": unit, "system": SYSTEM["ucum"], "code": unit}
                more["referenceRange"] = [{"high": high}]
            status = "entered-in-error" if self.chance.random() < 0.05 else "final"
            self.result(loinc, unit, value * scale, ago, status, **more)

    def result(
        self, loinc: str, unit: str, value: float, ago: int, status: str = "final", **more: Any
    ) -> None:
        self.add(
            "Observation",
            status=status,
            category=[{"coding": [{"system": CATEGORY, "code": "laboratory"}]}],
            code=coded("loinc", loinc),
            effectiveDateTime=f"{self.day(ago)}T08:30:00+00:00",
            valueQuantity={"value": value, "unit": unit, "system": SYSTEM["ucum"], "code": unit},
            **more,
        )

    def conditions(self) -> None:
        for _ in range(int(self.chance.integers(0, 4))):
            over = {"abatementDateTime": self.day(self.ago())} if self.chance.random() < 0.3 else {}
            self.add(
                "Condition",
                clinicalStatus=coded("clinical", "resolved" if over else "active"),
                code=coded("sct", self.one(CONDITIONS)),
                onsetDateTime=self.day(1_600),
                **over,
            )

    def medicines(self) -> None:
        for _ in range(int(self.chance.integers(0, 4))):
            over = {"end": self.day(self.ago())} if self.chance.random() < 0.3 else {}
            self.add(
                "MedicationStatement",
                status="completed" if over else "active",
                medicationCodeableConcept=coded("atc", self.one(MEDICINES)),
                effectivePeriod={"start": self.day(1_600), **over},
            )

    def noise(self) -> None:
        """Results no rule asks for, until there are thirty resources."""
        while len(self.resources) < 30:
            loinc, unit = self.one(NOISE)
            self.result(loinc, unit, 5.0, int(self.chance.integers(0, 1_500)))


CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def coded(system: str, code: str) -> Json:
    """A CodeableConcept of one code."""
    return {"coding": [{"system": SYSTEM[system], "code": code}]}
