"""The days written so far, newest first, each open to be changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from corrin.app.choices import Choices
from corrin.app.fields import Sent
from corrin.app.surround import finished, surround
from corrin.app.whose import YEAR, Patient
from corrin.record import Entry, Score
from corrin.words import Catalog, catalog, told

DAYS = 40  # on one page


@dataclass(frozen=True, slots=True)
class Written:
    """One day, and what was written on it in words."""

    on: str
    iso: str
    href: str
    lines: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def diary(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The list; sending it a day opens that day."""
    words = catalog(chosen.lang)
    sent = Sent(request.POST, words, patient.on)
    if request.method == "POST":
        wanted = sent.day("on", needed=True)
        if wanted:
            return redirect("day", whose=patient.whose, on=wanted)
    days = _days(patient)
    if request.GET.get("page", "0") != "0" or len(days) <= DAYS:
        days = _by_day(patient.record().current().entries)
    page = _page(request, len(days))
    shown = sorted(days, reverse=True)[page * DAYS : (page + 1) * DAYS]
    context = surround(request, patient, chosen, "diary") | {
        "days": [_written(on, days[on], patient, words) for on in shown],
        "older": page + 1 if (page + 1) * DAYS < len(days) else None,
        "newer": page - 1 if page else None,
        "errors": sent.errors,
        "typed": sent.data.get("on", ""),
        "latest": patient.on.isoformat(),
    }
    answer = render(request, "corrin/diary.html", context, status=400 if sent.errors else 200)
    return finished(answer, chosen)


def _page(request: HttpRequest, days: int) -> int:
    typed = request.GET.get("page", "0")
    most = max(days - 1, 0) // DAYS
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _days(patient: Patient) -> dict[date, list[Entry]]:
    """The days of the last year, all the first page needs of a diary that is being kept."""
    found = _by_day(patient.around(patient.on).current().entries)
    return {on: entries for on, entries in found.items() if on >= patient.on - YEAR}


def _by_day(entries: Iterable[Entry]) -> dict[date, list[Entry]]:
    """The dated entries by their day; only those of the page are put into words."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        if entry.on:
            days.setdefault(entry.on, []).append(entry)
    return days


def _written(on: date, entries: Sequence[Entry], patient: Patient, words: Catalog) -> Written:
    return Written(
        words.text("page", "weekday_date", weekday=words.weekday(on), date=words.day(on)),
        on.isoformat(),
        reverse("day", args=[patient.whose, on]),
        _lines(entries, words),
    )


def _lines(entries: Sequence[Entry], words: Catalog) -> tuple[str, ...]:
    """What was written on a day: the scores in one line, then the rest."""
    scores = [told(e, words) for e in entries if isinstance(e, Score)]
    rest = [told(e, words) for e in entries if not isinstance(e, Score)]
    return tuple(([" · ".join(scores)] if scores else []) + rest)
