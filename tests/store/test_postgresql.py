"""PostgreSQL: a patient's rows are seen only by who names that patient, and only ever added to."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from corrin import store
from corrin.store import sql
from corrin.store.postgresql import base
from corrin.store.postgresql.rights import ROLE
from tests.store.base import two_patients
from tests.store.postgres import Server

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def two(on_postgres: Server) -> tuple[UUID, UUID]:
    return two_patients()


def asked(question: str, *, patient: UUID | None = None) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            if patient:
                cursor.execute("SELECT set_config('corrin.patient', %s, true)", [str(patient)])
            cursor.execute(question)
            return list(cursor.fetchall())
        finally:
            cursor.execute("ROLLBACK")


def test_without_a_patient_named_no_row_is_seen(two: tuple[UUID, UUID]) -> None:
    for table in ("store_entry", "store_patient", "store_due"):
        assert asked(f"SELECT * FROM {table}") == []


def test_with_one_patient_named_only_that_patients_rows_are_seen(two: tuple[UUID, UUID]) -> None:
    question = "SELECT patient_id FROM store_entry"  # as if every WHERE had been forgotten
    for patient in two:
        assert asked(question, patient=patient) == [(patient,)]


def test_a_patient_is_named_for_one_message_and_no_longer(two: tuple[UUID, UUID]) -> None:
    every: sql.Question = ("SELECT patient_id FROM store_entry", [])
    for patient in two:
        (seen,) = [list(rows) for rows in sql.ask_of(patient, every)]
        assert seen == [(patient,)]
        assert len(store.read(patient).entries) == 1
        with connection.cursor() as cursor:  # on the same connection, without a transaction
            cursor.execute(every[0])
            assert cursor.fetchall() == []


def test_control_without_the_forced_wall_the_owner_sees_all(
    two: tuple[UUID, UUID], on_postgres: Server
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        assert asked("SELECT * FROM store_entry") == []
        cursor.execute("ALTER TABLE store_entry NO FORCE ROW LEVEL SECURITY")
        assert len(asked("SELECT * FROM store_entry")) == 2


def test_every_table_about_patients_has_the_forced_wall(on_postgres: Server) -> None:
    columns = """SELECT table_name FROM information_schema.columns
        WHERE column_name = 'patient_id' AND table_name LIKE 'store_%'"""
    walled = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    ledgers = {("store_erasure",), ("store_erasing",)}
    assert set(asked(columns)) - ledgers <= set(asked(walled))
    assert ("store_patient",) in asked(walled)


def test_a_row_for_somebody_else_cannot_be_added(two: tuple[UUID, UUID]) -> None:
    mine, other = two
    copied = "INSERT INTO store_entry SELECT * FROM store_entry RETURNING id"
    changed = f"UPDATE store_patient SET seal = '' WHERE id = '{other}' RETURNING id"
    assert asked(changed, patient=mine) == []
    with pytest.raises(DatabaseError):
        asked(copied.replace("*", f"id, sequence + 1, \"on\", noted_at, body, replaces, act, by, "
              f"seal, '{other}'"), patient=mine)  # fmt: skip


def test_the_app_steps_down_at_every_connect(two: tuple[UUID, UUID]) -> None:
    assert asked("SELECT current_user") == [(ROLE,)]
    connection.close()
    assert asked("SELECT current_user") == [(ROLE,)]


def test_a_role_that_sees_everything_is_refused(
    on_postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setattr(base, "ROLE", "postgres")
    with pytest.raises(store.Unsafe, match="NOBYPASSRLS"):
        connection.ensure_connection()


def test_a_server_that_would_lose_records_is_refused(
    on_postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setitem(base.SETTINGS, "fsync", "off")
    with pytest.raises(store.Unsafe, match="fsync=off"):
        connection.ensure_connection()
