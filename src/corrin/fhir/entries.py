"""Each kind of entry as the FHIR resource it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corrin.fhir import names
from corrin.fhir.values import Json, coded, concept, extension, filled, period, quantity, several
from corrin.record import entries as kinds

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOINC_PREGNANCY = {"system": "http://loinc.org", "code": "82810-3", "display": "Pregnancy status"}


@dataclass(frozen=True, slots=True)
class Written:
    """A resource without its id and subject; `says_around` where it holds a day known in part."""

    type: str
    section: str
    resource: Json
    subject: str = "subject"
    says_around: bool = False


def resource_of(entry: kinds.Entry) -> Written:
    """The resource of one entry."""
    return WRITERS[type(entry)](entry)


def _day(entry: kinds.Entry) -> str | None:
    """The day as FHIR writes it: whole, or the year or month that is known."""
    return entry.on.isoformat() if entry.on else entry.around or None


def _says(entry: kinds.Entry) -> bool:
    return entry.on is None


def _observation(
    entry: kinds.Entry, section: str, category: str, code: Json, more: Json
) -> Written:
    fields = {
        "status": "final",
        "category": [coded(names.CATEGORY, category)],
        "code": code,
        "effectiveDateTime": _day(entry),
        **more,
    }
    return Written("Observation", section, filled(fields), says_around=_says(entry))


def _own(section: str, code: str) -> Json:
    return coded(names.CODES + section, code)


def _born(e: kinds.Born) -> Written:
    if e.age_months is not None:
        value: Json = {"valueQuantity": quantity(e.age_months, "mo")}
    else:
        value = {"valueDateTime": e.birth.isoformat() if e.birth else str(e.year)}
    return _observation(e, "births", names.SOCIAL, _own("births", "birth"), value)


def _attribute(e: kinds.Attribute) -> Written:
    value = {"valueCodeableConcept": concept(e.name, e.value)}
    return _observation(e, "attributes", names.SOCIAL, _own("attributes", e.name), value)


def _pregnancy(e: kinds.Pregnancy) -> Written:
    more: Json = {"valueCodeableConcept": concept("pregnancy", e.status)}
    if e.weeks is not None:
        weeks = quantity(e.weeks, "wk")
        more["component"] = [{"code": _own("pregnancies", "weeks"), "valueQuantity": weeks}]
    code = {"coding": [LOINC_PREGNANCY, {"system": names.CODES + "pregnancies", "code": "status"}]}
    return _observation(e, "pregnancies", names.SOCIAL, code, more)


def _history(e: kinds.History) -> Written:
    return HISTORIES[e.section](e)


def _condition(e: kinds.History) -> Written:
    fields = {
        "clinicalStatus": coded(names.CLINICAL, "resolved" if e.until else "active"),
        "code": concept(e.section, e.code),
        "onsetDateTime": _day(e),
        "abatementDateTime": e.until.isoformat() if e.until else None,
    }
    return Written("Condition", e.section, filled(fields), says_around=_says(e))


def _medicine(e: kinds.History) -> Written:
    fields = {
        "status": "completed" if e.until else "active",
        "medicationCodeableConcept": concept(e.section, e.code),
        "effectivePeriod": period(_day(e), e.until),
    }
    return Written("MedicationStatement", e.section, filled(fields), says_around=_says(e))


def _allergy(e: kinds.History) -> Written:
    until = extension(names.UNTIL, "DateTime", e.until.isoformat()) if e.until else None
    fields = {
        "clinicalStatus": coded(names.ALLERGY_CLINICAL, "resolved" if e.until else "active"),
        "code": concept(e.section, e.code),
        "onsetDateTime": _day(e),
        "extension": several([until]),
    }
    return Written("AllergyIntolerance", e.section, filled(fields), "patient", _says(e))


def _family(e: kinds.History) -> Written:
    onset = period(_day(e), e.until)
    condition = filled({"code": concept(e.section, e.code), "onsetPeriod": onset})
    fields = {
        "status": "completed",
        "relationship": coded(names.ROLE, "FAMMEMB"),
        "condition": [condition],
    }
    return Written("FamilyMemberHistory", e.section, fields, "patient", _says(e))


def _sign(e: kinds.History) -> Written:
    """A sign found or an exposure: what it is, and the days between which it was so."""
    category = names.EXAM if e.section == "signs" else names.SOCIAL
    more: Json = {"effectiveDateTime": None, "valueBoolean": True}
    more["effectivePeriod"] = period(_day(e), e.until)
    return _observation(e, e.section, category, concept(e.section, e.code), more)


def _symptom(e: kinds.Symptom) -> Written:
    more: Json = {}
    if e.severity is not None:
        more["valueQuantity"] = quantity(e.severity, "{score}")
    if e.trend is not None:
        trend = concept("trends", e.trend)
        more["component"] = [{"code": _own("symptoms", "trend"), "valueCodeableConcept": trend}]
    return _observation(e, "symptoms", names.SURVEY, concept("symptoms", e.code), more)


def _score(e: kinds.Score) -> Written:
    value = {"valueQuantity": quantity(e.score, "{score}")}
    return _observation(e, "diary", names.SURVEY, concept("diary", e.item), value)


def _ill(e: kinds.Ill) -> Written:
    value: Json = {"valueString": e.cause} if e.cause else {"valueBoolean": True}
    return _observation(e, "ill", names.SURVEY, _own("ill", "ill"), value)


def _remembered(e: kinds.Remembered) -> Written:
    value = {"valueQuantity": quantity(e.well_days, "d")}
    return _observation(e, "remembered", names.SURVEY, _own("remembered", "well_days"), value)


def _lab(e: kinds.Lab) -> Written:
    more: Json = _result(e)
    limits = {"low": e.ref_low, "high": e.ref_high}
    given = {k: quantity(v, e.unit) for k, v in limits.items() if v is not None}
    if given:
        more["referenceRange"] = [given]
    return _observation(e, "labs", names.LABORATORY, concept("tests", e.test, e.unit), more)


def _result(e: kinds.Lab) -> Json:
    if isinstance(e.value, str):
        more: Json = {"valueCodeableConcept": concept("qualitative", e.value)}
        if e.unit != "1":
            more["extension"] = [extension(names.UNIT, "String", e.unit or "")]
        return more
    value = quantity(e.value, e.unit)
    return {"valueQuantity": value | ({"comparator": e.op} if e.op != "=" else {})}


def _administration(e: kinds.Administration) -> Written:
    """A dose on a day is a MedicationAdministration; a series is told, so a MedicationStatement."""
    single = e.until is None and e.every_days is None and _day(e) is not None
    return _dose(e) if single else _series(e)


def _drug(e: kinds.Administration) -> Json:
    """The drug; with its batch it is a Medication of its own inside the resource."""
    drug = concept("drugs", e.drug)
    if not e.batch:
        return {"medicationCodeableConcept": drug}
    inside = {"resourceType": "Medication", "id": "given", "code": drug}
    inside["batch"] = {"lotNumber": e.batch}
    return {"contained": [inside], "medicationReference": {"reference": "#given"}}


def _dose(e: kinds.Administration) -> Written:
    dosage = {
        "site": {"text": e.site} if e.site else None,
        "route": concept("routes", e.route),
        "dose": quantity(e.dose_ug, "ug"),
    }
    fields = {
        "status": "completed",
        **_drug(e),
        "effectiveDateTime": _day(e),
        "dosage": filled(dosage),
    }
    return Written("MedicationAdministration", "treatments", fields, says_around=_says(e))


def _series(e: kinds.Administration) -> Written:
    repeat = {"frequency": 1, "period": e.every_days, "periodUnit": "d"} if e.every_days else None
    dosage = {
        "timing": {"repeat": repeat} if repeat else None,
        "site": {"text": e.site} if e.site else None,
        "route": concept("routes", e.route),
        "doseAndRate": [{"doseQuantity": quantity(e.dose_ug, "ug")}],
    }
    fields = {
        "status": "completed",
        **_drug(e),
        "effectivePeriod": period(_day(e), e.until),
        "dosage": [filled(dosage)],
    }
    return Written("MedicationStatement", "treatments", filled(fields), says_around=_says(e))


def _elsewhere(e: kinds.Elsewhere) -> Written:
    """An injection of which too little is known: the days between which it was given."""
    fields = {
        "status": "completed",
        "medicationCodeableConcept": concept("drugs", e.drug),
        "effectivePeriod": period(_day(e), e.until),
    }
    if not fields["effectivePeriod"]:
        unknown = {"url": ABSENT_URL, "valueCode": "unknown"}
        fields["effectivePeriod"] = {"extension": [unknown]}
    return Written("MedicationAdministration", "elsewhere", fields, says_around=_says(e))


ABSENT_URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def _plan(e: kinds.CarePlan) -> Written:
    """The plan in force, with the band a clinician signed."""
    timing = _timing(e)
    band = None
    if e.band_days:
        ends = zip(("low", "high"), e.band_days, strict=True)
        band = {"url": names.BAND, "extension": [extension(u, "Decimal", d) for u, d in ends]}
    days = ",".join(WEEKDAYS[d] for d in e.clinic_days)
    more = [
        band,
        extension(names.SIGNED, "Boolean", True) if e.signed else None,
        extension(names.ALPHA, "Decimal", e.alpha) if e.alpha is not None else None,
        extension(names.CLINIC_DAYS, "String", days) if days else None,
    ]
    detail = {"status": "in-progress", "scheduledTiming": {"repeat": timing}}
    fields = {
        "status": "active",
        "intent": "plan",
        "category": [_own("care_plans", "b12-maintenance")],
        "period": period(_day(e), None),
        "author": {"display": e.signed_by} if e.signed_by else None,
        "activity": [{"detail": detail}] if timing else None,
        "extension": several(more),
    }
    return Written("CarePlan", "care_plans", filled(fields), says_around=_says(e))


def _timing(e: kinds.CarePlan) -> Json | None:
    """Every so many days or months; both are kept where both are told."""
    months, days = e.interval_months, e.interval_days
    if months is None and days is None:
        return None
    if months is None:
        return {"frequency": 1, "period": days, "periodUnit": "d"}
    found: Json = {"frequency": 1, "period": months, "periodUnit": "mo"}
    if days is not None:
        found["extension"] = [extension(names.EVERY_DAYS, "Decimal", days)]
    return found


def _none(e: kinds.NoneStated) -> Written:
    """Somebody looked, and there was none: an empty list that says so."""
    fields = {
        "status": "current",
        "mode": "snapshot",
        "code": _own("none_stated", e.section),
        "emptyReason": coded(names.EMPTY, "nilknown"),
        "extension": _on(e),
    }
    return Written("List", "none_stated", filled(fields), says_around=_says(e) and not e.around)


def _retraction(e: kinds.Retraction) -> Written:
    """A list of changes: what was taken back."""
    gone = {"identifier": {"system": names.ENTRY, "value": e.replaces}}
    fields = {
        "status": "current",
        "mode": "changes",
        "code": _own("withdrawn", "withdrawn"),
        "entry": [{"deleted": True, "item": gone}] if e.replaces else None,
        "extension": _on(e),
    }
    return Written("List", "withdrawn", filled(fields), says_around=_says(e) and not e.around)


def _on(e: kinds.Entry) -> list[Json]:
    """The day of a list, whose own date is that of its writing."""
    return [extension(names.ON, "DateTime", e.on.isoformat())] if e.on else []


HISTORIES: dict[str, Callable[[kinds.History], Written]] = {
    "conditions": _condition,
    "medicines": _medicine,
    "allergies": _allergy,
    "exposures": _sign,
    "signs": _sign,
    "family_history": _family,
}
WRITERS: dict[type[kinds.Entry], Callable[[Any], Written]] = {
    kinds.Born: _born,
    kinds.Attribute: _attribute,
    kinds.Pregnancy: _pregnancy,
    kinds.History: _history,
    kinds.Symptom: _symptom,
    kinds.Score: _score,
    kinds.Ill: _ill,
    kinds.Remembered: _remembered,
    kinds.Lab: _lab,
    kinds.Administration: _administration,
    kinds.Elsewhere: _elsewhere,
    kinds.CarePlan: _plan,
    kinds.NoneStated: _none,
    kinds.Retraction: _retraction,
}
