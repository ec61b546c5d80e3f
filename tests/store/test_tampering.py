"""Tamper evidence: what was changed behind corrin's back is found and named, erasure or not."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.db import connection, transaction

from corrin import store
from corrin.record import Score
from corrin.store import anchors, backup, seals
from corrin.store.errors import StoreError
from corrin.store.verifying import verify
from tests.store.tampering import ANCHOR, CHAIN, WAYS, Way, rows_of, unguarded

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
EACH, SEED = 12, 8  # bench/long/tamper.py makes a thousand of each
KEY = backup.new_key()


class PutBack(Exception):
    """Let the transaction end without a trace."""


@pytest.fixture
def two(folder: Path) -> tuple[UUID, UUID]:
    """Two patients with some entries each."""
    ids = uuid4(), uuid4()
    for id_ in ids:
        store.new_patient(id_, zone="Europe/London")
        write(id_, 6)
    return ids


def write(patient: UUID, number: int) -> None:
    for n in range(number):
        score = Score(id=str(uuid4()), on=date(2026, 2, n + 1), item="fatigue", score=n % 10)
        store.append(patient, [score], by="d", noted_at=NOW)


def laid_aside(folder: Path) -> Path:
    backup.backup(folder / "aside.age", KEY[1], NOW)
    return folder / "aside.age"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_whatever_is_changed_is_found_with_the_seal_that_was_printed(
    two: tuple[UUID, UUID], way: Way
) -> None:
    patient, other = two
    printed, chance = seals.seal(patient), np.random.default_rng(SEED)
    unguarded()
    assert seals.still_holds(printed)
    for _ in range(EACH):
        with pytest.raises(PutBack), transaction.atomic():
            before = [(r.pk, r.sequence, r.body) for r in rows_of(patient)]
            way(rows_of(patient), other, chance)
            if [(r.pk, r.sequence, r.body) for r in rows_of(patient)] != before:
                assert not seals.still_holds(printed)
                assert bool(verify().faults) == (way in CHAIN)  # control: without what was printed
            raise PutBack


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_whatever_is_changed_is_found_with_a_backup_that_names_the_first_that_differs(
    two: tuple[UUID, UUID], folder: Path, way: Way
) -> None:
    patient, other = two
    aside = laid_aside(folder)
    store.erase(other, NOW) if way in ANCHOR else None
    unguarded()
    way(rows_of(patient), other, np.random.default_rng(SEED))
    told = anchors.compare(aside, KEY[0], folder)
    assert any(str(patient) in fault for fault in told.faults)
    assert any("entry" in fault for fault in told.faults)


def test_what_was_written_since_and_who_was_erased_since_is_no_fault(
    two: tuple[UUID, UUID], folder: Path
) -> None:
    patient, other = two
    printed, aside = seals.seal(patient), laid_aside(folder)
    write(patient, 3)
    store.erase(other, NOW)
    told = anchors.compare(aside, KEY[0], folder)
    assert (told.faults, told.erased, told.patients, told.entries) == ([], [other], 1, 6)
    assert seals.still_holds(printed) and seals.still_holds(seals.seal(patient))


def test_a_patient_who_is_gone_without_an_erasure_is_named(
    two: tuple[UUID, UUID], folder: Path
) -> None:
    patient, _ = two
    aside = laid_aside(folder)
    unguarded()
    with connection.cursor() as cursor:
        for table, column in (("entry", "patient_id"), ("due", "patient_id"), ("patient", "id")):
            cursor.execute(f"DELETE FROM store_{table} WHERE {column} = %s", [patient.hex])
    assert verify().faults == []  # control: nothing here tells of it
    (fault,) = anchors.compare(aside, KEY[0], folder).faults
    assert f"patient {patient}: is gone" in fault


def test_the_seal_of_an_erased_patient_says_nothing_and_holds_no_more(
    two: tuple[UUID, UUID],
) -> None:
    patient, other = two
    printed = seals.seal(other)
    store.erase(other, NOW)
    assert not seals.still_holds(printed)
    with pytest.raises(store.Erased):
        store.seal(other)
    assert seals.still_holds(seals.seal(patient))


@pytest.mark.parametrize("odd", ["", "x", "6", "6-", "6-xyz", "-1-" + "a" * 20, "٣-" + "a" * 20])
def test_what_is_no_seal_is_said(two: tuple[UUID, UUID], odd: str) -> None:
    with pytest.raises(StoreError, match="not a seal"):
        seals.still_holds(odd)


def test_a_record_without_entries_has_no_seal(folder: Path) -> None:
    patient = uuid4()
    store.new_patient(patient, zone="UTC")
    assert store.seal(patient) == ""
