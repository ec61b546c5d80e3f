"""`python3 start.py`: set up, serve, test, check. Standard library only."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.start import check, run, test
from tools.start.place import Trouble
from tools.start.setup import ensure

COMMANDS = ("run", "setup", "test", "check", "bench", "docs")


def main(argv: Sequence[str]) -> int:
    """Do what was asked; 0 done, 1 trouble, 2 wrong usage."""
    options = arguments(argv)
    work: dict[str, Callable[[], int]] = {
        "run": lambda: run.run(options.port, options.data, options.browser),
        "setup": _setup,
        "test": lambda: test.test(options.all, options.rest),
        "check": check.check,
        "bench": check.bench,
        "docs": check.docs,
    }
    try:
        return work[options.command]()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 1


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What the words after start.py mean; no command means `run`."""
    words = list(argv)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help")):
        words.insert(0, "run")
    parser = _parser()
    options, rest = parser.parse_known_args(words)
    if rest and options.command != "test":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="start.py", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    running = commands.add_parser("run", help="set up and serve (the default)", allow_abbrev=False)
    running.add_argument("--port", type=int, metavar="N", help="serve here (else 8000 or above)")
    running.add_argument("--no-browser", dest="browser", action="store_false")
    running.add_argument("--data", type=Path, metavar="DIR", help="keep the data here")
    commands.add_parser("setup", help="only set up")
    testing = commands.add_parser(
        "test", help="set up and run the tests; further words go to pytest", allow_abbrev=False
    )
    testing.add_argument("--all", action="store_true", help="check, browser, FHIR and Spark too")
    commands.add_parser("check", help="format, lint, types, floors, sizes, printed docs")
    commands.add_parser("bench", help="run every bench/*.py")
    commands.add_parser("docs", help="print the printed docs anew")
    return parser


def _setup() -> int:
    ensure()
    print("corrin is set up.", file=sys.stderr)
    return 0
