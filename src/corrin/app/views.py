"""The first page: the demo patient's advice, or that of a record sent with the form."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from corrin.advice import assess
from corrin.app import clock, cookies, demo, intake
from corrin.app.choices import COOKIE, YEAR, ZONES, Choices, choices
from corrin.app.frame import frame
from corrin.app.shown import shown
from corrin.knowledge import KnowledgeError
from corrin.record import Fault, RecordError
from corrin.words import Catalog, catalog
from corrin.words.faults import said

# Fields of the form, by the word for the place of a fault.
PLACES = {"on_date": "on", "upload": "file", "paste": "record"}


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The demo on GET; on POST the advice for the record that was sent, or all its faults."""
    if request.method == "POST" and intake.too_large(request):
        return _too_large(request)
    chosen = choices(request)
    answer = _own(request, chosen) if request.method == "POST" else _demo(request, chosen)
    cookies.put(answer, COOKIE, chosen.lang.value, age=YEAR, same_site="Lax")
    return answer


def _demo(request: HttpRequest, chosen: Choices) -> HttpResponse:
    if chosen.faults:
        return _refused(request, chosen, chosen.faults)
    found = assess(demo.record(), on=demo.ON, country=chosen.country, ask=chosen.ask)
    text = demo.notation()
    seen = shown(found, demo.record(), text, chosen.lang, chosen.reader)
    return _page(request, chosen, {"demo": text, "shown": seen})


def _own(request: HttpRequest, chosen: Choices) -> HttpResponse:
    words, text = catalog(chosen.lang), request.POST.get("record", "")
    try:
        text = intake.text_of(request, words)
        if chosen.faults:
            raise RecordError(chosen.faults)
        return _advised(request, chosen, text)
    except RecordError as wrong:
        return _refused(request, chosen, (*_unsaid(chosen, wrong), *wrong.faults), text)


def _unsaid(chosen: Choices, wrong: RecordError) -> tuple[Fault, ...]:
    """The faults of the choices, where the record's own were met first."""
    return () if wrong.faults == chosen.faults else chosen.faults


def _advised(request: HttpRequest, chosen: Choices, text: str) -> HttpResponse:
    words = catalog(chosen.lang)
    today = clock.today(ZONES[chosen.country])
    case = intake.case_in(text, chosen.on or today, words)
    on = chosen.on or case.on or today
    try:
        found = assess(
            case.record,
            on=on,
            country=chosen.country,
            ask=chosen.ask,
            clinic_days=chosen.clinic_days,
        )
    except KnowledgeError:
        raise RecordError([_no_edition(on.isoformat(), words)]) from None
    seen = shown(found, case.record, text, chosen.lang, chosen.reader)
    return _page(request, chosen, {"shown": seen, "typed": text})


def _no_edition(day: str, words: Catalog) -> Fault:
    expected, do = (words.text("page", key) for key in ("expected_in_force", "do_later_day"))
    return Fault(words.text("page", "on_date"), day, expected, do)


def _too_large(request: HttpRequest) -> HttpResponse:
    """Answered without reading what was sent."""
    request.method = "GET"
    chosen = choices(request)
    return _refused(request, chosen, intake.size_refused(catalog(chosen.lang)).faults)


def _refused(
    request: HttpRequest, chosen: Choices, faults: tuple[Fault, ...], text: str = ""
) -> HttpResponse:
    words = catalog(chosen.lang)
    told = [(_place(fault, words), said(fault, words)) for fault in faults]
    more = {"faults": told, "typed": text, "errors": _at_fields(faults, words)}
    return _page(request, chosen, more, status=400)


def _at_fields(faults: tuple[Fault, ...], words: Catalog) -> dict[str, str]:
    """A message at each field; what is wrong in a record line by line stands above the form."""
    fields = {words.text("page", place): name for place, name in PLACES.items()}
    found = {fields[f.place]: f.do for f in faults if f.place in fields}
    others = sum(f.place not in fields for f in faults)
    if others:
        found["record"] = words.text("page", "said_above", n=others)
    return found


def _place(fault: Fault, words: Catalog) -> str:
    line = re.fullmatch(r"line (\d+)", fault.place)
    return words.text("page", "error_line", line=line[1]) if line else said(fault, words).place


def _page(
    request: HttpRequest, chosen: Choices, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    own = request.method == "POST"
    day = request.POST.get("on", "") if own else ""
    context = frame(chosen, day=day) | {"own": own} | more
    return render(request, "corrin/record.html", context, status=status)
