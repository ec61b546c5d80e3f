"""Backups made while others write: each restored, and equal to what stood when it was made.

PYTHONPATH=src python bench/long/keeping/backups.py --backups 500 --seed 1
Two writers add, correct and erase all the while, some fifty acts a second. Each backup is
decrypted, restored into a database of its own, and dumped again: the lines must be the same to the
byte, everything acknowledged before it began must be in it, nothing erased before it began may be.
Then one bit of it is flipped, and it is cut: both must be refused. At the end the oldest is
restored over the database and the ledger replayed: no byte of any erased entry may be in any file.
Controls: with a dump that is not one moment (no transaction), backups must differ; without the
replay, erased entries must be found.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, nullcontext
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

from django.db import connection, connections  # noqa: E402

from corrin import store  # noqa: E402
from corrin.record import Score  # noqa: E402
from corrin.store import backup as backups  # noqa: E402
from corrin.store import dump, erasing, room  # noqa: E402
from corrin.store.verifying import verify  # noqa: E402
from tests.store import base  # noqa: E402

NOW, DAY = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 2, 20)
WRITERS = 2
PRIVATE, PUBLIC = backups.new_key()
BEGUN = 5  # entries of each writer that even the first backup holds
BAD = ("differ", "lack what was acknowledged", "hold what was erased", "damaged ones taken")
PAUSE = 0.02  # seconds between two acts of a writer: it leaves the machine to others
KEEP = 60  # the newest backups, for the end


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--backups", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    print(f"backups.py --backups {told.backups} --seed {told.seed}", flush=True)
    wrong = 0
    for control in ("", "control, not one moment"):
        number = max(told.backups // 20, 10) if control else told.backups
        found = run(number, told.seed, control)
        names = ("backups", "rows written", *BAD, "erased found before the replay", "after it")
        print(f"{control or 'as it is'}: {', '.join(f'{found[n]} {n}' for n in names)}", flush=True)
        bad = sum(found[name] for name in BAD) + found["after it"]
        wrong += bool(bad) != bool(control)
        wrong += not control and not found["erased found before the replay"]
    return 1 if wrong else 0


def run(number: int, seed: int, control: str) -> Counter[str]:
    """So many backups, while two processes write."""
    found: Counter[str] = Counter(backups=number)
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as place:
        empty = base.made_once(Path(place) / "empty")
        data = Path(place) / "data"
        with base.standing_in(base.copied(empty, data), data), _proofs_from(empty):
            connection.close()
            heard = [Path(place) / f"acknowledged-{n}" for n in range(WRITERS)]
            children = [_writer(heard[n], seed * 1000 + n) for n in range(WRITERS)]
            try:
                while min(len(_said([one])[0]) for one in heard) < BEGUN:
                    time.sleep(0.01)
                for n in range(number):
                    _one(Path(place), n, heard, rng, control, found)
            finally:
                for child in children:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
            found["rows written"] = verify().entries
            _erase_the_oldest(heard)
            _erased_stay_erased(Path(place), data, heard, found)
    return found


@contextmanager
def _proofs_from(empty: Path) -> Any:
    """A proof's database begins as a copy of an empty one; making its tables takes a second."""

    def upgrade(using: str) -> None:
        target = Path(connections[using].settings_dict["NAME"])
        connections[using].close()
        for part in empty.iterdir():
            shutil.copy(part, target.parent / part.name)

    with patch.object(backups, "upgrade", upgrade):
        yield


def _writer(heard: Path, seed: int) -> int:
    """A device that goes on writing, and notes what was acknowledged; its process."""
    child = os.fork()
    if child:
        return child
    rng, patients = np.random.default_rng(seed), dict[UUID, UUID]()
    with heard.open("a", buffering=1) as told:
        while True:
            try:
                _step(rng, patients, told)
                time.sleep(float(rng.uniform(0, 2 * PAUSE)))
            except store.StoreError:
                connection.close()


def _step(rng: np.random.Generator, patients: dict[UUID, UUID], told: Any) -> None:
    """An entry more for one of four patients, or in place of their newest; or one is erased."""
    if len(patients) < 4:
        patient = UUID(bytes=rng.bytes(16), version=4)
        store.new_patient(patient)
    else:
        patient = list(patients)[int(rng.integers(0, len(patients)))]
    id_ = UUID(bytes=rng.bytes(16), version=4)
    note = f"marker {patient} {id_} " + "x" * int(rng.integers(0, 300))
    entry = Score(id=str(id_), on=DAY, item="fatigue", score=7, note=note)
    if patient in patients and rng.random() < 0.2:
        act = UUID(bytes=rng.bytes(16), version=4)
        store.correct(patient, patients[patient], [entry], act=act, by="d", noted_at=NOW)
    else:
        store.append(patient, [entry], by="d", noted_at=NOW)
    patients[patient] = id_
    told.write(f"kept {patient} {id_}\n")
    if rng.random() < 0.02:
        told.write(f"erasing {patient}\n")
        store.erase(patient, NOW)
        told.write(f"erased {patient}\n")
        del patients[patient]


def _said(heard: list[Path]) -> tuple[set[str], set[str], set[str]]:
    """What was acknowledged so far: entries with their patient, who is being erased, who was."""
    lines = [line.split() for path in heard if path.exists()
             for line in path.read_text().split("\n")[:-1]]  # fmt: skip
    kept = {f"{words[1]} {words[2]}" for words in lines if words[0] == "kept"}
    return (
        kept,
        {words[1] for words in lines if words[0] == "erasing"},
        {words[1] for words in lines if words[0] == "erased"},
    )


def _one(
    place: Path,
    n: int,
    heard: list[Path],
    rng: np.random.Generator,
    control: str,
    found: Counter[str],
) -> None:
    target = place / f"backup-{n}.age"
    kept, _, erased = _said(heard)
    split = patch.object(room, "snapshot", _no_moment) if control else nullcontext()
    with split:
        try:
            backups.backup(target, PUBLIC, NOW)
        except store.Damaged:
            found["differ"] += 1  # its own proof has seen it
            return
    _, erasing_now, _ = _said(heard)
    again, lines = restored(target, place)
    found["differ"] += again != lines
    text = "".join(lines)
    wanted = {line.split()[1] for line in kept if line.split()[0] not in erasing_now}
    found["lack what was acknowledged"] += any(id_ not in text for id_ in wanted)
    found["hold what was erased"] += any(f"marker {patient}" in text for patient in erased)
    whole = target.read_bytes()
    spot = int(rng.integers(0, len(whole)))
    flipped = bytes([whole[spot] ^ (1 << int(rng.integers(0, 8)))])
    for wrong in (whole[:spot] + flipped + whole[spot + 1 :], whole[:spot]):
        (place / "wrong.age").write_bytes(wrong)
        try:
            backups.prove(place / "wrong.age", PRIVATE, place)
            found["damaged ones taken"] += 1
        except store.StoreError:
            pass
    if n >= KEEP:
        target.unlink()


@contextmanager
def _no_moment(using: str = "default") -> Any:
    """In place of a snapshot: each table is read when its turn comes."""
    yield


def restored(target: Path, place: Path) -> tuple[list[str], list[str]]:
    """What a backup restores to, as lines, and its own lines."""
    new = place / "new"
    new.mkdir()
    folder = place / "unpacked"
    folder.mkdir()
    lines = list(backups.opened(target, PRIVATE, folder))
    with base.standing_in(base.sqlite_file(new), new):
        backups.restore(target, PRIVATE, new)
        again = list(dump.lines(NOW))
        connection.close()
    shutil.rmtree(new)
    shutil.rmtree(folder)
    return again, lines


def _erase_the_oldest(heard: list[Path]) -> None:
    """One patient more, whom the backups hold: whatever chance did, there is somebody to find."""
    _, _, erased = _said(heard)
    lines = [line.split() for line in heard[0].read_text().split("\n")[:-1]]
    left = (words[1] for words in lines if words[0] == "kept" and words[1] not in erased)
    patient = next(left, None)
    if patient:
        store.erase(UUID(patient), NOW)
        with heard[0].open("a") as told:
            told.write(f"erased {patient}\n")


def _erased_stay_erased(place: Path, data: Path, heard: list[Path], found: Counter[str]) -> None:
    """Restore old backups over the database: the erased must be gone after the replay."""
    erasing.erase_again()
    _, _, erased = _said(heard)
    for old in sorted(place.glob("backup-*.age"), key=lambda p: int(p.stem[7:]))[:KEEP:6]:
        backups.restore(old, PRIVATE, data, replace=True)
        found["erased found before the replay"] += _markers(data, erased)
        erasing.erase_again()
        found["after it"] += _markers(data, erased)
    assert verify().faults == []


def _markers(data: Path, erased: set[str]) -> int:
    """How many erased patients some file of the folder still names in a note."""
    raw = b"".join(path.read_bytes() for path in data.iterdir() if path.is_file())
    return sum(f"marker {patient}".encode() in raw for patient in erased)


if __name__ == "__main__":
    sys.exit(main())
