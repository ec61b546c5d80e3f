"""The first screen: how is it today, when is the next injection, and what do the cycles show."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from corrin import store
from corrin.advice import OUT_OF_SCOPE, RED_FLAGS, Assessment
from corrin.advice.due import due_days
from corrin.app import clock, day_form, once, rows
from corrin.app.chart import overlay_svg
from corrin.app.choices import Choices, choices
from corrin.app.courses import strip
from corrin.app.day_form import Day, day_of, form_id
from corrin.app.fields import Sent
from corrin.app.proposal import interval
from corrin.app.surround import finished, open_ways, surround
from corrin.app.visitor import visitor
from corrin.app.whose import Patient, Whose, begun
from corrin.app.worked import assessed, profile, reading
from corrin.record import Administration, Record
from corrin.terms import Reader
from corrin.words import Catalog, catalog
from corrin.words.profile import profile_words

INJECTED = ("im", "sc")


@require_http_methods(["GET", "HEAD"])
def front(request: HttpRequest) -> HttpResponse:
    """The first address leads to one's own diary once it is begun, else to the invented patient."""
    who = visitor(request)
    if who.member() and not begun(who):
        return finished(redirect("clinic"), choices(request))
    mine = begun(who) or who.account is not None
    answer = redirect("today", whose=Whose.ME if mine else Whose.DEMO)
    return finished(answer, choices(request))


@require_http_methods(["GET", "HEAD"])
def today(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The first screen of a diary."""
    record, words = patient.lately(), catalog(chosen.lang)
    current = record.current()
    day = day_of(current, patient.on, words)
    context = surround(request, patient, chosen, "today") | _form(day, patient, words.tables)
    context["to_reminders"] = words.text("reminders", "to_reminders")
    if not current.of(Administration):
        context |= {"b": words.tables["begin"], "begins": _begins(patient, words)}
    if current.entries:
        found = assessed(record, patient.on, patient.country)
        context |= {
            "interval": (proposed := interval(found, record, words)),
            "planned": None if proposed and proposed.due else _planned(record, found, words),
            "alarms": [r.key for r in found.advice if r.key in RED_FLAGS | OUT_OF_SCOPE],
            "since": (days := since(current, patient.on)),
            "since_said": words.count("day", days) if days is not None else "",
            "course": strip(record, found, words),
            "to_course": words.text("course", "to_course"),
            "chart": _chart(record, patient, chosen, day.written),
        }
    return finished(render(request, "corrin/today.html", context), chosen)


def _planned(record: Record, found: Assessment, words: Catalog) -> dict[str, Any] | None:
    """The next day by what is prescribed, where no day is proposed; none beside an alarm."""
    day = next(iter(due_days(record, found, reading(record, found.on, found.country))), None)
    if day is None:
        return None
    return {
        "iso": day.isoformat(),
        "said": f"{words.weekday(day)} {words.day(day)}",
        "week": words.text("page", "week", week=day.isocalendar().week),
        "passed": day < found.on,
    }


def _begins(patient: Patient, words: Catalog) -> list[dict[str, str]]:
    """What makes the first day pay off: the time before, and the page that comes of it."""
    return [
        {
            "href": f"{reverse(way, args=[patient.whose])}{'#past' if way == 'injections' else ''}",
            "label": words.text("begin", way),
            "hint": words.text("begin", f"{way}_hint"),
        }
        for way in ("injections", "keeping", "history", "doctor")
    ]


def since(record: Record, on: date) -> int | None:
    """Whole days since the latest injection, where there is one."""
    given = [
        min(a.until or a.on, on)
        for a in record.of(Administration)
        if a.on and a.on <= on and a.route in INJECTED
    ]
    return (on - max(given)).days if given else None


def _chart(record: Record, patient: Patient, chosen: Choices, counted: bool) -> str:
    seen = profile(record, patient.on, patient.country)
    return overlay_svg(seen, profile_words(chosen.lang, Reader.PATIENT), counted=counted)


def _form(day: Day, patient: Patient, tables: Any) -> dict[str, Any]:
    return {
        "day": day,
        "day_said": day.on,
        "d": tables["day"],
        "form_id": uuid4(),
        "errors": {},
        "is_today": day.on == patient.on,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def one_day(request: HttpRequest, patient: Patient, chosen: Choices, on: date) -> HttpResponse:
    """One day of the diary: shown to be written or changed, and kept when it is sent."""
    words = catalog(chosen.lang)
    record = patient.around(on).current()
    day = day_of(record, on, words)
    status, context = 200, _form(day, patient, words.tables)
    if request.method == "POST":
        sent = Sent(request.POST, words, patient.on)
        found = day_form.written(sent)
        if on > patient.on:
            sent.say("day", "future_day", today=words.day(patient.on))
        if not day.written and found.empty and not sent.errors:
            sent.say("day", "needed_one")
        if not sent.errors:
            act = day_form.keep(patient, on, found)
            answer = redirect("today" if on == patient.on else "diary", whose=patient.whose)
            return once.say(answer, once.Done("saved" if act else "unchanged", act))
        status = 400
        context |= _again(sent, day)
    context |= surround(request, patient, chosen, "diary") | {"said_day": _said(on, words)}
    return finished(render(request, "corrin/day.html", context, status=status), chosen)


def _said(on: date, words: Any) -> str:
    return str(words.text("page", "weekday_date", weekday=words.weekday(on), date=words.day(on)))


def _again(sent: Sent, day: Day) -> dict[str, Any]:
    """The form as it was typed, with its messages."""
    codes = sent.data.getlist("code")[:50]
    labels = {item.code: item for item in day.items}
    items = tuple(
        replace(
            labels.get(code, day.items[0]),
            field=f"item_{n}",
            code=code,
            label=sent.words.code("item", code),
            score=sent.data.get(f"item_{n}", ""),
            error=sent.errors.get(f"item_{n}", ""),
        )
        for n, code in enumerate(codes)
    )
    return {
        "day": replace(
            day,
            items=items or day.items,
            ill=bool(sent.typed("ill")),
            cause=sent.data.get("cause", ""),
            note=sent.data.get("note", ""),
        ),
        "typed": {name: sent.data.get(name, "") for name in ("own_item", "own_score")},
        "errors": sent.errors,
        "form_id": form_id(sent.data),
    }


@require_POST
def undo(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """Take back one act; what it had replaced returns."""
    try:
        act, new = UUID(request.POST.get("act", "")), UUID(request.POST.get("form", ""))
        rows.must_be_theirs(patient, act)
        store.undo(patient.id, act, new_act=new, by=patient.by, noted_at=clock.now())
        done = once.Done("undone", new)
    except (ValueError, store.UnknownEntry, store.NotInForce):
        done = once.Done("not_undone")
    to = request.POST.get("next", "")
    place = to if to in (*open_ways(patient), "course") else open_ways(patient)[0]
    return once.say(HttpResponseRedirect(reverse(place, args=[patient.whose])), done)
