"""A stretch of the diary: what stands in it is what stands in the whole, and no more is read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corrin import store
from corrin.record import Entry, Ill, Lab, Retraction, Score
from corrin.store import sql, stretch
from corrin.store.reading import forget
from corrin.store.verifying import rebuild, verify
from tests.record.strategies import ENTRIES
from tests.store.test_entries import NOW, WRITTEN, felt

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
NEAR = st.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20))
DIARY = st.builds(Score, on=st.none() | NEAR, item=st.just("fatigue"), score=st.just(7.0))
BAD_DAY = st.builds(Ill, on=NEAR, cause=st.just("influenza"))
KINDS = st.one_of(DIARY, DIARY, BAD_DAY, ENTRIES)
# What is said, which one before it is replaced (if any), and whether that only withdraws it.
ROWS = st.lists(
    st.tuples(KINDS, st.none() | st.integers(0, 99), st.booleans()), min_size=1, max_size=10
)


def with_links(drawn: list[tuple[Entry, int | None, bool]]) -> list[Entry]:
    made: list[Entry] = []
    for entry, old, only in drawn:
        replaced = made[old % len(made)].id if made and old is not None else None
        if isinstance(entry, Retraction) or (only and replaced):
            replaced = replaced or (made[0].id if made else None)
            entry = Retraction(on=entry.on)
        if replaced or not isinstance(entry, Retraction):
            made.append(replace(entry, id=str(uuid4()), noted_at=NOW, replaces=replaced))
    return made


def asked_for(entry: Entry) -> bool:
    daily = isinstance(entry, Score | Ill)
    return not daily or entry.on is None or FIRST <= entry.on <= LAST


@settings(
    max_examples=30,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(ROWS)
def test_what_stands_in_a_stretch_is_what_stands_in_the_whole(
    kept: str, drawn: list[tuple[Entry, int | None, bool]]
) -> None:
    patient = uuid4()
    store.new_patient(patient)
    store.append(patient, with_links(drawn), **WRITTEN)
    whole = store.read(patient).current().entries
    part = store.read(patient, days=(FIRST, LAST)).current().entries
    wanted = [entry for entry in whole if asked_for(entry)]
    assert [entry for entry in part if asked_for(entry)] == wanted
    assert set(map(repr, part)) <= set(map(repr, whole))
    standing = {str(row.id) for row in store.history(patient) if row.in_force}
    told = {entry.id for entry in whole}
    assert told <= standing
    assert {e.id for e in store.read(patient).of(Retraction)} >= standing - told


def filled(patient: UUID, years: int) -> None:
    scores = [replace(felt(7), on=LAST - timedelta(days=n)) for n in range(100 * years)]
    lab = Lab(id=str(uuid4()), on=date(1999, 1, 1), test="mma", value=0.4, unit="umol/L")
    store.append(patient, [*scores, lab], **WRITTEN)


def test_scores_of_other_days_are_not_read_and_an_old_result_is(patient: UUID) -> None:
    filled(patient, 2)
    part = store.read(patient, days=(FIRST, LAST))
    assert len(part.of(Score)) == 28
    assert len(part.of(Lab)) == 1


def test_all_that_a_row_goes_back_to_and_what_came_of_that_is_read_with_it(patient: UUID) -> None:
    on = LAST + timedelta(days=9)
    first, inside, beside, later, apart = (replace(felt(n), on=on) for n in range(5))
    inside = replace(inside, on=LAST, replaces=first.id)
    beside = replace(beside, replaces=first.id)
    later = replace(later, replaces=beside.id)
    store.append(patient, [first, inside, beside, later, apart], **WRITTEN)
    part = store.read(patient, days=(FIRST, LAST))
    assert {e.id for e in part.entries} == {e.id for e in (first, inside, beside, later)}


def test_a_correction_without_a_day_is_told_whatever_the_days(patient: UUID) -> None:
    first = replace(felt(7), on=LAST + timedelta(days=9))
    undated = replace(felt(5), on=None, replaces=first.id)
    store.append(patient, [first, undated], **WRITTEN)
    part = store.read(patient, days=(FIRST, LAST))
    assert part.current().entries == store.read(patient).current().entries
    assert [e.id for e in part.current().entries] == [undated.id]


def test_a_form_with_a_score_and_a_dose_is_never_left_out(patient: UUID) -> None:
    score = replace(felt(7), on=date(2001, 1, 1))
    form = [score, Lab(id=score.id, on=score.on, test="mma", value=0.4, unit="umol/L")]
    store.append(patient, form, **WRITTEN)
    assert len(store.read(patient, days=(FIRST, LAST)).of(Lab)) == 1


def test_a_stretch_that_is_kept_is_never_older_than_what_is_stored(patient: UUID) -> None:
    entry = felt(7)
    store.append(patient, [entry], **WRITTEN)
    days = (FIRST, LAST)
    assert store.read(patient, days=days) is store.read(patient, days=days)
    store.correct(patient, UUID(entry.id), [felt(5)], act=uuid4(), **WRITTEN)
    assert [s.score for s in store.read(patient, days=days).current().of(Score)] == [5]
    store.erase(patient, NOW)
    try:
        store.read(patient, days=days)
    except store.Erased:
        return
    raise AssertionError("it was still there")


@pytest.mark.parametrize("corrects", [False, True])
@pytest.mark.parametrize("on", [None, FIRST, LAST, LAST + timedelta(days=1)])
def test_a_kept_stretch_that_goes_on_is_what_would_be_read_anew(
    patient: UUID, on: date | None, corrects: bool
) -> None:
    old, outside, days = felt(7), replace(felt(6), on=FIRST - timedelta(days=9)), (FIRST, LAST)
    store.append(patient, [replace(old, on=FIRST), outside], **WRITTEN)
    store.read(patient, days=days)
    new = replace(felt(5), on=on, replaces=outside.id if corrects else None)
    store.append(patient, [new], **WRITTEN)
    led_on = store.read(patient, days=days)
    forget(patient)
    assert led_on == store.read(patient, days=days)


def test_sqlite_finds_a_stretch_by_its_indexes_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, asked, ask_of = uuid4(), list[str](), sql.ask_of
    store.new_patient(patient)
    store.append(patient, [felt(7)], **WRITTEN)

    def explained(patient: UUID, *questions: sql.Question) -> Iterator[sql.Rows]:
        for said, with_ in questions:
            asked.extend(str(row[3]) for row in sql.ask(f"EXPLAIN QUERY PLAN {said}", with_))
        return ask_of(patient, *questions)

    monkeypatch.setattr(sql, "ask_of", explained)
    stretch.entries(patient, (FIRST, LAST), 9)
    assert [line.partition("store_entry ")[2] or line.partition(" e ")[2] for line in asked] == [
        "USING INDEX store_entry_day (patient_id=? AND on>? AND on<?)",
        "USING COVERING INDEX store_entry_lasting (patient_id=? AND sequence>?)",
        "USING INDEX store_entry_day (patient_id=? AND on=?)",
        "USING COVERING INDEX store_entry_links (patient_id=? AND sequence>?)",
    ]


def test_the_index_has_the_very_condition_that_is_asked(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'store_entry_lasting'")
        assert cursor.fetchone()[0].endswith(f"WHERE {stretch.LASTING}")


def test_an_index_that_does_not_fit_its_rows_is_named_and_the_whole_is_read_without_it(
    folder: Path,
) -> None:
    patient = uuid4()
    store.new_patient(patient)
    filled(patient, 1)
    whole = store.read(patient)
    with connection.cursor() as cursor:  # as if it had lost the row of the result
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'store_entry_lasting'")
        made = cursor.fetchone()[0].partition(stretch.LASTING)[0]
        cursor.execute("DROP INDEX store_entry_lasting")
        cursor.execute(made + "sequence < 0")
        cursor.execute("PRAGMA writable_schema=ON")
        as_it_should_be = "UPDATE sqlite_master SET sql = %s WHERE name = 'store_entry_lasting'"
        cursor.execute(as_it_should_be, [made + stretch.LASTING])
        cursor.execute("PRAGMA writable_schema=RESET")
    connection.close()
    forget(patient)
    assert len(store.read(patient, days=(FIRST, LAST)).of(Lab)) == 0
    faults = verify().faults
    assert len(faults) == 1
    assert "corrin verify --rebuild" in faults[0]
    assert store.read(patient) == whole
    rebuild()
    assert verify().faults == []
    forget(patient)
    assert len(store.read(patient, days=(FIRST, LAST)).of(Lab)) == 1
