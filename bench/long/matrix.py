# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""The whole access matrix, and again in another order until there are enough requests.

    python bench/long/matrix.py [--requests 10000] [--seed 1]

Every address about a record, every role, every part that names a record: 0 leaks, 0 changes.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["CORRIN_SITE"] = "http://localhost:8000"
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

from django.conf import settings

from corrin.store.tables import upgrade

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from tests.app.matrix import ABOUT, world


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    upgrade()
    everybody, begun = world(), time.perf_counter()
    tries = list(everybody.tries())
    chance, done, wrong = np.random.default_rng(options.seed), 0, []
    kinds: Counter[str] = Counter()
    while done < options.requests:
        for n in chance.permutation(len(tries)):
            one = tries[n]
            kinds["allowed" if one.allowed else "refused"] += 1
            if said := everybody.leaks(one):
                wrong.append(said)
            done += 1
    print(
        f"{len(ABOUT)} addresses about a record, {len(everybody.roles)} roles, seed {options.seed}"
    )
    print(f"{len(tries)} different tries, {done} requests: {kinds['refused']} to be refused")
    print(f"leaks or changes: {len(wrong)}")
    for said in wrong[:20]:
        print(" ", said)
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
