"""An upgrade that is killed leaves the tables as they were; the next start makes them whole."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from corrin import store
from corrin.store.tables import upgrade
from corrin.store.verifying import verify
from tests.store import base
from tests.store.postgres import OWNER, Server
from tests.store.test_entries import WRITTEN, felt


@pytest.fixture(params=["sqlite", "postgresql"])
def blank(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database without a table, in use while the test runs."""
    settings = base.sqlite_file(tmp_path)
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        name = f"blank_{uuid4().hex}"
        server.administer(f"CREATE DATABASE {name} OWNER {OWNER}")
        settings = server.settings(name)
    with django_db_blocker.unblock(), base.standing_in(settings, tmp_path):
        yield


def upgrade_killed_at(statement: int) -> int:
    """The signal that ended a process while it upgraded: it kills itself before this statement."""
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
    return os.WTERMSIG(os.waitpid(child, 0)[1])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
def test_a_killed_upgrade_leaves_no_half_and_the_next_one_finishes_it(blank: None) -> None:
    for statement in (3, 60, 150):
        assert upgrade_killed_at(statement) == signal.SIGKILL
        assert connection.introspection.table_names() == []
        connection.close()
    upgrade()
    patient = uuid4()
    store.new_patient(patient)
    store.append(patient, [felt(7)], **WRITTEN)
    assert verify().entries == 1
    assert verify().faults == []
