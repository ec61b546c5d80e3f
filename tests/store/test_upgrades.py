"""An upgrade that is killed leaves the tables as they were; the next start makes them whole."""

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from corrin import store
from corrin.store.reading import forget
from corrin.store.tables import upgrade
from corrin.store.verifying import verify
from tests.store import base, older
from tests.store.postgres import OWNER, Server
from tests.store.test_entries import WRITTEN, felt

AS_UNIX = pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")


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


@pytest.mark.slow
@AS_UNIX
def test_a_killed_upgrade_leaves_no_half_and_the_next_one_finishes_it(blank: None) -> None:
    for statement in (3, 60, 150):
        assert older.killed(upgrade, statement=statement)
        assert connection.introspection.table_names() == []
        connection.close()
    upgrade()
    patient = uuid4()
    store.new_patient(patient)
    store.append(patient, [felt(7)], **WRITTEN)
    assert verify().entries == 1
    assert verify().faults == []


@pytest.mark.slow
@AS_UNIX
def test_an_upgrade_of_the_first_edition_that_is_killed_again_and_again_loses_no_row(
    blank: None,
) -> None:
    older.build()
    told = older.fill(days=60)
    rows, steps = older.rows(), older.steps()
    for statement in count(4, 12):
        if not older.killed(upgrade, statement=statement):
            break
        assert older.steps() == steps
        assert older.rows() == rows
    assert statement > 20  # several were killed in the middle
    assert older.steps() > steps
    assert older.rows() == rows
    for patient in told:
        forget(patient)
    assert older.read(told) == told
    assert verify().faults == []


@pytest.mark.slow
@AS_UNIX
def test_an_upgrade_that_is_not_one_transaction_is_met_half_done(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), base.standing_in(base.sqlite_file(tmp_path), tmp_path):
        older.build()
        steps = older.steps()
        met = set()
        for statement in count(4, 12):
            if not older.killed(older.in_parts, statement=statement):
                break
            met.add(len(older.steps() - steps))
        assert met & {1, 2}
