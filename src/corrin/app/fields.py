"""A form as it was sent: each field read once, a message at each that cannot be meant.

What was typed is shown again as it stood, so nothing is lost by a mistake.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from corrin.record import odd_characters
from corrin.sheets import cells
from corrin.words import Catalog

OLDEST = 1900
YEARS_AHEAD = 10
SHORT, LONG = 200, 2000  # characters in a line, and in a note


@dataclass
class Sent:
    """The fields of one form, the reader's words, and today; `errors` has a message a field."""

    data: QueryDict
    words: Catalog
    on: date
    errors: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """What stands in a field, without the space around it."""
        return self.data.get(name, "").strip()

    def say(self, name: str, key: str, /, **values: object) -> None:
        """Put a message at a field; the first one stays."""
        self.errors.setdefault(name, self.words.text("form", key, **values))

    def day(
        self,
        name: str,
        *,
        needed: bool = False,
        past: bool = True,
        latest: date | None = None,
    ) -> date | None:
        """A date; with `past`, none after today. None where the field is empty or wrong."""
        text = self.text(name, needed=needed)
        if not text:
            return None
        found = cells.day(text)
        last = latest or (
            self.on if past else self.on.replace(year=self.on.year + YEARS_AHEAD, day=1)
        )
        if found is None:
            self.say(name, "bad_day", example=self.words.day(self.on))
        elif not OLDEST <= found.year <= self.on.year + YEARS_AHEAD:
            self.say(name, "bad_year", first=OLDEST, last=self.on.year + YEARS_AHEAD)
        elif found > last and past:
            self.say(name, "future_day", today=self.words.day(self.on))
        else:
            return found
        return None

    def number(
        self,
        name: str,
        low: float,
        high: float,
        *,
        example: float,
        needed: bool = False,
        whole: bool = False,
    ) -> float | None:
        """A number within limits, comma or point. None where the field is empty or wrong.

        `example` is what is shown to whoever wrote no number: one that is common there.
        """
        text = self.text(name, needed=needed)
        if not text:
            return None
        try:
            found = cells.number(text)
        except cells.Ambiguous:
            digits = text.replace(".", "").replace(",", "")
            small = text.split("," if "," in text else ".")[0]
            self.say(name, "two_meanings", small=small, large=digits)
            return None
        if found is None:
            self.say(name, "bad_number", example=self._example(example, whole=whole))
        elif whole and not found.is_integer():
            self.say(name, "bad_whole")
        elif not low <= found <= high:
            low_said, high_said = self.words.number(low), self.words.number(high)
            self.say(name, "bad_range", low=low_said, high=high_said)
        else:
            return found
        return None

    def _example(self, number: float, *, whole: bool) -> str:
        """A number as the reader writes it; a whole one, such as a year, without separators."""
        return f"{number:.0f}" if whole else self.words.number(number)

    def choice(self, name: str, among: Collection[str], *, needed: bool = False) -> str:
        """One of a closed list, or nothing."""
        found = self.typed(name)
        if found in among:
            return found
        if found or needed:
            self.say(name, "bad_choice" if found else "needed")
        return ""

    def many(self, name: str, among: Collection[str]) -> tuple[str, ...]:
        """Those of a closed list that were ticked."""
        found = self.data.getlist(name)
        if not all(one in among for one in found):
            self.say(name, "bad_choice")
        return tuple(one for one in dict.fromkeys(found) if one in among)

    def text(self, name: str, *, needed: bool = False, most: int = SHORT) -> str:
        """A line of text, or a note where `most` allows more."""
        found = self.typed(name).replace("\r\n", "\n")
        if not found and needed:
            self.say(name, "needed")
        if len(found) > most:
            self.say(name, "too_long", most=most, length=len(found))
            return ""
        if odd_characters(found.replace("\n", " ").replace("\t", " ")):
            self.say(name, "odd_characters")
            return ""
        return found


def offered(
    kind: str, among: Iterable[str], chosen: str, words: Catalog
) -> list[tuple[str, str, bool]]:
    """Codes with their words, and which is chosen: for a list or for chips."""
    return [(code, words.code(kind, code), code == chosen) for code in among]


RESULT = re.compile(r"\s*([<>]?)\s*(.+)", re.DOTALL)


def result(sent: Sent, name: str, typed: str) -> tuple[float | str | None, str]:
    """A laboratory value with its sign (`<150`), or a word in the reader's language; else None."""
    for code in ("positive", "negative"):
        if typed.lower() in (code, sent.words.text("entry", code)):
            return code, "="
    met = RESULT.match(typed)
    try:
        found = cells.number(met[2]) if met else None
    except cells.Ambiguous:
        small = re.split("[.,]", typed)[0].strip("<> ")
        sent.say(name, "two_meanings", small=small, large=re.sub(r"[.,<>\s]", "", typed))
        return None, "="
    if found is None or found < 0:
        sent.errors.setdefault(name, sent.words.text("check", "bad_value"))
        return None, "="
    return found, (met[1] if met else "") or "="
