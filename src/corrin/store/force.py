"""Which rows are in force: those that nothing in force replaces."""

from collections.abc import Mapping
from uuid import UUID


def in_force(rows: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
    """The ids that stand, given each row with what it replaces. Equal to Record.current's rule.

    Rows are read from the newest to the oldest: a row is replaced only by later ones.
    """
    fallen: set[UUID] = set()
    for row, replaced in reversed(tuple(rows.items())):
        if replaced is not None and row not in fallen:
            fallen.add(replaced)
    return frozenset(rows.keys() - fallen)


def chain(row: UUID, rows: Mapping[UUID, UUID | None]) -> tuple[UUID, ...]:
    """A row, what it replaced, what that had replaced, and so on."""
    found = [row]
    while (older := rows.get(found[-1])) is not None:
        found.append(older)
    return tuple(found)
