"""The words of the evidence library, read only when somebody asks for it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from corrin.terms import Lang
from corrin.words.catalog import Catalog, catalog

FILES = ("evidence", "evidence_claims", "evidence_answers", "evidence_wording", "evidence_als",
         "evidence_pages")  # fmt: skip

TRANSLATED = "evidence_sources"  # from the English of the knowledge
BORROWED = ("page", "country")


@cache
def library_catalog(lang: Lang) -> Catalog:
    """The words of one language with those of the library before them.

    A table of the library stands before a common one of the same name; BORROWED are not shadowed.
    """
    folder = files("corrin.words") / lang.value
    tables: dict[str, Any] = dict(catalog(lang).tables)
    for name in FILES if lang is Lang.EN else (*FILES, TRANSLATED):
        own = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        tables |= own
    return Catalog(lang, tables)
