"""Questions about readable entries. Nothing is refused here: it is kept, and asked about."""

from collections import Counter
from collections.abc import Callable, Iterator, Set
from datetime import date
from typing import Any

from corrin.record.entries import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Code,
    Elsewhere,
    Entry,
    History,
    Lab,
    Pregnancy,
    Score,
    Symptom,
)
from corrin.record.fields import odd_characters
from corrin.record.model import Doubt, Record
from corrin.terms import ANALYTES, VOCABULARY, VOID, Coding, in_unit

INJECTED = ("im", "sc")
_Coded = tuple[str, Code]  # a list of codes, and what is read against it


def doubts(record: Record, *, on: date) -> tuple[Doubt, ...]:
    """Every question the record raises when read on a day, in a fixed order."""
    record, whole = record.current(), record
    coded = {pair for entry in _not_scores(record) for pair in _coded(entry)}
    found = {
        *_marks(whole),
        *_vague(record),
        *_codes(record, coded),
        *_future(record, on),
        *_labs(record),
        *_scores(record),
        *_double_doses(record),
        *_half_known_doses(record),
        *_contradictions(record, on),
        *_plans(record),
        *_characters(record, coded),
    }
    return tuple(sorted(found, key=lambda d: (d.code, d.because, d.about)))


def _marks(record: Record) -> Iterator[Doubt]:
    """What the sources themselves question: one doubt for each word, with its entries."""
    marked: dict[str, list[str]] = {}
    for entry in record.entries:
        if entry.marked:
            for word in entry.marked.split():
                marked.setdefault(word, []).append(entry.id)
    for word, ids in marked.items():
        void = word in VOID
        yield Doubt("marked_void" if void else "marked", tuple(sorted(ids)), word)


def _vague(record: Record) -> Iterator[Doubt]:
    """Days of which only the year or the month is known."""
    for entry in record.entries:
        if entry.around:
            yield Doubt("vague_date", (entry.id,), entry.around)


def _coded(entry: Entry) -> tuple[_Coded, ...]:
    """Each coded field of an entry, with the list it is read against."""
    read = CODED.get(type(entry))
    return read(entry) if read else ()


def _lab_codes(lab: Lab) -> tuple[_Coded, ...]:
    test = ("tests", lab.test)
    return (test, ("qualitative", lab.value)) if isinstance(lab.value, str) else (test,)


def _symptom_codes(symptom: Symptom) -> tuple[_Coded, ...]:
    code = ("symptoms", symptom.code)
    return (code, ("trends", symptom.trend)) if symptom.trend is not None else (code,)


CODED: dict[type[Entry], Callable[[Any], tuple[_Coded, ...]]] = {
    Administration: lambda e: (("drugs", e.drug), ("routes", e.route)),
    Elsewhere: lambda e: (("drugs", e.drug),),
    Lab: _lab_codes,
    Symptom: _symptom_codes,
    History: lambda e: ((e.section, e.code),),
    Score: lambda e: (("diary", e.item),),
    Pregnancy: lambda e: (("pregnancy", e.status),),
    Attribute: lambda e: ((e.name, e.value),) if e.name in ("sex", "diet") else (),
}


def _codes(record: Record, coded: Set[_Coded]) -> Iterator[Doubt]:
    """Codes that are in no list of ours: each looked up once, and only then who says it."""
    items = {("diary", score.item) for score in record.of(Score)}
    unknown = {pair for pair in coded | items if _unknown(*pair)}
    said: dict[Code, set[str]] = {}
    for entry in record.entries if unknown else ():
        for _, code in unknown.intersection(_coded(entry)):
            said.setdefault(code, set()).add(entry.id)
    for code, ids in said.items():
        yield Doubt("unknown_code", tuple(sorted(ids)), _shown(code))
    for told in record.of(Attribute):
        if told.name == "unknown_field":
            yield Doubt("unknown_field", (told.id,), _shown(told.value))


def _unknown(kind: str, code: Code) -> bool:
    return isinstance(code, Coding) or code not in VOCABULARY[kind]


def _not_scores(record: Record) -> list[Entry]:
    """All entries but those of the diary, of which there are most."""
    return [e for kind, told in record.by_kind.items() if kind is not Score for e in told]


def _lasting(record: Record) -> Iterator[Entry]:
    """The entries that have an end."""
    kinds = (told for kind, told in record.by_kind.items() if hasattr(kind, "until"))
    return (e for told in kinds for e in told if getattr(e, "until", None))


def _shown(code: Code) -> str:
    if not isinstance(code, Coding):
        return code
    named = f"{code.system} {code.code}".strip()
    return f"{code.display} ({named})" if code.display else named


def _future(record: Record, on: date) -> Iterator[Doubt]:
    for entry in (
        *(e for e in record.entries if e.on is not None and e.on > on),
        *_lasting(record),
    ):
        latest = max((d for d in (entry.on, getattr(entry, "until", None)) if d), default=None)
        if latest and latest > on and not isinstance(entry, CarePlan):
            kind = "future_dose" if isinstance(entry, Administration) else "future_entry"
            yield Doubt(kind, (entry.id,), latest.isoformat())


def _labs(record: Record) -> Iterator[Doubt]:
    for lab in record.of(Lab):
        doubt = lab_doubt(lab)
        if doubt:
            yield Doubt(doubt, (lab.id,), str(lab.test))


def lab_doubt(lab: Lab) -> str | None:
    """Why a result cannot be read as a number, as a code; None when it can."""
    if isinstance(lab.value, str) or not isinstance(lab.test, str) or lab.test not in ANALYTES:
        return None
    if lab.unit is None:
        return "missing_unit"
    value = in_unit(lab.test, lab.value, lab.unit)
    if value is None:
        return "odd_unit"
    analyte = ANALYTES[lab.test]
    outside = not analyte.low <= value <= analyte.high
    return "impossible_value" if outside and lab.op == "=" else None


def _scores(record: Record) -> Iterator[Doubt]:
    for score in record.of(Score):
        if not 0 <= score.score <= 10:
            yield Doubt("score_out_of_range", (score.id,), f"{score.score:g}")
    for symptom in record.of(Symptom):
        if not 0 <= (symptom.severity or 0) <= 10:
            yield Doubt("score_out_of_range", (symptom.id,), f"{symptom.severity:g}")


def _double_doses(record: Record) -> Iterator[Doubt]:
    """Two injections on one day: asked about, never blocked."""
    single = [
        dose
        for dose in record.of(Administration)
        if dose.route in INJECTED and dose.drug != "folic_acid" and dose.until is None
    ]
    days = Counter(dose.on for dose in single)
    for day, count in days.items():
        if day and count > 1:
            ids = tuple(sorted(dose.id for dose in single if dose.on == day))
            yield Doubt("double_dose", ids, day.isoformat())


def _half_known_doses(record: Record) -> Iterator[Doubt]:
    """Injections without a day or a known drug, or given elsewhere: kept, and asked about."""
    injected = [dose for dose in record.of(Administration) if dose.route in INJECTED]
    if undated := sorted(dose.id for dose in injected if dose.on is None):
        yield Doubt("undated_dose", tuple(undated))
    if unnamed := sorted(dose.id for dose in injected if dose.drug == "b12_unspecified"):
        yield Doubt("unnamed_drug", tuple(unnamed))
    for entry in record.of(Elsewhere):
        if entry.on:
            yield Doubt("given_elsewhere", (entry.id,), entry.on.isoformat())


def _contradictions(record: Record, on: date) -> Iterator[Doubt]:
    births = record.of(Born)
    if len({(b.birth, b.year, b.age_months) for b in births}) > 1:
        yield Doubt("contradiction", tuple(sorted(b.id for b in births)), "birth")
    for born in births:
        if (born.birth and born.birth > on) or (born.year and born.year > on.year):
            yield Doubt("contradiction", (born.id,), "birth")
    for entry in _lasting(record):
        until = getattr(entry, "until", None)
        if until and entry.on and until < entry.on:
            yield Doubt("contradiction", (entry.id,), "end_before_start")
    yield from _sex_and_pregnancy(record)


def _sex_and_pregnancy(record: Record) -> Iterator[Doubt]:
    sexes = {a.value for a in record.of(Attribute) if a.name == "sex"}
    for entry in record.of(Pregnancy):
        if entry.status in ("pregnant", "breastfeeding") and "male" in sexes:
            yield Doubt("contradiction", (entry.id,), "pregnancy")


def _plans(record: Record) -> Iterator[Doubt]:
    for entry in record.of(CarePlan):
        if entry.band_days and not entry.signed:
            yield Doubt("band_unsigned", (entry.id,))
        elif entry.band_days and not (entry.signed_by and entry.on):
            yield Doubt("band_unnamed", (entry.id,))
        if entry.band_days and entry.interval_days and not _within(entry):
            yield Doubt("plan_outside_band", (entry.id,), f"{entry.interval_days:g}")
        if entry.alpha is not None and not 0.05 <= entry.alpha <= 0.30:
            yield Doubt("odd_alpha", (entry.id,), f"{entry.alpha:g}")


def _within(plan: CarePlan) -> bool:
    low, high = plan.band_days or (0.0, 0.0)
    return low <= (plan.interval_days or 0.0) <= high


def _texts(record: Record, coded: Set[_Coded]) -> Iterator[str]:
    """Every text that came from outside and may be shown again."""
    yield from (_shown(item) for item in {score.item for score in record.of(Score)})
    yield from [entry.id for entry in record.entries]
    yield from [entry.note for entry in record.entries if entry.note]
    yield from (_shown(code) for _, code in coded)


def _characters(record: Record, coded: Set[_Coded]) -> Iterator[Doubt]:
    if not odd_characters(" ".join(_texts(record, coded))):
        return
    for entry in record.entries:
        shown = [entry.id, entry.note, *(_shown(code) for _, code in _coded(entry))]
        if any(odd_characters(text) for text in shown):
            yield Doubt("odd_characters", (entry.id,))
