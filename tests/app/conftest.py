"""What tests of the app share: a real database of their own, and a reader in front of the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.store import base


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """A folder with an empty database."""
    with django_db_blocker.unblock():
        return base.made_once(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def kept(empty: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A fresh database in use while the test runs."""
    with django_db_blocker.unblock(), base.standing_in(base.copied(empty, tmp_path / "data")):
        yield


@pytest.fixture
def owner(kept: None) -> Client:
    """Whoever sits at this computer."""
    return Client(headers={"host": "localhost"}, raise_request_exception=False)
