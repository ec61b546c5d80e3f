"""What reading one resource gives, and the words that mark it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corrin.fhir import names
from corrin.fhir.source import Source
from corrin.fhir.values import Json
from corrin.record import Entry

Known = dict[str, Json]
# How an ended thing is marked where its last day is not told.
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Found:
    """The entries of one resource with their marks, and the elements that were read."""

    entries: list[tuple[Entry, str]]
    read: frozenset[str]


Reader = Callable[[Source, Known], Found | str]


def marked(kind: str, status: str) -> str:
    """The word that marks an entry whose resource has this status; empty for an ordinary one."""
    if status in names.MARKS.get(kind, ()):
        return status
    return {"revoked": "cancelled", "health-unknown": "unknown", "retired": "ended"}.get(status, "")


def joined(*words: str) -> str:
    return " ".join(dict.fromkeys(word for word in words if word))


def span(source: Source, holder: Json, key: str) -> tuple[date | None, str, date | None, bool]:
    """First day, the part known of it, last day, and whether an end is told of an unknown day."""
    given = source.part(holder, key)
    on, around = source.when(given, "start")
    until, vague = source.when(given, "end")
    return on, around, until, bool(vague)
