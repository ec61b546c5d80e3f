"""FHIR R4: a Bundle to a record and back, advice as proposals, cards for CDS Hooks."""

from corrin.fhir.not_carried import NotCarried, as_plain, from_plain
from corrin.fhir.reading import MOST_RESOURCES, Imported, read_bundle
from corrin.fhir.writing import write_bundle

__all__ = [
    "MOST_RESOURCES",
    "Imported",
    "NotCarried",
    "as_plain",
    "from_plain",
    "read_bundle",
    "write_bundle",
]
