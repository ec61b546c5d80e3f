"""The check of six questions: no account, nothing stored, nothing in the address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from corrin.advice import assess
from corrin.app import check_answers as asked
from corrin.app import clock, cookies
from corrin.app.check_answers import Answers, answers
from corrin.app.choices import COOKIE, YEAR, ZONES, Choices, choices
from corrin.app.fields import Sent
from corrin.app.frame import frame
from corrin.app.shown import shown
from corrin.terms import Reader
from corrin.words import Catalog, catalog, unit


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The questions on GET; on POST the advice, and the questions as they were answered."""
    chosen = choices(request, reader=Reader.CLINICIAN)
    on = clock.today(ZONES[chosen.country])
    sent = Sent(request.POST, catalog(chosen.lang), on)
    told = answers(sent)
    more = _advised(chosen, sent, told) if request.method == "POST" else {}
    context = frame(chosen) | _form(sent) | {"own": True, "answered": bool(more)} | more
    status = 400 if sent.errors or chosen.faults else 200
    answer = render(request, "corrin/check.html", context, status=status)
    cookies.put(answer, COOKIE, chosen.lang.value, age=YEAR, same_site="Lax")
    return answer


def _advised(chosen: Choices, sent: Sent, told: Answers) -> dict[str, Any]:
    """The answer, or nothing where a field is wrong or none was filled in."""
    if sent.errors or chosen.faults:
        return {}
    if not told.record.entries:
        return {"nothing": True}
    found = assess(told.record, on=sent.on, country=chosen.country, ask=chosen.ask)
    return {"shown": shown(found, told.record, "", chosen.lang, Reader.CLINICIAN, told.told)}


def _form(sent: Sent) -> dict[str, Any]:
    """The fields with their choices, what was typed in each, and the messages at them."""
    words = sent.words
    return {
        "c": words.tables["check"],
        "f": words.tables["form"],
        "typed": {name: sent.data.get(name, "") for name in LINES},
        "errors": sent.errors,
        "causes": _ticks(sent, "cause", _causes(words)),
        "complaints": _ticks(sent, "nerves", _named("symptom", asked.COMPLAINTS, words)),
        "signs": _ticks(sent, "nerves", _named("sign", asked.SIGNS, words)),
        "alarming": _ticks(sent, "nerves", _named("symptom", asked.ALARMING, words)),
        "no_nerves": "none" in sent.data.getlist("nerves"),
        "pregnancies": _ticks(sent, "pregnancy", _named("pregnancy", asked.PREGNANCIES, words)),
        "against": _ticks(sent, "against", _against(words)),
        "no_against": "none" in sent.data.getlist("against"),
        "treatments": _ticks(sent, "treatment", _named("check", asked.TREATMENTS, words)),
        "drugs": _ticks(sent, "drug", _named("drug", asked.DRUGS, words)),
        "every_units": _ticks(sent, "every_unit", _named("check", ("weeks", "days"), words)),
        "rows": [_row(sent, row) for row in asked.ROWS],
    }


LINES = ("birth_year", "dose", "every", "since", "last", "taken")


def _named(kind: str, codes: tuple[str, ...], words: Catalog) -> list[tuple[str, str]]:
    return [(code, words.code(kind, code)) for code in codes]


def _causes(words: Catalog) -> list[tuple[str, str]]:
    own = ("diet_vegan", *asked.OTHER_CAUSES)
    return [*_named("condition", asked.CAUSES, words), *_named("check", own, words)]


def _against(words: Catalog) -> list[tuple[str, str]]:
    allergens = tuple(code for section, code in asked.AGAINST.values() if section == "allergies")
    named = [
        (code, words.text("check", "allergy", to=label))
        for code, label in _named("allergen", allergens, words)
    ]
    return [*named, *_named("family", ("leber",), words)]


def _ticks(sent: Sent, name: str, named: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    """Value, label, and whether it was chosen."""
    chosen = sent.data.getlist(name)
    return [(value, label, value in chosen) for value, label in named]


def _row(sent: Sent, row: int) -> dict[str, Any]:
    """One row of results; the names of its fields end in its number."""
    tests = _named("test", asked.TESTS, sent.words)
    units = [(code, unit(code)) for code in asked.UNITS]
    names = (f"test_{row}", f"value_{row}", f"unit_{row}")
    return {
        "number": row,
        "tests": _ticks(sent, names[0], tests),
        "value": sent.data.get(names[1], ""),
        "units": _ticks(sent, names[2], units),
        "errors": [sent.errors.get(name, "") for name in names],
    }
