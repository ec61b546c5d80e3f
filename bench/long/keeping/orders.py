"""Any order of writing on several devices: SQLite, PostgreSQL and a plain dictionary say the same.

PYTHONPATH=src python bench/long/keeping/orders.py --runs 2000 --seed 1
PYTHONPATH=src python bench/long/keeping/orders.py --runs 200 --seed 1 --postgresql
Each run is 50 steps: add, correct, withdraw, undo, redo, retry, erase. Control: corrections that
are not applied when reading must make it differ from the dictionary.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")

import django  # noqa: E402

django.setup()

from hypothesis import HealthCheck, Phase, seed, settings  # noqa: E402
from hypothesis.errors import Flaky  # noqa: E402
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402

from corrin.record import Record  # noqa: E402
from corrin.store.tables import upgrade  # noqa: E402
from tests.store import base  # noqa: E402
from tests.store.machine import Devices  # noqa: E402
from tests.store.postgres import OWNER, Server  # noqa: E402

STEPS = 50


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    told = parser.parse_args()
    print(f"orders.py --runs {told.runs} --seed {told.seed}{' --postgresql' * told.postgresql}")
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        databases = [base.copied(base.made_once(Path(place) / "empty"), Path(place) / "data")]
        if told.postgresql:
            databases.append(_postgresql(stack))
        if not told.postgresql:  # one database stays connected
            stack.enter_context(base.standing_in(databases[0], Path(place)))
        differ = compare(told.runs, told.seed, Path(place), databases)
        with patch.object(Record, "current", lambda record: record):
            few = max(told.runs // 20, 20)  # five were too few once
            control = compare(few, told.seed, Path(place), databases, expected=True)
    print(f"as it is: {differ}")
    print(f"control, corrections are not applied: {control}")
    return 1 if "differ" in differ or "differ" not in control else 0


def compare(
    runs: int, number: int, place: Path, databases: list[dict[str, Any]], *, expected: bool = False
) -> str:
    """What came of so many runs on these databases."""

    @seed(number)
    class Here(Devices):
        settings = tuple(databases)
        folder = place

    how = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
        print_blob=False,
    )
    before = Devices.runs
    try:
        run_state_machine_as_test(Here, settings=how, _min_steps=STEPS)
    except (AssertionError, Flaky) as why:  # ids are new in each run, so no two fail alike
        if not expected:
            traceback.print_exception(why)
        return f"they differ after {Devices.runs - before} runs: {type(why).__name__}"
    return f"{Devices.runs - before} runs of {STEPS} steps, {len(databases)} databases, all equal"


def _postgresql(stack: ExitStack) -> dict[str, Any]:
    """A PostgreSQL of its own, with the tables."""
    server = Server()
    stack.callback(server.stop)
    server.start()
    server.administer(f"CREATE ROLE {OWNER} LOGIN CREATEROLE", f"CREATE DATABASE d OWNER {OWNER}")
    with base.standing_in(server.settings("d"), server.folder):
        upgrade()
    return server.settings("d")


if __name__ == "__main__":
    sys.exit(main())
