"""Fixtures: an empty database of each kind, and a patient in it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from corrin import store
from corrin.store.tables import upgrade
from tests.store import base
from tests.store.postgres import OWNER, Server


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """A folder with an empty SQLite database."""
    with django_db_blocker.unblock():
        return base.made_once(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def folder(empty: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The data folder of a SQLite database that is in use while the test runs."""
    data = tmp_path / "data"
    with django_db_blocker.unblock(), base.standing_in(base.copied(empty, data), data):
        yield data


@pytest.fixture(scope="session")
def postgres(django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """A PostgreSQL with an empty, upgraded database called `empty`."""
    server = Server()
    try:
        server.start()
        server.administer(
            f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB", f"CREATE DATABASE empty OWNER {OWNER}"
        )
        with django_db_blocker.unblock(), base.standing_in(server.settings("empty"), server.folder):
            upgrade()
        yield server
    finally:
        server.stop()


@pytest.fixture
def on_postgres(
    postgres: Server, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Server]:
    """A PostgreSQL database of its own that is in use while the test runs."""
    name = f"test_{uuid4().hex}"
    postgres.administer(f"CREATE DATABASE {name} TEMPLATE empty OWNER {OWNER}")
    with django_db_blocker.unblock(), base.standing_in(postgres.settings(name), tmp_path):
        yield postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> str:
    """An empty database in use; its kind."""
    request.getfixturevalue("folder" if request.param == "sqlite" else "on_postgres")
    return str(request.param)


@pytest.fixture
def patient(kept: str) -> UUID:
    """A patient without entries."""
    patient_id = uuid4()
    store.new_patient(patient_id, zone="Europe/Copenhagen")
    return patient_id
