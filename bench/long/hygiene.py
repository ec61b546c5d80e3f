# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""Requests by everybody, and whether a word of one record stands where it does not belong.

    .venv/bin/python -m bench.long.hygiene --requests 5000 --seed 1 > bench/long/hygiene.txt

Logs, addresses, headers, cookies, error pages, feeds and mail; every tenth request meets a fault
that quotes the record. And of each request, how many rows say that somebody else opened it.
`--control`: a log that tells the messages of faults, and a look that is not noted; both are found.
"""

import argparse
import logging
import os
import sys
import tempfile
from time import process_time

os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["CORRIN_SITE"] = "http://localhost:8000"
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

from django.conf import settings

from corrin.app import looks, quiet
from corrin.store.tables import upgrade
from tests.app.accounts import a_server
from tests.app.hygiene import asked
from tests.app.matrix import world


def main() -> int:
    """Print the counts; 0 where nothing was found, or in the control where something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true")
    told = parser.parse_args()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    upgrade()
    begun = process_time()
    with a_server():
        everybody = world()
        if told.control:
            setattr(quiet.Quiet, "format", logging.Formatter().format)  # noqa: B010
            setattr(looks, "_keep", lambda *_: None)  # noqa: B010
        found = asked(everybody, told.requests, told.seed)
    control = " --control" if told.control else ""
    print(f"command: -m bench.long.hygiene --requests {told.requests} --seed {told.seed}{control}")
    met = dict(sorted(found.statuses.items()))
    print(f"{sum(met.values())} requests, by status {met}")
    print(f"words of the record where they do not belong: {len(found.traces)}")
    print(f"{found.touched} looks noted; requests that left more or fewer than due: "
          f"{len(found.looks)}; {process_time() - begun:.0f} s of CPU")  # fmt: skip
    for said in [*found.traces[:5], *found.looks[:5]]:
        print(" ", said[:200])
    both = bool(found.traces) and bool(found.looks)
    return 0 if (both if told.control else not (found.traces or found.looks)) else 1


if __name__ == "__main__":
    sys.exit(main())
