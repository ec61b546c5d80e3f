"""The answers on many patients from the columns of their rows, all worked out together.

They are those `assess` gives one by one for everyone who keeps no diary. What a diary says must be
learned from alone: here its writer is answered by the plan in force, and is told apart.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corrin.advice.many import (
    STANDING,
    ManySaid,
    Piece,
    keeps_diary,
    many_situations,
    said_to_many,
)
from corrin.cohort.columns import EPOCH, table_of
from corrin.knowledge import Protocol
from corrin.record import Lab, Score
from corrin.record.table import Coded, Table
from corrin.rules import Asked, RuleBook, rule_book
from corrin.terms import Ask
from corrin.words import plain

RECENT_DAYS = 28  # of the diary, for the mean score in the report
YEAR_DAYS = 365
Floats = NDArray[np.float64]
_BOOKS: dict[str, RuleBook] = {}


@dataclass(frozen=True, slots=True)
class Guidance:
    """Whose rules: the edition of the patient's country, and those of all on that day."""

    protocol: Protocol
    others: tuple[Protocol, ...]

    @property
    def name(self) -> str:
        """The editions it is made of."""
        return " ".join(one.id for one in (self.protocol, *self.others))

    @property
    def book(self) -> RuleBook:
        """The rules, compiled once."""
        if self.protocol.id not in _BOOKS:
            _BOOKS[self.protocol.id] = rule_book(self.protocol)
        return _BOOKS[self.protocol.id]


def answers(
    batch: pa.RecordBatch, on: Floats, guidance: Guidance, *, proposals: bool
) -> tuple[dict[str, pa.Array], NDArray[np.bool_]]:
    """The columns of the answers on a batch without faults, and who keeps a diary.

    `on` is each patient's day as an ordinal. Without `proposals` their columns and that of the
    advice's parameters stay empty.
    """
    table = table_of(batch)
    facts = many_situations(table, on, guidance.protocol, guidance.others)
    said = said_to_many(Asked(facts), guidance.book, Ask.ASSESS)
    keys, advice = _advice(said, proposals)
    plans = said.plans()
    none = pa.nulls(batch.num_rows, pa.int32())
    reason = [STANDING if shown else None for shown in plans.shown & proposals]
    columns = {
        "id": batch.column("id"),
        "keys": keys,
        "advice": advice,
        "missing": _missing(said),
        "proposal_days": none,
        "reason": pa.array(reason, pa.string()),
        "centre": batch.column("centre"),
        "due": _days(np.where(plans.shown, plans.due, np.nan)),
        "on": _days(on),
        "current_days": _numbers(np.where(plans.shown, plans.current, np.nan)),
        "mean_score": _mean_score(table, on),
        "b12_results": _b12_results(table, on),
    }
    return columns, keeps_diary(facts)


def _advice(said: ManySaid, whole: bool) -> tuple[pa.Array, pa.Array]:
    """The keys of each, and the advice with its parameters as JSON."""
    texts: dict[Piece, str] = {}
    keys: list[list[str]] = []
    advice: list[str | None] = []
    for pieces in said.advice():
        keys.append(sorted({piece.key for piece in pieces}))
        for piece in pieces if whole else ():
            if piece not in texts:
                texts[piece] = json.dumps(plain(piece), ensure_ascii=False)
        advice.append(f"[{', '.join([texts[p] for p in pieces])}]" if whole else None)
    return _listed(keys, pa.string()), pa.array(advice, pa.string())


def _missing(said: ManySaid) -> pa.Array:
    told = list(said.missing())
    waiting = [list(keys) for facts in told for keys in facts.values()]
    facts = pa.array(list(chain.from_iterable(told)), pa.string())
    entries = pa.StructArray.from_arrays([facts, _listed(waiting, pa.string())], ["fact", "for"])
    return pa.ListArray.from_arrays(_ends(told), entries)


def _listed(lists: list[list[str]], kind: pa.DataType) -> pa.Array:
    flat = pa.array(list(chain.from_iterable(lists)), kind)
    return pa.ListArray.from_arrays(_ends(lists), flat)


def _ends(lists: Iterable[Any]) -> pa.Array:
    lengths = np.array([0, *map(len, lists)])
    return pa.array(np.cumsum(lengths), pa.int32())


def _days(ordinals: Floats) -> pa.Array:
    days = pa.array(ordinals - EPOCH, pa.float64(), from_pandas=True)
    return days.cast(pa.int32()).cast(pa.date32())


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)


def _mean_score(table: Table, on: Floats) -> pa.Array:
    """The mean of the scores of the last days before `on`."""
    rows = table.kinds[Score]
    day, score = rows.columns["on"], rows.columns["score"]
    assert isinstance(day, np.ndarray) and isinstance(score, np.ndarray)
    ago = on[rows.patient] - day
    counts = (ago >= 0) & (ago < RECENT_DAYS) & (score >= 0) & (score <= 10)
    whose = rows.patient[counts]
    people = np.bincount(whose, minlength=table.patients)
    total = np.bincount(whose, weights=score[counts], minlength=table.patients)
    with np.errstate(invalid="ignore"):
        return _numbers(total / np.where(people, people, np.nan))


def _b12_results(table: Table, on: Floats) -> pa.Array:
    """How often serum B12 was measured in the year before `on`."""
    rows = table.kinds[Lab]
    day, test = rows.columns["on"], rows.columns["test"]
    assert isinstance(day, np.ndarray) and isinstance(test, Coded)
    ago = on[rows.patient] - day
    b12 = np.array([word == "b12_total" for word in test.words])[test.data]
    counts = b12 & (ago >= 0) & (ago < YEAR_DAYS)
    return pa.array(np.bincount(rows.patient[counts], minlength=table.patients), pa.int32())
