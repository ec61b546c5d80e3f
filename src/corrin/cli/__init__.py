"""The command line: one module a command, each with `arguments(parser)` and `run(options)`."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Protocol, cast

from corrin import __version__
from corrin.cli.exits import (
    DONE,
    FAILED,
    MOST_TOLD,
    REFUSED,
    USAGE,
    Failed,
    Refused,
    Usage,
)

if TYPE_CHECKING:
    from corrin.terms import Lang

# Name and what it is for. The module of the same name is imported only when it is
# called (a Python keyword gets a trailing underscore: `import` lives in `import_.py`).
COMMANDS: dict[str, str] = {
    "advise": "one record in, explained advice out",
    "cases": "many vignettes in, one line of advice each out",
    "profile": "one record in, the interval profile out: one A4 page",
    "protocols": "the guidelines side by side",
    "evidence": "what is claimed, how sure anybody can be, and what is due to be read again",
    "fhir": "a FHIR R4 Bundle to case JSON, and a record to a Bundle",
    "simulate": "a virtual trial of dosing policies",
    "cohort": "many records in, their advice out, and a report on all of them",
    "import": "a spreadsheet in, a diary in notation out: all of it or nothing",
    "notation": "the grammar of the diary notation",
    "serve": "open corrin in the browser, from this computer",
    "remind": "send the reminders that are due, by mail, each once: for cron",
    "token": "keys for machines: who may do what with whose record, until when",
    "backup": "an encrypted, proved copy of everything, while corrin goes on serving",
    "restore": "a backup back into the data folder, whole and verified, or nothing",
    "export": "everything about a patient, or about all, in files anybody can read",
    "erase": "everything about one patient, for good",
    "verify": "is everything there as it was written, here or in a backup?",
}


class Command(Protocol):
    """What a command's module offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words say; 0 done, 2 wrong usage, 3 refused input, 1 anything else."""
    words = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        code = _do(words)
        sys.stdout.flush()
        return code
    except Usage as wrong:
        print(f"corrin: {_usage(wrong, words)}", file=sys.stderr)
        return USAGE
    except Failed as why:
        print(f"corrin: {why}", file=sys.stderr)
        return FAILED
    except Refused as refused:
        _tell(refused.faults, words)
        return REFUSED
    except BrokenPipeError:
        _silence()
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except Exception as fault:
        print(_defect(fault), file=sys.stderr)
        return FAILED


def _tell(faults: Sequence[object], words: Sequence[str]) -> None:
    """Every fault in the reader's language, a line each; of very many the first."""
    from corrin.record import Fault
    from corrin.words.catalog import catalog
    from corrin.words.faults import lines

    lang = _lang(words)
    for fault in faults[:MOST_TOLD]:
        print(*lines([fault], lang) if isinstance(fault, Fault) else [fault], file=sys.stderr)
    if len(faults) > MOST_TOLD:
        print(catalog(lang).text("fault", "more", n=len(faults) - MOST_TOLD), file=sys.stderr)


def _usage(wrong: Usage, words: Sequence[str]) -> str:
    from corrin.terms import Lang
    from corrin.words.faults import usage

    lang = _lang(words)
    return str(wrong) if lang is Lang.EN else usage(str(wrong), lang)


def _lang(words: Sequence[str]) -> "Lang":
    """The language asked for with --lang, whatever the command; else English."""
    from corrin.terms import Lang

    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--lang", choices=[*map(str, Lang)], default="en")
    return Lang(parser.parse_known_args(list(words))[0].lang)


def _do(words: Sequence[str]) -> int:
    chosen = next((word for word in words if not word.startswith("-")), None)
    command = _load(chosen) if chosen in COMMANDS else None
    parser = _parser(chosen, command)
    if not words:
        parser.print_help(sys.stderr)
        return USAGE
    try:
        options = parser.parse_args(words)
    except SystemExit as leaving:  # argparse has said why
        return DONE if leaving.code in (None, 0) else USAGE
    return command.run(options) if command else USAGE


def _load(name: str) -> Command:
    module = f"{name}_" if iskeyword(name) else name
    return cast(Command, import_module(f"corrin.cli.{module}"))


def _parser(chosen: str | None, command: Command | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corrin", description="Is this B12 treatment working, and what should happen next?"
    )
    parser.add_argument("--version", action="version", version=f"corrin {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, purpose in COMMANDS.items():
        inner = commands.add_parser(name, help=purpose, description=purpose, allow_abbrev=False)
        if command and name == chosen:
            command.arguments(inner)
    return parser


def _defect(fault: Exception) -> str:
    """Where it broke, and never the message, which may quote a record."""
    from corrin.app.quiet import where

    place = where(fault.__traceback__)
    return f"corrin: a fault of ours ({type(fault).__name__} in {place}). Please report this line."


def _speak_utf8() -> None:
    """Danish and Dutch on every system; what cannot be written is escaped, never raised."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence() -> None:
    """The reader has gone (`corrin … | head`); the last flush must not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
