"""The six questions for clinicians: what was answered, as entries of a record and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corrin.app.fields import Sent, result
from corrin.record import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Entry,
    History,
    Lab,
    NoneStated,
    Pregnancy,
    Record,
    Symptom,
)
from corrin.words import Catalog, told

OF_THE_GUT = (
    "pernicious_anaemia",
    "atrophic_gastritis",
    "gastric_bypass",
    "sleeve_gastrectomy",
    "total_gastrectomy",
    "ileal_resection",
    "coeliac",
)
CAUSES = (
    *OF_THE_GUT,
    "b12_deficiency_diet",
    "b12_deficiency_cause_unknown",
    "b12_treatment_without_documented_diagnosis",
)
# Answers that are not conditions: (section, code); their words stand in `check`.
OTHER_CAUSES = {
    "metformin": ("medicines", "metformin"),
    "acid": ("medicines", "ppi"),
    "nitrous": ("exposures", "nitrous_oxide_recreational"),
}
COMPLAINTS = (
    "paraesthesia",
    "numbness",
    "balance_gait",
    "weakness_legs",
    "memory_concentration",
    "visual_loss",
    "fatigue",
    "sore_tongue",
)
SIGNS = ("loss_vibration", "absent_ankle_jerks", "romberg_positive")
ALARMING = (
    "bladder_retention",
    "saddle_numbness",
    "weakness_painless_progressive",
    "dysphagia",
    "confusion",
    "chest_pain",
)
# What may forbid a plan: without an answer every plan waits.
AGAINST = {
    "hydroxocobalamin": ("allergies", "hydroxocobalamin"),
    "cyanocobalamin": ("allergies", "cyanocobalamin"),
    "cobalt": ("allergies", "cobalt"),
    "leber": ("family_history", "leber"),
}
PREGNANCIES = ("no", "pregnant", "breastfeeding")
TREATMENTS = ("none", "injections", "tablets")
DRUGS = ("hydroxocobalamin", "cyanocobalamin", "mecobalamin", "b12_unspecified")
TESTS = (
    "b12_total",
    "holotc",
    "mma",
    "homocysteine",
    "hb",
    "mcv",
    "folate_serum",
    "ferritin",
    "creatinine",
    "egfr",
    "if_antibody",
)
UNITS = (
    "pmol/L",
    "ng/L",
    "pg/mL",
    "umol/L",
    "nmol/L",
    "ug/L",
    "g/L",
    "g/dL",
    "mmol/L",
    "fL",
    "mL/min/{1.73_m2}",
)
ROWS = (1, 2, 3)
LARGEST_DOSE = 20_000  # micrograms


@dataclass(frozen=True)
class Answers:
    """The record that was told, and the same in words."""

    record: Record
    told: tuple[str, ...]


def answers(sent: Sent) -> Answers:
    """What was answered; the faults stand in `sent.errors`."""
    entries = [
        *_causes(sent),
        *_complaints(sent),
        *_person(sent),
        *_treatment(sent),
        *_results(sent),
    ]
    return Answers(Record(tuple(entries)), tuple(_told(entries, sent.words)))


def _causes(sent: Sent) -> Iterator[Entry]:
    found = sent.many("cause", (*CAUSES, *OTHER_CAUSES, "diet_vegan"))
    for code in found:
        if code == "diet_vegan":
            yield Attribute(id=f"cause:{code}", name="diet", value="vegan")
        else:
            section, code = OTHER_CAUSES.get(code, ("conditions", code))
            yield History(id=f"cause:{code}", section=section, code=code)


def _complaints(sent: Sent) -> Iterator[Entry]:
    found = sent.many("nerves", ("none", *COMPLAINTS, *SIGNS, *ALARMING))
    if "none" in found and len(found) > 1:
        sent.errors.setdefault("nerves", sent.words.text("check", "nerves_none_alone"))
    elif "none" in found:
        yield NoneStated(id="nerves:symptoms", section="symptoms")
        yield NoneStated(id="nerves:signs", section="signs")
    for code in found:
        if code in SIGNS:
            yield History(id=f"nerves:{code}", section="signs", code=code)
        elif code != "none":
            yield Symptom(id=f"nerves:{code}", code=code)


def _person(sent: Sent) -> Iterator[Entry]:
    year = sent.number("birth_year", 1900, sent.on.year, example=1960, whole=True)
    if year is not None:
        yield Born(id="person:born", year=int(year))
    status = sent.choice("pregnancy", PREGNANCIES)
    if status:
        yield Pregnancy(id="person:pregnancy", on=sent.on, status=status)
    yield from _against(sent)


def _against(sent: Sent) -> Iterator[Entry]:
    """Allergies and Leber's disease; one that is named says nothing of the other."""
    found = sent.many("against", ("none", *AGAINST))
    if "none" in found and len(found) > 1:
        sent.errors.setdefault("against", sent.words.text("check", "against_none_alone"))
    elif "none" in found:
        for section in ("allergies", "family_history"):
            yield NoneStated(id=f"against:{section}", section=section)
    for section, code in (AGAINST[code] for code in found if code != "none"):
        yield History(id=f"against:{code}", section=section, code=code)


def _treatment(sent: Sent) -> Iterator[Entry]:
    kind = sent.choice("treatment", TREATMENTS)
    if kind == "none":
        yield NoneStated(id="treatment", section="treatments")
    elif kind:
        yield from _given(sent, kind)


def _given(sent: Sent, kind: str) -> Iterator[Entry]:
    drug = sent.choice("drug", DRUGS) or "b12_unspecified"
    dose = sent.number("dose", 1, LARGEST_DOSE, example=1000, needed=True)
    first, last = sent.day("since"), sent.day("last", needed=kind == "injections")
    if first and last and last < first:
        sent.errors.setdefault("last", sent.words.text("check", "last_before_first"))
        return
    every = _every(sent) if kind == "injections" else 1.0
    end = last or sent.on
    if dose is None or (kind == "injections" and last is None):
        return
    route = "im" if kind == "injections" else "oral"
    start = _series_start(first, end, every) if every else end
    yield Administration(
        id="treatment",
        on=start,
        drug=drug,
        dose_ug=dose,
        route=route,
        until=end if start < end else None,
        every_days=every if start < end else None,
    )
    if kind == "injections" and every:
        yield CarePlan(id="treatment:plan", on=start, interval_days=every)


def _series_start(first: date | None, end: date, every: float) -> date:
    """The first day of a series that ends on `end`, not before the first dose.

    Doses are counted back from the latest one, so that the latest day stands as it was told.
    """
    if first is None:
        return end
    doses = int((end - first).days // every)
    return end - timedelta(days=int(doses * every))


def _every(sent: Sent) -> float | None:
    days = 7 if sent.choice("every_unit", ("days", "weeks")) == "weeks" else 1
    found = sent.number("every", 1, 365 // days, example=12, whole=True)
    return None if found is None else found * days


def _results(sent: Sent) -> Iterator[Entry]:
    taken = sent.day("taken") or sent.on
    for row in ROWS:
        test = sent.choice(f"test_{row}", TESTS, needed=bool(sent.typed(f"value_{row}")))
        typed = sent.text(f"value_{row}", needed=bool(test))
        unit = sent.choice(f"unit_{row}", UNITS)
        if not (test and typed):
            continue
        value, op = result(sent, f"value_{row}", typed)
        if value is None:
            continue
        if isinstance(value, float) and not unit:
            sent.say(f"unit_{row}", "needed")
            continue
        word = isinstance(value, str)
        yield Lab(
            id=f"result:{row}", on=taken, test=test, value=value, op=op, unit="1" if word else unit
        )


SAID_WITH_ANOTHER = ("signs", "family_history")


def _told(entries: list[Entry], words: Catalog) -> Iterator[str]:
    """Each answer in words, for the journal."""
    for entry in entries:
        if isinstance(entry, NoneStated) and entry.section == "symptoms":
            yield words.text("entry", "none_symptoms")
        elif isinstance(entry, NoneStated) and entry.section == "allergies":
            yield words.text("check", "against_none")
        elif not (isinstance(entry, NoneStated) and entry.section in SAID_WITH_ANOTHER):
            day = f" ({words.day(entry.on)})" if isinstance(entry, Lab) and entry.on else ""
            yield told(entry, words) + day
