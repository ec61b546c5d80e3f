"""The table of the OWASP ASVS 5.0.0, levels 1 and 2, made from safety/asvs.toml.

Numbers alone are the standard's; the words are ours.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("test", "yours", "open", "not")
MOST_NOT = 0.3  # of level 1 that may be said not to apply
COUNTED = {1: 70, 2: 183}  # requirements of each level, in the standard


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement: its number, its level, our words, and what answers it."""

    id: str
    level: int
    what: str
    kind: str
    told: str

    @property
    def chapter(self) -> int:
        """The chapter of the standard it stands in."""
        return int(self.id.partition(".")[0])


@cache
def told() -> dict[str, Any]:
    """The file."""
    return tomllib.loads((ROOT / "safety" / "asvs.toml").read_text(encoding="utf-8"))


@cache
def rows() -> tuple[Row, ...]:
    """Every requirement that has a row, in the order of the file."""
    found = ((1, row) for row in told()["one"]), ((2, row) for row in told()["two"])
    return tuple(_row(level, *row) for each in found for level, row in each)


def _row(level: int, number: str, what: str, answer: str) -> Row:
    kind, _, rest = answer.partition(": ")
    return Row(number, level, what, kind, rest) if kind in KINDS[1:] else Row(
        number, level, what, "test", answer)  # fmt: skip


def table(note: str) -> str:
    """The page."""
    return "\n".join([note, "", *_page()]) + "\n"


def _page() -> Iterator[str]:
    yield "# Held against the OWASP ASVS 5.0.0"
    yield ""
    yield (
        "Numbers are those of the [standard](https://github.com/OWASP/ASVS/tree/v5.0.0); the words "
        "are ours, and its own text is the one that counts. We did this ourselves: **nobody from "
        "outside has looked.** *test*: fails when it no longer holds. *yours*: only whoever runs a "
        "server can do it ([what is yours to do](security.md)). *open*: not met."
    )
    yield ""
    yield "| level | requirements | test | yours | open | does not apply |"
    yield "|---|---|---|---|---|---|"
    for level, number in COUNTED.items():
        counts = [sum(r.level == level and r.kind == kind for r in rows()) for kind in KINDS]
        counts[3] += number - sum(counts)  # whole chapters
        yield f"| {level} | {number} | {' | '.join(map(str, counts))} |"
    yield ""
    for chapter, why in told()["none"].items():
        yield f"Chapter {chapter} (but its rows of level 1 below): {why}."
        yield ""
    for number, name in enumerate(told()["chapters"], start=1):
        found = [row for row in rows() if row.chapter == number]
        if found:
            yield from _chapter(number, name, found)


def _chapter(number: int, name: str, found: list[Row]) -> Iterator[str]:
    yield f"## {number} {name}"
    yield ""
    yield "| | level | what | |"
    yield "|---|---|---|---|"
    for row in sorted(found, key=lambda r: [int(n) for n in r.id.split(".")]):
        said = f"`tests/{row.told}`" if row.kind == "test" else f"*{_said(row)}*: {row.told}"
        yield f"| {row.id} | {row.level} | {row.what} | {said} |"
    yield ""


def _said(row: Row) -> str:
    return "does not apply" if row.kind == "not" else row.kind
