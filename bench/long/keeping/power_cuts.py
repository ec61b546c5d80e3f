"""Power cuts under the real stack: Django, our settings, SQLite's own calls to the system.

PYTHONPATH=src python bench/long/keeping/power_cuts.py --cuts 3000 --seed 1
Cuts are spread over all that is done to the disk: the making of the tables, each entry, and the
folding of the log into the database, which is asked for ten times as often as usual so that many
cuts meet it. Every acknowledged entry must be there after each cut, the seals and the file whole,
and the next entry must be taken. Controls: with a weaker `synchronous`, acknowledged entries must
get lost.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")

import django  # noqa: E402

django.setup()

from bench.long.keeping.disk import Disk, Step, environment, library, steps  # noqa: E402
from corrin import store  # noqa: E402
from corrin.record import Score  # noqa: E402
from corrin.store.erasing import erase_again  # noqa: E402
from corrin.store.tables import upgrade  # noqa: E402
from corrin.store.verifying import verify  # noqa: E402
from tests.store.base import sqlite_file, standing_in  # noqa: E402

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ENTRIES = 80  # in one diary
OFTEN = "wal_autocheckpoint=100"
MODES = {
    "as it is": (OFTEN,),
    "rollback journal, EXTRA": ("journal_mode=DELETE",),
    "control: log, NORMAL": (OFTEN, "synchronous=NORMAL"),
    "control: rollback journal, OFF": ("journal_mode=DELETE", "synchronous=OFF"),
}


@dataclass
class Tally:
    """What the cuts left."""

    cuts: int = 0
    lost: int = 0
    broken: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return (
            f"{self.cuts} cuts, {self.lost} with acknowledged entries lost, "
            f"{self.broken} with a broken file or seal, {self.refused} that take no new entry"
        )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cuts", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--diaries", type=int, default=20)
    parser.add_argument("--log-only", action="store_true", help="leave the rollback journal out")
    told = parser.parse_args()
    print(f"power_cuts.py --cuts {told.cuts} --seed {told.seed} --diaries {told.diaries}")
    wrong = 0
    for name, pragmas in MODES.items():
        if told.log_only and "rollback" in name:
            continue
        control = name.startswith("control")
        cuts = max(told.cuts // 10, 10) if control else told.cuts
        tally = cut_often(cuts, told.seed, pragmas, told.diaries)
        print(f"{name}: {tally}", flush=True)
        wrong += bool(tally.lost or tally.broken or tally.refused) != control
    return 1 if wrong else 0


def cut_often(cuts: int, seed: int, pragmas: tuple[str, ...], diaries: int) -> Tally:
    """Write some diaries, each on a watched disk, and cut each at many moments."""
    tally, rng = Tally(), np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as place:
        made = library(Path(place))
        each = max(1, cuts // min(diaries, cuts))
        while tally.cuts < cuts:
            done = written(Path(place) / str(tally.cuts), made, seed + tally.cuts, pragmas)
            for moment in sorted(rng.integers(1, len(done.steps) + 1, size=each)):
                judge(done, int(moment), rng, tally, Path(place) / "found")
    return tally


@dataclass
class Written:
    """One diary that was written: each step, and which entries were acknowledged before it."""

    data: Path
    steps: list[Step]
    patient: UUID


def written(folder: Path, made: Path, seed: int, pragmas: tuple[str, ...]) -> Written:
    """Run the workload."""
    data = folder / "data"
    data.mkdir(parents=True)
    workload = str(HERE / "workload.py")
    command = [sys.executable, workload, str(data), str(ENTRIES), str(seed), *pragmas]
    log = folder / "log"
    subprocess.run(command, env=environment(made, data, log), check=True)
    return Written(data, steps(log), UUID(int=seed))


def judge(done: Written, moment: int, rng: np.random.Generator, tally: Tally, found: Path) -> None:
    """Cut the power after so many steps, and look at what is there when it comes back."""
    disk, acknowledged = Disk(done.data), set[str]()
    for step in done.steps[:moment]:
        if step.path.endswith("acknowledged"):
            acknowledged |= set(step.content.decode().split())
        else:
            disk.do(step)
    found.mkdir(exist_ok=True)
    for old in found.iterdir():
        old.unlink()
    for name, content in disk.cut(rng).items():
        if not name.endswith("-shm"):  # the map of a log is made anew
            (found / name).write_bytes(content)
    tally.cuts += 1
    _look(done.patient, acknowledged, found, tally)


def _look(patient: UUID, acknowledged: set[str], found: Path, tally: Tally) -> None:
    with standing_in(sqlite_file(found), found):
        try:
            upgrade()
            erase_again()
            there = _ids(patient)
            tally.broken += bool(verify().faults)
            tally.lost += not acknowledged <= there
        except Exception:  # a database that does not even open has lost what it held
            tally.broken += 1
            tally.lost += bool(acknowledged)
            return
        try:
            store.new_patient(patient)
            store.append(
                patient,
                [Score(id=str(uuid4()), on=None, item="fatigue", score=1)],
                by="d",
                noted_at=NOW,
            )
        except store.StoreError:
            tally.refused += 1


def _ids(patient: UUID) -> set[str]:
    try:
        return {str(row.id) for row in store.history(patient)}
    except store.UnknownPatient:
        return set()


if __name__ == "__main__":
    sys.exit(main())
