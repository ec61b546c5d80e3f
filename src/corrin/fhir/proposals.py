"""Advice as FHIR: everything is a proposal, nothing an order; the words are given.

A recommendation that can be ordered is a MedicationRequest or a ServiceRequest with
`intent=proposal`; a course of action an activity of a CarePlan; a warning a DetectedIssue. One
GuidanceResponse says what the answer rests on and what was missing, one Provenance who said it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from corrin.advice import Assessment, Recommendation
from corrin.advice.safety import RED_FLAGS
from corrin.fhir import names
from corrin.fhir.cards import Said
from corrin.fhir.values import Json, concept, filled, number
from corrin.terms import ADVICE

# Advice that names a B12 injection or tablet to be given.
GIVES_B12 = frozenset(
    {
        "alternate_day_until_plateau",
        "give_due_dose_now",
        "loading_series",
        "maintenance_injections_lifelong",
        "neuro_course_weekly",
        "oral_acceptable",
        "prophylaxis_b12",
        "start_injections_now",
        "switch_oral_to_injection",
    }
)
BY_MOUTH = frozenset({"oral_acceptable", "prophylaxis_b12"})
TESTS = {
    "check_mma_or_hcy": "mma",
    "check_if_antibody": "if_antibody",
    "creatinine_needed_for_mma": "creatinine",
    "monitor_potassium": "potassium",
    "mma_hcy_trend": "mma",
}
MODULE = "urn:corrin:advice"
ADVICE_SYSTEM = names.CODES + "advice"
DATA_TYPES = {"diary": "QuestionnaireResponse", "medicines": "MedicationStatement"}


def advice_bundle(
    assessment: Assessment, said: Sequence[Said], missing: Mapping[str, str], patient: str
) -> Json:
    """The advice on one patient (a reference such as `Patient/1`) as a collection of proposals.

    `said` are the words of each recommendation in its order, `missing` those of each missing fact.
    """
    writer = _Writer(assessment, patient)
    for recommendation, words in zip(assessment.advice, said, strict=True):
        writer.add(recommendation, words)
    plan = writer.plan()
    writer.guidance(plan, missing)
    writer.provenance()
    return {"resourceType": "Bundle", "type": "collection", "entry": writer.entries}


class _Writer:
    """Gathers the resources of one answer, each under an address of its own."""

    def __init__(self, assessment: Assessment, patient: str) -> None:
        self.assessment = assessment
        self.patient = {"reference": patient}
        self.entries: list[Json] = []
        self.activities: list[Json] = []

    def address(self, *parts: str) -> str:
        """An address that is the same for the same answer."""
        told = "/".join((self.assessment.record_sha256, str(self.assessment.on), *parts))
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'urn:corrin:advice/{told}')}"

    def put(self, resource: Json, *parts: str) -> str:
        """Place a resource and give its address."""
        address = self.address(*parts)
        self.entries.append({"fullUrl": address, "resource": filled(resource)})
        return address

    def add(self, r: Recommendation, said: Said) -> None:
        """One recommendation as what it is."""
        mark = (r.key, str(r.params.get("topic", r.params.get("drug", ""))))
        if r.key in GIVES_B12:
            self.activities.append({"reference": self._refer(self._medication(r, said), mark)})
        elif r.key in RED_FLAGS or ADVICE[r.key].family == "test" or r.key in TESTS:
            kind = self._detected if _warns(r.key) else self._service
            address = self._refer(kind(r, said), mark)
            if not _warns(r.key):
                self.activities.append({"reference": address})
        elif ADVICE[r.key].family in ("safety", "data", "urgency"):
            self.put(self._detected(r, said), *mark)
        else:
            self.activities.append({"detail": self._detail(r, said)})

    def _refer(self, resource: Json, mark: tuple[str, str]) -> Json:
        return {"reference": self.put(resource, *mark)}

    def _proposal(self, kind: str) -> Json:
        return {
            "resourceType": kind,
            "status": "draft",
            "intent": "proposal",
            "subject": self.patient,
            "authoredOn": self.assessment.on.isoformat(),
        }

    def _medication(self, r: Recommendation, said: Said) -> Json:
        by_mouth = r.key in BY_MOUTH
        dosage = {
            "text": said.text,
            "timing": _timing(r),
            "route": concept("routes", "oral" if by_mouth else "im"),
        }
        return self._proposal("MedicationRequest") | {
            "medicationCodeableConcept": concept("drugs", "b12_unspecified"),
            "reasonCode": [_reason(r)],
            "note": [{"text": said.title}],
            "dosageInstruction": [filled(dosage)],
        }

    def _service(self, r: Recommendation, said: Said) -> Json:
        test = TESTS.get(r.key) or r.params.get("test")
        code = concept("tests", str(test)) if test else {"text": said.title}
        urgent = {"same_day_emergency": "stat"}.get(r.key, "urgent" if r.key in RED_FLAGS else None)
        return self._proposal("ServiceRequest") | {
            "code": code,
            "priority": urgent,
            "reasonCode": [_reason(r)],
            "note": [{"text": f"{said.title}. {said.text}"}],
        }

    def _detected(self, r: Recommendation, said: Said) -> Json:
        return {
            "resourceType": "DetectedIssue",
            "status": "final",
            "code": _reason(r) | {"text": said.title},
            "severity": "high" if r.key in RED_FLAGS else "moderate",
            "patient": self.patient,
            "identifiedDateTime": self.assessment.on.isoformat(),
            "implicated": [_entry(e) for e in r.because],
            "detail": said.text,
        }

    def _detail(self, r: Recommendation, said: Said) -> Json:
        timing = _timing(r)
        return filled(
            {
                "code": _reason(r) | {"text": said.title},
                "status": "not-started",
                "doNotPerform": True if r.key.startswith("do_not") else None,
                "scheduledTiming": timing,
                "description": said.text,
            }
        )

    def plan(self) -> str:
        """The CarePlan that holds the proposals together."""
        plan = self._proposal("CarePlan") | {"activity": self.activities}
        plan["created"] = plan.pop("authoredOn")
        return self.put(plan, "plan")

    def guidance(self, plan: str, missing: Mapping[str, str]) -> None:
        """What was asked of us, what came of it, and what would be needed to say more."""
        lacking = [
            {
                "type": DATA_TYPES.get(m.fact, "Observation"),
                "extension": [{"url": names.WHY, "valueString": missing[m.fact]}],
                "mustSupport": [m.fact],
            }
            for m in self.assessment.missing
        ]
        self.put(
            {
                "resourceType": "GuidanceResponse",
                "moduleUri": f"{MODULE}:{self.assessment.edition}",
                "status": "data-required" if lacking else "success",
                "subject": self.patient,
                "occurrenceDateTime": self.assessment.on.isoformat(),
                "result": {"reference": plan},
                "dataRequirement": lacking,
            },
            "guidance",
        )

    def provenance(self) -> None:
        """Who said it, by which rules, from which entries."""
        entries = dict.fromkeys(e for r in self.assessment.advice for e in r.because)
        sources = dict.fromkeys(c.source for r in self.assessment.advice for c in r.citations)
        used = [{"role": "source", "what": _entry(e)} for e in entries]
        rules = {"identifier": {"system": MODULE, "value": self.assessment.edition}}
        cited = [{"role": "source", "what": {"display": name}} for name in sources]
        self.put(
            {
                "resourceType": "Provenance",
                "target": [{"reference": e["fullUrl"]} for e in self.entries],
                "occurredDateTime": self.assessment.on.isoformat(),
                "recorded": _instant(self.assessment.on),
                "agent": [{"who": {"display": self.assessment.engine}}],
                "entity": [{"role": "derivation", "what": rules}, *used, *cited],
            },
            "provenance",
        )


def _warns(key: str) -> bool:
    """Advice not to do something is a warning, and no request for anything."""
    return key.startswith("do_not") or key in (
        "result_class",
        "lab_false_normal_possible",
        "lab_false_low_possible",
        "allergy_stop_refer",
    )


def _reason(r: Recommendation) -> Json:
    return {"coding": [{"system": ADVICE_SYSTEM, "code": r.key}]}


def _entry(entry: str) -> Json:
    """An entry of the record the advice rests on: its resource, or its place in the record."""
    kind, _, own = entry.partition("/")
    if kind[:1].isupper() and kind.isalpha() and own.replace("-", "").replace(".", "").isalnum():
        return {"reference": entry}
    return {"identifier": {"system": names.ENTRY, "value": entry or "-"}}


def _timing(r: Recommendation) -> Json | None:
    """The days of a course, or its rhythm, where the recommendation has one."""
    if r.dates:
        return {"event": [day.isoformat() for day in r.dates]}
    if "next_due" in r.params:
        return {"event": [str(r.params["next_due"])]}
    for name in ("every_days", "to_days"):
        every: Any = r.params.get(name)
        if every is not None:
            low, high = (every[0], every[-1]) if isinstance(every, tuple) else (every, every)
            repeat = {"frequency": 1, "period": number(float(low)), "periodUnit": "d"}
            if float(high) != float(low):
                repeat["periodMax"] = number(float(high))
            return {"repeat": repeat}
    return None


def _instant(on: date) -> str:
    """The day of the answer as an instant: its beginning, in UTC, so that it can be repeated."""
    return datetime.combine(on, time(), UTC).isoformat()
