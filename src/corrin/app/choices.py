"""What was chosen on the page: country, reader, language, question, day and clinic days.

A choice that cannot be meant is a fault with its place and what to do, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.http import HttpRequest, QueryDict

from corrin.app import cookies, demo
from corrin.record import Fault, printable
from corrin.terms import Ask, Country, Lang, Reader
from corrin.words import Catalog, catalog

COOKIE = "lang"
YEAR = 365 * 24 * 60 * 60
# Where "today" is, by the guidance asked for.
ZONES = {
    Country.DK: "Europe/Copenhagen",
    Country.UK: "Europe/London",
    Country.NL: "Europe/Amsterdam",
}
COUNTRY_OF = {Lang.EN: Country.UK, Lang.DA: Country.DK, Lang.NL: Country.NL}
C = TypeVar("C", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices as they stand, and what was wrong with those that were sent.

    Without `on` the day is the record's own, else today.
    """

    lang: Lang
    reader: Reader
    country: Country
    ask: Ask
    on: date | None
    clinic_days: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def choices(request: HttpRequest, *, reader: Reader = Reader.PATIENT) -> Choices:
    """The choices of a request; `reader` is for whom the page is written if nobody says.

    The demo has its own day and no clinic days.
    """
    sent = request.POST if request.method == "POST" else request.GET
    faults: list[Fault] = []
    lang = _lang(request, sent, faults)
    words = catalog(lang)
    country = _one(sent, "country", COUNTRY_OF[lang], words, faults)
    reader = _one(sent, "reader", reader, words, faults)
    ask = _one(sent, "ask", Ask.ASSESS, words, faults, label="question")
    if request.method != "POST":
        return Choices(lang, reader, country, ask, None, faults=tuple(faults))
    on, days = _day(sent, words, faults), _clinic_days(sent, words, faults)
    return Choices(lang, reader, country, ask, on, days, tuple(faults))


def language(request: HttpRequest) -> Lang:
    """The language remembered, else the browser's, else English."""
    known = [lang.value for lang in Lang]
    for wish in (cookies.got(request, COOKIE), *_accepted(request)):
        if wish in known:
            return Lang(wish)
    return Lang.EN


def _accepted(request: HttpRequest) -> list[str]:
    """The browser's languages, the most wanted first."""
    wishes = []
    for part in request.headers.get("Accept-Language", "")[:500].split(","):
        name, _, weight = part.strip().lower().partition(";q=")
        wishes.append((_weight(weight), name.split("-")[0]))
    return [name for weight, name in sorted(wishes, key=lambda w: -w[0]) if weight > 0]


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def _lang(request: HttpRequest, sent: QueryDict, faults: list[Fault]) -> Lang:
    remembered = language(request)
    return _one(sent, "lang", remembered, catalog(remembered), faults, label="language")


def _one(
    sent: Mapping[str, str],
    name: str,
    usual: C,
    words: Catalog,
    faults: list[Fault],
    label: str = "",
) -> C:
    """The one of a closed list that was sent; `switch_` comes from a button and wins."""
    met = sent.get(f"switch_{name}") or sent.get(name, "")
    if not met:
        return usual
    try:
        return type(usual)(met)
    except ValueError:
        expected = words.text("page", "expected_one_of", choices=", ".join(type(usual)))
        faults.append(_fault(label or name, met, expected, "do_choose", words))
        return usual


def _day(sent: Mapping[str, str], words: Catalog, faults: list[Fault]) -> date | None:
    met = sent.get("on", "").strip()
    if not met:
        return None
    try:
        found = date.fromisoformat(met)
    except ValueError:
        found = date.min
    if 1900 <= found.year <= 2200:
        return found
    expected = words.text("page", "expected_day", example=demo.ON.isoformat())
    faults.append(_fault("on_date", met, expected, "do_correct", words))
    return None


def _clinic_days(sent: QueryDict, words: Catalog, faults: list[Fault]) -> tuple[int, ...]:
    met = sent.getlist("clinic_days")
    if all(day in tuple("0123456") for day in met):
        return tuple(sorted({int(day) for day in met}))
    expected = words.text("page", "expected_one_of", choices="0, 1, 2, 3, 4, 5, 6")
    faults.append(_fault("clinic_days", ", ".join(met), expected, "do_choose", words))
    return ()


def _fault(label: str, met: str, expected: str, do: str, words: Catalog) -> Fault:
    return Fault(words.text("page", label), printable(met[:60]), expected, words.text("page", do))
