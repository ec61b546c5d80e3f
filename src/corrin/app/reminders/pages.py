"""The page of reminders, and the calendar itself for whoever holds its link."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.advice.due import due_days
from corrin.app import clock, guesses, once
from corrin.app.accounts import consent
from corrin.app.choices import ZONES, Choices
from corrin.app.fields import Sent
from corrin.app.models import Diary
from corrin.app.reminders import feed, links
from corrin.app.reminders.models import Calendar
from corrin.app.surround import finished, surround
from corrin.app.visitor import visitor
from corrin.app.whose import Patient, Whose
from corrin.app.worked import assessed
from corrin.terms import Country
from corrin.words import Catalog, catalog

LONGEST = 60
DOES = ("link", "revoke", "mail", "no_mail")


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The page; a new link is shown once, on the page that answers."""
    words = catalog(chosen.lang)
    sent = Sent(request.POST, words, patient.on)
    secret = ""
    if request.method == "POST" and not patient.demo:
        match sent.choice("do", DOES, needed=True):
            case "mail" | "no_mail":
                return _mailed(request, patient, sent, words)
            case "revoke":
                links.revoke(patient.id)
                return once.say(redirect("reminders", whose=patient.whose), once.Done("saved"))
            case "link":
                title = sent.text("title", needed=True, most=LONGEST)
                secret = links.make(patient.id, title) if title and not sent.errors else ""
    there = links.of(patient.id)
    context = surround(request, patient, chosen, "reminders") | {
        "r": words.tables["reminders"],
        "errors": sent.errors,
        "there": there,
        "made_said": _made(there, words),
        "title": sent.data.get("title", there.title if there else words.text("reminders", "usual")),
        **_link(request, secret),
        "days": [_day(day, words) for day in days_of(patient)],
        **_mail(request, words),
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/reminders.html", context, status=status), chosen)


def days_of(patient: Patient) -> tuple[Any, ...]:
    """The days the patient is to be reminded of."""
    record = patient.lately()
    return due_days(record, assessed(record, patient.on, patient.country))


def _mailed(request: HttpRequest, patient: Patient, sent: Sent, words: Catalog) -> HttpResponse:
    """Agree to mail, or take that back; nothing on one's own computer, which sends none."""
    if account := visitor(request).account:
        consent.settle(account, "remind", sent.typed("do") == "mail", words)
    return once.say(redirect("reminders", whose=patient.whose), once.Done("saved"))


def _mail(request: HttpRequest, words: Catalog) -> dict[str, Any]:
    """What the page says about mail: to which address, and since when that was agreed."""
    account = visitor(request).account
    if account is None:
        return {}
    asked = consent.asked("remind", account, words)
    return {"mail": asked, "mail_to": words.text("reminders", "mail_to", email=account.email)}


def _link(request: HttpRequest, secret: str) -> dict[str, str]:
    if not secret:
        return {}
    link = request.build_absolute_uri(reverse("calendar", args=[secret]))
    return {"link": link, "webcal": f"webcal:{link.partition(':')[2]}"}


def _made(there: Calendar | None, words: Catalog) -> str:
    return words.text("reminders", "made", day=words.day(there.made_at.date())) if there else ""


def _day(day: Any, words: Catalog) -> dict[str, str]:
    said = words.text("page", "weekday_date", weekday=words.weekday(day), date=words.day(day))
    return {"iso": day.isoformat(), "said": said}


@require_http_methods(["GET", "HEAD"])
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar a secret link leads to; any other address is not found."""
    try:
        there = links.opened(request, secret)
    except guesses.TooMany as why:
        return guesses.refused(request, why)
    if there is None:
        raise Http404
    patient = owner(there.patient_id)
    if patient is None:
        raise Http404
    return _ics(links.name(there), there.title, patient)


def owner(patient_id: UUID) -> Patient | None:
    """The patient of a diary, as if asking; None once it is erased."""
    diary = Diary.objects.filter(pk=patient_id).first()
    if diary is None:
        return None
    country = Country(diary.country)
    try:
        store.read(patient_id)
    except (store.UnknownPatient, store.Erased):
        return None
    return Patient(Whose.ME, patient_id, country, clock.today(ZONES[country]))


@require_http_methods(["GET", "HEAD"])
def calendar_file(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The same days as a file, for a calendar that cannot reach this computer."""
    there = links.of(patient.id)
    usual = catalog(chosen.lang).text("reminders", "usual")
    name, title = (links.name(there), there.title) if there else (uuid4(), usual)
    answer = _ics(name, title, patient)
    answer.headers["Content-Disposition"] = 'attachment; filename="corrin.ics"'
    return answer


def _ics(name: UUID, title: str, patient: Patient) -> HttpResponse:
    text = feed.calendar(name, title, days_of(patient), clock.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
