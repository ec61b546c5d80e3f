"""Medicines given, taken and prescribed, whoever wrote them down."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from corrin.fhir.found import ENDED, Found, Known, joined, marked, span
from corrin.fhir.not_carried import NO_VALUE, PROPOSAL
from corrin.fhir.source import Source
from corrin.fhir.values import Json
from corrin.record import Administration, CarePlan, Elsewhere, Entry, History
from corrin.terms import Coding

B12 = frozenset({"hydroxocobalamin", "cyanocobalamin", "mecobalamin", "b12_unspecified"})


def medication(source: Source, known: Known, kind: str) -> tuple[Any, str, str]:
    """The code of a medicine for one of our lists, a mark, and the batch; wherever it stands."""
    r = source.resource
    if "medicationCodeableConcept" in r:
        return (*source.concept(r, "medicationCodeableConcept", kind), "")
    reference = source.word(source.part(r, "medicationReference"), "reference")
    named = next(
        (c for c in source.parts(r, "contained") if reference == f"#{c.get('id')}"),
        known.get(reference, {}),
    )
    if named.get("resourceType") != "Medication":
        text = source.word(source.part(r, "medicationReference"), "display") or reference
        return (Coding("", text, "") if text else None), "", ""
    batch = source.word(source.part(named, "batch"), "lotNumber")
    return (*source.concept(named, "code", kind), batch)


DOSED = frozenset(
    {
        "status",
        "medicationCodeableConcept",
        "medicationReference",
        "contained",
        "subject",
        "effectiveDateTime",
        "effectivePeriod",
        "dosage",
        "dateAsserted",
    }
)


@dataclass(frozen=True, slots=True)
class Dosed:
    """What a statement or an administration says: days, amount, route, rhythm."""

    on: date | None
    around: str
    until: date | None
    over: bool
    dose_ug: float | None = None
    route: Any = None
    every_days: float | None = None
    site: str = ""
    doubt: str = ""


def dosed(source: Source) -> Dosed:
    """The days and the dosage of a MedicationAdministration or MedicationStatement."""
    r = source.resource
    on, around, until, over = span(source, r, "effectivePeriod")
    if "effectiveDateTime" in r:
        on, around = source.when(r, "effectiveDateTime")
    given = r.get("dosage")
    if given is None:
        return Dosed(on, around, until, over)
    several = isinstance(given, list)
    dosages = source.parts(r, "dosage") if several else [source.part(r, "dosage")]
    one = dosages[0] if dosages else {}
    amounts = source.parts(one, "doseAndRate") if several else []
    dose = source.part(amounts[0], "doseQuantity") if amounts else source.part(one, "dose")
    route, doubt = source.concept(one, "route", "routes")
    return Dosed(
        on=on,
        around=around,
        until=until,
        over=over,
        dose_ug=source.micrograms(dose) if dose else None,
        route=route,
        every_days=every(source, source.part(one, "timing")),
        site=source.word(source.part(one, "site"), "text"),
        doubt=doubt,
    )


DAYS = {"d": 1.0, "wk": 7.0}


def every(source: Source, timing: Json) -> float | None:
    """The days from one dose to the next, where a timing says it in days or weeks."""
    repeat = source.part(timing, "repeat")
    period, unit = source.number(repeat, "period"), source.word(repeat, "periodUnit")
    if period is None or unit not in DAYS or period <= 0:
        return None
    return period * DAYS[unit] / (source.number(repeat, "frequency") or 1)


def administration(source: Source, known: Known) -> Found | str:
    """A dose that was given: of B12 or folic acid a treatment, of anything else a medicine."""
    drug, doubt, batch = medication(source, known, "drugs")
    if drug is None:
        return NO_VALUE
    told = dosed(source)
    status = marked("MedicationAdministration", source.word(source.resource, "status"))
    if isinstance(drug, Coding):
        return _other_medicine(source, known, told, status, told.on)
    marks = joined(status, doubt, told.doubt)
    return Found([(_given(told, drug, batch), marks)], DOSED)


def _given(told: Dosed, drug: str, batch: str) -> Entry:
    """A dose where day, amount and route are known; else that one was given, in these days."""
    if told.on and told.dose_ug and isinstance(told.route, str):
        return Administration(
            on=told.on,
            drug=drug,
            dose_ug=told.dose_ug,
            route=told.route,
            site=told.site,
            batch=batch,
        )
    if told.route == "oral":
        return History(
            section="medicines",
            code=_as_medicine(drug),
            on=told.on,
            around=told.around,
            until=told.until or told.on,
        )
    first, last = told.on, told.until
    if told.around and first is None:
        first, last = whole(told.around)
    return Elsewhere(on=first, until=last, drug=drug)


def whole(around: str) -> tuple[date, date]:
    """The first and the last day of a year or a month."""
    year, _, month = around.partition("-")
    first = date(int(year), int(month or 1), 1)
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    last = date(first.year, 12, 31) if not month else date.fromordinal(after.toordinal() - 1)
    return first, last


def _as_medicine(drug: str) -> Any:
    return "folic_acid" if drug == "folic_acid" else "b12_oral_otc"


def _other_medicine(
    source: Source, known: Known, told: Dosed, status: str, until: date | None = None
) -> Found | str:
    """A medicine that is not B12: a medicine taken, or an exposure to nitrous oxide."""
    code, doubt, _ = medication(source, known, "exposures")
    section = "exposures"
    if not isinstance(code, str):
        code, doubt, _ = medication(source, known, "medicines")
        section = "medicines"
    if code is None:
        return NO_VALUE
    entry = History(
        section=section, code=code, on=told.on, around=told.around, until=told.until or until
    )
    return Found([(entry, joined(status, doubt))], DOSED)


def statement(source: Source, known: Known) -> Found | str:
    """A medicine taken; of B12 with amount, route and days it is a treatment."""
    drug, doubt, batch = medication(source, known, "drugs")
    if drug is None:
        return NO_VALUE
    told = dosed(source)
    word = source.word(source.resource, "status")
    over = word in ("completed", "stopped") and told.until is None and told.on is None
    ended = word in ("completed", "stopped") and told.until is None
    status = joined(marked("MedicationStatement", word if word != "stopped" else ""))
    if drug in B12 and told.on and told.dose_ug and isinstance(told.route, str):
        return Found([(_course(told, str(drug), batch), joined(status, doubt))], DOSED)
    if drug in B12:
        section_code = _as_medicine(str(drug)) if told.route == "oral" else _raw(source, known)
        entry = History(
            section="medicines",
            code=section_code,
            on=told.on,
            around=told.around,
            until=told.until,
        )
        return Found([(entry, joined(status, ENDED if ended else "", doubt))], DOSED)
    return _other_medicine(source, known, told, joined(status, ENDED if ended or over else ""))


def _course(told: Dosed, drug: str, batch: str) -> Entry:
    """One dose, or a series where first day, last day and rhythm are told."""
    series = told.until is not None and told.every_days is not None
    return Administration(
        on=told.on,
        drug=drug,
        dose_ug=told.dose_ug or 0.0,
        route=str(told.route),
        until=told.until if series else None,
        every_days=told.every_days if series else None,
        site=told.site,
        batch=batch,
    )


def _raw(source: Source, known: Known) -> Any:
    """The medicine's code as it came, where ours would say too much."""
    code, _, _ = medication(source, known, "")
    return code


REQUEST = frozenset(
    {
        "status",
        "intent",
        "medicationCodeableConcept",
        "medicationReference",
        "contained",
        "subject",
        "authoredOn",
        "dosageInstruction",
    }
)


def request(source: Source, known: Known) -> Found | str:
    """A prescription: of B12 by injection with a rhythm a plan, of anything else a medicine."""
    r = source.resource
    status, intent = source.word(r, "status"), source.word(r, "intent")
    if intent in ("proposal", "option"):
        return PROPOSAL
    drug, doubt, _ = medication(source, known, "drugs")
    if drug is None:
        return NO_VALUE
    on, around = source.when(r, "authoredOn")
    mark = {"draft": "draft", "cancelled": "cancelled", "entered-in-error": "entered-in-error"}
    marks = [mark.get(status, ""), {"on-hold": "on-hold", "unknown": "unknown"}.get(status, "")]
    if drug in B12:
        days = _maintenance(source)
        if days and status in ("active", "on-hold"):
            plan = CarePlan(on=on, around=around, interval_days=days)
            return Found([(plan, joined(*marks, doubt))], REQUEST)
        code: Any = _raw(source, known)
    else:
        code, doubt, _ = medication(source, known, "medicines")
    ended = ENDED if status in ("completed", "stopped") else ""
    entry = History(section="medicines", code=code, on=on, around=around)
    return Found([(entry, joined(*marks, ended, doubt))], REQUEST)


def _maintenance(source: Source) -> float | None:
    """The longest rhythm prescribed by injection: maintenance, beside a loading course."""
    found: list[float] = []
    for part in source.parts(source.resource, "dosageInstruction"):
        route, _ = source.concept(part, "route", "routes")
        days = every(source, source.part(part, "timing"))
        if days and route != "oral":
            found.append(days)
    longest = max(found, default=0.0)
    return longest if longest > 1 else None
