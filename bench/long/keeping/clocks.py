"""Zones, summer time, the leap day, clocks that jump by 400 days: each reminder once, on its day.

PYTHONPATH=src python bench/long/keeping/clocks.py --runs 2000 --seed 1 [--postgresql]
The runs of `tests/store/test_clocks.py`, many more: up to five patients in six zones, each with a
due day near the leap day or a change of the clocks, and up to eight moments at which the server
asks who is due; every third of them is up to 400 days off. A table of hours, not the code that is
tested, says who is to be reminded. Controls: a claim that is not conditional, and days by UTC
alone, must be found.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")

import django  # noqa: E402

django.setup()

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402

from corrin import store  # noqa: E402
from corrin.store import due  # noqa: E402
from corrin.store.tables import upgrade  # noqa: E402
from tests.store import base, test_clocks  # noqa: E402
from tests.store.postgres import Server  # noqa: E402

REMINDED: Any = test_clocks.test_each_reminder_comes_once_on_its_own_day_however_the_clock_goes
CONTROLS: dict[str, Callable[[], Any]] = {
    "as it is": nullcontext,
    "control, a claim is not conditional": lambda: patch.object(due, "_won", lambda *_: True),
    "control, days by UTC": lambda: patch.object(due, "ZoneInfo", lambda _: UTC),
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    told = parser.parse_args()
    kind = " --postgresql" if told.postgresql else ""
    print(f"clocks.py --runs {told.runs} --seed {told.seed}{kind}", flush=True)
    right = True
    with postgresql() if told.postgresql else sqlite():
        for name, taken_away in CONTROLS.items():
            with taken_away():
                found, wrong = run(told.runs, told.seed)
            number = ", ".join(f"{count} {what}" for what, count in found.items())
            print(f"{name}: {number}, {'wrong' if wrong else 'all right'}", flush=True)
            right &= wrong == (name != "as it is")
    return 0 if right else 1


@contextmanager
def sqlite() -> Iterator[None]:
    with (
        tempfile.TemporaryDirectory() as place,
        base.standing_in(base.sqlite_file(Path(place)), Path(place)),
    ):
        upgrade()
        yield


@contextmanager
def postgresql() -> Iterator[None]:
    server = Server()
    try:
        server.start()
        server.owned("d")
        with base.standing_in(server.settings("d"), server.folder):
            upgrade()
            yield
    finally:
        server.stop()


def run(runs: int, number: int) -> tuple[Counter[str], bool]:
    """What was tried, and whether a reminder was missing, doubled or on another day."""
    found, ids = Counter[str](runs=0, patients=0, moments=0), list[UUID]()

    def noted() -> UUID:
        ids.append(uuid4())
        return ids[-1]

    def one(told: list[tuple[str, date]], clock: list[datetime]) -> None:
        found.update(runs=1, patients=len(told), moments=len(clock))
        try:
            REMINDED.hypothesis.inner_test("", told, clock)
        finally:
            while ids:  # nobody of this run is due in the next
                store.set_due(ids.pop(), None)

    many: Any = settings(
        max_examples=runs,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    with patch.object(test_clocks, "uuid4", noted):
        try:
            seed(number)(many(given(test_clocks.PATIENTS, test_clocks.CLOCK)(one)))()
        except (AssertionError, KeyError):
            return found, True
    return found, False


if __name__ == "__main__":
    sys.exit(main())
