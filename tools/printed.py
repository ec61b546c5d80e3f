"""Docs that cannot go stale: printed from the code, kept in git, compared by `check`.

A printed page is a path and a function that gives its text; add one to PAGES.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from corrin.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
NOTE = "<!-- Printed by `python3 start.py docs`; change the code, not this page. -->"


def commands() -> str:
    """The commands, as the command line itself lists them."""
    rows = [f"| `corrin {name}` | {purpose} |" for name, purpose in COMMANDS.items()]
    table = "\n".join(["| command | what it does |", "|---|---|", *rows])
    ends = "Exit codes: 0 done, 2 wrong usage, 3 refused input, 1 anything else."
    return f"{NOTE}\n\n# Commands\n\n{table}\n\n{ends}\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/commands.md": commands,
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
