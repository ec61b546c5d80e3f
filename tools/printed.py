"""Docs that cannot go stale: printed from the code, kept in git, compared by `check`.

A printed page is a path and a function that gives its text; add one to PAGES.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from corrin.cli import COMMANDS
from corrin.knowledge import load
from corrin.record import GRAMMAR
from corrin.terms import EVERYDAY, VOCABULARY, Lang
from corrin.words.guide import guide, guide_text
from tools import asvs
from tools.columns import columns
from tools.coverage import coverage
from tools.manual import facts, manual
from tools.mapping import mapping
from tools.rulebook import rulebook
from tools.safety import case, log
from tools.validation import validation
from tools.witnesses import page as witnesses

ROOT = Path(__file__).resolve().parents[1]
PRINTED_FOR = date(2026, 11, 22)  # the day the printed guidelines are in force on
NOTE = "<!-- Printed by `python3 start.py docs`; change the code, not this page. -->"


def commands() -> str:
    """The commands, as the command line itself lists them."""
    rows = [f"| `corrin {name}` | {purpose} |" for name, purpose in COMMANDS.items()]
    table = "\n".join(["| command | what it does |", "|---|---|", *rows])
    ends = "Exit codes: 0 done, 2 wrong usage, 3 refused input, 1 anything else."
    return f"{NOTE}\n\n# Commands\n\n{table}\n\n{ends}\n"


def notation() -> str:
    """The grammar of the diary notation, as `corrin notation` prints it."""
    rows = [f"| {kind} | {' '.join(sorted(codes))} |" for kind, codes in VOCABULARY.items()]
    everyday = " ".join(f"{word}→{code}" for word, code in sorted(EVERYDAY.items()))
    table = "\n".join(["| list | codes |", "|---|---|", *rows, f"| everyday words | {everyday} |"])
    return f"{NOTE}\n\n# The diary notation\n\n```\n{GRAMMAR}```\n\n## Codes\n\n{table}\n"


def protocols() -> str:
    """The guidelines side by side, as `corrin protocols` prints them."""
    page = guide_text(guide(load(), on=PRINTED_FOR, topic=None, lang=Lang.EN), Lang.EN)
    return f"{NOTE}\n\n# The guidelines side by side\n\n```\n{page}```\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/commands.md": commands,
    "docs/notation.md": notation,
    "docs/protocols.md": protocols,
    "docs/manual.md": lambda: manual(NOTE),
    "docs/cohort.md": lambda: columns(NOTE),
    "docs/fhir.md": lambda: mapping(NOTE),
    "docs/facts.md": lambda: facts(NOTE),
    "docs/coverage.md": lambda: coverage(NOTE),
    "docs/rules.md": lambda: rulebook(NOTE),
    "docs/hazards.md": lambda: log(NOTE),
    "docs/safety-case.md": lambda: case(NOTE),
    "docs/asvs.md": lambda: asvs.table(NOTE),
    "docs/validation.md": lambda: validation(NOTE),
    "docs/witnesses.md": lambda: witnesses(NOTE),
}


def main(words: list[str]) -> int:
    """Write every page, or with `--check` say which are stale."""
    if "--check" not in words:
        for path, page in PAGES.items():
            (ROOT / path).write_text(page(), encoding="utf-8", newline="\n")
        return 0
    stale = [path for path, page in PAGES.items() if not _current(ROOT / path, page())]
    for path in stale:
        print(f"{path} is stale; run: python3 start.py docs")
    return 1 if stale else 0


def _current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
