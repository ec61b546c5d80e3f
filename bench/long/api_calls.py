"""Calls made out of the API's description, right and wrong ones, each answer held against it.

    .venv/bin/python -m bench.long.api_calls --number 150 --seed 1 > bench/long/api_calls.txt

`--number` right calls and as many wrong ones for each thing that can be asked, on a database of its
own. Needs what `start.py test --all` brings (schemathesis). `--control` first takes an answer out
of the description, and must then find faults.
"""

import argparse
import os
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from time import process_time
from uuid import uuid4

import django


def main() -> int:
    """Make the calls, print the counts and every fault; 0 when there is none, or one was due."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true")
    told = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ["CORRIN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"
        django.setup()
        return _made(told.number, told.seed, told.control)


def _made(number: int, chance: int, control: bool) -> int:
    from corrin import store
    from corrin.app.api import description
    from corrin.app.tokens import door, keys
    from corrin.app.tokens.limits import Limit
    from corrin.app.tokens.scope import Scope
    from corrin.store.tables import upgrade
    from tests.app.api_calls import answers

    upgrade()
    patient, now = uuid4(), datetime.now(UTC)  # noqa: TID251
    store.new_patient(patient)
    until = now + timedelta(days=1)
    token = keys.make("bench", [patient], tuple(Scope), now=now, until=until)
    door.CALLS = Limit(10**9)
    if control:
        del description.WORDS[400]
        for operation in description.OPERATIONS:
            refuses = tuple(s for s in operation.refuses if s != 400)
            object.__setattr__(operation, "refuses", refuses)
    begun = process_time()
    met, faults = answers(number, chance, token)
    print(f"command: -m bench.long.api_calls --number {number} --seed {chance}")
    print(f"{met.total()} calls, by status {dict(sorted(met.items()))}")
    print(f"{len(faults)} answers not as described; {process_time() - begun:.0f} s of CPU")
    print(*faults[:20], sep="\n")
    return 0 if bool(faults) == control else 1


if __name__ == "__main__":
    raise SystemExit(main())
