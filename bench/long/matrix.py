# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""The whole access matrix, and again in another order until there are enough requests.

    .venv/bin/python bench/long/matrix.py --requests 10000 --seed 1 > bench/long/matrix.txt

Every address, every role, every part that names a record: 0 leaks, 0 changes. `--control` takes one
check away (a grant counts for every clinic, as long as it lasts) and must then find leaks.
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

from corrin.app.clinic import granting
from corrin.app.models import Grant
from tests.app.matrix import ABOUT, BESIDE, world


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true")
    options = parser.parse_args()
    upgrade()
    if options.control:
        setattr(granting, "grant_of", lambda clinic, pk: Grant.objects.get(pk=pk))  # noqa: B010
    everybody, begun = world(), time.process_time()
    tries = list(everybody.tries())
    chance, done, wrong = np.random.default_rng(options.seed), 0, []
    kinds: Counter[str] = Counter()
    while done < options.requests:
        for n in chance.permutation(len(tries))[: options.requests - done]:
            one = tries[n]
            kinds["allowed" if one.allowed else "refused"] += 1
            if said := everybody.leaks(one):
                wrong.append(said)
            done += 1
    control = " --control" if options.control else ""
    asked = f"--requests {options.requests} --seed {options.seed}{control}"
    print(f"command: bench/long/matrix.py {asked}")
    print(
        f"{len(ABOUT)} addresses about a record, {len(BESIDE)} others, {len(everybody.roles)} roles"
    )
    print(f"{len(tries)} different tries, {done} requests: {kinds['refused']} to be refused")
    print(f"leaks or changes: {len(wrong)}; {time.process_time() - begun:.0f} s of CPU")
    for said in wrong[:5]:
        print(" ", said)
    return 0 if bool(wrong) == options.control else 1


if __name__ == "__main__":
    sys.exit(main())
