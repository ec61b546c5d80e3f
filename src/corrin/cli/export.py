"""`corrin export`: everything about a patient, or about all, in files anybody can read."""

import argparse
from pathlib import Path

from corrin.cli.exits import DONE, Usage
from corrin.cli.keep import counted, data_argument, opened, patient
from corrin.record import printable


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("patient", nargs="?", type=patient, metavar="PATIENT", help="else all")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write the folder, or nothing."""
    if options.out.exists():
        raise Usage(f"{printable(str(options.out))} is there already; name a new folder")
    with opened(options.data):
        from corrin.store.exporting import export

        count = export(options.out.absolute(), options.patient)
    print(f"{counted(count, 'patient')} in {printable(str(options.out))}")
    return DONE
