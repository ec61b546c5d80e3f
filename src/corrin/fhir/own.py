"""Resources that `writing` made, read back: the section on them says which entry each one is."""

from collections.abc import Callable
from typing import Any

from corrin.fhir import names
from corrin.fhir.entries import WEEKDAYS
from corrin.fhir.found import Found, Known, Reader, span
from corrin.fhir.medicines import DOSED, dosed, medication
from corrin.fhir.not_carried import NO_VALUE
from corrin.fhir.observations import OBSERVATION, observed_on, result
from corrin.fhir.resources import allergy, condition, family, page
from corrin.fhir.source import Source
from corrin.fhir.values import Json
from corrin.record import entries as kinds
from corrin.record import fields as f
from corrin.terms import SECTIONS

SEEN = OBSERVATION | {"valueDateTime", "valueBoolean"}
LIST = frozenset({"status", "mode", "code", "emptyReason", "subject", "entry", "date"})
PLAN = frozenset(
    {"status", "intent", "category", "subject", "period", "created", "author", "activity"}
)


def _observed(source: Source, make: Callable[..., kinds.Entry], **fields: Any) -> Found:
    on, around = observed_on(source)
    return Found([(make(on=on, around=around, **fields), _status(source, "Observation"))], SEEN)


def _status(source: Source, kind: str) -> str:
    status = source.word(source.resource, "status")
    return status if status in names.MARKS[kind] else ""


def _births(source: Source, known: Known) -> Found:
    r = source.resource
    if "valueQuantity" in r:
        months = source.part(r, "valueQuantity").get("value")
        age = f.whole(months, f"{source.place}.valueQuantity", source.notes)
        return _observed(source, kinds.Born, age_months=age)
    birth, vague = source.when(r, "valueDateTime")
    return _observed(source, kinds.Born, birth=birth, year=int(vague[:4]) if vague else None)


def _attributes(source: Source, known: Known) -> Found | str:
    name, _ = source.concept(source.resource, "code", "attributes")
    if not isinstance(name, str):
        return NO_VALUE
    value, _ = source.concept(source.resource, "valueCodeableConcept", name)
    return NO_VALUE if value is None else _observed(source, kinds.Attribute, name=name, value=value)


def _pregnancies(source: Source, known: Known) -> Found | str:
    status, _ = source.concept(source.resource, "valueCodeableConcept", "pregnancy")
    if status is None:
        return NO_VALUE
    weeks = None
    for part in source.parts(source.resource, "component"):
        weeks = source.number(source.part(part, "valueQuantity"), "value")
    return _observed(source, kinds.Pregnancy, status=status, weeks=weeks)


def _found(section: str) -> Reader:
    def read(source: Source, known: Known) -> Found | str:
        code, _ = source.concept(source.resource, "code", section)
        if code is None:
            return NO_VALUE
        on, around, until, _ = span(source, source.resource, "effectivePeriod")
        entry = kinds.History(section=section, code=code, on=on, around=around, until=until)
        return Found([(entry, _status(source, "Observation"))], SEEN)

    return read


def _medicines(source: Source, known: Known) -> Found | str:
    code, _ = source.concept(source.resource, "medicationCodeableConcept", "medicines")
    if code is None:
        return NO_VALUE
    on, around, until, _ = span(source, source.resource, "effectivePeriod")
    entry = kinds.History(section="medicines", code=code, on=on, around=around, until=until)
    return Found([(entry, _status(source, "MedicationStatement"))], DOSED)


def _symptoms(source: Source, known: Known) -> Found | str:
    r = source.resource
    code, _ = source.concept(r, "code", "symptoms")
    if code is None:
        return NO_VALUE
    severity = source.number(source.part(r, "valueQuantity"), "value")
    trend = None
    for part in source.parts(r, "component"):
        trend, _ = source.concept(part, "valueCodeableConcept", "trends")
    more = {"trend": str(trend)} if trend is not None else {}
    return _observed(source, kinds.Symptom, code=code, severity=severity, **more)


def _diary(source: Source, known: Known) -> Found | str:
    if source.resource["resourceType"] == "QuestionnaireResponse":
        return page(source, known)
    item, _ = source.concept(source.resource, "code", "diary")
    score = source.number(source.part(source.resource, "valueQuantity"), "value")
    if item is None or score is None:
        return NO_VALUE
    return _observed(source, kinds.Score, item=item, score=score)


def _ill(source: Source, known: Known) -> Found:
    return _observed(source, kinds.Ill, cause=source.word(source.resource, "valueString"))


def _remembered(source: Source, known: Known) -> Found | str:
    days = source.number(source.part(source.resource, "valueQuantity"), "value")
    if days is None:
        return NO_VALUE
    return _observed(
        source, kinds.Remembered, well_days=f.interval(days, source.place, source.notes)
    )


def _labs(source: Source, known: Known) -> Found | str:
    test, _ = source.concept(source.resource, "code", "tests")
    found = result(source, source.resource)
    if test is None or found is None:
        return NO_VALUE
    kept = source.extension(names.UNIT)
    if kept:
        found["unit"] = source.word(kept, "valueString") or None
    return _observed(source, kinds.Lab, test=test, **found)


def _treatments(source: Source, known: Known) -> Found | str:
    drug, _, batch = medication(source, known, "drugs")
    told = dosed(source)
    if drug is None or told.dose_ug is None or told.route is None:
        return NO_VALUE
    kind = source.resource["resourceType"]
    entry = kinds.Administration(
        on=told.on,
        around=told.around,
        drug=drug,
        dose_ug=told.dose_ug,
        route=told.route,
        until=told.until,
        every_days=told.every_days,
        site=told.site,
        batch=batch,
    )
    return Found([(entry, _status(source, kind))], DOSED)


def _elsewhere(source: Source, known: Known) -> Found | str:
    drug, _, _ = medication(source, known, "drugs")
    if drug is None:
        return NO_VALUE
    on, around, until, _ = span(source, source.resource, "effectivePeriod")
    entry = kinds.Elsewhere(on=on, around=around, until=until, drug=drug)
    return Found([(entry, _status(source, "MedicationAdministration"))], DOSED)


def _care_plans(source: Source, known: Known) -> Found:
    r = source.resource
    on, around, _, _ = span(source, r, "period")
    days = source.word(source.extension(names.CLINIC_DAYS), "valueString")
    weekdays = tuple(WEEKDAYS.index(day) for day in days.split(",") if day in WEEKDAYS)
    entry = kinds.CarePlan(
        on=on,
        around=around,
        **_timing(source),
        band_days=_band(source),
        signed=source.extension(names.SIGNED).get("valueBoolean") is True,
        signed_by=source.word(source.part(r, "author"), "display"),
        alpha=source.number(source.extension(names.ALPHA), "valueDecimal"),
        clinic_days=weekdays,
    )
    return Found([(entry, _status(source, "CarePlan"))], PLAN)


def _timing(source: Source) -> dict[str, Any]:
    """The interval in days or months, or both."""
    for activity in source.parts(source.resource, "activity"):
        timing = source.part(source.part(activity, "detail"), "scheduledTiming")
        repeat = source.part(timing, "repeat")
        number = repeat.get("period")
        if number is None:
            continue
        place = f"{source.place}.activity.period"
        if repeat.get("periodUnit") == "mo":
            also = source.extension_of(repeat, names.EVERY_DAYS).get("valueDecimal")
            days = None if also is None else f.interval(also, place, source.notes)
            months = f.months(number, place, source.notes)
            return {"interval_months": months, "interval_days": days}
        return {"interval_days": f.interval(number, place, source.notes)}
    return {}


def _band(source: Source) -> tuple[float, float] | None:
    ends: dict[Any, Json] = {
        str(part.get("url")): part
        for part in source.parts(source.extension(names.BAND), "extension")
    }
    if "low" not in ends or "high" not in ends:
        return None
    low, high = (
        f.interval(ends[end].get("valueDecimal"), f"{source.place}.band", source.notes)
        for end in ("low", "high")
    )
    if low > high:
        raise source.refuse("band", f"{low:g} {high:g}", "the shortest first")
    return low, high


def _listed(source: Source) -> dict[str, Any]:
    on, _ = source.when(source.extension(names.ON), "valueDateTime")
    return {"on": on}


def _none_stated(source: Source, known: Known) -> Found | str:
    section, _ = source.concept(source.resource, "code", "none_stated")
    if section not in SECTIONS:
        return NO_VALUE
    entry = kinds.NoneStated(section=str(section), **_listed(source))
    return Found([(entry, _status(source, "List"))], LIST)


def _withdrawn(source: Source, known: Known) -> Found:
    return Found([(kinds.Retraction(**_listed(source)), _status(source, "List"))], LIST)


OWN: dict[str, Reader] = {
    "births": _births,
    "attributes": _attributes,
    "pregnancies": _pregnancies,
    "conditions": condition,
    "medicines": _medicines,
    "allergies": allergy,
    "family_history": family,
    "exposures": _found("exposures"),
    "signs": _found("signs"),
    "symptoms": _symptoms,
    "diary": _diary,
    "ill": _ill,
    "remembered": _remembered,
    "labs": _labs,
    "treatments": _treatments,
    "elsewhere": _elsewhere,
    "care_plans": _care_plans,
    "none_stated": _none_stated,
    "withdrawn": _withdrawn,
}
