"""Every table as lines of JSON: the same text from SQLite and PostgreSQL, and back into either.

A header, then for each table its name and columns and one line a row, then a last line with the
number of rows and the hash of all before it: a text that was cut or changed is refused.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import IntegrityError, connections, transaction
from django.db.models import Model

from corrin import __version__
from corrin.store.errors import Damaged

FORMAT = 1
BATCH = 500
# Signing in is done anew after a restore; an erasure under way is finished from the ledger.
LEFT_OUT = ("sessions.session", "store.erasing")


def lines(made_at: datetime) -> Iterator[str]:
    """The whole database as it stands at one moment, others writing meanwhile."""
    from corrin.store.room import snapshot

    digest, rows = hashlib.sha256(), 0
    with snapshot():
        for line in _body(made_at):
            digest.update(line.encode())
            rows += line.startswith("[")
            yield line
    yield json.dumps({"rows": rows, "sha256": digest.hexdigest()}) + "\n"


def tables() -> list[type[Model]]:
    """Every table that is kept, in a fixed order."""
    models = apps.get_models(include_auto_created=True)
    kept = [m for m in models if m._meta.managed and m._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda m: m._meta.label_lower)


def _body(made_at: datetime) -> Iterator[str]:
    header = {"corrin": __version__, "format": FORMAT, "made_at": made_at.isoformat()}
    yield json.dumps(header) + "\n"
    for model in tables():
        fields = [field.attname for field in model._meta.concrete_fields]
        yield json.dumps({"table": model._meta.label_lower, "fields": fields}) + "\n"
        rows = model._base_manager.order_by("pk").values_list(*fields)
        for row in rows.iterator(chunk_size=BATCH):
            yield json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case _:
            return value


def load(text: Iterable[str], using: str = "default") -> str:
    """Fill an empty, upgraded database; all of it or nothing. Gives the hash of the text.

    Raises Damaged where the text is not whole, or holds what this edition has no place for.
    """
    try:
        return _loaded(text, using)
    except (IntegrityError, KeyError, OverflowError, TypeError, ValueError):  # not as we write it
        raise Damaged("a row of it cannot be kept") from None


def _loaded(text: Iterable[str], using: str) -> str:
    digest, count = hashlib.sha256(), 0
    with connections[using].constraint_checks_disabled(), transaction.atomic(using=using):
        for model in reversed(tables()):
            if model._meta.app_label != "store":
                model._base_manager.using(using).all().delete()
        filling: _Filling | None = None
        for line in text:
            said = _parsed(line)
            if isinstance(said, dict) and "sha256" in said:
                _must_end(said, digest.hexdigest(), count)
                break
            digest.update(line.encode())
            if isinstance(said, list) and filling:
                filling.add(said)
                count += 1
            elif isinstance(said, dict) and "table" in said:
                filling = _next(filling, said, using)
            elif not (isinstance(said, dict) and said.get("format") == FORMAT):
                raise Damaged("it is not a backup of this edition of corrin")
        else:
            raise Damaged("it ends too early: part of it is missing")
        if filling:
            filling.flush()
        _reset_counters(using)
    return digest.hexdigest()


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise Damaged("a line of it cannot be read") from None


def _must_end(said: dict[str, Any], digest: str, count: int) -> None:
    if said != {"rows": count, "sha256": digest}:
        raise Damaged("it was changed after it was made: its hash is another")


class _Filling:
    """Rows on their way into one table."""

    def __init__(self, model: type[Model], fields: Sequence[str], using: str) -> None:
        known = {field.attname: field for field in model._meta.concrete_fields}
        if unknown := set(fields) - known.keys():
            raise Damaged(
                f"it holds {', '.join(sorted(unknown))}, which this edition does not know"
            )
        self._model, self._using = model, using
        self._fields = [known[name] for name in fields]
        self._rows: list[Model] = []

    def add(self, row: Sequence[Any]) -> None:
        try:
            pairs = zip(self._fields, row, strict=True)
            values = {field.attname: field.to_python(value) for field, value in pairs}
        except (ValidationError, ValueError, TypeError):
            raise Damaged("a row of it cannot be read") from None
        self._rows.append(self._model(**values))
        if len(self._rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        self._model._base_manager.using(self._using).bulk_create(self._rows)
        self._rows = []


def _next(before: _Filling | None, said: dict[str, Any], using: str) -> _Filling:
    if before:
        before.flush()
    models = {model._meta.label_lower: model for model in tables()}
    if said["table"] not in models:
        raise Damaged(f"it holds the table {said['table']}, which this edition does not know")
    return _Filling(models[said["table"]], said["fields"], using)


def _reset_counters(using: str) -> None:
    """Let numbers given by the database go on after the highest that was filled in."""
    with connections[using].cursor() as cursor:
        for statement in connections[using].ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
