"""Django's PostgreSQL with what keeps a record asserted at every connect.

The setting names the owner of the tables. Once they are there, every connection steps down to the
role `corrin_app`, which can add and read entries and nothing else.
"""

from typing import Any

from django.db.backends.postgresql import base

from corrin.store.errors import Unsafe
from corrin.store.postgresql.rights import ROLE

SETTINGS = {"fsync": "on", "full_page_writes": "on"}
DURABLE = ("on", "local", "remote_write", "remote_apply")
STANDING = """
SELECT to_regclass('store_entry') IS NOT NULL,
    EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND NOT rolsuper AND NOT rolbypassrls)
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that keeps what it acknowledges. Raises Unsafe with what was met."""
        connection = super().get_new_connection(conn_params)
        try:
            _settle(connection)
        except Exception:
            connection.close()
            raise
        return connection


def _settle(connection: Any) -> None:
    for name, wanted in SETTINGS.items():
        met = _row(connection, f"SHOW {name}")[0]
        if met != wanted:
            raise Unsafe(
                f"PostgreSQL runs with {name}={met}, and a power cut could lose records: "
                f"set {name}={wanted} in postgresql.conf and start it again"
            )
    connection.execute("SET synchronous_commit = 'on'")
    built, role = _row(connection, STANDING, [ROLE])
    if built and not role:
        raise Unsafe(
            f"the role {ROLE} is missing or may see every row: as administrator say "
            f"CREATE ROLE {ROLE} NOLOGIN, or ALTER ROLE {ROLE} NOSUPERUSER NOBYPASSRLS"
        )
    if built:
        connection.execute(f"SET ROLE {ROLE}")
    if not connection.autocommit:
        connection.commit()


def _row(connection: Any, question: str, given: list[Any] | None = None) -> Any:
    return connection.execute(question, given).fetchone()
