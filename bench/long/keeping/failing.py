"""A disk that fails: one call of many, or every call from one on, under our own SQL.

PYTHONPATH=src python bench/long/keeping/failing.py --trials 5000 --seed 1
In each trial a diary is written while the k-th write, truncation, sync or removal fails: once with
an error of the disk, once with "no space", or with "no space" from there on (the write then half
done, as a disk fills up) until room is made. Every error must be one of ours that says what was met
and what to do; the same program must go on by itself when the disk is well, with the same ids;
every acknowledged entry must be there once, now and after a power cut at the end, where what a
failed sync was to save is gone; file and seals must be whole. Controls: without transactions, and
with `synchronous=OFF`, something must break.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, date, datetime
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

from django.db import connection, transaction  # noqa: E402

from bench.long.keeping.disk import Disk, library, steps  # noqa: E402
from corrin import store  # noqa: E402
from corrin.record import Entry, Score  # noqa: E402
from corrin.store.verifying import verify  # noqa: E402
from tests.store import base  # noqa: E402

NOW, DAY = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 2, 20)
PATIENT = UUID(int=1)
ACTS = 12
FOREVER = 10**9
# How the disk fails: how many calls, and with which error.
WAYS = {
    "one error": (1, errno.EIO),
    "one call without room": (1, errno.ENOSPC),
    "no room from there on": (FOREVER, errno.ENOSPC),
}
CONTROLS = ("", "no transactions", "synchronous=OFF")
SAYS = "nothing was acknowledged; try again with the same ids"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    if "disk.so" not in os.environ.get("LD_PRELOAD", ""):
        with tempfile.TemporaryDirectory() as place:
            return _again(library(Path(place)))
    print(f"failing.py --trials {told.trials} --seed {told.seed}", flush=True)
    wrong = 0
    for control in CONTROLS:
        trials = max(told.trials // 20, 9) if control else told.trials
        found = run(trials, told.seed, control)
        print(f"{f'control, {control}' if control else 'as it is'}: {said(found)}", flush=True)
        wrong += bool(sum(found[name] for name in BAD)) != bool(control)
    return 1 if wrong else 0


def _again(made: Path) -> int:
    """The same command with the library before the system's."""
    child = os.fork()
    if child == 0:
        told = {**os.environ, "LD_PRELOAD": str(made)}
        os.execve(sys.executable, [sys.executable, *sys.argv], told)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


BAD = ("lost", "lost after a power cut", "doubled", "broken", "unclear", "did not recover")
GOOD = ("trials", "acknowledged", "refusals")


def said(found: Counter[str]) -> str:
    return ", ".join(f"{found[name]} {name}" for name in (*GOOD, *BAD))


def run(trials: int, seed: int, control: str) -> Counter[str]:
    """So many trials, every call of the disk failing in turn, in each way."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        template = base.made_once(Path(place) / "empty")
        connection.close()
        calls = trial(template, Path(place) / "quiet", seed, 0, "one error", control)["calls"]
        for number in range(trials):
            way = tuple(WAYS)[number % len(WAYS)]
            few = len(WAYS) * calls > trials
            k = 1 + (number * 37 if few else number // len(WAYS)) % calls
            told = trial(template, Path(place) / "trial", seed + number, k, way, control)
            found["trials"] += 1
            found.update({name: told.get(name, 0) for name in ("acknowledged", "refusals", *BAD)})
    return found


def trial(
    template: Path, folder: Path, seed: int, k: int, way: str, control: str
) -> dict[str, int]:
    """One diary in a process of its own, on a disk whose k-th call fails."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(into, json.dumps(_trial(template, folder, seed, k, way, control)).encode())
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out) as heard:
        text = heard.read()
    os.waitpid(child, 0)
    shutil.rmtree(folder, ignore_errors=True)
    return json.loads(text) if text else dict.fromkeys((*GOOD, *BAD), 0) | {"unclear": 1}


def _trial(
    template: Path, folder: Path, seed: int, k: int, way: str, control: str
) -> dict[str, int]:
    settings, log = base.copied(template, folder), folder.with_suffix(".log")
    log.unlink(missing_ok=True)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    base.use(settings)
    disk = ctypes.CDLL(None)
    fails, error = WAYS[way]
    disk.disk_begin(str(folder).encode(), str(log).encode(), ctypes.c_long(k),
                    ctypes.c_long(fails), error)  # fmt: skip
    found: Counter[str] = Counter()
    diary = Diary(np.random.default_rng(seed), found)
    with patch.object(transaction, "atomic", _none) if "no tr" in control else nullcontext():
        diary.write(control)
        disk.disk_mend()
        diary.go_on()
    found["calls"] = disk.disk_calls()
    found["acknowledged"] = len(diary.told)
    there = look(found)
    found["lost"] = len(diary.told - there.keys())
    found["doubled"] = sum(count - 1 for count in there.values())
    connection.close()
    _cut(before, folder, log, diary, found)
    return dict(found)


def _none(*_: Any, **__: Any) -> Any:
    """In place of a transaction: each statement is its own."""
    return nullcontext()


class Diary:
    """What one device writes, and which of it was acknowledged."""

    def __init__(self, rng: np.random.Generator, found: Counter[str]) -> None:
        self.rng, self.found = rng, found
        self.told: set[str] = set()
        self.waiting: list[list[Entry]] = []

    def act(self) -> list[Entry]:
        """One or two entries with notes of any length."""
        return [
            Score(
                id=str(UUID(bytes=self.rng.bytes(16), version=4)),
                on=DAY,
                item="fatigue",
                score=7,
                note="x" * int(self.rng.integers(0, 900)),
            )
            for _ in range(int(self.rng.integers(1, 3)))
        ]

    def write(self, control: str) -> None:
        """Write, and keep what was refused to be sent again."""
        self._ready(control)
        for _ in range(ACTS):
            entries = self.act()
            if not self._sent(entries):
                self.waiting.append(entries)
            elif self.waiting and self._sent(self.waiting[0]):
                self.waiting.pop(0)

    def _ready(self, control: str) -> None:
        for _ in range(3):
            try:
                store.new_patient(PATIENT)
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA wal_autocheckpoint=12")
                    if "OFF" in control:
                        cursor.execute("PRAGMA synchronous=OFF")
                return
            except store.StoreError:
                self.found["refusals"] += 1
            except Exception:
                connection.close()

    def _sent(self, entries: list[Entry]) -> bool:
        try:
            store.append(PATIENT, entries, by="d", noted_at=NOW)
        except store.NotStored as why:
            self.found["refusals"] += 1
            self.found["unclear"] += not str(why).endswith(SAYS)
            return False
        except store.UnknownPatient:  # the patient could not be made while there was no room
            return False
        except Exception:
            self.found["unclear"] += 1
            return False
        self.told |= {entry.id for entry in entries}
        return True

    def go_on(self) -> None:
        """The disk is well again: nobody helps, the same calls with the same ids must do."""
        try:
            store.new_patient(PATIENT)
        except store.StoreError:
            self.found["did not recover"] += 1
        for entries in [*self.waiting, self.act()]:
            self.found["did not recover"] += not self._sent(entries)


def look(found: Counter[str]) -> Counter[str]:
    """The ids that are there, with how often; and whether file and seals are whole."""
    try:
        found["broken"] += bool(verify().faults)
        return Counter(str(row.id) for row in store.history(PATIENT))
    except Exception:
        found["broken"] += 1
        return Counter()


def _cut(
    before: dict[str, bytes], folder: Path, log: Path, diary: Diary, found: Counter[str]
) -> None:
    """The power fails at the end: what stands on the disk then?"""
    disk = Disk(folder, before)
    for step in steps(log):
        disk.do(step)
    left = folder.with_name(folder.name + "-cut")
    left.mkdir()
    for name, content in disk.cut(diary.rng).items():
        if not name.endswith("-shm"):
            (left / name).write_bytes(content)
    base.use(base.sqlite_file(left))
    there = look(found)
    found["lost after a power cut"] = len(diary.told - there.keys())
    connection.close()
    shutil.rmtree(left)


if __name__ == "__main__":
    sys.exit(main())
