"""For every key of the advice vocabulary, by hand: told, not told, cannot be said.

The examples stand in tests/data/keys.toml, each from a section of the guidance report.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from corrin.record import Record, read_notation
from tests.spec.case import whole

FILE = Path(__file__).resolve().parents[1] / "data" / "keys.toml"


@dataclass(frozen=True, slots=True)
class Spec:
    """One key with its three examples. `says` is the key, with its numbers where they matter."""

    key: str
    section: str
    says: str
    on: date
    country: str
    ask: str
    fires: str
    silent: str
    unknown: str
    unsaid: tuple[str, ...]
    waits_for: tuple[str, ...]

    def record(self, lines: str) -> Record:
        """One of the examples with an ordinary person around it."""
        return read_notation(whole(lines), on=self.on)

    def half_known(self) -> Record:
        """The example of whom it cannot be said: some parts were never filled in."""
        told = whole(self.unknown).splitlines()
        return read_notation("\n".join(x for x in told if not self._leaves_out(x)), on=self.on)

    def _leaves_out(self, line: str) -> bool:
        words = line.split()
        stated = words[2:3] if words[1:2] == ["none"] else words[1:2]
        return bool(set(stated) & set(self.unsaid))


@cache
def specs() -> tuple[Spec, ...]:
    """All of them, in the order of the file."""
    return tuple(_read())


def _read() -> Iterator[Spec]:
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["key"]:
        common = row.get("common", "")
        told = {n: f"{common}\n{row.get(n, '')}".strip() for n in ("fires", "silent", "unknown")}
        yield Spec(
            key=row["key"],
            section=row["section"],
            says=row.get("says", row["key"]),
            on=date.fromisoformat(row.get("on", "2026-03-02")),
            country=row.get("country", "uk"),
            ask=row.get("ask", "assess"),
            unsaid=tuple(row.get("unsaid", "").split()),
            waits_for=tuple(row.get("waits_for", "").split()),
            **told,
        )
