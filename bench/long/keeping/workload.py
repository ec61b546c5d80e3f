"""A patient's diary being written: run alone, on a disk that is watched.

python workload.py DATA COUNT SEED [PRAGMA=VALUE …]
The file `acknowledged` beside the database gets a line for each entry once `append` returned.
"""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

DATA, COUNT, SEED = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
os.environ["CORRIN_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from django.db import connection  # noqa: E402

from corrin import store  # noqa: E402
from corrin.record import Score  # noqa: E402
from corrin.store.tables import upgrade  # noqa: E402

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PATIENT = UUID(int=SEED)


def main() -> int:
    """0 when all was written, 3 when the disk failed and that was said plainly."""
    rng = np.random.default_rng(SEED)
    upgrade()
    with connection.cursor() as cursor:
        for pragma in sys.argv[4:]:
            cursor.execute(f"PRAGMA {pragma}")
    try:
        store.new_patient(PATIENT)
        for _ in range(COUNT):
            id_ = UUID(bytes=rng.bytes(16), version=4)
            note = "x" * int(rng.integers(0, 900))
            entry = Score(id=str(id_), on=date(2026, 2, 20), item="fatigue", score=7, note=note)
            store.append(PATIENT, [entry], by="d", noted_at=NOW)
            _acknowledge(f"{id_}\n")
    except store.NotStored:
        return 3
    return 0


def _acknowledge(line: str) -> None:
    """Told outside the disk's mercy: its own steps are not among those that are cut."""
    with (DATA / "acknowledged").open("a") as file:
        file.write(line)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # as a power cut leaves it: the log is not folded into the database
