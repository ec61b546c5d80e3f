"""Observations that others wrote: laboratory results, and whether the patient is pregnant."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from corrin.fhir.found import Found, Known, joined, marked, span
from corrin.fhir.not_carried import NO_PLACE, NO_VALUE
from corrin.fhir.source import Source
from corrin.fhir.values import Json
from corrin.record import Code, Lab, Pregnancy
from corrin.terms import Coding

OBSERVATION = frozenset(
    {
        "status",
        "category",
        "code",
        "subject",
        "effectiveDateTime",
        "effectivePeriod",
        "effectiveInstant",
        "issued",
        "valueQuantity",
        "valueInteger",
        "valueString",
        "valueCodeableConcept",
        "referenceRange",
        "interpretation",
        "component",
        "dataAbsentReason",
    }
)
PREGNANCY_CODES = {"82810-3"}
ELSEWHERE = (
    "vital-signs",
    "survey",
    "social-history",
    "exam",
    "imaging",
    "procedure",
    "therapy",
    "activity",
)


def observed_on(source: Source) -> tuple[date | None, str]:
    """The day of an observation, or the part of it that is known."""
    r = source.resource
    for key in ("effectiveDateTime", "effectiveInstant"):
        if key in r:
            return source.when(r, key)
    on, around, _, _ = span(source, r, "effectivePeriod")
    return on, around


def observation(source: Source, known: Known) -> Found | str:
    """A laboratory result, or whether the patient is pregnant; other findings have no place."""
    r = source.resource
    codes = {source.word(c, "code") for c in source.parts(source.part(r, "code"), "coding")}
    status = marked("Observation", source.word(r, "status"))
    if PREGNANCY_CODES & codes:
        return _pregnant(source, status)
    test, doubt = source.concept(r, "code", "tests")
    if test is None:
        return NO_VALUE
    if not isinstance(test, str) and _categories(source) & set(ELSEWHERE):
        return NO_PLACE
    on, around = observed_on(source)
    labs = list(_labs(source, test, on, around))
    marks = joined(status, doubt)
    return Found([(lab, marks) for lab in labs], OBSERVATION) if labs else NO_VALUE


def _categories(source: Source) -> set[str]:
    found = source.parts(source.resource, "category")
    return {source.word(c, "code") for part in found for c in source.parts(part, "coding")}


def _pregnant(source: Source, status: str) -> Found | str:
    code, doubt = source.concept(source.resource, "valueCodeableConcept", "pregnancy")
    if code is None:
        return NO_VALUE
    on, around = observed_on(source)
    return Found(
        [(Pregnancy(status=code, on=on, around=around), joined(status, doubt))], OBSERVATION
    )


def _labs(source: Source, test: Code, on: date | None, around: str) -> Iterator[Lab]:
    """The result itself, or those of its components."""
    whole_result = result(source, source.resource)
    if whole_result is not None:
        yield Lab(test=test, on=on, around=around, **whole_result)
    for index, part in enumerate(source.parts(source.resource, "component")):
        inner, _ = source.concept(part, "code", "tests")
        found = result(source, part)
        if inner is not None and found is not None:
            yield Lab(id=f"#{index + 1}", test=inner, on=on, around=around, **found)


COMPARED = {"<": "<", "<=": "<", ">": ">", ">=": ">", "": "="}


def result(source: Source, holder: Json) -> dict[str, Any] | None:
    """Value, unit, comparison and limits of a result; None where there is no value."""
    if "valueQuantity" in holder:
        given = source.part(holder, "valueQuantity")
        value, unit = source.number(given, "value"), source.unit(given)
        if value is None:
            return None
        op = COMPARED.get(source.word(given, "comparator"))
        if op is None:
            raise source.refuse("comparator", given.get("comparator"), "one of < <= > >=")
        return {"value": value, "unit": unit, "op": op, **_limits(source, holder, unit)}
    if "valueInteger" in holder:
        return {"value": source.number(holder, "valueInteger"), "unit": None}
    said = _in_words(source, holder)
    return {"value": said, "unit": "1"} if said else None


def _in_words(source: Source, holder: Json) -> str:
    """A result told as a word; else what the laboratory calls it: high, low, normal."""
    if "valueString" in holder:
        return source.word(holder, "valueString").strip()
    if "valueCodeableConcept" in holder:
        code, _ = source.concept(holder, "valueCodeableConcept", "qualitative")
        if isinstance(code, Coding):
            return code.display or code.code
        return code or ""
    for part in source.parts(holder, "interpretation"):
        code, _ = source.code_in(part, "qualitative")
        if isinstance(code, str):
            return code
    return ""


def _limits(source: Source, holder: Json, unit: str | None) -> dict[str, float | None]:
    """The laboratory's own limits, where there is one range and it is in the unit reported."""
    ranges = source.parts(holder, "referenceRange") if "referenceRange" in holder else []
    if len(ranges) != 1:
        return {}
    low, high = source.part(ranges[0], "low"), source.part(ranges[0], "high")
    if any(source.unit(end) not in (None, unit) for end in (low, high) if end):
        return {}
    return {"ref_low": source.number(low, "value"), "ref_high": source.number(high, "value")}
