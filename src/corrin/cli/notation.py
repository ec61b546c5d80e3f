"""`corrin notation`: the grammar of the diary notation, by example."""

import argparse

from corrin.cli.exits import DONE
from corrin.record import GRAMMAR
from corrin.terms import VOCABULARY


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--codes", action="store_true", help="also list every code we know")


def run(options: argparse.Namespace) -> int:
    """Print the grammar."""
    print(GRAMMAR, end="")
    if options.codes:
        for kind, codes in VOCABULARY.items():
            print(f"# {kind}: {' '.join(sorted(codes))}")
    return DONE
