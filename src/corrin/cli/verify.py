"""`corrin verify`: is everything there as it was written, here or in a backup, and since then?"""

import argparse
import sys
from pathlib import Path

from corrin.cli.exits import DONE, FAILED, Usage
from corrin.cli.files import read_text
from corrin.cli.keep import counted, data_argument, opened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--backup", type=Path, metavar="FILE", help="look at this backup instead")
    parser.add_argument(
        "--since", type=Path, metavar="FILE", help="hold what is here against this earlier backup"
    )
    parser.add_argument("--seal", metavar="SEAL", help="hold it against a seal on a doctor's page")
    parser.add_argument("--key", metavar="KEYFILE", help="the backup's private key")
    parser.add_argument(
        "--rebuild", action="store_true", help="first make the indexes anew from the entries"
    )
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was found; 1 when anything is wrong."""
    if bool(options.backup or options.since) != bool(options.key):
        raise Usage("--backup or --since, and --key, go together")
    if sum(map(bool, (options.backup, options.since, options.seal))) > 1:
        raise Usage("--backup, --since and --seal are asked one at a time")
    key = read_text(options.key) if options.key else ""
    with opened(options.data) as data:
        from corrin.store.backup import prove
        from corrin.store.verifying import rebuild, verify

        if options.rebuild:
            rebuild()
        if options.seal:
            return _seal(options.seal)
        if options.since:
            return _since(options.since, key, data)
        verdict = prove(options.backup, key, data) if options.backup else verify()
    print(*verdict.faults, sep="\n", end="\n" if verdict.faults else "", file=sys.stderr)
    print(
        f"{counted(verdict.patients, 'patient')}, {counted(verdict.entries, 'entry')}, "
        f"{counted(len(verdict.faults), 'fault')}"
    )
    print(f"root {verdict.root}")
    return FAILED if verdict.faults else DONE


def _seal(printed: str) -> int:
    """Whether a record has this seal still."""
    from corrin.store.seals import still_holds

    if still_holds(printed):
        print("a record here has this seal, and everything up to it is as it was")
        return DONE
    print(
        "no record here has this seal: what stood there when it was printed was changed or removed",
        "since, or its patient was erased (erased.jsonl names the day of each erasure)",
        sep="\n",
        file=sys.stderr,
    )
    return FAILED


def _since(backup: Path, key: str, data: Path) -> int:
    """Whether everything in an earlier backup is here, in its place and as it was."""
    from corrin.store.anchors import compare

    told = compare(backup, key, data)
    print(*told.faults, sep="\n", end="\n" if told.faults else "", file=sys.stderr)
    print(
        f"looked for here: {counted(told.patients, 'patient')} and "
        f"{counted(told.entries, 'entry')} of the backup; "
        f"{counted(len(told.erased), 'patient')} erased since, {counted(len(told.faults), 'fault')}"
    )
    return FAILED if told.faults else DONE
