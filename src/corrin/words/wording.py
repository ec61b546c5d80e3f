"""No sentence stronger than its certainty, no dose for patients: two checks that a machine can do.

The words are lists in each language (`evidence_wording.toml`). A list cannot understand a
sentence; it catches the strong words that slip in, and people read the rest.
"""

import re
from collections.abc import Iterator
from functools import cache

from corrin.knowledge import Certainty, Library, Problem
from corrin.terms import Lang
from corrin.words.catalog import Catalog
from corrin.words.library import library_catalog

SENTENCE = re.compile(r"(?<=[.!?;])\s+")
NEEDS = {"certain": 4, "plain": 3, "likely": 3}


def too_strong(text: str, certainty: Certainty, lang: Lang) -> list[str]:
    """The words of a text that its certainty does not carry, in their order."""
    found = (word for part in SENTENCE.split(text) for word in _strong(part, certainty.rank, lang))
    return list(found)


def _strong(sentence: str, rank: int, lang: Lang) -> Iterator[str]:
    hedged = sentence.endswith("?") or _pattern("hedge", lang).search(sentence)
    for kind, needed in NEEDS.items():
        if rank < needed and not (kind == "plain" and hedged):
            yield from (met[0] for met in _pattern(kind, lang).finditer(sentence))


def doses(text: str, lang: Lang) -> list[str]:
    """Every dose or interval that a text names."""
    return [met[0] for met in _pattern("dose", lang).finditer(text)]


@cache
def _pattern(kind: str, lang: Lang) -> re.Pattern[str]:
    listed = library_catalog(lang).tables["wording"][kind]
    whole = listed if kind == "dose" else [rf"\b(?:{each})\b" for each in listed]
    return re.compile("|".join(f"(?:{each})" for each in whole), re.IGNORECASE)


def wording_problems(library: Library) -> Iterator[Problem]:
    """Every text stronger than its certainty, and every dose told to patients, in each language."""
    for lang in Lang:
        words = library_catalog(lang)
        for claim in library.claims.values():
            yield from _worded(claim.id, "today", claim.certainty, words)
        for answer in library.answers.values():
            weakest = min((p.certainty for p in answer.parts), key=lambda level: level.rank)
            for name in ("short", "lay", "clinician"):
                yield from _worded(answer.id, name, weakest, words)
            for name in ("short", "lay"):
                met = doses(words.text("answer", answer.id, name), lang)
                if met:
                    yield Problem(f"{answer.id} {name} {lang}", "ungated", ", ".join(met))


def _worded(name: str, text: str, certainty: Certainty, words: Catalog) -> Iterator[Problem]:
    family = "answer" if text != "today" else "claim"
    met = too_strong(words.text(family, name, text), certainty, words.lang)
    if met:
        yield Problem(f"{name} {text} {words.lang}", "wording", ", ".join(met))
