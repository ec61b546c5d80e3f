"""Any order of writing, on any device: SQLite, PostgreSQL and a plain dictionary say the same."""

from pathlib import Path
from uuid import uuid4

from django.db import connections
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from pytest_django.plugin import DjangoDbBlocker

from tests.store import base, machine
from tests.store.postgres import OWNER, Server


def test_every_order_of_writing_gives_the_same_on_both_databases(
    empty: Path, tmp_path: Path, postgres: Server, django_db_blocker: DjangoDbBlocker
) -> None:
    name = f"machine_{uuid4().hex}"
    postgres.administer(f"CREATE DATABASE {name} TEMPLATE empty OWNER {OWNER}")
    both = (base.copied(empty, tmp_path / "data"), postgres.settings(name))

    class Here(machine.Devices):
        settings = both
        folder = tmp_path

    few = settings(
        max_examples=8,
        stateful_step_count=15,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    with django_db_blocker.unblock():
        before = dict(connections["default"].settings_dict)
        try:
            run_state_machine_as_test(Here, settings=few)
        finally:
            base.shut(machine.Devices.open_ones)
            base.use(before)
