"""`kill -9` under concurrent writers that retry: nothing acknowledged is lost, nothing doubled.

PYTHONPATH=src python bench/long/keeping/kills.py --kills 2000 --seed 1
PYTHONPATH=src python bench/long/keeping/kills.py --kills 100 --seed 1 --postgresql
Four writers on two patients are killed at a random moment, on PostgreSQL together with the server;
then each begins with what was not acknowledged, as a phone does. Controls: a new id for a retry
must double entries, an acknowledgement before the commit must lose some.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from corrin import store  # noqa: E402
from corrin.record import Score  # noqa: E402
from corrin.store.tables import upgrade  # noqa: E402
from corrin.store.verifying import verify  # noqa: E402
from tests.store.base import sqlite_file, standing_in  # noqa: E402
from tests.store.postgres import Server  # noqa: E402

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2026, 2, 20)
WRITERS = 4
LAG = 0.02  # seconds an acknowledgement is on its way
WINDOW = 10.0  # seconds a control stays where a kill must do harm: the kill comes within 0.2
IN_WINDOW = b"committed"
PATIENTS = (UUID(int=1), UUID(int=2))
CONTROLS = ("", "new id for a retry", "acknowledged before the commit")


@dataclass
class Writer:
    """One device: how many of its entries were acknowledged, and the tries it has had."""

    number: int
    seed: int
    told: set[int] = field(default_factory=set)
    tries: int = 0

    @property
    def patient(self) -> UUID:
        return PATIENTS[self.number % len(PATIENTS)]

    def id(self, entry: int, again: int = 0) -> UUID:
        """The id of the device's n-th entry: made before the first try, so always the same."""
        words = np.random.SeedSequence([self.seed, self.number, entry, again])
        return UUID(bytes=words.generate_state(4).tobytes(), version=4)

    def note(self, entry: int) -> str:
        return f"device {self.number} entry {entry}"

    def score(self, entry: int, again: int) -> Score:
        id_ = str(self.id(entry, again))
        return Score(id=id_, on=DAY, item="fatigue", score=7, note=self.note(entry))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    told = parser.parse_args()
    print(f"kills.py --kills {told.kills} --seed {told.seed}{' --postgresql' * told.postgresql}")
    wrong = 0
    for control in CONTROLS:
        few = max(told.kills // 20, 2 if told.postgresql else 3)
        kills = few if control else told.kills
        lost, doubled, entries, faults = run(kills, told.seed, control, told.postgresql)
        name = f"control, {control}" if control else "as it is"
        print(
            f"{name}: {kills} kills, {entries} acknowledged, {lost} lost, {doubled} doubled, "
            f"{faults} faults found by verify",
            flush=True,
        )
        wrong += bool(lost or doubled or faults) != bool(control)
    return 1 if wrong else 0


def run(kills: int, seed: int, control: str, postgresql: bool) -> tuple[int, int, int, int]:
    """Acknowledged entries lost, entries doubled, entries acknowledged, faults."""
    with tempfile.TemporaryDirectory() as place:
        if not postgresql:
            return _rounds(kills, seed, control, sqlite_file(Path(place)), lambda: None)
        server = Server()
        try:
            server.start()
            server.owned("d")

            def crash() -> None:
                server.kill()
                server.start()

            return _rounds(kills, seed, control, server.settings("d"), crash)
        finally:
            server.stop()


def _rounds(
    kills: int, seed: int, control: str, settings: dict[str, Any], crash: Callable[[], None]
) -> tuple[int, int, int, int]:
    rng = np.random.default_rng(seed)
    writers = [Writer(number, seed) for number in range(WRITERS)]
    with tempfile.TemporaryDirectory() as data, standing_in(settings, Path(data)):
        upgrade()
        for patient in PATIENTS:
            store.new_patient(patient)
        connection.close()
        for _ in range(kills):
            _round(writers, control, float(rng.uniform(0.0, 0.2)), crash)
        found: Counter[str] = Counter()
        for patient in PATIENTS:
            found.update(entry.note for entry in store.read(patient).entries)
        faults = len(verify().faults)
        connection.close()
    told = [writer.note(entry) for writer in writers for entry in writer.told]
    lost = sum(note not in found for note in told)
    doubled = sum(count - 1 for count in found.values() if count > 1)
    return lost, doubled, len(told), faults


def _round(writers: list[Writer], control: str, seconds: float, crash: Callable[[], None]) -> None:
    """Let the writers write, kill all of them at once, and hear what had been acknowledged."""
    pipes, children = [], []
    for writer in writers:
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            _write(writer, into, control)
        os.close(into)
        pipes.append(out)
        children.append(child)
    select.select(pipes, [], [], 60)  # an entry was acknowledged, or a control is in its window
    time.sleep(seconds)
    for child in children:
        os.kill(child, signal.SIGKILL)
    crash()
    for writer, child, out in zip(writers, children, pipes, strict=True):
        os.waitpid(child, 0)
        with os.fdopen(out, "rb") as heard:
            writer.told |= {int(line) for line in heard.read().split() if line != IN_WINDOW}
        writer.tries += 1


def _write(writer: Writer, into: int, control: str) -> None:
    """In a process of its own, until it is killed."""
    entry = max(writer.told, default=-1) + 1
    while True:
        said = writer.score(entry, writer.tries if control == CONTROLS[1] else 0)
        if control == CONTROLS[2]:
            os.write(into, b"%d\n" % entry)
            time.sleep(WINDOW)
        try:
            store.append(writer.patient, [said], by=str(writer.number), noted_at=NOW)
        except store.StoreError:
            connection.close()
            time.sleep(0.005)
            continue
        if control == CONTROLS[1]:
            os.write(into, IN_WINDOW + b"\n")
            time.sleep(WINDOW)
        time.sleep(LAG)
        os.write(into, b"%d\n" % entry)
        entry += 1


if __name__ == "__main__":
    sys.exit(main())
