"""A database of the store's first edition with records in it, and killed upgrades of it."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from corrin import store
from corrin.record import Administration, Entry, Score
from corrin.store import models
from corrin.store.postgresql import rights
from corrin.store.room import snapshot

FIRST = ("store", "0001_entries")
NOW, DAY = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 2, 20)
Records = dict[UUID, tuple[Entry, ...]]


def build() -> None:
    """The tables as the store's first edition made them, and on PostgreSQL their rights."""
    with rights.as_owner():
        executor = MigrationExecutor(connection)
        leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] != FIRST[0]]
        executor.migrate([FIRST, *leaves])
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for laid in (rights.MAKE_ROLE, rights.ROWS, rights.GRANTS, rights.ERASE):
                    cursor.execute(laid)


def fill(days: int) -> Records:
    """Two patients with a diary of so many days, corrected, withdrawn and undone here and there,
    and a third who was erased; what can be read of the two."""
    ids = uuid4(), uuid4(), uuid4()
    for id_ in ids:
        _kept(id_, days)
    store.erase(ids[2], NOW)
    return read(ids[:2])


def _kept(id_: UUID, days: int) -> None:
    written: dict[str, Any] = {"by": "phone", "noted_at": NOW}
    store.new_patient(id_, zone="Europe/Copenhagen")
    scores = [
        Score(id=str(uuid4()), on=DAY + timedelta(days=n), item="fatigue", score=n % 11)
        for n in range(days)
    ]
    doses = [
        Administration(id=str(uuid4()), on=e.on, drug="hydroxocobalamin", dose_ug=1000, route="im")
        for e in scores[::56]
    ]
    store.append(id_, [*scores, *doses], **written)
    new, act = replace(scores[1], id=str(uuid4()), score=5.0), uuid4()
    store.correct(id_, UUID(scores[1].id), [new], act=act, **written)
    store.withdraw(id_, UUID(scores[2].id), act=uuid4(), **written)
    store.undo(id_, act, new_act=uuid4(), **written)
    store.set_due(id_, DAY + timedelta(days=days))


def read(ids: Any) -> Records:
    """What these patients have."""
    return {id_: store.read(id_).entries for id_ in ids}


def rows() -> list[tuple[Any, ...]]:
    """Every row of the store's own tables as it stands."""
    kept = (models.Patient, models.Entry, models.Due, models.Erasure)
    with snapshot():
        return [row for model in kept for row in model._base_manager.order_by("pk").values_list()]


def steps() -> set[str]:
    """The store's migrations that are done."""
    done = MigrationRecorder(connection).applied_migrations()
    return {name for app, name in done if app == FIRST[0]}


def in_parts() -> None:
    """The control: an upgrade that is not one transaction."""
    with rights.as_owner():
        call_command("migrate", verbosity=0, interactive=False)


def killed(
    upgrade: Callable[[], None], *, statement: int = 0, seconds: float | None = None
) -> bool:
    """Whether a process that upgrades was killed: before a statement, or after so many seconds."""
    connection.close()
    child = os.fork()
    if child == 0:
        numbers = count(1)

        def run(do: Callable[..., Any], *given: Any) -> Any:
            if next(numbers) == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return do(*given)

        try:
            with connection.execute_wrapper(run):
                upgrade()
        finally:
            os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
