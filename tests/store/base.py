"""A real database for one test, in the place of the app's."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings as django_settings
from django.db import connections
from django.test import override_settings

from corrin import store
from corrin.record import Score
from corrin.store.place import databases
from corrin.store.tables import upgrade


@contextmanager
def standing_in(settings: dict[str, Any], data: Path | None = None) -> Iterator[None]:
    """Django's default database is this one, and `data` its folder, in this thread."""
    data = data or Path(settings["NAME"]).parent
    before = dict(connections["default"].settings_dict)
    if all(before.get(name) == settings.get(name) for name in ("ENGINE", "NAME", "HOST")):
        yield  # it stands there already
        return
    use(settings)
    try:
        with override_settings(DATA=data):
            yield
    finally:
        use(before)


@contextmanager
def in_turn(settings: dict[str, Any], data: Path, open_ones: dict[str, Any]) -> Iterator[None]:
    """As `standing_in`, with a connection that stays open, kept in `open_ones`, until `shut`."""
    place = str(settings["NAME"])
    if place not in open_ones:
        use(settings)
        open_ones[place] = connections["default"]
    connections.settings["default"] = open_ones[place].settings_dict
    connections["default"] = open_ones[place]
    before, django_settings.DATA = django_settings.DATA, data  # quicker than override_settings
    try:
        yield
    finally:
        django_settings.DATA = before


def shut(open_ones: dict[str, Any]) -> None:
    """Close the connections that stayed open."""
    for base in open_ones.values():
        base.close()
    open_ones.clear()


def use(settings: dict[str, Any]) -> None:
    """Point Django's default database at this one."""
    connections["default"].close()
    del connections["default"]
    full = {"TIME_ZONE": None, "CONN_MAX_AGE": 0, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    rest = {"CONN_HEALTH_CHECKS": False, "HOST": "", "PORT": "", "USER": "", "PASSWORD": ""}
    connections.settings["default"] = {**full, **rest, "TEST": {"MIGRATE": True}, **settings}


def sqlite_file(folder: Path) -> dict[str, Any]:
    """The settings of a database in this folder."""
    return databases(folder, None)["default"]


def made_once(folder: Path) -> Path:
    """A folder with an empty, upgraded database, to be copied."""
    folder.mkdir(parents=True, exist_ok=True)
    with standing_in(sqlite_file(folder), folder):
        upgrade()
    return folder


def copied(template: Path, folder: Path) -> dict[str, Any]:
    """The settings of a fresh copy."""
    shutil.copytree(template, folder)
    return sqlite_file(folder)


def two_patients() -> tuple[UUID, UUID]:
    """Two patients with an entry each."""
    ids = uuid4(), uuid4()
    for id_ in ids:
        store.new_patient(id_)
        entry = Score(id=str(uuid4()), on=date(2026, 2, 20), item="fatigue", score=7)
        store.append(id_, [entry], by="d", noted_at=datetime(2026, 11, 22, tzinfo=UTC))
    return ids
