"""One reading of a record on one day, as named and typed facts."""

from corrin.situation import (
    blood,
    complaints,
    diary,
    labs,
    markers,
    medicines,
    other_pictures,
    outlook,
    person,
    treatment,
)
from corrin.situation.fact import FACTS, NO, UNKNOWN, Fact, FactTerm, of
from corrin.situation.reading import Reading
from corrin.situation.situation import Situation, read

__all__ = [
    "FACTS",
    "NO",
    "UNKNOWN",
    "Fact",
    "FactTerm",
    "Reading",
    "Situation",
    "blood",
    "complaints",
    "diary",
    "labs",
    "markers",
    "medicines",
    "of",
    "other_pictures",
    "outlook",
    "person",
    "read",
    "treatment",
]
