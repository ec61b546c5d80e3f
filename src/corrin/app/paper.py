"""The diary on paper: four weeks a sheet, made for a pen. Nothing stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from corrin.app import clock, cookies
from corrin.app.choices import COOKIE, YEAR, ZONES, choices
from corrin.app.fields import Sent
from corrin.app.frame import frame
from corrin.terms.codes import DIARY_ITEMS
from corrin.words import Catalog, catalog

WEEKS = 4
MOST_SHEETS = 6
MOST_ITEMS = 5  # columns that leave room for a pen
USUAL = ("fatigue", "tingling", "concentration")


@dataclass(frozen=True, slots=True)
class Row:
    """A day of the sheet; `week` is said on its first day and on Mondays."""

    day: str
    week: str


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """The usual sheet on GET; on POST the sheets that were asked for."""
    chosen = choices(request)
    words = catalog(chosen.lang)
    today = clock.today(ZONES[chosen.country])
    sent = Sent(request.POST, words, today)
    first = sent.day("first", past=False) or today
    count = sent.number("sheets", 1, MOST_SHEETS, example=2, whole=True) or 1
    items = sent.many("items", DIARY_ITEMS) or USUAL
    if len(items) > MOST_ITEMS:
        sent.say("items", "too_many", most=MOST_ITEMS)
    sheets = [] if sent.errors else _sheets(first, int(count), words)
    context = frame(chosen) | {
        "p": words.tables["paper"],
        "f": words.tables["form"],
        "own": request.method == "POST",
        "errors": sent.errors,
        "items_error": sent.errors.get("items", ""),  # `errors.items` is a method to a template
        "typed": {"first": sent.data.get("first", ""), "sheets": sent.data.get("sheets", "1")},
        "items": _items(items, words),
        "columns": [words.code("item", item) for item in items],
        "sheets": sheets,
    }
    answer = render(request, "corrin/paper.html", context, status=400 if sent.errors else 200)
    cookies.put(answer, COOKIE, chosen.lang.value, age=YEAR, same_site="Lax")
    return answer


def _items(chosen: tuple[str, ...], words: Catalog) -> list[tuple[str, str, bool]]:
    named = [(code, words.code("item", code), code in chosen) for code in DIARY_ITEMS]
    return sorted(named, key=lambda item: item[1])


def _sheets(first: date, count: int, words: Catalog) -> list[list[Row]]:
    days = [first + timedelta(days=n) for n in range(count * WEEKS * 7)]
    rows = [_row(day, day == first or day.weekday() == 0, words) for day in days]
    return [rows[n : n + WEEKS * 7] for n in range(0, len(rows), WEEKS * 7)]


def _row(day: date, begins: bool, words: Catalog) -> Row:
    said = words.text("page", "weekday_date", weekday=words.weekday(day), date=words.short(day))
    week = words.text("page", "week", week=day.isocalendar().week) if begins else ""
    return Row(said, week)
