"""Which rows stand, by the record's own rule, from those few rows that replace another."""

from collections.abc import Iterable
from uuid import UUID

from corrin.record import Entry, fallen, is_void, links_of
from corrin.store import models
from corrin.store.body import entries_of


def fallen_rows(patient_id: UUID) -> frozenset[str]:
    """The ids of this patient's rows that were corrected or withdrawn and have not returned."""
    return fallen(links_of(entry for entries in replacing(patient_id) for entry in entries))


def replacing(patient_id: UUID) -> Iterable[tuple[Entry, ...]]:
    """The entries of each row that replaces another, in the order they were written."""
    rows = models.Entry.objects.filter(patient_id=patient_id, replaces__isnull=False)
    told = rows.order_by("sequence").values_list("body", "id", "on", "noted_at", "replaces")
    for body, id_, on, noted_at, replaces in told:
        yield entries_of(body, id=id_, on=on, noted_at=noted_at, replaces=replaces)


def stands(entries: Iterable[Entry], gone: frozenset[str]) -> bool:
    """Whether a row with these entries is in force: one of them counts, and it has not fallen."""
    return any(entry.id not in gone and not (entry.marked and is_void(entry)) for entry in entries)
