"""What stands around every answer: words, switches of language and reader, the form."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from corrin.app.choices import Choices
from corrin.app.intake import LARGEST_SHOWN
from corrin.record import GRAMMAR
from corrin.terms import Ask, Country, Lang, Reader
from corrin.words import Catalog, catalog


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen; `href` leads to the demo seen that way."""

    value: str
    label: str
    chosen: bool
    href: str = ""
    lang: str = ""


def frame(chosen: Choices, *, typed: str = "", day: str = "") -> dict[str, Any]:
    """The context of a page; `typed` and `day` fill the form as it was sent."""
    words = catalog(chosen.lang)
    return {
        "lang": chosen.lang.value,
        "w": words.tables["page"],
        "choices": chosen,
        "clinician": chosen.reader is Reader.CLINICIAN,
        "languages": _languages(chosen),
        "readers": _options(chosen, "reader", words),
        "countries": _options(chosen, "country", words),
        "questions": _options(chosen, "ask", words),
        "weekdays": _weekdays(chosen, words),
        "typed": typed,
        "day": day,
        "grammar": GRAMMAR,
        "file_hint": words.text("page", "file_hint", limit=LARGEST_SHOWN),
    }


def _languages(chosen: Choices) -> list[Option]:
    return [
        Option(
            lang.value,
            catalog(lang).text("page", "language_name"),
            lang is chosen.lang,
            _href(chosen, "lang", lang),
            lang.value,
        )
        for lang in Lang
    ]


KINDS: dict[str, type[StrEnum]] = {"reader": Reader, "country": Country, "ask": Ask}


def _options(chosen: Choices, name: str, words: Catalog) -> list[Option]:
    now = getattr(chosen, name)
    return [
        Option(value, words.code(name, value), value == now, _href(chosen, name, value))
        for value in KINDS[name]
    ]


def _weekdays(chosen: Choices, words: Catalog) -> list[Option]:
    return [
        Option(str(n), words.text("page", f"weekday_short_{n}"), n in chosen.clinic_days)
        for n in range(7)
    ]


def _href(chosen: Choices, name: str, value: str) -> str:
    """The demo with one choice changed; nothing of a record ever stands in an address."""
    now = {n: getattr(chosen, n).value for n in ("lang", "country", "reader", "ask")}
    return f"?{urlencode(now | {name: value})}"
