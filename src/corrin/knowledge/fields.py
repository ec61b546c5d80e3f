"""Reading one field of a table, and refusing by name what may not stand there."""

from datetime import date
from typing import Any

from corrin.knowledge.model import KnowledgeError

Table = dict[str, Any]


def need(table: Table, key: str, where: str) -> Any:
    """The value of a field that must be there. Raises KnowledgeError where it is not."""
    if table.get(key) in (None, "", []):
        raise KnowledgeError(f"{where}: `{key}` is missing; add it")
    return table[key]


def one_of(value: str, allowed: Any, where: str, what: str) -> str:
    """The value, where it is on the list. Raises KnowledgeError where it is not."""
    if value not in allowed:
        raise KnowledgeError(f"{where}: {what} {value!r} is not one of {', '.join(allowed)}")
    return value


def day(table: Table, key: str, where: str) -> date:
    """A date. Raises KnowledgeError where it is missing or no date."""
    found = need(table, key, where)
    if not isinstance(found, date):
        raise KnowledgeError(f"{where}: `{key}` must be a date")
    return found
