"""The words of one notation line, taken from the left."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from corrin.record import fields as f
from corrin.record.entries import Code
from corrin.record.fields import Notes, Unreadable
from corrin.terms import Coding

# Words that close a line: the field each fills, and how it is read.
CLOSING: dict[str, tuple[str, Callable[[Any, str, Notes], Any]]] = {
    "id": ("id", f.text),
    "around": ("around", f.around),
    "marked": ("marked", f.text),
    "noted": ("noted_at", f.moment),
    "replaces": ("replaces", f.text),
    "note": ("note", f.text),
}


@dataclass(slots=True)
class Cursor:
    """The words of one line, taken from the left, with clauses that may close it."""

    words: list[str]
    place: str
    notes: Notes

    def word(self, expected: str) -> str:
        """The next word, unquoted."""
        if not self.words:
            raise self.notes.refuse(self.place, "the end of the line", expected, "add it")
        return self._unquoted(self.words.pop(0))

    def _unquoted(self, raw: str) -> str:
        if not raw.startswith('"'):
            return raw
        try:
            return cast(str, json.loads(raw))
        except ValueError:
            raise self.notes.refuse(
                self.place, raw, "a quoted text", "check the \\ in it"
            ) from None

    def code(self, expected: str) -> Code:
        """A code of ours, or a quoted `system|code|display`."""
        quoted = bool(self.words) and self.words[0].startswith('"')
        found = self.word(expected)
        if quoted and found.count("|") == 2:
            return Coding(*found.split("|"))
        return f.text(found, self.place, self.notes)

    def number(self, expected: str) -> float:
        """A number, with a point or a comma."""
        found = self.word(expected)
        if not re.fullmatch(r"-?\d+([.,]\d+)?([eE][-+]?\d+)?", found):
            raise self.notes.refuse(self.place, found, expected, "write digits")
        return f.number(float(found.replace(",", ".")), self.place, self.notes)

    def positive(self, expected: str) -> float:
        """A number above zero."""
        return f.positive(self.number(expected), self.place, self.notes)

    def interval(self, expected: str) -> float:
        """A number of days above zero, at most ten years."""
        return f.interval(self.number(expected), self.place, self.notes)

    def day(self) -> date:
        """An ISO date."""
        return f.day(self.word("a date like 2026-03-05"), self.place, self.notes)

    def day_or_undated(self) -> date | None:
        """The day a line begins with."""
        if self.words and self.words[0] == "undated":
            self.words.pop(0)
            return None
        return self.day()

    def at(self, *keywords: str) -> str | None:
        """The next word, taken, when it is one of these keywords."""
        if self.words and self.words[0] in keywords:
            return self.words.pop(0)
        return None

    def closing(self, common: dict[str, Any]) -> dict[str, Any]:
        """The common fields with those of the clauses that close the line."""
        found = dict(common)
        while keyword := self.at(*CLOSING):
            content = self.word(f"a value after {keyword}")
            name, read = CLOSING[keyword]
            found[name] = read(content, self.place, self.notes)
        return found

    def left_over(self, example: str) -> Unreadable:
        """Note what stands after the end of the line, with an example of what would be right."""
        return self.notes.refuse(self.place, " ".join(self.words), "the end of the line", example)
