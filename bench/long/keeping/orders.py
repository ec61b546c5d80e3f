"""Any order of writing on several devices: SQLite, PostgreSQL and a plain dictionary say the same.

PYTHONPATH=src python bench/long/keeping/orders.py --runs 2000 --seed 1
PYTHONPATH=src python bench/long/keeping/orders.py --runs 200 --seed 1 --postgresql
Each run is 50 steps: add, correct, withdraw, undo, redo, retry, erase. Control: corrections that
are not applied when reading must make it differ from the dictionary. Every answer and every read
after every step is compared; rows are read anew each time. Between runs the tables are emptied at
once. On a disk in memory (TMPDIR=/dev/shm) a sync costs nothing; `power_cuts.py` tests syncs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import ExitStack
from inspect import signature
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from django.db import connections  # noqa: E402

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
    parser.add_argument("--minutes", type=int, default=0, help="stop then, and say how many")
    told = parser.parse_args()
    print(
        f"orders.py --runs {told.runs} --seed {told.seed}{' --postgresql' * told.postgresql}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        databases = [base.copied(base.made_once(Path(place) / "empty"), Path(place) / "data")]
        if told.postgresql:
            databases.append(_postgresql(stack))
        before = dict(connections["default"].settings_dict)
        stack.callback(base.use, before)
        stack.callback(base.shut, Devices.open_ones)
        differ = compare(told.runs, told.seed, Path(place), databases, told.minutes)
        print(f"as it is: {differ}", flush=True)
        with patch.object(Record, "current", lambda record: record):
            few = max(told.runs // 20, 20)  # five were too few once
            control = compare(few, told.seed, Path(place), databases)
    print(f"control, corrections are not applied: {control}")
    return 1 if "differ" in differ or "differ" not in control else 0


# Each rule with how often it is drawn; `pick` and `which` choose among what is there.
RULES = (
    "new",
    "add",
    "add",
    "add",
    "correct",
    "correct",
    "withdraw",
    "undo_the_last",
    "retry",
    "erase",
)


def compare(
    runs: int, number: int, place: Path, databases: list[dict[str, Any]], minutes: int = 0
) -> str:
    """What came of so many runs on these databases."""
    Devices.settings, Devices.folder = tuple(databases), place
    steps: Counter[str] = Counter()
    until = time.monotonic() + 60 * minutes if minutes else float("inf")
    for run in range(runs):
        if time.monotonic() > until:
            runs = run
            break
        try:
            one_run(np.random.default_rng([number, run]), steps)
        except AssertionError as why:
            traceback.print_exception(why)
            return f"they differ in run {run + 1}: {type(why).__name__}"
    said = ", ".join(f"{count} {name}" for name, count in sorted(steps.items()))
    return f"{runs} runs of {STEPS} steps, {len(databases)} databases, all equal ({said})"


def one_run(rng: np.random.Generator, steps: Counter[str]) -> None:
    """A new diary machine, and fifty steps of it drawn by chance."""
    machine = Devices()
    for step in range(STEPS):
        name = "new" if not step else str(rng.choice(RULES))
        given: dict[str, Any] = {
            "pick": int(rng.integers(0, 10**6)),
            "which": int(rng.integers(0, 10**6)),
            "score": int(rng.integers(0, 11)),
            "scores": [int(score) for score in rng.integers(0, 11, size=int(rng.integers(1, 4)))],
            "device": int(rng.integers(1, 4)),
            "sure": int(rng.integers(0, 10)),
        }
        rule = getattr(machine, name)
        rule(**{key: given[key] for key in signature(rule).parameters})
        steps[name] += 1
        machine.equal()
    machine.teardown()


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
