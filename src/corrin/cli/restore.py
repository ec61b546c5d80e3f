"""`corrin restore`: a backup back into the data folder, whole and verified, or nothing."""

import argparse
from pathlib import Path

from corrin.cli.exits import DONE
from corrin.cli.files import read_text
from corrin.cli.keep import counted, data_argument, opened, settle


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument("--key", required=True, metavar="KEYFILE", help="its private key")
    parser.add_argument(
        "--replace", action="store_true", help="set the database that is there aside"
    )
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Restore, then erase again whoever was erased since."""
    key = read_text(options.key)
    with opened(options.data, new=True, alone=True) as data:
        from corrin.store.backup import restore
        from corrin.store.verifying import verify

        restore(options.file, key, data, replace=options.replace)
        settle()
        verdict = verify()
    print(f"{counted(verdict.patients, 'patient')}, {counted(verdict.entries, 'entry')}, verified")
    print(f"root {verdict.root}")
    return DONE
