"""An assessment as a short text to copy into a journal: what was told, what is advised, by whom."""

from collections.abc import Iterable, Iterator

from corrin.advice import OUT_OF_SCOPE, RED_FLAGS, Assessment, Recommendation
from corrin.terms import Lang, Reader
from corrin.words import say
from corrin.words.catalog import Catalog, catalog


def journal(a: Assessment, told: Iterable[str], lang: Lang) -> str:
    """The text; alarms first, each piece of advice with the sources it cites."""
    words = catalog(lang)
    return "\n".join(_lines(a, list(told), words)) + "\n"


def _lines(a: Assessment, told: list[str], words: Catalog) -> Iterator[str]:
    country = words.code("country", a.country.value)
    yield words.text("check", "journal_head", on=words.day(a.on), country=country)
    if told:
        yield f"{words.text('check', 'told')}: {'; '.join(told)}."
    given = [r for r in a.advice if r.key != "conflict_shown"]
    alarms = [r for r in given if r.key in RED_FLAGS | OUT_OF_SCOPE]
    rest = [r for r in given if r not in alarms]
    for heading, advice in (("alarms", alarms), ("advice", rest)):
        if advice:
            yield f"{words.text('page', heading)}:"
            yield from (_item(n, r, words) for n, r in enumerate(advice, start=1))
    if a.missing:
        asked = "; ".join(say.missing(m, words) for m in a.missing)
        yield f"{words.text('page', 'missing')}: {asked}."
    foot = words.text("check", "journal_foot", engine=a.engine, edition=a.edition)
    yield foot


def _item(number: int, r: Recommendation, words: Catalog) -> str:
    text = say.text(r, words, Reader.CLINICIAN)
    sources = ", ".join(dict.fromkeys(c.source for c in r.citations))
    strength = words.code("strength", r.strength.value)
    days = f" {words.listed(words.day(d) for d in r.dates)}." if r.dates else ""
    return f"{number}. {text}{days} [{strength}; {sources}]"
