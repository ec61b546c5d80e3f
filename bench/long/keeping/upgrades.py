"""Upgrades from the store's first edition, with records in it, killed: nothing is lost.

PYTHONPATH=src python bench/long/keeping/upgrades.py --kills 400 --seed 1 [--postgresql]
Two patients with a diary each and one who was erased are written by the tables of the first
edition. An upgrade of a copy is killed, before a statement or after a time that are drawn, up to
four times, and then left to end. After each kill the store's steps must be all as they were or all
done, and every row as it was; at the end the same records must be read, every seal must prove, and
what is sent once more must be there already. Control: an upgrade that is not one transaction is
met half done.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from corrin import store  # noqa: E402
from corrin.store.reading import forget  # noqa: E402
from corrin.store.tables import upgrade  # noqa: E402
from corrin.store.verifying import verify  # noqa: E402
from tests.store import base, older  # noqa: E402
from tests.store.postgres import OWNER, Server  # noqa: E402

DAYS = 600  # of each diary
MOST = 4  # kills of one copy
WRONG = ("half done", "rows changed", "records not equal", "faults", "entries doubled")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    told = parser.parse_args()
    kind = " --postgresql" if told.postgresql else ""
    print(f"upgrades.py --kills {told.kills} --seed {told.seed}{kind}", flush=True)
    place = on_postgresql if told.postgresql else on_sqlite
    right = True
    with place() as copied:
        for name, way in (("as it is", upgrade), ("control, in parts", older.in_parts)):
            number = told.kills if way is upgrade else max(told.kills // 10, 20)
            found = run(copied, way, number, told.seed)
            print(f"{name}: {', '.join(f'{found[n]} {n}' for n in NAMES)}", flush=True)
            bad = sum(found[n] for n in WRONG)
            right &= not bad if way is upgrade else found["half done"] > 0
    return 0 if right else 1


NAMES = ("kills", "after them no step done", "copies upgraded to the end", *WRONG)
Copies = Callable[[], Any]


@contextmanager
def on_sqlite() -> Iterator[Copies]:
    """Copies of one old database, each in a folder of its own."""
    with tempfile.TemporaryDirectory() as place:
        old, numbers = Path(place) / "old", count()
        old.mkdir()
        with base.standing_in(base.sqlite_file(old), old):
            older.build()
            TOLD.update(older.fill(DAYS))
            connection.close()

        @contextmanager
        def copied() -> Iterator[None]:
            folder = Path(place) / str(next(numbers))
            with base.standing_in(base.copied(old, folder), folder):
                yield

        yield copied


@contextmanager
def on_postgresql() -> Iterator[Copies]:
    """The same on a PostgreSQL of its own."""
    server = Server()
    try:
        server.start()
        server.owned("old")
        with base.standing_in(server.settings("old"), server.folder):
            older.build()
            TOLD.update(older.fill(DAYS))
            connection.close()

        @contextmanager
        def copied() -> Iterator[None]:
            name = f"copy_{uuid4().hex}"
            server.administer(f"CREATE DATABASE {name} TEMPLATE old OWNER {OWNER}")
            with base.standing_in(server.settings(name), server.folder):
                yield
            server.administer(f"DROP DATABASE {name} WITH (FORCE)")

        yield copied
    finally:
        server.stop()


TOLD: older.Records = {}


def run(copied: Copies, way: Callable[[], None], kills: int, seed: int) -> Counter[str]:
    """So many kills, of as many copies as that takes."""
    rng, found = np.random.default_rng(seed), Counter[str]()
    with copied():
        took = lasting(way)
    while found["kills"] < kills:
        with copied():
            _one(rng, way, took, found)
    return found


def lasting(way: Callable[[], None]) -> tuple[int, float]:
    """How many statements an undisturbed upgrade takes, and how many seconds."""
    statements, begun = count(), time.monotonic()

    def run(do: Callable[..., Any], *given: Any) -> Any:
        next(statements)
        return do(*given)

    with connection.execute_wrapper(run):
        way()
    return next(statements), time.monotonic() - begun


def _one(
    rng: np.random.Generator,
    way: Callable[[], None],
    took: tuple[int, float],
    found: Counter[str],
) -> None:
    """One copy: killed up to four times, then upgraded to the end and looked at."""
    rows, old = older.rows(), older.steps()
    for _ in range(int(rng.integers(1, MOST + 1))):
        at: dict[str, Any] = {"statement": int(rng.integers(1, took[0] + 1))}
        if rng.random() < 0.5:
            at = {"seconds": float(rng.uniform(0, took[1]))}
        found["kills"] += older.killed(way, **at)
        done = len(older.steps() - old)
        found["after them no step done"] += done == 0
        found["half done"] += 0 < done < ALL
        found["rows changed"] += older.rows() != rows
    upgrade()
    found["copies upgraded to the end"] += 1
    for patient in TOLD:
        forget(patient)
    found["rows changed"] += older.rows() != rows
    found["records not equal"] += older.read(TOLD) != TOLD
    found["faults"] += len(verify().faults)
    for patient, entries in TOLD.items():
        sent = [replace(entry, noted_at=None) for entry in entries[:9]]
        again = store.append(patient, sent, by="phone", noted_at=older.NOW)
        found["entries doubled"] += len(again.added)


ALL = 3  # steps of the store after its first


if __name__ == "__main__":
    sys.exit(main())
