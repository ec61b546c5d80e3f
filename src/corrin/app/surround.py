"""What stands around every page of a diary: whose it is, the ways on, what was just done."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from corrin.app import cookies, once
from corrin.app.choices import COOKIE, YEAR, Choices
from corrin.app.frame import Option
from corrin.app.whose import May, Patient, Whose
from corrin.terms import Lang
from corrin.words import catalog

SHARED = ("doctor", "diary", "injections", "tests", "history", "advice", "give")
WAYS = ("today", "diary", "injections", "tests", "history", "advice", "doctor", "keeping")


def surround(request: HttpRequest, patient: Patient, chosen: Choices, here: str) -> dict[str, Any]:
    """The context all pages of a diary share; `here` is the way that leads to this one."""
    words = catalog(chosen.lang)
    return {
        "lang": chosen.lang.value,
        "w": words.tables["page"],
        "t": words.tables["today"],
        "f": words.tables["form"],
        "whose": patient.whose,
        "demo": patient.demo,
        "here": here,
        "ways": [
            Option(
                way, words.text("today", _named(way, patient)), way == here, _to(way, patient.whose)
            )
            for way in open_ways(patient)
        ],
        "own": patient.own,
        "may_write": patient.may >= May.WRITE,
        "invented": patient.member is not None and patient.member.account_id is None,
        "called": patient.grant.called if patient.grant else "",
        "cl": words.tables["clinic"],
        "account": "" if settings.SITE.alone else words.text("account", "to_account"),
        "languages": languages(chosen),
        "done": _done(request, words.tables["today"]),
        "undo_id": uuid4(),
        "today_said": words.day(patient.on),
        "weekday_said": words.text("page", f"weekday_{patient.on.weekday()}"),
        "week_said": words.text("page", "week", week=patient.on.isocalendar().week),
    }


def open_ways(patient: Patient) -> tuple[str, ...]:
    """The ways of a patient, or of somebody let in; sharing where there is somebody to let in."""
    if patient.own:
        return WAYS if patient.demo or settings.SITE.alone else (*WAYS, "sharing")
    return (*SHARED, "band") if patient.may >= May.SIGN else SHARED


def _named(way: str, patient: Patient) -> str:
    """The word for a way: whoever is let in does not read `as a doctor` but to get an overview."""
    return "way_overview" if way == "doctor" and not patient.own else f"way_{way}"


def _to(way: str, whose: Whose) -> str:
    return reverse(way, args=[whose])


def languages(chosen: Choices) -> list[Option]:
    return [
        Option(
            lang.value,
            catalog(lang).text("page", "language_name"),
            lang is chosen.lang,
            f"?lang={lang}",
            lang.value,
        )
        for lang in Lang
    ]


def remembered(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The page with the language asked for remembered."""
    asked = request.GET.get("lang", "")
    if asked in tuple(Lang):
        cookies.put(answer, COOKIE, asked, age=YEAR, same_site="Lax")
    return answer


def finished(answer: HttpResponse, chosen: Choices) -> HttpResponse:
    """The page with the language remembered, and without the note it has just said."""
    cookies.put(answer, COOKIE, chosen.lang.value, age=YEAR, same_site="Lax")
    if answer.status_code == 200 and not cookies.was_put(answer, once.COOKIE):
        cookies.drop(answer, once.COOKIE, same_site="Strict")
    return answer


def _done(request: HttpRequest, words: Any) -> dict[str, Any] | None:
    found = once.said(request)
    return {"text": words[found.key], "act": found.act} if found and found.key in words else None
