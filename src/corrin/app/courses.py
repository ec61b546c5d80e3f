"""A loading or dense course as dated days: a tick notes the injection, and can be undone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.advice import OUT_OF_SCOPE, RED_FLAGS, Assessment, Course, course
from corrin.advice.course import KEYS
from corrin.app import clock, once
from corrin.app.choices import Choices
from corrin.app.day_form import form_id
from corrin.app.fields import Sent
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.app.worked import assessed, reading
from corrin.record import Administration, Entry, NoneStated, Record
from corrin.terms import Reader
from corrin.words import Catalog, catalog, say, told

# What the guidance of all three countries names for a course; another dose is noted by hand.
USUAL = Administration(drug="hydroxocobalamin", dose_ug=1000, route="im", id="")


@dataclass(frozen=True, slots=True)
class Shown:
    """One day of the course. `row` is the entry of a dose that is noted."""

    on: str
    iso: str
    row: str = ""
    text: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def course_page(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The days of the course; sending one notes its injection."""
    words, record = catalog(chosen.lang), patient.lately()
    sent = Sent(request.POST, words, patient.on)
    if request.method == "POST":
        entries = list(_ticked(sent, record.current()))
        if entries and not sent.errors:
            return _kept(patient, sent, entries, record)
        if not sent.errors:
            sent.say("on", "needed")
    now = assessed(record, patient.on, patient.country)
    found = course(record, now)
    context = surround(request, patient, chosen, "course") | {
        "c": words.tables["course"],
        "i": words.tables["injections"],
        "form_id": form_id(sent.data) if sent.errors else uuid4(),
        "errors": sent.errors,
        "alarms": any(r.key in RED_FLAGS | OUT_OF_SCOPE for r in now.advice),
        "missing": _missing(now, words) if found is None else [],
        "asks_before": _asks_before(found, record.current()),
        "course": found and _shown(found, record.current(), patient, words),
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/course.html", context, status=status), chosen)


def progress(found: Course, words: Catalog) -> str:
    """How many doses are noted, of how many."""
    if found.doses is None:
        return words.text("course", "progress_open", given=len(found.given))
    return words.text("course", "progress", given=len(found.given), doses=found.doses)


def strip(record: Record, now: Assessment, words: Catalog) -> str:
    """What the first screen says of a course that is under way or advised, or nothing."""
    found = course(record, now, reading(record, now.on, now.country))
    if found is None or found.finished:
        return ""
    told = words.text("course", "strip", progress=progress(found, words))
    if not found.left:
        return told
    return f"{told} · {words.text('course', 'strip_next', day=_day(found.left[0], words))}"


def _ticked(sent: Sent, record: Record) -> Iterator[Entry]:
    """The injection of a day, or that there was no treatment before."""
    if sent.choice("never", ("1",)):
        yield NoneStated(id=str(form_id(sent.data)), section="treatments")
        return
    on = sent.day("on", needed=True)
    if on is None:
        return
    noted = [e for e in _injections(record) if e.on == on and e.id != sent.typed("form")]
    if noted:
        sent.errors["on"] = sent.words.text("course", "twice")
        return
    yield replace(usual(record), id=str(form_id(sent.data)), on=on)


def _injections(record: Record) -> tuple[Administration, ...]:
    return tuple(e for e in record.of(Administration) if e.route in ("im", "sc"))


def usual(record: Record) -> Administration:
    """The drug, dose and route of the latest injection, else those guidance names."""
    latest = max(_injections(record), key=lambda e: e.until or e.on or date.min, default=USUAL)
    return replace(USUAL, drug=latest.drug, dose_ug=latest.dose_ug, route=latest.route)


def _kept(patient: Patient, sent: Sent, entries: list[Entry], record: Record) -> HttpResponse:
    act = form_id(sent.data)
    if str(act) not in {e.id for e in record.entries}:
        store.append(patient.id, entries, by=patient.by, noted_at=clock.now(), act=act)
    return once.say(redirect("course", whose=patient.whose), once.Done("saved", act))


def _missing(now: Assessment, words: Catalog) -> list[str]:
    """What somebody could fill in before a course could be advised."""
    asked = [m for m in now.missing if set(m.keys) & set(KEYS) and m.fact != "on_injections"]
    return [f"{text[:1].upper()}{text[1:]}" for text in (say.missing(m, words) for m in asked)]


def _asks_before(found: Course | None, record: Record) -> bool:
    """Whether nobody has said if there was B12 treatment before, and no dose tells it."""
    stated = any(e.section == "treatments" for e in record.of(NoneStated))
    return found is None and not stated and not record.of(Administration)


def _shown(found: Course, record: Record, patient: Patient, words: Catalog) -> dict[str, Any]:
    first = found.left[0] if found.left else None
    return {
        "title": say.title(found.advised, words),
        "text": say.text(found.advised, words, Reader.PATIENT),
        "progress": progress(found, words),
        "given": [Shown(_day(d.on, words), d.on.isoformat(), d.entry) for d in found.given],
        "left": [Shown(_day(day, words), day.isoformat()) for day in found.left],
        "can_tick": first is not None and first <= patient.on,
        "overdue": first is not None and first < patient.on,
        "today": patient.on.isoformat(),
        "noted_as": words.text("course", "noted_as", dose=told(usual(record), words)),
        "says": _says(found, words),
        "then": _then(found, words),
        "stopped": words.code("withheld", found.stopped) if found.stopped else "",
    }


def _says(found: Course, words: Catalog) -> list[str]:
    """What is to be known about the course as it stands."""
    lines = []
    if found.interrupted:
        lines.append("interrupted")
    if found.finished:
        lines.append("finished")
    if found.doses is None and found.given and not found.stopped:
        lines.append(found.trend or "unsure")
    return [words.text("course", line) for line in lines]


def _then(found: Course, words: Catalog) -> dict[str, str] | None:
    """What guidance says comes after, once it is near: maintenance, never before improvement ends.

    Beside an alarm `advise` gives no maintenance, and nothing is said here.
    """
    if found.then is None or found.stopped or not found.finished:
        return None
    return {
        "title": say.title(found.then, words),
        "text": say.text(found.then, words, Reader.PATIENT),
    }


def _day(on: date, words: Catalog) -> str:
    return words.text("page", "weekday_date", weekday=words.weekday(on), date=words.day(on))
