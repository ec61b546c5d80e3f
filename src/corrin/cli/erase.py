"""`corrin erase`: everything about one patient, for good."""

import argparse

from corrin.cli.clock import now
from corrin.cli.exits import DONE, Usage
from corrin.cli.keep import counted, data_argument, opened, patient


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("patient", type=patient, metavar="PATIENT", help="the patient's id")
    parser.add_argument("--yes", action="store_true", help="really; there is no way back")
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Erase; without --yes only say what would go."""
    with opened(options.data):
        from corrin.store import erase, history

        entries = counted(len(history(options.patient)), "entry")
        if not options.yes:
            raise Usage(f"{entries} would be erased for good; say --yes to do it")
        erase(options.patient, now())
    print(f"{entries} erased; a restored backup will be erased of them again")
    return DONE
