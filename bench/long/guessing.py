# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""Guesses on every path to a secret, and how many of them reached it.

    .venv/bin/python -m bench.long.guessing --guesses 300 > bench/long/guessing.txt

Each path from one place, and from another place each time; then the owner of the account signs in
on a device of theirs. `--control`: without the limit all guesses must reach it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import process_time

os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["CORRIN_SITE"] = "http://localhost:8000"
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

from django.conf import settings
from django.core import mail
from django.test import Client

from corrin.app import guesses
from corrin.app.models import Account
from tests.app import secret_paths
from tests.app.accounts import PASSWORD, a_server, visitor
from tests.app.secret_paths import EMAIL
from tests.app.secret_paths import Path as SecretPath
from tests.store import base


def main() -> int:
    """Print for each path how many guesses reached the secret; 0 where no more than may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guesses", type=int, default=300)
    parser.add_argument("--control", action="store_true")
    told = parser.parse_args()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    if told.control:
        guesses.MOST = 10**9
    control = " --control" if told.control else ""
    print(f"command: -m bench.long.guessing --guesses {told.guesses}{control}")
    begun, right, made = process_time(), True, 0
    empty = base.made_once(Path(tempfile.mkdtemp()) / "empty")
    for number, path in enumerate(secret_paths.PATHS):
        for scattered in (False, True):
            folder = Path(tempfile.mkdtemp()) / f"{number}{scattered}"
            with base.standing_in(base.copied(empty, folder)), a_server():
                reached, gets_in = _tried(path, told.guesses, scattered)
            made += told.guesses
            bounded = path.aimed or not scattered
            right &= gets_in and (reached <= guesses.MOST if bounded else True)
            where = "many places" if scattered else "one place"
            print(f"{path.name}, from {where}: {reached} of {told.guesses} reached it"
                  f"{'' if bounded else ' (192 to 256 random bits, limited by place)'}; "
                  f"owner gets in: {gets_in}", flush=True)  # fmt: skip
    print(f"{made} guesses; {process_time() - begun:.0f} s of CPU")
    return 0 if right else 1


def _tried(path: SecretPath, number: int, scattered: bool) -> tuple[int, bool]:
    mail.outbox = []
    with secret_paths.ready(path) as guess:
        owner = _owner()
        with secret_paths.looked_at() as seen:
            for n in range(number):
                guess(n, f"10.{n // 250}.{n % 250}.1" if scattered else "203.0.113.9")
        reached = seen.count(path.secret)
        return reached, owner is None or _gets_in(owner)


def _owner() -> Client | None:
    """The owner's browser, which has signed in before, where the path has an account."""
    if not Account.objects.filter(email=EMAIL).exists():
        return None
    someone = visitor(REMOTE_ADDR="198.51.100.7")
    someone.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    someone.post("/account/logout/")
    return someone


def _gets_in(owner: Client) -> bool:
    answer = owner.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    return answer.status_code == 302


if __name__ == "__main__":
    sys.exit(main())
