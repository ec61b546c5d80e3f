"""`corrin verify`: is everything there as it was written, here or in a backup?"""

import argparse
import sys
from pathlib import Path

from corrin.cli.exits import DONE, FAILED, Usage
from corrin.cli.files import read_text
from corrin.cli.keep import data_argument, opened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--backup", type=Path, metavar="FILE", help="look at this backup instead")
    parser.add_argument("--key", metavar="KEYFILE", help="its private key")
    parser.add_argument(
        "--rebuild", action="store_true", help="first make the indexes anew from the entries"
    )
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was found; 1 when anything is wrong."""
    if bool(options.backup) != bool(options.key):
        raise Usage("--backup and --key go together")
    key = read_text(options.key) if options.key else ""
    with opened(options.data) as data:
        from corrin.store.backup import prove
        from corrin.store.verifying import rebuild, verify

        if options.rebuild:
            rebuild()
        verdict = prove(options.backup, key, data) if options.backup else verify()
    print(*verdict.faults, sep="\n", end="\n" if verdict.faults else "", file=sys.stderr)
    print(f"{verdict.patients} patients, {verdict.entries} entries, {len(verdict.faults)} faults")
    print(f"root {verdict.root}")
    return FAILED if verdict.faults else DONE
