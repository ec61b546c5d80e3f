# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""How well one can tell from the time of an answer whether an address has an account.

    .venv/bin/python -m bench.long.enumeration --pairs 400 --seed 1 > bench/long/enumeration.txt

Pairs of tries, at an account that is there and at one that is not; passwords are hashed as in
earnest. AUC 0.5 tells nothing; asked for is 0.45 to 0.55. `--control`: answers as soon as they can.
"""

import argparse
import os
import sys
import tempfile

os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["CORRIN_SITE"] = "http://localhost:8000"
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

import numpy as np
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from corrin.app.accounts import even
from corrin.app.models import Account
from corrin.store.tables import upgrade
from tests.app import enumeration
from tests.app.accounts import PASSWORD

ALLOWED = 0.05


def main() -> int:
    """Print the AUC of each path with its error; 0 where none tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true")
    told = parser.parse_args()
    upgrade()
    if told.control:
        even.STEP = 0.0
    control = " --control" if told.control else ""
    print(f"command: -m bench.long.enumeration --pairs {told.pairs} --seed {told.seed}{control}")
    worst = 0.0
    for path in enumeration.PATHS:
        there = _accounts(path, told.pairs)
        one, other = enumeration.pairs(path, there, told.seed)
        found = enumeration.auc(one, other)
        worst = max(worst, abs(found - 0.5))
        error = np.sqrt((2 * told.pairs + 1) / (12 * told.pairs**2))
        print(
            f"{path}: AUC {found:.3f} (standard error by chance {error:.3f}); "
            f"medians {np.median(one):.4f} s there, {np.median(other):.4f} s not",
            flush=True,
        )
    return 0 if (worst > ALLOWED) == told.control else 1


def _accounts(path: str, number: int) -> list[str]:
    """So many accounts, made aside."""
    password = make_password(PASSWORD)
    emails = [f"{path[:3]}{n:05}abc@example.org" for n in range(number)]
    for email in emails:
        account = Account.objects.create(email=email, password=password)
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return emails


if __name__ == "__main__":
    sys.exit(main())
