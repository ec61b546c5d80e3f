"""Fixtures: an empty database of each kind, and a patient in it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from corrin import store
from tests.store import base


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """A folder with an empty SQLite database."""
    with django_db_blocker.unblock():
        return base.made_once(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def folder(empty: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The data folder of a SQLite database that is in use while the test runs."""
    with django_db_blocker.unblock(), base.standing_in(base.copied(empty, tmp_path / "data")):
        yield tmp_path / "data"


@pytest.fixture
def kept(folder: Path) -> str:
    """An empty database in use; its kind."""
    return "sqlite"


@pytest.fixture
def patient(kept: str) -> UUID:
    """A patient without entries."""
    patient_id = uuid4()
    store.new_patient(patient_id, zone="Europe/Copenhagen")
    return patient_id
