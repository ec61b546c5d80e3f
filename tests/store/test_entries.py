"""Adding, correcting, withdrawing, undoing: nothing is changed, and a retry adds nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from hypothesis import HealthCheck, Phase, given, settings

from corrin import store
from corrin.app import demo
from corrin.record import Entry, Record, RecordError, Retraction, Score, read_notation
from tests.record.strategies import ENTRIES

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WRITTEN: dict[str, Any] = {"by": "device", "noted_at": NOW}
DAY = date(2026, 2, 20)


def felt(score: float, item: str = "fatigue") -> Score:
    return Score(id=str(uuid4()), on=DAY, item=item, score=score)


def in_force(patient: UUID) -> tuple[float, ...]:
    return tuple(score.score for score in store.read(patient).current().of(Score))


def added(patient: UUID, *entries: Entry) -> UUID:
    """Append in one act, and give the act."""
    act = uuid4()
    store.append(patient, entries, act=act, **WRITTEN)
    return act


def test_what_was_appended_is_read_back_in_its_order(patient: UUID) -> None:
    entries = [felt(7), felt(3), felt(5)]
    receipt = store.append(patient, entries, **WRITTEN)
    assert [str(id_) for id_ in receipt.added] == [entry.id for entry in entries]
    assert store.read(patient).entries == tuple(replace(e, noted_at=NOW) for e in entries)


def test_a_retry_adds_nothing(patient: UUID) -> None:
    entries = [felt(7), felt(3)]
    first = store.append(patient, entries, **WRITTEN)
    again = store.append(patient, entries, by="device", noted_at=NOW + timedelta(minutes=1))
    assert again.added == ()
    assert again.already == first.added
    assert len(store.read(patient).entries) == 2


def test_the_same_id_with_other_content_is_refused_and_nothing_is_stored(patient: UUID) -> None:
    entry = felt(7)
    store.append(patient, [entry], **WRITTEN)
    with pytest.raises(store.Conflict):
        store.append(patient, [felt(1), replace(entry, score=8)], **WRITTEN)
    assert in_force(patient) == (7,)


def test_an_id_of_another_patient_is_refused(patient: UUID) -> None:
    other, entry = uuid4(), felt(7)
    store.new_patient(other)
    store.append(patient, [entry], **WRITTEN)
    with pytest.raises(store.Conflict):
        store.append(other, [entry], **WRITTEN)
    assert store.read(other).entries == ()


def test_items_of_one_form_share_an_id_and_are_undone_together(patient: UUID) -> None:
    first = felt(7)
    form = [first, replace(first, item="tingling", score=3)]
    act = added(patient, *form)
    assert in_force(patient) == (7, 3)
    store.undo(patient, act, new_act=uuid4(), **WRITTEN)
    assert in_force(patient) == ()


def test_a_correction_stands_in_place_and_the_first_entry_stays_in_history(patient: UUID) -> None:
    entry = felt(7)
    store.append(patient, [entry], **WRITTEN)
    store.correct(patient, UUID(entry.id), [felt(5)], act=uuid4(), **WRITTEN)
    assert in_force(patient) == (5,)
    assert [row.in_force for row in store.history(patient)] == [False, True]


def test_only_one_of_two_corrections_of_an_entry_is_taken(patient: UUID) -> None:
    entry, act, mine = felt(7), uuid4(), felt(5)
    store.append(patient, [entry], **WRITTEN)
    store.correct(patient, UUID(entry.id), [mine], act=act, **WRITTEN)
    with pytest.raises(store.NotInForce):
        store.correct(patient, UUID(entry.id), [felt(6)], act=uuid4(), **WRITTEN)
    again = store.correct(patient, UUID(entry.id), [mine], act=act, **WRITTEN)
    assert again.added == ()
    with pytest.raises(store.Conflict):
        store.correct(patient, UUID(entry.id), [felt(6)], act=act, **WRITTEN)
    assert in_force(patient) == (5,)


def test_a_withdrawn_entry_does_not_return_as_what_it_once_was(patient: UUID) -> None:
    entry, better = felt(7), felt(5)
    store.append(patient, [entry], **WRITTEN)
    store.correct(patient, UUID(entry.id), [better], act=uuid4(), **WRITTEN)
    store.withdraw(patient, UUID(better.id), act=uuid4(), **WRITTEN)
    assert in_force(patient) == ()
    with pytest.raises(store.NotInForce):
        store.withdraw(patient, UUID(better.id), act=uuid4(), **WRITTEN)


def test_undo_brings_back_and_undoing_the_undo_does_it_again(patient: UUID) -> None:
    entry, correction, withdrawal = felt(7), uuid4(), uuid4()
    better = felt(5)
    store.append(patient, [entry], **WRITTEN)
    store.correct(patient, UUID(entry.id), [better], act=correction, **WRITTEN)
    store.withdraw(patient, UUID(better.id), act=withdrawal, **WRITTEN)
    undone = uuid4()
    store.undo(patient, withdrawal, new_act=undone, **WRITTEN)
    assert in_force(patient) == (5,)
    store.undo(patient, undone, new_act=uuid4(), **WRITTEN)
    assert in_force(patient) == ()
    with pytest.raises(store.NotInForce):
        store.undo(patient, correction, new_act=uuid4(), **WRITTEN)


def test_a_retried_undo_adds_nothing(patient: UUID) -> None:
    act, undone = added(patient, felt(7)), uuid4()
    store.undo(patient, act, new_act=undone, **WRITTEN)
    assert store.undo(patient, act, new_act=undone, **WRITTEN).added == ()
    assert len(store.history(patient)) == 2


def test_what_was_known_on_a_day_can_be_read(patient: UUID) -> None:
    entry, later = felt(7), NOW + timedelta(days=30)
    store.append(patient, [entry], **WRITTEN)
    store.correct(patient, UUID(entry.id), [felt(5)], act=uuid4(), by="d", noted_at=later)
    then = store.read(patient, known_at=NOW + timedelta(days=1)).current()
    assert [score.score for score in then.of(Score)] == [7]
    assert store.read(patient, known_at=later).current() == store.read(patient).current()


def test_entries_without_a_proper_id_are_refused_with_what_to_do(patient: UUID) -> None:
    with pytest.raises(RecordError, match="uuid4"):
        store.append(patient, [Score(id="line:1", on=DAY, item="fatigue", score=1)], **WRITTEN)
    with pytest.raises(RecordError, match="a number from 0 to 10"):
        store.append(patient, [felt(float("nan"))], **WRITTEN)
    with pytest.raises(store.UnknownEntry):
        store.append(patient, [replace(felt(1), replaces=str(uuid4()))], **WRITTEN)
    with pytest.raises(store.UnknownPatient):
        store.append(uuid4(), [felt(1)], **WRITTEN)
    assert store.read(patient).entries == ()


@settings(
    max_examples=50,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(entry=ENTRIES)
def test_every_kind_of_entry_comes_back_as_it_was(patient: UUID, entry: Entry) -> None:
    first = felt(7)
    replaces = first.id if isinstance(entry, Retraction) else None
    kept = replace(entry, id=str(uuid4()), replaces=replaces)
    store.append(patient, [first, kept], **WRITTEN)
    found = store.read(patient).entries[-1]
    assert found == replace(kept, noted_at=kept.noted_at or NOW)
    assert repr(found.noted_at) == repr(kept.noted_at or NOW)


def test_a_file_that_is_brought_in_twice_is_kept_once(patient: UUID) -> None:
    record = demo.record()
    store.append(patient, store.with_ids(patient, record), **WRITTEN)
    again = store.append(patient, store.with_ids(patient, record), **WRITTEN)
    assert again.added == ()
    said = [replace(entry, id="", noted_at=None) for entry in store.read(patient).entries]
    assert said == [replace(entry, id="", noted_at=None) for entry in record.entries]


def test_names_in_a_file_become_ids_and_replacing_keeps_its_meaning(patient: UUID) -> None:
    text = "2026-02-20 felt fatigue 5 id b replaces a\n2026-02-20 felt fatigue 7 id a\n"
    record = read_notation(text)
    store.append(patient, store.with_ids(patient, record), **WRITTEN)
    assert in_force(patient) == (5,)


def test_rows_can_neither_be_changed_nor_removed(patient: UUID) -> None:
    store.append(patient, [felt(7)], **WRITTEN)
    statements = [
        "UPDATE store_entry SET body = 'felt fatigue 1'",
        "DELETE FROM store_entry",
        "DELETE FROM store_patient",
        "DELETE FROM store_erasure",
    ]
    store.erase(uuid4(), NOW)
    if connection.vendor == "sqlite":
        statements.append("INSERT OR REPLACE INTO store_entry SELECT * FROM store_entry")
    for statement in statements:
        with pytest.raises(DatabaseError, match=r"never|denied"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert in_force(patient) == (7,)


def test_a_kept_record_is_never_older_than_what_is_stored(patient: UUID) -> None:
    before = store.read(patient)
    store.append(patient, [felt(7)], **WRITTEN)
    assert before == Record()
    assert in_force(patient) == (7,)
    assert store.read(patient) is store.read(patient)


def test_a_correction_of_a_correction_leaves_one_entry(patient: UUID) -> None:
    first, second, third = felt(7), felt(6), felt(5)
    added(patient, first)
    acts = [uuid4(), uuid4()]
    store.correct(patient, UUID(first.id), [second], act=acts[0], **WRITTEN)
    for _ in range(2):  # a retry adds nothing
        store.correct(patient, UUID(second.id), [third], act=acts[1], **WRITTEN)
        assert in_force(patient) == (5,)
    store.undo(patient, acts[1], new_act=uuid4(), **WRITTEN)
    assert in_force(patient) == (6,)
    store.undo(patient, acts[0], new_act=uuid4(), **WRITTEN)
    assert in_force(patient) == (7,)
