"""A disk that is full: a real one with a few or a few hundred kilobytes of room, at many sizes.

PYTHONPATH=src python bench/long/keeping/full.py --sizes 200 --seed 1
PYTHONPATH=src python bench/long/keeping/full.py --sizes 10 --seed 1 --postgresql
Linux, as root: the disk is a tmpfs mounted for each size. A diary is written until no room is
left. Writing must then be answered with 507 and what to do, reading still with 200; once there is
room the same program must take the same entries, without a restart on SQLite (PostgreSQL may have
to be started again, as its service does); nothing acknowledged may be lost. Control: where
acknowledgements are given whatever the store says, some must be lost.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from corrin import store  # noqa: E402
from corrin.app.models import Diary  # noqa: E402
from corrin.record import Score  # noqa: E402
from corrin.store import reading  # noqa: E402
from corrin.store.tables import upgrade  # noqa: E402
from corrin.store.verifying import verify  # noqa: E402
from tests.store import base  # noqa: E402
from tests.store.postgres import OWNER, Server  # noqa: E402

NOW, DAY = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 2, 20)
SAYS = "nothing was acknowledged; try again with the same ids"
BAD = ("lost", "doubled", "broken", "unclear", "unread", "did not recover")
EMPTY = Path(tempfile.mkdtemp()) / "empty"
ROOM, ROOMY = (0, 800), 400_000  # kilobytes
MOST = 4000  # entries; by then the disk is full
CONTROL = "control, acknowledged whatever the store says"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    told = parser.parse_args()
    print(f"full.py --sizes {told.sizes} --seed {told.seed}{' --postgresql' * told.postgresql}")
    wrong = 0
    base.made_once(EMPTY)
    for control in ("", CONTROL):
        found: Counter[str] = Counter()
        rng = np.random.default_rng(told.seed)
        fill = _on_postgresql if told.postgresql else _on_sqlite
        fill(max(told.sizes // 20, 2) if control else told.sizes, rng, control, found)
        counts = ", ".join(f"{found[n]} {n}" for n in ("sizes", "acknowledged", "refusals", *BAD))
        print(f"{control or 'as it is'}: {counts}", flush=True)
        wrong += bool(sum(found[name] for name in BAD)) != bool(control)
    return 1 if wrong else 0


@contextmanager
def disk() -> Iterator[Path]:
    """A disk of its own, with plenty of room."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOMY}k", "tmpfs", str(place)]
    subprocess.run(mount, check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def _leave(place: Path, kilobytes: int) -> None:
    """Let there be so much room on the disk."""
    told = os.statvfs(place)
    used = (told.f_blocks - told.f_bfree) * told.f_frsize // 1024
    words = ["mount", "-o", f"remount,size={used + kilobytes}k", str(place)]
    subprocess.run(words, check=True)


def _on_sqlite(sizes: int, rng: np.random.Generator, control: str, found: Counter[str]) -> None:
    for _ in range(sizes):
        with disk() as place, base.standing_in(base.copied(EMPTY, place / "d"), place / "d"):
            _one(rng, control, found, place, lambda: None)
            connection.close()


def _on_postgresql(sizes: int, rng: np.random.Generator, control: str, found: Counter[str]) -> None:
    """One server whose disk is filled up again and again, each time another database on it."""
    with ExitStack() as stack:
        place = stack.enter_context(disk())
        stack.enter_context(patch.object(tempfile, "tempdir", str(place)))
        server = Server()
        stack.callback(server.stop)
        server.start()
        server.owned("empty")
        with base.standing_in(server.settings("empty"), place):
            upgrade()
        for n in range(sizes):
            server.administer(f"CREATE DATABASE d{n} TEMPLATE empty OWNER {OWNER}", "CHECKPOINT")
            with base.standing_in(server.settings(f"d{n}"), place):
                _one(rng, control, found, place, partial(_awake, server))
                connection.close()
            server.administer(f"DROP DATABASE d{n} WITH (FORCE)", "CHECKPOINT")


def _awake(server: Server) -> None:
    """PostgreSQL stops by itself where it has no room for its log; its service starts it again."""
    assert server._postmaster is not None
    if server._postmaster.poll() is not None:
        server.start()
    server._wait()


def _one(
    rng: np.random.Generator, control: str, found: Counter[str], place: Path, mend: Any
) -> None:
    found["sizes"] += 1
    patient = UUID(bytes=rng.bytes(16), version=4)
    store.new_patient(patient)
    Diary.objects.create(patient_id=patient, owner="", country="dk")
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.get("/me/")
    _leave(place, int(rng.integers(*ROOM)))
    told, refused = _written(patient, rng, control, found)
    assert len(refused) + len(told) < MOST, "the disk was never full"
    full = _posted(client)
    found["unclear"] += full.status_code != 507 if refused else 0
    reading.forget(patient)
    found["unread"] += client.get("/me/diary/").status_code != 200
    _leave(place, ROOMY)
    mend()
    for entry in refused:
        try:
            store.append(patient, [entry], by="d", noted_at=NOW)
            told.add(entry.id)
        except store.StoreError:
            connection.close()
            found["did not recover"] += 1
    found["did not recover"] += _posted(client).status_code != 302
    there = Counter(str(row.id) for row in store.history(patient))
    found["acknowledged"] += len(told)
    found["lost"] += len(told - there.keys())
    found["doubled"] += sum(there.values()) - len(there)
    found["broken"] += bool(verify().faults)


def _written(
    patient: UUID, rng: np.random.Generator, control: str, found: Counter[str]
) -> tuple[set[str], list[Score]]:
    """Write until three entries were refused: what was acknowledged, and what was not."""
    told: set[str] = set()
    refused: list[Score] = []
    tries = 0
    for _ in range(MOST):
        id_ = str(UUID(bytes=rng.bytes(16), version=4))
        note = "".join(chr(97 + n) for n in rng.integers(0, 26, size=int(rng.integers(0, 1900))))
        entry = Score(id=id_, on=DAY, item="fatigue", score=7, note=note)
        try:
            store.append(patient, [entry], by="d", noted_at=NOW)
            told.add(id_)
        except store.NotStored as why:
            found["refusals"] += 1
            found["unclear"] += not str(why).endswith(SAYS)
            if control:
                told.add(id_)
            else:
                refused.append(entry)
            tries += 1
            if tries == 3:
                return told, refused
    return told, refused


def _posted(client: Client) -> Any:
    """A day sent from the page."""
    sent = {"code": "fatigue", "item_0": "5", "note": "y" * 1900, "form": str(UUID(int=7))}
    return client.post(f"/me/day/{DAY}/", sent)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
