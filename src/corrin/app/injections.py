"""Injections and tablets: noted in a few touches, listed, taken back; and what came before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from corrin import store
from corrin.app import clock, once, rows
from corrin.app.check_answers import DRUGS, LARGEST_DOSE
from corrin.app.choices import Choices
from corrin.app.day_form import form_id
from corrin.app.fields import Sent, offered
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.record import (
    Administration,
    CarePlan,
    Elsewhere,
    Entry,
    Record,
    Remembered,
    plan_in_force,
)
from corrin.words import Catalog, catalog, told

ROUTES = ("im", "sc", "oral")
SITES = (
    "left_deltoid",
    "right_deltoid",
    "left_thigh",
    "right_thigh",
    "left_buttock",
    "right_buttock",
    "abdomen",
)
UNITS = ("weeks", "days")
LONGEST = 728  # days between two injections, and of feeling well: two years
SHOWN = 30  # doses, until all are asked for
FIELDS = ("on", "drug", "dose", "route", "site", "own_site", "batch")
PAST = ("first", "last", "drug", "dose", "every", "well")


@dataclass(frozen=True, slots=True)
class Given:
    """One dose or series in the list."""

    id: str
    on: str
    iso: str
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
def injections(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The page: a form for a dose, one for the plan and the time before, and the list."""
    words = catalog(chosen.lang)
    record = patient.around(patient.on).current()
    sent = Sent(request.POST, words, patient.on)
    which = request.POST.get("which", "")
    if request.method == "POST":
        entries = list(READERS.get(which, _nothing)(sent, record))
        if entries and not sent.errors:
            return _kept(patient, sent, entries)
        if not sent.errors:
            sent.say("which", "needed")
    every = doses(record)
    all_ = len(every) <= SHOWN or request.GET.get("all") == "1"
    context = surround(request, patient, chosen, "injections") | {
        "i": words.tables["injections"],
        "to_course": words.text("course", "title"),
        "form_id": form_id(sent.data) if sent.errors else uuid4(),
        "errors": sent.errors,
        "which": which,
        "plan_id": uuid4(),
        "past_id": uuid4(),
        "given": [_given(e, words) for e in (every if all_ else every[:SHOWN])],
        "all": "" if all_ else words.text("injections", "all", count=len(every)),
        "plan": (plan := _plan(record, patient, words)),
        "plan_said": words.text("injections", "plan_now", plan=plan),
        "signed": any(p.signed for p in record.of(CarePlan)),
        **_fields(sent, which, record, patient, words),
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/injections.html", context, status=status), chosen)


def _kept(patient: Patient, sent: Sent, entries: list[Entry]) -> HttpResponse:
    act = form_id(sent.data)
    ids = [str(act), *(str(uuid4()) for _ in entries[1:])]
    written = [replace(e, id=i) for e, i in zip(entries, ids, strict=True)]
    there = {e.id for e in patient.around(patient.on).entries}
    if str(act) not in there:
        store.append(patient.id, written, by=patient.by, noted_at=clock.now(), act=act)
    # What is remembered is a page for the doctor at once, and that is what is shown.
    to = "doctor" if sent.typed("which") == "past" else "injections"
    return once.say(redirect(to, whose=patient.whose), once.Done("saved", act))


@require_POST
def take_back(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """Withdraw one dose from the list, or from the days of a course."""
    done = rows.take_back(patient, request.POST.get("row", ""), form_id(request.POST))
    place = "course" if request.POST.get("next") == "course" else "injections"
    return once.say(redirect(place, whose=patient.whose), done)


def doses(record: Record) -> list[Entry]:
    """What was given, newest first."""
    found = [
        e
        for e in record.entries
        if isinstance(e, Administration | Elsewhere | Remembered) and (e.on or e.id)
    ]
    return sorted(found, key=lambda e: (_last(e) or date.min, e.id), reverse=True)


def _last(e: Entry) -> date | None:
    return (e.until or e.on) if isinstance(e, Administration | Elsewhere) else e.on


def _given(e: Entry, words: Catalog) -> Given:
    on = (
        words.text("page", "weekday_date", weekday=words.weekday(e.on), date=words.day(e.on))
        if e.on
        else ""
    )
    return Given(e.id, on, e.on.isoformat() if e.on else "", told(e, words))


def _plan(record: Record, patient: Patient, words: Catalog) -> str:
    plan = plan_in_force(record, patient.on)
    return told(plan, words) if plan else ""


def next_site(record: Record) -> str:
    """The site to suggest: of those this person uses, the one used longest ago."""
    used: dict[str, date] = {}
    for e in record.of(Administration):
        if e.site and e.on:
            used[e.site] = max(used.get(e.site, e.on), e.on)
    return min(used, key=lambda site: used[site]) if len(used) > 1 else ""


def _fields(
    sent: Sent, which: str, record: Record, patient: Patient, words: Catalog
) -> dict[str, Any]:
    """What stands in the fields: what was sent, else what is likely."""
    again, before = (bool(sent.errors) and which == form for form in ("dose", "past"))
    latest = max(record.of(Administration), key=lambda e: e.on or date.min, default=None)
    usual = {
        "on": patient.on.isoformat(),
        "drug": str(latest.drug) if latest else "",
        "dose": words.number(latest.dose_ug) if latest else "",
        "route": str(latest.route) if latest else "im",
    }
    typed = {n: sent.data.get(n, "") if again else usual.get(n, "") for n in FIELDS}
    past = {n: sent.data.get(n, "") if before else "" for n in PAST}
    suggested = next_site(record)
    own = tuple(dict.fromkeys(e.site for e in record.of(Administration) if e.site))
    sites = tuple(dict.fromkeys((*SITES, *own)))
    return {
        "typed": typed,
        "past": past,
        "past_drugs": offered("drug", DRUGS, past["drug"], words),
        "dose_errors": sent.errors if again else {},
        "past_errors": sent.errors if before else {},
        "plan_errors": sent.errors if which == "plan" else {},
        "plan_every": sent.data.get("every", "") if sent.errors and which == "plan" else "",
        "drugs": offered("drug", DRUGS, typed["drug"], words),
        "routes": offered("route", ROUTES, typed["route"], words),
        "sites": offered("site", sites, typed["site"], words),
        "suggested": suggested,
        "next_site_said": words.text("injections", "next_site", site=words.code("site", suggested)),
        "every_units": offered("check", UNITS, sent.data.get("every_unit", "weeks"), words),
        "well_units": offered("check", UNITS, sent.data.get("well_unit", "weeks"), words),
    }


def _dose(sent: Sent, record: Record) -> Iterator[Entry]:
    """One injection or tablet."""
    on = sent.day("on", needed=True)
    drug = sent.choice("drug", DRUGS, needed=True)
    dose = sent.number("dose", 0.1, LARGEST_DOSE, example=1000, needed=True)
    route = sent.choice("route", ROUTES, needed=True)
    site = sent.text("own_site", most=60) or sent.text("site", most=60)
    batch = sent.text("batch", most=60)
    if on and drug and dose and route and not sent.errors:
        yield Administration(
            on=on,
            drug=drug,
            dose_ug=dose,
            route=route,
            site="" if route == "oral" else site,
            batch=batch,
        )


def _planned(sent: Sent, record: Record) -> Iterator[Entry]:
    """The interval that is prescribed. A plan that a clinician signed is not replaced here."""
    days = _days(sent, "every", needed=True)
    if days and not any(p.signed for p in record.of(CarePlan)):
        yield CarePlan(on=sent.on, interval_days=days)


def _past(sent: Sent, record: Record) -> Iterator[Entry]:
    """The time before the diary: a series of injections, and how long one felt well."""
    first, last = sent.day("first"), sent.day("last")
    drug = sent.choice("drug", DRUGS) or "b12_unspecified"
    well = _days(sent, "well")
    needed = bool(first or last)
    every = _days(sent, "every", needed=needed)
    dose = sent.number("dose", 0.1, LARGEST_DOSE, example=1000, needed=needed)
    if needed and not first:
        sent.say("first", "needed")
    if needed and not last:
        sent.say("last", "needed")
    if first and last and last < first:
        sent.errors.setdefault("last", sent.words.text("check", "last_before_first"))
    if not needed and not sent.typed("well"):
        sent.say("first", "needed")
    if sent.errors:
        return
    if first and last and every and dose:
        one = Administration(on=first, drug=drug, dose_ug=dose, route="im")
        yield from _series(one, last, timedelta(days=round(every)))
    if well:
        yield Remembered(well_days=well)


def _series(first: Administration, last: date, every: timedelta) -> Iterator[Administration]:
    """The doses from the first to the last: both are told, those between are counted back.

    From the last the next one is counted, so it must be a day of the series; what is left over is
    put after the first dose.
    """
    assert first.on is not None
    rest = (last - first.on) % every
    start = first.on + rest
    if rest and 2 * rest < every and start + 2 * every <= last:
        start += every
    if rest or start == last:
        yield first
    if start < last:
        days = float(every.days)
        yield replace(first, on=start, until=last, every_days=days)
    elif first.on < last:
        yield replace(first, on=last)


def _days(sent: Sent, name: str, *, needed: bool = False) -> float | None:
    days = 7 if sent.choice(f"{name}_unit", UNITS) == "weeks" else 1
    found = sent.number(name, 1, LONGEST // days, example=12, needed=needed)
    return None if found is None else found * days


def _nothing(sent: Sent, record: Record) -> Iterator[Entry]:
    yield from ()


READERS = {"dose": _dose, "plan": _planned, "past": _past}
