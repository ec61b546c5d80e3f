"""SQLite: every setting is asserted at every connect, and what is unsafe is refused."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from corrin.store import Unsafe
from corrin.store.place import databases
from corrin.store.sqlite import base, driver
from corrin.store.tables import upgrade
from tests.store.base import sqlite_file, standing_in


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 36, 0), None),
        ((3, 37, 0), "delete"),
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 0), "delete"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 53, 4), "wal"),
    ],
)
def test_a_write_ahead_log_is_used_only_with_a_sqlite_that_resets_it_safely(
    version: tuple[int, ...], journal: str | None
) -> None:
    assert driver.journal(version) == journal


def test_every_connection_has_every_setting(folder: Path) -> None:
    for _ in range(2):
        with connection.cursor() as cursor:
            for name, value in base.SETTINGS.items():
                cursor.execute(f"PRAGMA {name}")
                assert cursor.fetchone()[0] == value
                cursor.execute(f"PRAGMA {name}={0 if value else 1}")
        connection.close()


def test_a_setting_that_does_not_hold_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(base.SETTINGS, "synchronous", 9)
    connection.close()
    with pytest.raises(Unsafe, match="synchronous"):
        connection.ensure_connection()


def test_a_sqlite_that_is_too_old_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "OLDEST", (99, 0, 0))
    connection.close()
    with pytest.raises(Unsafe, match=r"needs 99\.0\.0 or newer"):
        connection.ensure_connection()


def test_a_database_that_cannot_leave_an_unsafe_journal_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    other: Any = sqlite3.connect(folder / "corrin.sqlite3")
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM store_entry").fetchone()
    monkeypatch.setattr(driver, "journal", lambda version: "delete")
    with pytest.raises(Exception, match=r"journal mode|locked"):
        connection.ensure_connection()
    other.close()


def test_the_safe_journal_is_the_one_in_use(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        version = tuple(map(int, cursor.fetchone()[0].split(".")))
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == driver.journal(version)


def test_an_address_that_is_none_is_refused_with_the_right_form(tmp_path: Path) -> None:
    with pytest.raises(Unsafe, match="postgresql://user"):
        databases(tmp_path, "mysql://localhost/x")
    assert databases(tmp_path, "postgresql://u:p%40@h:5433/n")["default"]["PASSWORD"] == "p@"


def test_a_new_folder_gets_its_tables_and_keeps_them(tmp_path: Path, folder: Path) -> None:
    with standing_in(sqlite_file(tmp_path), tmp_path):
        upgrade()
        upgrade()
        assert {"store_entry", "store_patient"} <= set(connection.introspection.table_names())
