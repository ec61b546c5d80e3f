"""Backup, restore, erase, verify: proved, encrypted, and the erased stay erased."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection

from corrin import store
from corrin.record import Record, Score, read_case, read_notation
from corrin.store import backup as backups
from corrin.store import dump, erasing
from corrin.store.exporting import export
from corrin.store.postgresql.rights import as_owner
from corrin.store.tables import upgrade
from corrin.store.verifying import verify
from tests.store.base import sqlite_file, standing_in
from tests.store.test_entries import NOW, WRITTEN, added, felt

PRIVATE, PUBLIC = backups.new_key()


def noted(patient: UUID, note: str) -> None:
    entry = Score(id=str(uuid4()), on=date(2026, 2, 20), item="fatigue", score=7, note=note)
    store.append(patient, [entry], **WRITTEN)


@pytest.fixture
def made(patient: UUID, tmp_path: Path) -> Path:
    """A backup of one patient with three acts."""
    act = added(patient, felt(7), felt(3))
    store.undo(patient, act, new_act=uuid4(), **WRITTEN)
    noted(patient, "marker")
    store.set_due(patient, date(2026, 11, 30))
    backups.backup(tmp_path / "b.age", PUBLIC, NOW)
    return tmp_path / "b.age"


def test_a_backup_restores_to_the_same(made: Path, patient: UUID, tmp_path: Path) -> None:
    before = list(dump.lines(NOW))
    record, root = store.read(patient), verify().root
    new = tmp_path / "new"
    new.mkdir()
    with standing_in(sqlite_file(new), new):
        backups.restore(made, PRIVATE, new)
        assert list(dump.lines(NOW)) == before
        assert verify().root == root
        assert store.read(patient) == record
        assert store.due_on(patient) == date(2026, 11, 30)
        noted(patient, "life goes on")
        assert verify().faults == []


def test_a_sqlite_backup_moves_to_postgresql(on_postgres: object, tmp_path: Path) -> None:
    patient, small = uuid4(), tmp_path / "small"
    small.mkdir()
    with standing_in(sqlite_file(small), small):
        upgrade()
        store.new_patient(patient)
        noted(patient, "marker")
        record = store.read(patient)
        backups.backup(tmp_path / "b.age", PUBLIC, NOW)
    backups.restore(tmp_path / "b.age", PRIVATE, tmp_path)
    assert store.read(patient) == record
    with pytest.raises(store.StoreError, match="name an empty one"):
        backups.restore(tmp_path / "b.age", PRIVATE, tmp_path)
    noted(patient, "life goes on")
    assert verify().faults == []


def test_nothing_readable_is_in_a_backup(made: Path, tmp_path: Path) -> None:
    assert b"age-encryption.org" in made.read_bytes()
    assert b"marker" not in made.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["b.age"]


def test_a_damaged_backup_is_refused_and_changes_nothing(made: Path, tmp_path: Path) -> None:
    whole, new = made.read_bytes(), tmp_path / "new"
    new.mkdir()
    step = max(1, len(whole) // 40)
    with standing_in(sqlite_file(new), new):
        for place in range(0, len(whole), step):
            made.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(store.StoreError):
                backups.restore(made, PRIVATE, new)
        made.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(store.StoreError):
            backups.restore(made, PRIVATE, new)
        assert list(new.iterdir()) == []


@pytest.mark.parametrize("wrong", ["cut", "changed", "other table"])
def test_control_lines_that_are_not_whole_are_refused_without_the_encryption_too(
    made: Path, tmp_path: Path, wrong: str
) -> None:
    lines = list(dump.lines(NOW))
    if wrong == "cut":
        lines.pop()
    elif wrong == "changed":
        lines = [line.replace("marker", "merker") for line in lines]
    else:
        lines = [line.replace('"store.due"', '"store.dew"') for line in lines]
    with pytest.raises(store.Damaged):
        backups.proved(lines, tmp_path)


def test_a_number_no_database_holds_is_refused_as_damage(made: Path, tmp_path: Path) -> None:
    lines = list(dump.lines(NOW))
    row = next(n for n, line in enumerate(lines) if "marker" in line)
    told = json.loads(lines[row])
    place = next(n for n, value in enumerate(told) if type(value) is int)
    told[place] = 10**30
    lines[row] = json.dumps(told) + "\n"
    body = "".join(lines[:-1]).encode()
    lines[-1] = json.dumps(json.loads(lines[-1]) | {"sha256": sha256(body).hexdigest()}) + "\n"
    with pytest.raises(store.Damaged, match="cannot be kept"):
        backups.proved(lines, tmp_path)


def test_another_key_does_not_open_it(made: Path, tmp_path: Path) -> None:
    other, _ = backups.new_key()
    with pytest.raises(store.StoreError, match="does not open"):
        backups.prove(made, other, tmp_path)
    with pytest.raises(store.StoreError, match="private key"):
        backups.prove(made, "AGE-SECRET-KEY-1NONE", tmp_path)


def test_an_erased_patient_is_gone_and_the_id_is_never_used_again(patient: UUID) -> None:
    noted(patient, "marker")
    other = uuid4()
    store.new_patient(other)
    noted(other, "stays")
    store.erase(patient, NOW)
    store.erase(patient, NOW)
    for call in (lambda: store.read(patient), lambda: noted(patient, "x")):
        with pytest.raises(store.Erased):
            call()
    with pytest.raises(store.Erased):
        store.new_patient(patient)
    assert len(store.read(other).entries) == 1
    assert verify().faults == []


def bytes_with(folder: Path, marker: bytes) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if marker in path.read_bytes()]


def test_no_byte_of_the_erased_remains_in_the_folder(folder: Path, tmp_path: Path) -> None:
    gone, stays = uuid4(), uuid4()
    for patient in (gone, stays):
        store.new_patient(patient)
        for number in range(60):
            noted(patient, f"marker {patient} {number} " + "x" * 200)
    assert bytes_with(folder, f"marker {gone}".encode())
    store.erase(gone, NOW)
    assert bytes_with(folder, f"marker {gone}".encode()) == []
    assert bytes_with(folder, f"marker {stays}".encode())


def only_the_log_folded_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_control_without_secure_delete_or_a_new_file_the_erased_can_still_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "_clean", only_the_log_folded_in)
    gone = uuid4()
    store.new_patient(gone)
    for number in range(60):
        noted(gone, f"marker {gone} {number} " + "x" * 200)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    store.erase(gone, NOW)
    assert bytes_with(folder, f"marker {gone}".encode())


def test_who_was_erased_after_a_backup_is_erased_again_after_its_restore(
    folder: Path, tmp_path: Path
) -> None:
    gone = uuid4()
    store.new_patient(gone)
    noted(gone, "marker")
    backups.backup(tmp_path / "b.age", PUBLIC, NOW)
    store.erase(gone, NOW)
    backups.restore(tmp_path / "b.age", PRIVATE, folder, replace=True)
    assert b"marker" in (folder / "corrin.sqlite3").read_bytes()  # control: before the replay
    assert erasing.erase_again() == 1
    assert bytes_with(folder, b"marker") == []
    assert erasing.erase_again() == 0


def test_an_erasure_that_was_cut_short_is_finished_at_the_next_start(patient: UUID) -> None:
    noted(patient, "marker")
    erasing.write_down([(patient, NOW)])
    assert erasing.erase_again() == 1
    with pytest.raises(store.Erased):
        store.read(patient)


def test_a_torn_line_in_the_ledger_is_passed_over(patient: UUID, settings: object) -> None:
    other = uuid4()
    erasing.write_down([(other, NOW)])
    path = erasing._path()
    path.write_text(path.read_text() + '{"patient": "0b8')
    erasing.write_down([(patient, NOW)])
    assert dict(erasing.ledger()).keys() == {other, patient}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE store_entry SET body = 'felt fatigue 1' WHERE sequence = 2", "was changed"),
        ("UPDATE store_entry SET act = patient_id WHERE sequence = 1", "was changed"),
        ("DELETE FROM store_entry WHERE sequence = 1", "is missing"),
        ("DELETE FROM store_entry WHERE sequence = 4", "newest entries are missing"),
        ("UPDATE store_patient SET head = 3", "newest entries are missing"),
    ],
)
def test_what_was_changed_outside_corrin_is_found(
    patient: UUID, kept: str, statement: str, said: str
) -> None:
    added(patient, felt(7), felt(3), felt(2), felt(1))
    with as_owner(), connection.cursor() as cursor:
        if kept == "sqlite":
            cursor.execute("DROP TRIGGER store_entry_unchanged")
            cursor.execute("DROP TRIGGER store_entry_kept")
        else:
            cursor.execute("ALTER TABLE store_entry DISABLE ROW LEVEL SECURITY")
            cursor.execute("ALTER TABLE store_patient DISABLE ROW LEVEL SECURITY")
        cursor.execute(statement)
        assert cursor.rowcount == 1
    faults = verify().faults
    assert len(faults) == 1
    assert said in faults[0]


def test_an_export_is_everything_and_reads_back_equal(patient: UUID, tmp_path: Path) -> None:
    act = added(patient, felt(7), felt(3))
    store.undo(patient, act, new_act=uuid4(), by="=cmd()", noted_at=NOW)
    assert export(tmp_path / "out") == 1
    text = (tmp_path / "out" / f"{patient}.b12").read_text()
    assert read_notation(text) == Record(store.read(patient).entries)
    case = (tmp_path / "out" / f"{patient}.json").read_text()
    assert read_case(case).record.sha256() == store.read(patient).sha256()
    table = (tmp_path / "out" / f"{patient}.csv").read_text().splitlines()
    assert len(table) == 5
    assert "'=cmd()" in table[-1]
    with pytest.raises(store.UnknownPatient):
        export(tmp_path / "other", uuid4())
    assert not (tmp_path / "other").exists()


def test_a_new_moment_is_not_needed_to_see_the_same_bytes(patient: UUID) -> None:
    noted(patient, "marker")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert list(dump.lines(moment)) == list(dump.lines(moment))
