"""History as guided questions: what is ticked is noted, what is no longer ticked is taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.app import clock, once
from corrin.app.check_answers import ALARMING, OF_THE_GUT, PREGNANCIES
from corrin.app.choices import Choices
from corrin.app.day_form import form_id
from corrin.app.fields import Sent
from corrin.app.rows import taken_back
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.record import Attribute, Born, Entry, History, NoneStated, Pregnancy, Record, Symptom
from corrin.words import Catalog, catalog

NONE = "none"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its field, what its answers are in the record, and the answers offered."""

    name: str
    kind: str
    section: str
    codes: tuple[str, ...]
    grave: tuple[str, ...] = field(default=())

    @property
    def offers_none(self) -> bool:
        """Whether "none of these" may be answered: the list then holds all that rules ask for."""
        return self.section != "conditions"

    @property
    def every(self) -> tuple[str, ...]:
        """All codes it offers."""
        return (*self.codes, *self.grave)


QUESTIONS = (
    Question(
        "cause",
        "condition",
        "conditions",
        (
            *OF_THE_GUT,
            "b12_deficiency_diet",
            "b12_deficiency_medicine",
            "b12_deficiency_cause_unknown",
        ),
    ),
    Question(
        "illness",
        "condition",
        "conditions",
        (
            "hypothyroidism",
            "type1_diabetes",
            "type2_diabetes",
            "chronic_kidney_disease",
            "iron_deficiency",
            "folate_deficiency",
            "leber_optic_neuropathy",
            "alcohol_heavy",
        ),
    ),
    Question(
        "medicine",
        "medicine",
        "medicines",
        (
            "metformin",
            "ppi",
            "h2_blocker",
            "anticoagulant_oral",
            "levothyroxine",
            "folic_acid",
            "iron",
            "multivitamin_with_b12",
        ),
    ),
    Question("allergy", "allergen", "allergies", ("cobalt", "cyanocobalamin", "hydroxocobalamin")),
    Question(
        "exposure",
        "exposure",
        "exposures",
        ("nitrous_oxide_recreational", "nitrous_oxide_anaesthesia"),
    ),
    Question(
        "family",
        "family",
        "family_history",
        ("pernicious_anaemia", "autoimmune", "b12_deficiency", "leber"),
    ),
    Question(
        "complaint",
        "symptom",
        "symptoms",
        (
            "fatigue",
            "memory_concentration",
            "paraesthesia",
            "numbness",
            "balance_gait",
            "weakness_legs",
            "sore_tongue",
            "low_mood",
            "visual_loss",
        ),
        ALARMING,
    ),
)
DIETS = ("omnivore", "vegetarian", "vegan", "restricted")
SEXES = ("female", "male")


@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The questions as they were last answered; what changed is kept when they are sent."""
    words, record = catalog(chosen.lang), patient.around(patient.on)
    sent = Sent(request.POST, words, patient.on)
    if request.method == "POST":
        form = form_id(request.POST)
        entries = list(_changes(record, sent, form))
        if not sent.errors:
            return _kept(patient, entries, form)
    context = surround(request, patient, chosen, "history") | {
        "h": words.tables["history"],
        "form_id": form_id(request.POST) if sent.errors else uuid4(),
        "errors": sent.errors,
        "questions": [_shown(q, record.current(), sent, words) for q in QUESTIONS],
        **_person_shown(record.current(), sent, words),
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/history.html", context, status=status), chosen)


def _kept(patient: Patient, entries: list[Entry], form: UUID) -> HttpResponse:
    there = {e.id for e in patient.around(patient.on).entries}
    new = [e for e in entries if e.id not in there]
    if new:
        store.append(patient.id, new, by=patient.by, noted_at=clock.now(), act=form)
    done = once.Done("saved", form) if entries else once.Done("unchanged")
    return once.say(redirect("history", whose=patient.whose), done)


def answered(q: Question, record: Record) -> dict[str, str]:
    """The answers that stand: code to the row it stands in; `none` where that was said."""
    told = ((_code(e, q), e.id) for e in record.entries)
    return {code: row for code, row in told if code in (*q.every, NONE)}


def _code(entry: Entry, q: Question) -> str:
    """What an entry answers to a question, or nothing."""
    match entry:
        case Symptom(code=code) if q.section == "symptoms":
            return str(code)
        case History(section=section, code=code) if section == q.section:
            return str(code)
        case NoneStated(section=section) if section == q.section and q.offers_none:
            return NONE
    return ""


def _changes(record: Record, sent: Sent, form: UUID) -> Iterator[Entry]:
    current = record.current()
    for q in QUESTIONS:
        ticked = set(sent.many(q.name, (*q.every, NONE) if q.offers_none else q.every))
        if NONE in ticked and len(ticked) > 1:
            text = sent.words.text("history", "none_alone")
            sent.errors.setdefault(q.name, text)
            continue
        there = answered(q, current)
        for code in sorted(ticked - there.keys()):
            yield _answer(q, code, sent.on, str(uuid5(form, f"{q.name} {code}")))
        for code in sorted(there.keys() - ticked):
            yield from taken_back(record, there[code], form)
    yield from _person(record, sent, form)


def _answer(q: Question, code: str, on: date, id_: str) -> Entry:
    """A ticked answer. Complaints that alarm are dated: they are told as new or getting worse."""
    if code == NONE:
        return NoneStated(id=id_, section=q.section)
    if code in q.grave:
        return Symptom(id=id_, on=on, code=code, trend="worse")
    if q.section == "symptoms":
        return Symptom(id=id_, on=on, code=code)
    return History(id=id_, section=q.section, code=code)


def _person(record: Record, sent: Sent, form: UUID) -> Iterator[Entry]:
    """Birth year, sex, diet, pregnancy: one of each, the old one corrected."""
    year = sent.number("birth_year", 1900, sent.on.year, example=1960, whole=True)
    current = record.current()
    born = next(iter(current.of(Born)), None)
    if year is not None and (born is None or _year(born) != int(year)):
        yield Born(id=str(uuid5(form, "born")), year=int(year), replaces=born.id if born else None)
    for name, codes in (("sex", SEXES), ("diet", DIETS)):
        code = sent.choice(name, codes)
        old = next((a for a in reversed(current.of(Attribute)) if a.name == name), None)
        if code and (old is None or old.value != code):
            replaces = old.id if old else None
            yield Attribute(id=str(uuid5(form, name)), name=name, value=code, replaces=replaces)
    status = sent.choice("pregnancy", PREGNANCIES)
    told = max(current.of(Pregnancy), key=lambda p: p.on or date.min, default=None)
    if status and (told is None or told.status != status):
        yield Pregnancy(id=str(uuid5(form, "pregnancy")), on=sent.on, status=status)


def _year(born: Born) -> int | None:
    return born.birth.year if born.birth else born.year


def _shown(q: Question, record: Record, sent: Sent, words: Catalog) -> dict[str, Any]:
    there = answered(q, record)
    chosen = set(sent.data.getlist(q.name)) if sent.errors else set(there)

    def options(codes: tuple[str, ...]) -> list[tuple[str, str, bool]]:
        return [(code, words.code(q.kind, code), code in chosen) for code in codes]

    return {
        "name": q.name,
        "text": words.text("history", f"q_{q.name}"),
        "options": options(q.codes),
        "grave": options(q.grave),
        "grave_text": words.text("history", "q_alarm"),
        "none": NONE in chosen,
        "offers_none": q.offers_none,
        "error": sent.errors.get(q.name, ""),
    }


def _person_shown(record: Record, sent: Sent, words: Catalog) -> dict[str, Any]:
    born = next(iter(record.of(Born)), None)
    told = {a.name: str(a.value) for a in record.of(Attribute)}
    pregnancies = record.of(Pregnancy)
    stands = {
        "birth_year": str(_year(born) or "") if born else "",
        "sex": told.get("sex", ""),
        "diet": told.get("diet", ""),
        "pregnancy": str(pregnancies[-1].status) if pregnancies else "",
    }
    now = {n: sent.data.get(n, "") for n in stands} if sent.errors else stands
    groups = (("sex", SEXES), ("diet", DIETS), ("pregnancy", PREGNANCIES))
    return {"birth_year": now["birth_year"]} | {
        f"{name}_options": [(code, words.code(name, code), code == now[name]) for code in codes]
        for name, codes in groups
    }
