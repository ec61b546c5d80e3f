"""Which SQLite: the one that came as a package where there is one, else Python's own.

SQLite 3.7.0 to 3.51.2 can lose committed writes when a write-ahead log is reset while two
connections use it (mended in 3.51.3, and in the branches 3.44.6 and 3.50.7). With such a SQLite
a rollback journal is used instead, which has not that fault.
"""

import importlib
import sys
from types import ModuleType

OLDEST = (3, 37, 0)
MENDED = (3, 51, 3)
MENDED_BRANCHES = ((3, 44, 6), (3, 50, 7))


def driver() -> ModuleType:
    """The database module."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3.dbapi2")


def stand_in() -> None:
    """Let Django, which imports `sqlite3` by name, have the SQLite chosen here."""
    chosen = driver()
    if chosen.__name__.startswith("pysqlite3"):
        sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
        sys.modules["sqlite3.dbapi2"] = chosen


def journal(version: tuple[int, ...]) -> str | None:
    """The journal that is safe with this version of SQLite; None where none is."""
    if version < OLDEST:
        return None
    branch = any(version[:2] == mended[:2] and version >= mended for mended in MENDED_BRANCHES)
    return "wal" if version >= MENDED or branch else "delete"
