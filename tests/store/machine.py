"""A diary on several devices, three times: on SQLite, on PostgreSQL and in a plain dictionary.

The dictionary is the judge: it keeps, for each patient, what each act wrote and took away, and
knows nothing of rows, seals or SQL.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from corrin import store
from corrin.record import Score
from corrin.store.postgresql.rights import as_owner
from corrin.store.reading import forget
from corrin.store.verifying import verify
from tests.store import base

START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = UUID(int=7)
PICK = st.integers(0, 10**6)
SCORES = st.integers(0, 10)


@dataclass
class Plain:
    """One patient as dictionaries: id → score and what it stood in for, act → what it did."""

    entries: dict[UUID, tuple[int, UUID | None]] = field(default_factory=dict)
    acts: dict[UUID, tuple[str, list[UUID]]] = field(default_factory=dict)
    undone: set[UUID] = field(default_factory=set)  # acts that count no more

    def gone(self) -> set[UUID]:
        """What is withdrawn or corrected, by acts that count."""
        found: set[UUID] = set()
        for act, (kind, ids) in self.acts.items():
            if act in self.undone:
                continue
            if kind == "withdraw":
                found |= set(ids)
            found |= {old for id_ in ids if kind == "correct" and (old := self.entries[id_][1])}
        return found

    def standing(self) -> list[UUID]:
        """The ids in force, in the order they were written."""
        unwritten = {id_ for act in self.undone for id_ in self.acts[act][1] if self._writes(act)}
        gone = self.gone()
        return [id_ for id_ in self.entries if id_ not in gone and id_ not in unwritten]

    def _writes(self, act: UUID) -> bool:
        return self.acts[act][0] in ("add", "correct")

    def scores(self) -> list[int]:
        return [self.entries[id_][0] for id_ in self.standing()]

    def chain(self, id_: UUID) -> list[UUID]:
        found = [id_]
        while (older := self.entries[found[-1]][1]) is not None:
            found.append(older)
        return found


class Devices(RuleBasedStateMachine):
    """Add, correct, retract, undo, redo, retry and erase, in any order."""

    settings: ClassVar[tuple[dict[str, Any], ...]] = ()
    folder: ClassVar[Path] = Path()
    runs: ClassVar[int] = 0
    open_ones: ClassVar[dict[str, Any]] = {}  # connections that stay open from run to run

    def __init__(self) -> None:
        super().__init__()
        Devices.runs += 1
        self.run_id = uuid5(NAMES, f"{self.folder} {Devices.runs}")
        self.count = 0
        self.plain: dict[UUID, Plain] = {}
        self.erased: set[UUID] = set()
        self.touched: set[UUID] = set()
        self.last: Callable[[], Any] | None = None

    def new_id(self) -> UUID:
        self.count += 1
        return uuid5(self.run_id, str(self.count))

    def everywhere(self, call: Callable[[], Any]) -> str:
        """Do it on each database; all must answer the same. The answer, or the error's name."""
        answers = []
        for settings in self.settings:
            with base.in_turn(settings, self.folder, self.open_ones):
                try:
                    answers.append(repr(call()))
                except store.StoreError as why:
                    answers.append(type(why).__name__)
        assert len(set(answers)) == 1, answers
        assert answers[0] != "NotStored", "the database failed"
        self.last = call
        return str(answers[0])

    def written(self, device: int) -> dict[str, Any]:
        return {"by": f"device {device}", "noted_at": START + timedelta(minutes=self.count)}

    def patient(self, pick: int) -> UUID:
        """One of those there are, from now on counted as touched."""
        found = sorted(self.plain)[pick % len(self.plain)]
        self.touched.add(found)
        return found

    @rule()
    def new(self) -> None:
        if len(self.plain) < 3:
            patient = self.new_id()
            self.everywhere(lambda: store.new_patient(patient))
            self.plain[patient] = Plain()

    @rule(pick=PICK, scores=st.lists(SCORES, min_size=1, max_size=3), device=st.integers(1, 3))
    def add(self, pick: int, scores: list[int], device: int) -> None:
        if not self.plain:
            return
        patient, act, how = self.patient(pick), self.new_id(), self.written(device)
        ids = [self.new_id() for _ in scores]
        entries = [felt(id_, score) for id_, score in zip(ids, scores, strict=True)]
        self.everywhere(lambda: store.append(patient, entries, act=act, **how))
        for id_, score in zip(ids, scores, strict=True):
            self.plain[patient].entries[id_] = (score, None)
        self.plain[patient].acts[act] = ("add", ids)

    @rule(pick=PICK, which=PICK, score=SCORES, device=st.integers(1, 3))
    def correct(self, pick: int, which: int, score: int, device: int) -> None:
        found = self.some_entry(pick, which)
        if found is None:
            return
        patient, old = found
        plain, act, new = self.plain[patient], self.new_id(), self.new_id()
        how, allowed = self.written(device), old in plain.standing()
        said = self.everywhere(
            lambda: store.correct(patient, old, [felt(new, score)], act=act, **how)
        )
        assert (said == "NotInForce") == (not allowed), said
        if allowed:
            plain.entries[new] = (score, old)
            plain.acts[act] = ("correct", [new])

    @rule(pick=PICK, which=PICK)
    def withdraw(self, pick: int, which: int) -> None:
        found = self.some_entry(pick, which)
        if found is None:
            return
        patient, old = found
        plain, act, how = self.plain[patient], self.new_id(), self.written(1)
        allowed = old in plain.standing()
        said = self.everywhere(lambda: store.withdraw(patient, old, act=act, **how))
        assert (said == "NotInForce") == (not allowed), said
        if allowed:
            plain.acts[act] = ("withdraw", plain.chain(old))

    @rule(pick=PICK)
    def undo_the_last(self, pick: int) -> None:
        """Undo the newest act that counts, then undo the undo: as it was."""
        if not self.plain:
            return
        patient = self.patient(pick)
        plain = self.plain[patient]
        counting = [act for act in plain.acts if act not in plain.undone]
        if not counting:
            return
        before, act = plain.scores(), counting[-1]
        undone, redone, how = self.new_id(), self.new_id(), self.written(2)
        self.everywhere(lambda: store.undo(patient, act, new_act=undone, **how))
        plain.undone.add(act)
        self.equal()
        if pick % 2:
            self.everywhere(lambda: store.undo(patient, undone, new_act=redone, **how))
            plain.undone.discard(act)
            assert plain.scores() == before

    @rule()
    def retry(self) -> None:
        """The answer was lost on the way: the same call once more changes nothing."""
        if self.last is not None:
            self.touched = set(self.plain)
            self.everywhere(self.last)

    @rule(pick=PICK, sure=st.integers(0, 9))
    def erase(self, pick: int, sure: int) -> None:
        if self.plain and not sure:
            patient = self.patient(pick)
            self.everywhere(lambda: store.erase(patient, START))
            del self.plain[patient]
            self.erased.add(patient)

    def some_entry(self, pick: int, which: int) -> tuple[UUID, UUID] | None:
        if not self.plain or not (entries := self.plain[self.patient(pick)].entries):
            return None
        return self.patient(pick), list(entries)[which % len(entries)]

    @invariant()
    def equal(self) -> None:
        """What was touched since the last time says the same everywhere."""
        for patient in self.touched & self.plain.keys():
            said = self.everywhere_reading(partial(shown, patient))
            assert said == repr(self.plain[patient].scores())
        self.touched.clear()

    def everywhere_reading(self, call: Callable[[], Any]) -> str:
        last, said = self.last, self.everywhere(call)
        self.last = last
        return said

    def teardown(self) -> None:
        self.touched = set(self.plain)
        self.equal()
        for patient in self.erased:
            assert self.everywhere(partial(store.read, patient)) == "Erased"
        for settings in self.settings:
            with base.in_turn(settings, self.folder, self.open_ones):
                assert verify().faults == []
                emptied()


def emptied() -> None:
    """All rows gone at once, as no user can: the next run begins anew."""
    with as_owner(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE store_entry, store_due, store_patient, store_erasure")
            return
        cursor.execute("INSERT OR IGNORE INTO store_erasing SELECT id FROM store_patient")
        for table in ("store_entry", "store_due", "store_patient", "store_erasing"):
            cursor.execute(f"DELETE FROM {table}")


def felt(id_: UUID, score: int) -> Score:
    return Score(id=str(id_), on=date(2026, 2, 20), item="fatigue", score=score)


def shown(patient: UUID) -> list[int]:
    """The scores in force, in the order they were written; read from the rows each time."""
    forget(patient)
    return [int(score.score) for score in store.read(patient).current().of(Score)]
