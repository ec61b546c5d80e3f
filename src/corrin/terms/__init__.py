"""The field's words as types: codes, units, drugs, routes, countries."""

from corrin.terms.advice import ADVICE, EXCLUSIVE, PLAN, AdviceTerm
from corrin.terms.codes import (
    EVERYDAY,
    QUESTIONED,
    SECTIONS,
    VOCABULARY,
    VOID,
    Ask,
    Coding,
    Country,
    Lang,
    Reader,
    Strength,
    Tag,
)
from corrin.terms.units import ANALYTES, Analyte, in_unit

__all__ = [
    "ADVICE",
    "ANALYTES",
    "EVERYDAY",
    "EXCLUSIVE",
    "PLAN",
    "QUESTIONED",
    "SECTIONS",
    "VOCABULARY",
    "VOID",
    "AdviceTerm",
    "Analyte",
    "Ask",
    "Coding",
    "Country",
    "Lang",
    "Reader",
    "Strength",
    "Tag",
    "in_unit",
]
