# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""Records changed behind corrin's back, held against a seal that was printed before.

    .venv/bin/python -m bench.long.tamper --each 1000 --seed 1 > bench/long/tamper.txt

Seven ways, each in so many places; without what was printed, the last two must not be found: that
is the control of each.
"""

import argparse
import os
import sys
import tempfile
from datetime import UTC, date, datetime
from time import process_time
from uuid import UUID, uuid4

os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

import numpy as np
from django.db import transaction

from corrin import store
from corrin.record import Score
from corrin.store import seals
from corrin.store.tables import upgrade
from corrin.store.verifying import verify
from tests.store.tampering import ANCHOR, WAYS, Way, rows_of, unguarded

ENTRIES = 8
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class _PutBack(Exception):
    """Let the transaction end without a trace."""


def main() -> int:
    """Print for each way what was found; 0 where all was, and the control too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    upgrade()
    patient, other = _patients()
    unguarded()
    print(f"command: -m bench.long.tamper --each {told.each} --seed {told.seed}")
    right, begun = True, process_time()
    for way in WAYS:
        alone, anchored, same = _tried(way, patient, other, told.each, told.seed)
        tried = told.each - same
        print(f"{way.__name__}: {tried} changes, {anchored} found with the seal that was printed, "
              f"{alone} without it", flush=True)  # fmt: skip
        right &= anchored == tried and alone == (0 if way in ANCHOR else tried)
    print(f"{process_time() - begun:.0f} s of CPU")
    return 0 if right else 1


def _patients() -> tuple[UUID, UUID]:
    ids = uuid4(), uuid4()
    for id_ in ids:
        store.new_patient(id_, zone="Europe/London")
        for n in range(ENTRIES):
            score = Score(id=str(uuid4()), on=date(2026, 2, n + 1), item="fatigue", score=n)
            store.append(id_, [score], by="d", noted_at=NOW)
    return ids


def _tried(way: Way, patient: UUID, other: UUID, each: int, seed: int) -> tuple[int, int, int]:
    """How many were found by the chain alone, and with the seal; how many changed nothing."""
    printed, chance = seals.seal(patient), np.random.default_rng(seed)
    alone = anchored = same = 0
    for _ in range(each):
        try:
            with transaction.atomic():
                before = [(r.pk, r.sequence, r.body) for r in rows_of(patient)]
                way(rows_of(patient), other, chance)
                if [(r.pk, r.sequence, r.body) for r in rows_of(patient)] == before:
                    same += 1
                else:
                    alone += bool(verify().faults)
                    anchored += not seals.still_holds(printed)
                raise _PutBack
        except _PutBack:
            pass
    return alone, anchored, same


if __name__ == "__main__":
    sys.exit(main())
