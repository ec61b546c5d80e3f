"""Which rows stand, by the record's own rule, from those few rows that replace another."""

from collections.abc import Iterable
from uuid import UUID

from corrin.record import Entry, fallen, is_void, links_of
from corrin.store import sql

REPLACING = f"""SELECT {sql.COLUMNS} FROM store_entry e
    WHERE e.patient_id = %s AND e.sequence > 0 AND e.replaces IS NOT NULL"""


def fallen_rows(patient_id: UUID) -> frozenset[str]:
    """The ids of this patient's rows that were corrected or withdrawn and have not returned."""
    return fallen(links_of(sql.entries(sql.ask(REPLACING, [patient_id]))))


def stands(entries: Iterable[Entry], gone: frozenset[str]) -> bool:
    """Whether a row with these entries is in force: one of them counts, and it has not fallen."""
    return any(entry.id not in gone and not (entry.marked and is_void(entry)) for entry in entries)
