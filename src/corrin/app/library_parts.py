"""What library pages are made of: who reads and in which language, figures, lists, addresses."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from corrin.app import cookies
from corrin.app.choices import COOKIE, language
from corrin.app.frame import Option
from corrin.figures import (
    Page,
    forest,
    forest_heads,
    forest_rows,
    notes,
    outcome,
    svg,
    told,
)
from corrin.knowledge import Library, load_library
from corrin.synthesis import Pooling, synthesise
from corrin.terms import Lang, Reader
from corrin.words.catalog import Catalog
from corrin.words.evidence import ShownClaim, Stamp, levels, shown_claim
from corrin.words.figure import FigureWords
from corrin.words.library import library_catalog
from corrin.words.unbroken import unbroken

YEAR = 365 * 24 * 60 * 60
HERE = re.compile(r"/library/[A-Za-z0-9_/-]{0,80}")
BETWEEN_TAGS = re.compile(r">[^<]+")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads a page: language, reader, and the words and knowledge for it."""

    lang: Lang
    reader: Reader
    words: Catalog
    library: Library
    path: str
    asked: bool

    def claim(self, name: str) -> ShownClaim:
        """A claim in words."""
        return shown_claim(self.library.claims[name], self.library, self.words)

    def claims(self, names: tuple[str, ...]) -> list[ShownClaim]:
        """Claims in words, in this order."""
        return [self.claim(name) for name in names]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, how to read it, its data as a table beside it, and how they were worked out."""

    svg: SafeString
    title: str
    notes: tuple[str, ...]
    reads: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def reading(request: HttpRequest) -> Reading:
    """The choices of a request; what is not on the list is left aside, nothing is refused."""
    wish = request.GET.get("lang", "")
    lang = Lang(wish) if wish in list(Lang) else language(request)
    clinician = request.GET.get("reader") == Reader.CLINICIAN
    reader = Reader.CLINICIAN if clinician else Reader.PATIENT
    words = library_catalog(lang)
    return Reading(lang, reader, words, load_library(), request.path, wish == lang)


def page(
    request: HttpRequest, at: Reading, name: str, title: str, stamp: Stamp | None, **more: Any
) -> HttpResponse:
    """A library page; a language that was chosen is remembered."""
    context = {
        "lang": at.lang.value,
        "w": at.words.tables["page"],
        "t": at.words.tables["library"],
        "title": title,
        "stamp": stamp,
        "levels": levels(at.words),
        "languages": _languages(at),
        "readers": _readers(at),
        "clinician": at.reader is Reader.CLINICIAN,
        "query": f"?{urlencode({'reader': at.reader.value})}" if at.reader != "patient" else "",
        "report_query": f"?{urlencode({'page': at.path})}",
        "edition": at.library.edition,
        "here": name,
    }
    answer = render(request, f"corrin/library/{name}.html", context | more)
    answer.content = BETWEEN_TAGS.sub(lambda met: unbroken(met[0]), answer.text)
    if at.asked:
        cookies.put(answer, COOKIE, at.lang.value, age=YEAR, same_site="Lax")
    return answer


def _languages(at: Reading) -> list[Option]:
    return [
        Option(
            lang.value,
            library_catalog(lang).text("page", "language_name"),
            lang is at.lang,
            _href(at, lang=lang.value),
            lang.value,
        )
        for lang in Lang
    ]


def _readers(at: Reading) -> list[Option]:
    return [
        Option(
            who.value,
            at.words.text("library", f"see_{who.value}"),
            who is at.reader,
            _href(at, reader=who.value),
        )
        for who in Reader
    ]


def _href(at: Reading, **change: str) -> str:
    return f"?{urlencode({'lang': at.lang.value, 'reader': at.reader.value} | change)}"


def listed(table: dict[str, str], name: str) -> list[str]:
    """The sentences `name_1`, `name_2` … of a page, in their order."""
    found: list[str] = []
    while f"{name}_{len(found) + 1}" in table:
        found.append(table[f"{name}_{len(found) + 1}"])
    return found


def forest_of(at: Reading, name: str) -> Drawing | None:
    """The forest plot of an analysis with its table; None where nobody has tested it."""
    found, words = synthesise(at.library.analyses[name]), FigureWords(at.words)
    if found.pooling is Pooling.NONE:
        return None
    return Drawing(
        svg=_inline(forest(found, words, noted=False)),
        title=words.name("analysis", name),
        reads=words.name("figure_reads", name),
        heads=forest_heads(found, words),
        rows=tuple(forest_rows(found, words)),
        notes=tuple(notes(found, words)),
    )


def outcome_of(at: Reading, name: str) -> Drawing:
    """The outcome plot with what it shows in sentences."""
    found, words = at.library.outcomes[name], FigureWords(at.words)
    drawn = _inline(outcome(found, words))
    return Drawing(drawn, words.name("outcome", name), tuple(told(found, words)))


def _inline(picture: Page) -> SafeString:
    """Our own drawing, every text in it escaped where it was written."""
    return mark_safe(svg(picture))


def report_lines(at: Reading, about: str) -> list[str]:
    """What to fill in when telling of a mistake; only a page of the library is named."""
    path = about if HERE.fullmatch(about) else "/library/"
    return [line.format(page=path) for line in listed(at.words.tables["library"], "report")]


def report_link(lines: list[str]) -> str:
    """Where a reader can write to, with the lines filled in; empty where none is set.

    The setting is a mail address or an https address of a form or an issue tracker.
    """
    to, body = str(settings.REPORT_TO), "\n".join(lines)
    if MAIL.fullmatch(to):
        return f"mailto:{to}?subject={quote('corrin')}&body={quote(body)}"
    return to if to.startswith("https://") else ""
