"""A stretch of the diary with all that is not diary: what a page about some days reads.

In fifty years nearly all entries are daily scores. Indexes of the database find the scores of some
days, all other rows, and which row replaces which, without touching the rest; so nothing derived
is kept that could grow stale, and an index that is damaged is named by `verify`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from corrin.record import Entry
from corrin.store import sql

Days = tuple[date, date]

# Whether a row says more than scores, bad days and withdrawals, or has no day. Written once: the
# index `store_entry_lasting` (migration 0003) serves only a condition of the very same words.
# Every line of a body is stripped of how a diary line begins; a line break that stays begins
# another kind of line.
_LEFT = "replace(replace(replace('\n' || body, '\nfelt ', ''), '\nill', ''), '\nwithdraw ', '')"
LASTING = f"""(replace({_LEFT}, '\n', '') <> {_LEFT} OR ("on" IS NULL AND replaces IS NULL))"""

# `sequence > 0` is always so; it makes SQLite prefer the indexes that hold these rows alone.
_DAYS = 'e.patient_id = %s AND e."on" BETWEEN %s AND %s'
_LASTING = f"e.patient_id = %s AND e.sequence > 0 AND {LASTING}"
# A withdrawal has no day. What corrects a row and has none either is told whatever the days.
_MORE = "replace('\n' || e.body, '\nwithdraw ', '')"
_UNDATED = f"""e.patient_id = %s AND e."on" IS NULL AND e.replaces IS NOT NULL
    AND replace({_MORE}, '\n', '') <> {_MORE}"""
_LINKS = f"""SELECT {sql.LINK} FROM store_entry
    WHERE patient_id = %s AND sequence > 0 AND replaces IS NOT NULL ORDER BY sequence"""
_ROW = f"SELECT {sql.COLUMNS}, e.sequence FROM store_entry e WHERE"


def entries(patient_id: UUID, days: Days, head: int) -> tuple[Entry, ...]:
    """What was written of these days, all that is not diary, and whatever corrects either."""
    found = _Found(head)
    answers = sql.ask_of(
        patient_id,
        (f"{_ROW} {_DAYS}", [patient_id, *days]),
        (f"{_ROW} {_LASTING}", [patient_id]),
        (f"{_ROW} {_UNDATED}", [patient_id]),
        (_LINKS, [patient_id]),
    )
    for _ in range(3):
        found.add(next(answers))
    missing = list(_linked(found.rows, list(next(answers))))
    for start in range(0, len(missing), sql.MANY):
        ids = missing[start : start + sql.MANY]
        condition = f"e.patient_id = %s AND {sql.one_of(ids)}"
        for rows in sql.ask_of(patient_id, (f"{_ROW} {condition}", [patient_id, *ids])):
            found.add(rows)
    return found.in_order()


class _Found:
    """Rows that were read, by their ids: their places and entries, none beyond the head."""

    def __init__(self, head: int) -> None:
        self.rows: dict[str, tuple[int, tuple[Entry, ...]]] = {}
        self._head = head

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """These rows, as COLUMNS has them with their sequence behind."""
        for row in rows:
            body, id_, on, noted_at, replaces, sequence = row
            if sequence <= self._head and id_ not in self.rows:
                self.rows[id_] = sequence, sql.entries_in(body, id_, on, noted_at, replaces)

    def in_order(self) -> tuple[Entry, ...]:
        """All of their entries."""
        ordered = sorted(self.rows.values(), key=itemgetter(0))
        return tuple([entry for _, entries in ordered for entry in entries])


def leads_on(rows: Iterable[Sequence[Any]], days: Days) -> bool:
    """Whether a stretch is longer by these later rows, as COLUMNS has them, and otherwise the same.

    So it is where none of them corrects anything, or is of another day.
    """
    first, last = map(date.isoformat, days)
    return all(replaces is None and (on is None or first <= on <= last)
               for _, _, on, _, replaces in rows)  # fmt: skip


def _linked(found: Iterable[str], links: Sequence[tuple[str, str]]) -> set[str]:
    """The ids of what corrects or withdraws these rows, or is by them, and so on.

    A row replaces one that was there before it, so back to what came first and from there on to
    all that followed is enough.
    """
    met = set(found)
    for id_, replaced in reversed(links):
        if id_ in met:
            met.add(replaced)
    for id_, replaced in links:
        if replaced in met:
            met.add(id_)
    return met.difference(found)
