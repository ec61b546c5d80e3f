"""What is wrong with input that cannot be read, in the reader's language.

The core tells a fault in English sentences (`record` knows no languages). Here each is found again
among the English ones, its holes read out, and said in another language. What is not among them
would be shown as it is; tests hold that there is no such sentence.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from corrin.record import Fault
from corrin.terms import Lang
from corrin.words.catalog import Catalog, catalog

HOLE = re.compile(r"\\\{(\w+)\\\}")


def said(fault: Fault, words: Catalog) -> Fault:
    """The fault in one language. What the reader wrote stays as it is."""
    return replace(
        fault,
        place=_said("place", fault.place, words),
        met=_said("met", fault.met, words),
        expected=_said("expected", fault.expected, words),
        do=_said("do", fault.do, words),
    )


def lines(faults: Iterable[Fault], lang: Lang) -> tuple[str, ...]:
    """Each fault as one line: its place, what was met, what was expected, what to do."""
    words = catalog(lang)
    told = (said(fault, words) for fault in faults)
    return tuple(
        words.text("fault", "line", place=f.place, met=f.met, expected=f.expected, do=f.do)
        for f in told
    )


def usage(text: str, lang: Lang) -> str:
    """What was wrong with the call of a command; as it is where it is none of our sentences."""
    return _said("usage", text, catalog(lang))


def known(part: str, text: str) -> tuple[str, dict[str, str]] | None:
    """The key of an English sentence of ours, and what stands in its holes; None for no such."""
    for key, pattern in _patterns(part):
        if found := pattern.fullmatch(text):
            return key, found.groupdict()
    return None


def _said(part: str, text: str, words: Catalog) -> str:
    found = None if words.lang is Lang.EN else known(part, text)
    if found is None:
        return text
    key, holes = found
    inner = {name: _said(part, value, words) for name, value in holes.items()}
    return words.text("fault", part, key).format(**inner)


@cache
def _patterns(part: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Sentences without holes first, so that none of them is taken for what fills a hole."""
    told = catalog(Lang.EN).tables["fault"][part]
    ordered = sorted(told.items(), key=lambda item: "{" in item[1].replace("{{", ""))
    return tuple((key, _pattern(text)) for key, text in ordered)


def _pattern(text: str) -> re.Pattern[str]:
    plain = re.escape(text).replace(r"\{\{", "\0").replace(r"\}\}", "\1")
    holed = HOLE.sub(r"(?P<\1>.+?)", plain)
    return re.compile(holed.replace("\0", r"\{").replace("\1", r"\}"), re.DOTALL)
