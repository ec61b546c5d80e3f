"""The nurse's page: an injection registered in three touches, alarms first.

Late and early are our own rules, no guideline's: late, give it today and count from today, nothing
is made up for; earlier than the signed shortest interval, ask the doctor first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.app import clock, once
from corrin.app.check_answers import LARGEST_DOSE
from corrin.app.choices import Choices
from corrin.app.clinic.days import bookable
from corrin.app.clinic.standing import INJECTED, latest_injection
from corrin.app.day_form import form_id
from corrin.app.fields import Sent
from corrin.app.injections import SITES, next_site
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.record import Administration, Record, plan_in_force
from corrin.terms import Country
from corrin.words import Catalog, catalog

ALARMS = ("nerves", "reaction", "heart")
DRUGS = ("hydroxocobalamin", "cyanocobalamin", "mecobalamin")
WEEKDAYS = "01234"
MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Timing:
    """How today lies in the plan: days since the last dose, and what is planned and signed."""

    since: int | None
    planned: float | None
    band: tuple[float, float] | None

    @property
    def given(self) -> bool:
        """Whether it was given today already."""
        return self.since == 0

    @property
    def late(self) -> int:
        """Days past the plan."""
        if self.since is None or self.planned is None:
            return 0
        return max(self.since - round(self.planned), 0)

    @property
    def early(self) -> int:
        """Days before the signed shortest interval, or before the plan where none is signed."""
        first = self.band[0] if self.band else self.planned
        if self.since in (None, 0) or first is None:
            return 0
        return max(round(first) - (self.since or 0), 0)


def timing(now: Record, on: date) -> Timing:
    """The timing of a record with corrections applied."""
    last, plan = latest_injection(now, on), plan_in_force(now, on)
    days = plan.interval_days if plan else None
    if plan and plan.interval_months:
        days = plan.interval_months * MONTH
    band = plan.band_days if plan and plan.signed else None
    return Timing((on - last).days if last else None, days, band)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The page; sending it registers the dose, unless something is to be asked first."""
    words, now = catalog(chosen.lang), patient.record().current()
    sent, when = Sent(request.POST, words, patient.on), timing(now, patient.on)
    ticked: tuple[str, ...] = ()
    if request.method == "POST":
        ticked = sent.many("alarm", ALARMS)
        dose = list(_dose(sent, patient, _asked(ticked, when, words)))
        grave = ticked or when.early
        act = form_id(sent.data)
        there = str(act) in {e.id for e in patient.record().entries}
        if dose and (there or (not when.given and (not grave or sent.typed("asked") == "yes"))):
            if not there:
                store.append(patient.id, dose, by=patient.by, noted_at=clock.now(), act=act)
            answer = redirect("give", whose=patient.whose)
            return once.say(answer, once.Done("saved", act))
    ask_first = request.method == "POST" and not sent.errors and not when.given
    context = surround(request, patient, chosen, "give") | {
        "g": words.tables["give"],
        "i": words.tables["injections"],
        "form_id": form_id(sent.data) if ask_first or sent.errors else uuid4(),
        "errors": sent.errors,
        "stop": ask_first,
        "alarms": [(a, words.text("give", f"alarm_{a}"), a in ticked) for a in ALARMS],
        "timing": when,
        "lines": list(_lines(when, words)),
        "booking": _booking(patient, now, words),
        **_fields(sent, now, words),
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/give.html", context, status=status), chosen)


def _asked(ticked: tuple[str, ...], when: Timing, words: Catalog) -> str:
    """Why the doctor was asked first, as it is noted with the dose."""
    why = [words.text("give", f"alarm_{alarm}") for alarm in ticked]
    if when.early:
        why.append(words.text("give", "early_by", days=words.count("day", when.early)))
    return words.text("give", "asked_note", why="; ".join(why)) if why else ""


def _dose(sent: Sent, patient: Patient, asked: str) -> Iterator[Administration]:
    drug = sent.choice("drug", DRUGS, needed=True)
    dose = sent.number("dose", 0.1, LARGEST_DOSE, example=1000, needed=True)
    route = sent.choice("route", INJECTED, needed=True)
    site, batch = sent.choice("site", ("", *SITES)), sent.text("batch", most=60)
    if drug and dose and route and not sent.errors:
        yield Administration(
            id=str(form_id(sent.data)),
            on=patient.on,
            drug=drug,
            dose_ug=dose,
            route=route,
            site=site,
            batch=batch,
            note=asked,
        )


def _lines(when: Timing, words: Catalog) -> Iterator[str]:
    """Where today lies, in words."""
    if when.since is None:
        yield words.text("give", "first")
    elif when.since:
        yield words.text("give", "since", days=words.count("day", when.since))
    if when.planned:
        yield words.text("give", "planned", days=words.number(round(when.planned)))
    if when.band:
        low, high = (words.number(day) for day in when.band)
        yield words.text("give", "signed", low=low, high=high)
    if when.late:
        yield words.text("give", "late", days=words.count("day", when.late))
    if when.early and not when.given:
        yield words.text("give", "early", days=words.count("day", when.early))


def _booking(patient: Patient, now: Record, words: Catalog) -> str:
    """The next day to book, counted from a dose given today."""
    when = timing(now, patient.on)
    if not when.planned:
        return ""
    clinic = patient.member.clinic if patient.member else None
    latest = patient.on + timedelta(days=int(when.band[1])) if when.band else None
    day = bookable(
        patient.on + timedelta(days=round(when.planned)),
        clinic.days if clinic else WEEKDAYS,
        Country(clinic.country) if clinic else patient.country,
        after=patient.on,
        latest=latest,
    )
    if day is None:
        return ""
    said = words.text("page", "weekday_date", weekday=words.weekday(day), date=words.day(day))
    return f"{said} · {words.text('page', 'week', week=day.isocalendar().week)}"


def _fields(sent: Sent, now: Record, words: Catalog) -> dict[str, Any]:
    """What stands in the fields: what was sent, else as last time."""
    doses = [a for a in now.of(Administration) if a.route in INJECTED]
    last = max(doses, key=lambda a: a.on or date.min, default=None)
    usual = {
        "drug": str(last.drug) if last else DRUGS[0],
        "dose": words.number(last.dose_ug) if last else "1000",
        "route": str(last.route) if last else "im",
        "site": next_site(now),
        "batch": "",
    }
    typed = {name: sent.data.get(name, usual[name]) for name in usual}
    return {
        "typed": typed,
        "drugs": [(d, words.code("drug", d), d == typed["drug"]) for d in DRUGS],
        "routes": [(r, words.code("route", r), r == typed["route"]) for r in INJECTED],
        "sites": [(s, words.code("site", s), s == typed["site"]) for s in SITES],
        "dose_said": f"{words.code('drug', typed['drug'])} {typed['dose']} µg",
    }
