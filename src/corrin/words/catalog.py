"""The sentences of one language, and how it writes numbers, ranges and dates."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from corrin.terms import Lang

Table = Mapping[str, Any]
FILES = (
    "account",
    "advice",
    "cards",
    "check",
    "clinic",
    "codes",
    "cohort",
    "courses",
    "curve",
    "diary",
    "disagreements",
    "doubts",
    "entry",
    "facts",
    "faults",
    "form",
    "history",
    "import",
    "injections",
    "keeping",
    "page",
    "paper",
    "profile",
    "readers",
    "reminders",
)


class Unsaid(KeyError):
    """A code that has no sentence in a language: a defect of ours, held by a test."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """All sentences of one language."""

    lang: Lang
    tables: Table

    def text(self, *path: str, **values: object) -> str:
        """The sentence at a path, with values put in. Raises Unsaid when there is none."""
        found: Any = self.tables
        for step in path:
            if not isinstance(found, Mapping) or step not in found:
                raise Unsaid(f"{self.lang}: {'.'.join(path)}")
            found = found[step]
        return str(found).format(**values) if values else str(found)

    def code(self, kind: str, code: str) -> str:
        """The word for a code of one kind; a code we have no word for is shown as it is."""
        found = self.tables.get(kind, {}).get(code)
        return code if found is None else str(found)

    def number(self, value: float) -> str:
        """A number as the reader writes it."""
        text = str(int(value)) if float(value).is_integer() else f"{value:g}"
        return text.replace(".", self.text("page", "decimal_separator"))

    def span(self, low: float, high: float) -> str:
        """A range, or one number where both ends are the same."""
        if low == high:
            return self.number(low)
        return f"{self.number(low)}–{self.number(high)}"

    def count(self, unit: str, amount: float) -> str:
        """So many months or days, with the right ending."""
        if amount == 1:
            return self.text("page", f"{unit}_one")
        return self.text("page", f"{unit}_many", n=self.number(amount))

    def day(self, on: date) -> str:
        """A date as the reader writes it, the month in letters."""
        month = self.text("page", f"month_{on.month}")
        return self.text("page", "date_format", day=on.day, month=month, year=on.year)

    def short(self, on: date) -> str:
        """A date as the reader writes it, in digits."""
        return self.text("page", "date_short", day=on.day, month=on.month, year=on.year)

    def weekday(self, on: date) -> str:
        """The short name of the day of the week."""
        return self.text("page", f"weekday_short_{on.weekday()}")

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other."""
        return ", ".join(words)


@cache
def catalog(lang: Lang) -> Catalog:
    """The catalog of one language, read once."""
    folder = files("corrin.words") / lang.value
    tables: dict[str, Any] = {}
    for name in FILES:
        tables |= tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return Catalog(lang, tables)
