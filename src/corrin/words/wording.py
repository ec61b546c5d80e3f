"""No sentence stronger than its certainty, no dose for patients: two checks that a machine can do.

The words are lists in each language (`evidence_wording.toml`). A list cannot understand a
sentence; it catches the strong words that slip in, and people read the rest.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from corrin.knowledge import Certainty, Library, Problem
from corrin.terms import Lang
from corrin.words.library import library_catalog

SENTENCE = re.compile(r"(?<=[.!?;:])\s+")  # each hedges only itself
# The pages around an answer may say no more than the answer does.
PAGES = {"als_help": ("als",), "tablets": ("tablets",), "interval": ("often",),
         "als_or_b12": ("pictures",)}  # fmt: skip
NEEDS = {"certain": 4, "plain": 3, "likely": 3}


def too_strong(text: str, certainty: Certainty, lang: Lang) -> list[str]:
    """The words of a text that its certainty does not carry, in their order."""
    found = (word for part in SENTENCE.split(text) for word in _strong(part, certainty.rank, lang))
    return list(found)


def _strong(sentence: str, rank: int, lang: Lang) -> Iterator[str]:
    if sentence.endswith("?"):
        return  # a question claims nothing
    hedged = _pattern("hedge", lang).search(sentence)
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
            ours = ("today",) if claim.seed else ("said", "today")
            texts = words.tables["claim"][claim.id]
            yield from _worded(claim.id, {key: texts[key] for key in ours}, claim.certainty, lang)
        for answer in library.answers.values():
            weakest = min((p.certainty for p in answer.parts), key=lambda level: level.rank)
            texts = words.tables["answer"][answer.id]
            yield from _worded(answer.id, texts, weakest, lang)
            for part in answer.parts:
                told = {part.name: words.text("part", part.name)}
                yield from _worded("part", told, part.certainty, lang)
            for page in PAGES.get(answer.id, ()):
                yield from _worded(page, words.tables[page], weakest, lang)
            for name in ("short", "lay"):
                met = doses(texts[name], lang)
                if met:
                    yield Problem(f"{answer.id} {name} {lang}", "ungated", ", ".join(met))


def _worded(
    about: str, texts: Mapping[str, str], certainty: Certainty, lang: Lang
) -> Iterator[Problem]:
    for key, text in texts.items():
        met = too_strong(text, certainty, lang)
        if met:
            yield Problem(f"{about} {key} {lang}", "wording", ", ".join(met))
