"""`corrin backup`: an encrypted, proved copy of everything, while corrin goes on serving."""

import argparse
import sys
from pathlib import Path

from corrin.cli.clock import now
from corrin.cli.exits import DONE, Usage
from corrin.cli.files import write_whole
from corrin.cli.keep import counted, data_argument, opened
from corrin.record import printable

KEY = """\
# The private key of corrin's backups. Whoever has it can read them; without it nobody can.
# Keep it on paper or on another computer, never beside the backups.
{private}
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE", help="where to write it")
    what.add_argument(
        "--new-key", type=Path, metavar="KEYFILE", help="first: make the key that restores"
    )
    parser.add_argument(
        "--replace", action="store_true", help="in the place of FILE, once the new one is proved"
    )
    parser.add_argument("--to", metavar="AGE1…", help="another public key than the folder's own")
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write the backup, or make its key."""
    if options.new_key:
        return _new_key(options)
    _free(options.file, replace=options.replace)
    with opened(options.data) as data:
        from corrin.store.backup import RECIPIENT, backup

        made = backup(options.file.absolute(), options.to or _public(data / RECIPIENT), now())
    held = f"{counted(made.patients, 'patient')}, {counted(made.entries, 'entry')}"
    print(f"{held}, restored and verified before closing")
    print(f"root {made.root}")
    return DONE


def _free(file: Path, *, replace: bool) -> None:
    """No backup is overwritten unasked: it may be the only one of its day."""
    name = printable(str(file))
    if file.is_dir():
        raise Usage(f"{name} is a folder; name a file in it")
    if file.exists() and not replace:
        raise Usage(f"{name} is there already; choose another name, or say --replace")


def _public(kept: Path) -> str:
    if not kept.exists():
        raise Usage("there is no key yet; make one with: corrin backup --new-key KEYFILE")
    return kept.read_text(encoding="ascii").strip()


def _new_key(options: argparse.Namespace) -> int:
    if options.new_key.exists():
        name = printable(str(options.new_key))
        raise Usage(f"{name} is there already; old backups may need it, so choose another name")
    with opened(options.data, new=True) as data:
        from corrin.store.backup import RECIPIENT, new_key

        private, public = new_key()
        write_whole(options.new_key.absolute(), KEY.format(private=private))
        write_whole(data / RECIPIENT, public + "\n")
    print(f"public key {public}")
    print("Move the key file to another place now: without it no backup can be read.",
          file=sys.stderr)  # fmt: skip
    return DONE
