"""Any order of writing on several devices: SQLite, PostgreSQL and a plain dictionary say the same.

PYTHONPATH=src python bench/long/keeping/orders.py --runs 2000 --seed 1
PYTHONPATH=src python bench/long/keeping/orders.py --runs 200 --seed 1 --postgresql
Each run is 50 steps: add, correct, withdraw, undo, redo, retry, erase. Every answer is compared.
After each step the patient it was about is read anew from the rows of each database and compared
with the dictionary, after a retry and at the end of a run every patient. Control: corrections that
are not applied when reading must make it differ. Between runs the tables are emptied at once. On a
disk in memory (TMPDIR=/dev/shm) a sync costs nothing; `power_cuts.py` tests syncs. With
`--processes` the runs are dealt out; each is the same whoever makes it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
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
    parser.add_argument("--processes", type=int, default=1)
    told = parser.parse_args()
    print(
        f"orders.py --runs {told.runs} --seed {told.seed}{' --postgresql' * told.postgresql}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        made = base.made_once(Path(place) / "empty")
        server = _postgresql(stack) if told.postgresql else None
        homes = [_home(Path(place) / f"{n}", made, server, n) for n in range(told.processes)]
        said = dealt_out(told.runs, told.seed, homes, told.minutes)
        print(f"as it is: {said}", flush=True)
        with patch.object(Record, "current", lambda record: record):
            control = dealt_out(max(told.runs // 20, 20), told.seed, homes[:1])  # five were too few
    print(f"control, corrections are not applied: {control}")
    return 1 if "differ" in said or "differ" not in control else 0


@dataclass(frozen=True)
class Home:
    """Where one process makes its runs: its folder, and its databases."""

    folder: Path
    databases: tuple[dict[str, Any], ...]


def _home(folder: Path, made: Path, server: Server | None, n: int) -> Home:
    databases = [base.copied(made, folder)]
    if server:
        server.administer(f"CREATE DATABASE d{n} TEMPLATE empty OWNER {OWNER}")
        databases.append(server.settings(f"d{n}"))
    return Home(folder, tuple(databases))


def dealt_out(runs: int, seed: int, homes: list[Home], minutes: int = 0) -> str:
    """What came of so many runs, each home having its share of them."""
    pipes = []
    for n, home in enumerate(homes):
        out, into = os.pipe()
        if os.fork() == 0:
            told = compare(range(n, runs, len(homes)), seed, home, minutes)
            os.write(into, json.dumps(told).encode())
            os._exit(0)
        os.close(into)
        pipes.append(out)
    steps: Counter[str] = Counter()
    differ = []
    for out in pipes:
        with os.fdopen(out) as heard:
            found, why = json.loads(heard.read())
        os.wait()
        steps.update(found)
        differ += why
    if differ:
        return f"they differ in {', '.join(differ)}"
    made, number = steps.pop("runs"), len(homes[0].databases)
    said = ", ".join(f"{count} {name}" for name, count in sorted(steps.items()))
    return f"{made} runs of {STEPS} steps, {number} databases, all equal ({said})"


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
    runs: Iterable[int], seed: int, home: Home, minutes: int
) -> tuple[dict[str, int], list[str]]:
    """The steps that were made, and the run in which they differ, if one does."""
    Devices.settings, Devices.folder = home.databases, home.folder
    steps: Counter[str] = Counter(runs=0)
    until = time.monotonic() + 60 * minutes if minutes else float("inf")
    for run in runs:
        if time.monotonic() > until:
            break
        try:
            one_run(np.random.default_rng([seed, run]), steps)
        except AssertionError as why:
            traceback.print_exception(why)
            return dict(steps), [f"run {run + 1}: {type(why).__name__}"]
        steps["runs"] += 1
        if steps["runs"] % 25 == 0:
            print(time.strftime("%H:%M:%S"), steps["runs"], file=sys.stderr, flush=True)
    return dict(steps), []


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


def _postgresql(stack: ExitStack) -> Server:
    """A PostgreSQL of its own, with an empty database to be copied."""
    server = Server()
    stack.callback(server.stop)
    server.start()
    server.owned("empty")
    with base.standing_in(server.settings("empty"), server.folder):
        upgrade()
    return server


if __name__ == "__main__":
    sys.exit(main())
