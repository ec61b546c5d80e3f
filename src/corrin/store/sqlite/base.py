"""Django's SQLite with every setting asserted at every connect; it refuses what is unsafe."""

from typing import Any

from corrin.store.errors import Unsafe
from corrin.store.sqlite import driver

driver.stand_in()

from django.db.backends.sqlite3 import base  # noqa: E402 - after its SQLite has been chosen

# FULL and EXTRA are one in a write-ahead log; with a rollback journal only EXTRA keeps the last
# transaction through a power cut, because it also syncs the folder when the journal goes.
EXTRA, ON = 3, 1
SETTINGS = {
    "synchronous": EXTRA,
    "foreign_keys": ON,
    "recursive_triggers": ON,  # else INSERT OR REPLACE walks past the triggers on deletion
    "secure_delete": ON,
    "trusted_schema": 0,
    "cell_size_check": ON,
    "fullfsync": ON,  # only macOS knows it: there an fsync alone does not reach the disk
    "checkpoint_fullfsync": ON,
}


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection on which all settings hold. Raises Unsafe with what was met."""
        connection = super().get_new_connection(conn_params)
        try:
            _settle(connection, in_memory=self.is_in_memory_db())
        except Exception:
            connection.close()
            raise
        return connection


def _settle(connection: Any, *, in_memory: bool) -> None:
    version = _ask(connection, "SELECT sqlite_version()")
    wanted = driver.journal(tuple(map(int, version.split("."))))
    if wanted is None:
        oldest = ".".join(map(str, driver.OLDEST))
        raise Unsafe(
            f"SQLite {version} is too old to keep a record; corrin needs {oldest} or newer: "
            "use a newer Python, or PostgreSQL"
        )
    wanted = "memory" if in_memory else wanted
    found = _ask(connection, f"PRAGMA journal_mode={wanted}")
    if found != wanted:
        raise Unsafe(
            f"SQLite {version} needs the journal mode {wanted!r} and the database stays in "
            f"{found!r}: stop every other program that uses it, and start again"
        )
    for name, value in SETTINGS.items():
        connection.execute(f"PRAGMA {name}={value}")
        held = _ask(connection, f"PRAGMA {name}")
        if held != value:
            raise Unsafe(
                f"SQLite {version} does not take {name}={value} (it says {held!r}), and without "
                "it records could be lost: use the SQLite that corrin brings, or PostgreSQL"
            )


def _ask(connection: Any, question: str) -> Any:
    row = connection.execute(question).fetchone()
    return row[0] if row else None
