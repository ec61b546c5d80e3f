"""Codes to sentences in English, Danish and Dutch, for patients and for clinicians."""

from corrin.words import say
from corrin.words.catalog import Catalog, Unsaid, catalog
from corrin.words.entry import told, unit
from corrin.words.journal import journal
from corrin.words.report import (
    as_dict,
    as_text,
    plain,
    reason_lines,
    why_dict,
    why_text,
)

__all__ = [
    "Catalog",
    "Unsaid",
    "as_dict",
    "as_text",
    "catalog",
    "journal",
    "plain",
    "reason_lines",
    "say",
    "told",
    "unit",
    "why_dict",
    "why_text",
]
