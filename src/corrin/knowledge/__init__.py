"""Sources, thresholds, protocols and disagreements, as data that names where it comes from."""

from corrin.knowledge.loader import load, load_from
from corrin.knowledge.model import (
    Citation,
    Disagreement,
    Knowledge,
    KnowledgeError,
    Protocol,
    Rule,
    Side,
    Source,
    Threshold,
    Value,
)

__all__ = [
    "Citation",
    "Disagreement",
    "Knowledge",
    "KnowledgeError",
    "Protocol",
    "Rule",
    "Side",
    "Source",
    "Threshold",
    "Value",
    "load",
    "load_from",
]
