"""Where the rows are: a file in the data folder, or the PostgreSQL of one setting."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from corrin.store.errors import Unsafe

FILE = "corrin.sqlite3"
ASIDE = "replaced.sqlite3"  # what stood there before a restore; the next erasure removes it
WAIT = 20  # seconds a writer waits for another


# Connections stay open: a SQLite that was opened can still be read when the disk is full, while
# opening it anew needs room for its log. PostgreSQL is asked first whether it is still there.


def databases(data: Path, address: str | None) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: SQLite in the data folder, or postgresql://user:password@host/name."""
    return {"default": _postgresql(address) if address else _sqlite(data / FILE)}


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "corrin.store.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": WAIT},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise Unsafe(
            "CORRIN_DATABASE does not name a PostgreSQL database: "
            "write postgresql://user:password@host:5432/name"
        )
    return {
        "ENGINE": "corrin.store.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
